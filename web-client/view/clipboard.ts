// Copies text, also where pages have no access to the clipboard: on plain http, or where the player forbids it.

export interface ClipboardWays {
  /** Null on plain http. Rejects where access is refused. */
  readonly write: ((text: string) => Promise<void>) | null;
  /** The way of older browsers. @returns whether the text is in the clipboard now */
  copySelected(text: string): boolean;
}

/** @returns whether it was copied */
export async function copyText(text: string, ways: ClipboardWays = browserWays()): Promise<boolean> {
  try {
    if (ways.write !== null) {
      await ways.write(text);
      return true;
    }
  } catch {
    // Then it is tried as on http.
  }
  return ways.copySelected(text);
}

function browserWays(): ClipboardWays {
  const clipboard = navigator.clipboard as Clipboard | undefined;
  return { write: clipboard === undefined ? null : (text) => clipboard.writeText(text), copySelected };
}

/** Copies from a field that is there for a moment, and gives the focus back. */
function copySelected(text: string): boolean {
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.className = 'spoken';
  // Outside of an open dialog nothing can be selected.
  (document.querySelector('dialog:modal') ?? document.body).append(field);
  field.select();
  let isCopied = false;
  try {
    isCopied = document.execCommand('copy');
  } catch {
    // A browser without the command.
  }
  field.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return isCopied;
}
