// The pieces of a mode that a player has to recognise, as pictures with a few words, for the rules.

import { LEFT, RIGHT } from '#simulation';
import { make } from '../element.ts';
import { drawDormant, drawDot } from '../maze/pictures/dot-art.ts';
import { drawClaimedGhost, drawFrightened, drawGreyGhost, drawSeatGhost } from '../maze/pictures/ghost-art.ts';
import { drawPac, MOUTHS } from '../maze/pictures/pac-art.ts';
import { palette } from '../maze/pictures/palette.ts';
import { pacYellow, seatLook } from '../maze/pictures/seat-look.ts';
import { picture } from '../picture.ts';

type Draw = (context: CanvasRenderingContext2D) => void;
type Piece = readonly [draw: Draw, words: string];

const SIDE = 22;
const MOUTH = MOUTHS[1];

const PIECES: ReadonlyMap<string, readonly Piece[]> = new Map([
  [
    'versus',
    [
      [
        (context) => drawPac(context, seatLook('versus', 0), RIGHT, MOUTH, 'usual', pacYellow()),
        'Pac-Man: eats, and sees all',
      ],
      [(context) => drawSeatGhost(context, seatLook('versus', 1), 0, LEFT), 'a player’s ghost, with their mark'],
      [(context) => drawGreyGhost(context, 0), 'nobody’s: harmless, touch it'],
      [(context) => drawClaimedGhost(context, seatLook('versus', 1), 0, LEFT), 'claimed: hunts for that player'],
      [(context) => drawFrightened(context, palette().frightened, 0), 'blue: Pac-Man eats it'],
    ],
  ],
  [
    'battle',
    [
      [
        (context) => drawPac(context, seatLook('battle', 0), RIGHT, MOUTH, 'powered'),
        'with power: eats rivals and ghosts',
      ],
      [(context) => drawPac(context, seatLook('battle', 1), LEFT, MOUTH, 'prey'), 'prey, while a rival has power'],
      [drawDormant, 'a sleeping energizer'],
      [(context) => drawDot(context, 3.7), 'awake: 6 seconds of power'],
    ],
  ],
] satisfies [string, readonly Piece[]][]);

/** A list of the pieces of a mode; null for a mode whose pieces everybody knows. */
export function piecesOf(mode: string): HTMLElement | null {
  const pieces = PIECES.get(mode);
  if (pieces === undefined) return null;
  return make('ul', 'pieces', ...pieces.map(([draw, words]) => make('li', '', picture(SIDE, '', draw), words)));
}
