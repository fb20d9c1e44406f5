// Colours of everything that is drawn, for each theme, and for players who see less of the colours. What keeps colour from
// being the only cue are the marks of seats.

import type { COLOURS as SEAT_COLOURS } from '#protocol';

/** The colours of seats, as on the wire: how each of them looks is said by the palette. */
export type SeatColour = (typeof SEAT_COLOURS)[number];

export type Theme = 'dark' | 'contrast';
export type Vision = 'usual' | 'red-green' | 'blue-yellow';

/** A ghost that can be eaten. The edge makes it stand out from walls, whatever the body's colour is. */
export interface FrightenedColours {
  readonly body: string;
  readonly edge: string;
  readonly face: string;
}

/** Colours as #rrggbb. */
export interface Palette {
  readonly background: string;
  readonly wall: string;
  /** Whether walls and energizers have a soft light around them. */
  readonly glows: boolean;
  readonly wallFlashing: string;
  readonly wallSuddenDeath: string;
  readonly door: string;
  readonly dot: string;
  /** An energizer that cannot be eaten yet. */
  readonly dormant: string;
  /** Blinky, Pinky, Inky, Clyde. */
  readonly ghosts: readonly [string, string, string, string];
  /** A ghost without a player: harmless. */
  readonly grey: string;
  readonly pupil: string;
  readonly frightened: FrightenedColours;
  readonly flashing: FrightenedColours;
  readonly seats: Readonly<Record<SeatColour, string>>;
  readonly ghostPoints: string;
  readonly fruitPoints: string;
  readonly ready: string;
  readonly over: string;
  /** What is said to the player of a ghost. */
  readonly ghostCall: string;
  readonly gateOpen: string;
  readonly gateClosing: string;
  readonly gateClosed: string;
}

type Colours = Pick<Palette, 'ghosts' | 'seats'>;

/**
 * Ghosts and seats by what the player sees. Any two of the twelve differ by `COLOUR_DISTANCE_MIN` of
 * test/web-client/look/colour-vision.ts for those players, and for all others.
 */
const COLOURS: Readonly<Record<Vision, Colours>> = {
  usual: {
    ghosts: ['#ff2121', '#ffb8ff', '#21ffff', '#ffb852'],
    seats: {
      yellow: '#ffdf00',
      green: '#40e734',
      violet: '#a991e8',
      white: '#ffffff',
      orange: '#ec8226',
      blue: '#41c0ff',
      pink: '#f480d3',
      red: '#e67382',
    },
  },
  'red-green': {
    ghosts: ['#c56007', '#9daebc', '#a8d6ff', '#fb716c'],
    seats: {
      yellow: '#ffdf00',
      green: '#b4e9ae',
      violet: '#c61cff',
      white: '#ffffff',
      orange: '#fea408',
      blue: '#b793ff',
      pink: '#9e72c0',
      red: '#e82581',
    },
  },
  'blue-yellow': {
    ghosts: ['#ff2121', '#beb0ff', '#90ffce', '#fba70b'],
    seats: {
      yellow: '#ffdf00',
      green: '#06ac07',
      violet: '#895cff',
      white: '#ffffff',
      orange: '#a29d26',
      blue: '#1ed4a6',
      pink: '#ff3af0',
      red: '#b16a3e',
    },
  },
};

const DARK: Omit<Palette, keyof Colours> = {
  background: '#000006',
  wall: '#2a3cff',
  glows: true,
  wallFlashing: '#e8e8ff',
  wallSuddenDeath: '#ff2a2a',
  door: '#ffb8de',
  dot: '#ffc9ae',
  dormant: '#70708c',
  grey: '#8b8ba6',
  pupil: '#2121de',
  frightened: { body: '#2433ee', edge: '#e8ecff', face: '#ffcfc4' },
  flashing: { body: '#f2f2ff', edge: '#f2f2ff', face: '#e01010' },
  ghostPoints: '#21ffff',
  fruitPoints: '#ffb8ff',
  ready: '#ffdf00',
  over: '#ff2121',
  ghostCall: '#2fe6ff',
  gateOpen: '#5dff8a',
  gateClosing: '#ffdf00',
  gateClosed: '#6a6aa8',
};

/** No glow and no half tones: what can be eaten is white, what is in the way is one line. */
const CONTRAST: Omit<Palette, keyof Colours> = {
  ...DARK,
  background: '#000000',
  wall: '#5068ff',
  glows: false,
  wallFlashing: '#ffffff',
  door: '#ffffff',
  dot: '#ffffff',
  dormant: '#a8a8c0',
  grey: '#b4b4c8',
  frightened: { body: '#0000a8', edge: '#ffffff', face: '#ffffff' },
  flashing: { body: '#ffffff', edge: '#ffffff', face: '#c00000' },
  over: '#ff6060',
  gateClosed: '#a8a8d8',
};

const palettes = new Map<string, Palette>();

/** Cheap enough for each picture. */
export function paletteOf(theme: Theme, vision: Vision): Palette {
  const key = `${theme} ${vision}`;
  let found = palettes.get(key);
  if (found === undefined) {
    found = { ...(theme === 'contrast' ? CONTRAST : DARK), ...COLOURS[vision] };
    palettes.set(key, found);
  }
  return found;
}

/** The colours that lists of players need, by name: of seats, and of the four ghosts. */
export type ColourName = SeatColour | (typeof GHOST_NAMES)[number];
const GHOST_NAMES = ['blinky', 'pinky', 'inky', 'clyde'] as const;

export function namedColours({ seats, ghosts }: Palette): Readonly<Record<ColourName, string>> {
  const [blinky, pinky, inky, clyde] = ghosts;
  return { ...seats, blinky, pinky, inky, clyde };
}

/** A colour as the number that Phaser draws shapes with. */
export function numberOf(colour: string): number {
  return Number.parseInt(colour.slice(1), 16);
}
