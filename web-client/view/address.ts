// The address bar holds the link of the player's room; this reads, writes and copies it.

import { ROOM_CODE_ALPHABET, ROOM_CODE_LENGTH } from '#protocol';

const ROOM_CODE = new RegExp(`^[${ROOM_CODE_ALPHABET}]{${ROOM_CODE_LENGTH}}$`);
const COPIED_MS = 1500;

/** The room that the address names, or null. */
export function roomInAddress(): string | null {
  const code = location.hash.slice(1).toUpperCase();
  return ROOM_CODE.test(code) ? code : null;
}

export function setAddress(code: string | null): void {
  history.replaceState(null, '', `${location.pathname}${location.search}${code === null ? '' : `#${code}`}`);
}

export function listenToCopyButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button.copy')) {
    button.addEventListener('click', () => void copyLink(button));
  }
}

/** Without access to the clipboard (plain http) the player can still copy the link from the address bar. */
async function copyLink(button: HTMLButtonElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.href);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'See address bar';
  }
  setTimeout(() => (button.textContent = 'Copy link'), COPIED_MS);
}
