// A player's Pac-Man, as the favourites make it.

import { favourite } from '../../favourite.ts';
import { drawPac, MOUTHS } from '../maze/pictures/pac-art.ts';
import { seatLook } from '../maze/pictures/seat-look.ts';
import { picture } from '../picture.ts';

const SIDE = 16;

/** Without favourites it is that of the player's place. @param number of the player at this screen, from 1 */
export function favouritePicture(number: number): HTMLCanvasElement {
  return picture(SIDE, '', (context) =>
    drawPac(context, seatLook('coop', number - 1, favourite(number)), 0, MOUTHS[1]),
  );
}
