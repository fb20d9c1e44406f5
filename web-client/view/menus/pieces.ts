// The pieces of a mode that a player has to recognise, as pictures with a few words, for the rules.

import { LEFT, RIGHT } from '#simulation';
import type { Catalogue } from '../../language/english.ts';
import { words } from '../../language/language.ts';
import { make } from '../element.ts';
import { drawDormant, drawEnergizer } from '../maze/pictures/dot-art.ts';
import { drawClaimedGhost, drawFrightened, drawGreyGhost, drawSeatGhost } from '../maze/pictures/ghost-art.ts';
import { drawPac, MOUTHS } from '../maze/pictures/pac-art.ts';
import { palette } from '../maze/pictures/palette.ts';
import { pacYellow, seatLook } from '../maze/pictures/seat-look.ts';
import { picture } from '../picture.ts';

type Draw = (context: CanvasRenderingContext2D) => void;
type Pictures<Name extends string> = Readonly<Record<Name, Draw>>;

const SIDE = 22;
const MOUTH = MOUTHS[1];

/** By the names that the pieces have in the catalogue. */
const VERSUS: Pictures<keyof Catalogue['modes']['versus']['pieces']> = {
  pac: (context) => drawPac(context, seatLook('versus', 0), RIGHT, MOUTH, 'usual', pacYellow()),
  ghost: (context) => drawSeatGhost(context, seatLook('versus', 1), 0, LEFT),
  grey: (context) => drawGreyGhost(context, 0),
  claimed: (context) => drawClaimedGhost(context, seatLook('versus', 1), 0, LEFT),
  frightened: (context) => drawFrightened(context, palette().frightened, 0),
};

const BATTLE: Pictures<keyof Catalogue['modes']['battle']['pieces']> = {
  powered: (context) => drawPac(context, seatLook('battle', 0), RIGHT, MOUTH, 'powered'),
  prey: (context) => drawPac(context, seatLook('battle', 1), LEFT, MOUTH, 'prey'),
  dormant: drawDormant,
  awake: drawEnergizer,
};

/** A list of the pieces of a mode; null for a mode whose pieces everybody knows. */
export function piecesOf(mode: string): HTMLElement | null {
  const { versus, battle } = words().modes;
  if (mode === 'versus') return piecesList(VERSUS, versus.pieces);
  return mode === 'battle' ? piecesList(BATTLE, battle.pieces) : null;
}

function piecesList<Name extends string>(pictures: Pictures<Name>, texts: Readonly<Record<Name, string>>): HTMLElement {
  const names = Object.keys(pictures) as Name[];
  return make('ul', 'pieces', ...names.map((name) => make('li', '', picture(SIDE, '', pictures[name]), texts[name])));
}
