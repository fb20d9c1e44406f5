// Colours of everything that is drawn, and the marks that keep colour from being the only cue.

export const MARKS = ['circle', 'square', 'triangle', 'diamond', 'star', 'cross', 'wedge', 'heart'] as const;
export type Mark = (typeof MARKS)[number];
/** The marks as characters, for text. */
export const MARK_SIGNS: Readonly<Record<Mark, string>> = {
  circle: '●',
  square: '■',
  triangle: '▲',
  diamond: '◆',
  star: '★',
  cross: '✚',
  wedge: '▼',
  heart: '♥',
};

/** How a seat is recognised. The mark is cut into the body and shown before the name. */
export interface SeatLook {
  readonly colour: string;
  readonly mark: Mark;
}

/** Of seats that are Pac-Men: no colour of the arcade's ghosts. */
const PAC_COLOURS = ['#ffdf00', '#4fe06a', '#c08bff', '#f4efe2', '#ff9440', '#59c3ff', '#ff86c0', '#ff6a5d'] as const;
/** Of seats that are ghosts most of the time. Pac-Man stays yellow there, whoever plays it. */
const GHOST_SEAT_COLOURS = ['#ff3b3b', '#2fe6ff', '#ff9de2', '#ffb04a', '#5fe36f'] as const;
export const PAC_YELLOW = PAC_COLOURS[0];

/** @param seat 0..63: each has a pair of colour and mark of its own */
export function seatLook(mode: string, seat: number): SeatLook {
  const mark = MARKS[(seat + Math.floor(seat / MARKS.length)) % MARKS.length]!;
  const colours = mode === 'versus' ? GHOST_SEAT_COLOURS : PAC_COLOURS;
  return { colour: colours[seat % colours.length]!, mark };
}

/** Blinky, Pinky, Inky, Clyde. */
export const GHOST_COLOURS = ['#ff2121', '#ffb8ff', '#21ffff', '#ffb852'] as const;
export const FRIGHTENED = { body: '#2433ee', face: '#ffb8ae' } as const;
/** A ghost without a player: harmless. */
export const GREY = '#8b8ba6';
export const FLASHING = { body: '#f2f2ff', face: '#ff2121' } as const;
export const PUPIL = '#2121de';

export const BACKGROUND = '#000006';
export const WALL = '#2a3cff';
export const WALL_FLASHING = '#e8e8ff';
export const WALL_SUDDEN_DEATH = '#ff2a2a';
export const DOOR = '#ffb8de';
export const DOT = '#ffc9ae';
/** An energizer that cannot be eaten yet. */
export const DORMANT = '#70708c';
export const POINTS = '#21ffff';
export const FRUIT_POINTS = '#ffb8ff';
export const READY = '#ffdf00';
export const OVER = '#ff2121';

/** Signs of gates, as numbers for shapes that are drawn anew in each frame. */
export const GATE_OPEN = 0x5dff8a;
export const GATE_CLOSING = 0xffdf00;
export const GATE_CLOSED = 0x6a6aa8;
