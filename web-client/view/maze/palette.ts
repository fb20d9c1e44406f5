// Colours of everything that is drawn, and the marks that keep colour from being the only cue.

/** By seat. The mark is cut into the body and shown before the name. */
export const SEAT_COLOURS = ['#ffdf00', '#4fe06a', '#c08bff', '#f4efe2'] as const;
export const SEAT_MARKS = ['circle', 'square', 'triangle', 'diamond'] as const;
export type Mark = (typeof SEAT_MARKS)[number];
/** The marks as characters, for text. */
export const MARK_SIGNS: Readonly<Record<Mark, string>> = { circle: '●', square: '■', triangle: '▲', diamond: '◆' };

/** Blinky, Pinky, Inky, Clyde. */
export const GHOST_COLOURS = ['#ff2121', '#ffb8ff', '#21ffff', '#ffb852'] as const;
export const FRIGHTENED = { body: '#2433ee', face: '#ffb8ae' } as const;
export const FLASHING = { body: '#f2f2ff', face: '#ff2121' } as const;
export const PUPIL = '#2121de';

export const BACKGROUND = '#000006';
export const WALL = '#2a3cff';
export const WALL_FLASHING = '#e8e8ff';
export const DOOR = '#ffb8de';
export const DOT = '#ffc9ae';
export const POINTS = '#21ffff';
export const FRUIT_POINTS = '#ffb8ff';
export const READY = '#ffdf00';
export const OVER = '#ff2121';
