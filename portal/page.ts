// What each of the pages begins with: the language, and the look that the player has chosen in the game.

import { PIXEL_FACE, pixelFont, trueTypeFont } from '#picture';
import { startLanguage } from './words/words.ts';

/** Where the game keeps the look that the player chose. */
const THEME = 'packetman.theme';
const MOTION = 'packetman.motion';

/** Call it once, before anything is written into the page. */
export async function startPage(): Promise<void> {
  document.fonts.add(new FontFace(PIXEL_FACE, trueTypeFont(pixelFont())));
  const theme = stored(THEME);
  if (theme === 'dark' || theme === 'contrast') document.documentElement.dataset['theme'] = theme;
  const { pathname } = location;
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.top nav a')) {
    if (link.pathname === pathname) link.setAttribute('aria-current', 'page');
  }
  await startLanguage();
}

/** Whether pictures may move for decoration. */
export function mayMove(): boolean {
  const chosen = stored(MOTION);
  if (chosen === 'full' || chosen === 'reduced') return chosen === 'full';
  return !matchMedia('(prefers-reduced-motion: reduce)').matches;
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
