// The player's Pac-Man, as the favourites make it.

import { favourite } from '../../favourite.ts';
import { drawPac, MOUTHS } from '../maze/pictures/pac-art.ts';
import { seatLook } from '../maze/pictures/seat-look.ts';
import { picture } from '../picture.ts';

const SIDE = 16;

/** Without favourites it is that of the first seat. */
export function favouritePicture(): HTMLCanvasElement {
  return picture(SIDE, '', (context) => drawPac(context, seatLook('coop', 0, favourite()), 0, MOUTHS[1]));
}
