// When the focus has a ring: for players who move it by keys. Browsers also draw one after a script has moved the focus, and after
// any key, such as one that steers or Escape. Gamepads are in pad-focus.ts.

/** An attribute of the root element, which style sheets follow. */
const SHOWN = 'focusShown';
const ARROW_KEYS: readonly string[] = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];

/** Shows the ring from the start where there may be a keyboard: Enter presses what has the focus. */
export function startFocusRing(): void {
  const { dataset } = document.documentElement;
  if (!matchMedia('(hover: none) and (pointer: coarse)').matches) dataset[SHOWN] = '';
  const capture = true;
  window.addEventListener('pointerdown', () => delete dataset[SHOWN], { capture });
  window.addEventListener('keydown', (event) => movesFocus(event) && (dataset[SHOWN] = ''), { capture });
}

/** Whether the ring is shown. */
export function isFocusShown(): boolean {
  return SHOWN in document.documentElement.dataset;
}

/** Tab, and the arrow keys in a group of choices. On anything else the arrow keys steer. */
export function movesFocus({ key, target }: { readonly key: string; readonly target: unknown }): boolean {
  if (key === 'Tab') return true;
  const { type, role } = (target ?? {}) as { readonly type?: string; readonly role?: string | null };
  return ARROW_KEYS.includes(key) && (type === 'radio' || role === 'tab');
}
