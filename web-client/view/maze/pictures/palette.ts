// The colours that the player's comfort asks for. Style sheets have theirs in styles/theme.css.

import { paletteOf, type Palette } from '#picture';
import { comfort } from '../../comfort.ts';

/** Cheap enough for each picture. */
export function palette(): Palette {
  return paletteOf(comfort.theme, comfort.palette);
}
