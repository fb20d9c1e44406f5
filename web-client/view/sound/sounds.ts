// The short sounds, as notes, all our own: good news rises in pitch, bad news falls.

import { glide, melody, type Part } from './notes.ts';

export interface Sound {
  readonly parts: readonly Part[];
  /** A new sound of a group ends the one before it: a mouth says one syllable at a time. */
  readonly group?: string;
  /** Seconds for which it is not played again. */
  readonly rest?: number;
}

/** The same sound twice in one frame would only be louder. */
export const REST_SECONDS = 0.03;

/**
 * Seconds of a syllable of the mouth. Dots come every 7 to 9 ticks at full speed: a syllable lasts until the next one, which
 * cuts it, even when its frame is late.
 */
const SYLLABLE = 0.19;
/** Seconds in which a syllable has moved its pitch; it rests there until the next one takes over from this pitch. */
const GLIDE = 0.1;
/** Lowpass of the shut and of the open mouth, in hertz. */
const SHUT = 380;
const OPEN = 1900;

function syllable(from: number, to: number, opens: readonly [number, number]): Sound {
  const notes = [{ at: 0, lasts: SYLLABLE, from, to, glides: GLIDE, opens }];
  return { parts: [{ instrument: 'mouth', notes }], group: 'mouth' };
}

/** The pictures of folding up in `classic`: nine of 7.5 ticks, and a burst of 15 (docs/rules/arcade.md 15). */
const FOLD = 7.5 / 60;
const FOLDS_AT = 90 / 60;
const BURST_AT = FOLDS_AT + 9 * FOLD;
const BURST = 15 / 60;

export const SOUNDS = {
  /** "Wa" and "ka". */
  dotOdd: syllable(175, 262, [SHUT, OPEN]),
  dotEven: syllable(262, 175, [OPEN, SHUT]),
  energizer: {
    parts: [
      {
        instrument: 'growl',
        notes: [glide(0, 0.16, 110, 220), glide(0.17, 0.16, 147, 294), glide(0.34, 0.24, 196, 587)],
      },
      { instrument: 'bell', notes: melody(0.085, 'D5 A5 D6 A5 D6 F#6') },
    ],
  },
  ghost: {
    parts: [
      { instrument: 'chirp', notes: [glide(0, 0.14, 240, 960), glide(0.15, 0.25, 480, 1920)] },
      { instrument: 'rumble', notes: [glide(0, 0.1, 900, 300)] },
    ],
  },
  fruit: {
    parts: [
      { instrument: 'lead', notes: melody(0.07, 'G5 B5 D6 - G6 -') },
      { instrument: 'click', notes: [glide(0, 0.04, 900, 300), glide(0.2, 0.05, 700, 250)] },
    ],
  },
  fruitThere: { parts: [{ instrument: 'bell', notes: melody(0.09, 'D6 G6 .') }] },
  /** The own Pac-Man in the modes in which play goes on: as long as its pictures (effects/effects.ts). */
  caught: {
    parts: [
      {
        instrument: 'growl',
        notes: [
          glide(0, 0.12, 900, 300),
          glide(0.13, 0.2, 660, 330),
          glide(0.34, 0.22, 440, 196),
          glide(0.57, 0.31, 294, 62),
        ],
      },
      { instrument: 'rumble', notes: [glide(0, 0.12, 1600, 300), glide(0.62, 0.26, 700, 80)] },
    ],
  },
  /** A Pac-Man of the same team, and one in a match that is only watched. */
  mateCaught: {
    parts: [
      {
        instrument: 'second',
        notes: [glide(0, 0.2, 587, 440), glide(0.22, 0.22, 494, 330), glide(0.46, 0.42, 370, 123)],
      },
    ],
  },
  /** `classic`, by the World's clock: a hit, silence while all stand still, nine folds and a burst. */
  death: {
    parts: [
      { instrument: 'growl', notes: [glide(0, 0.22, 880, 110)] },
      {
        instrument: 'lead',
        notes: Array.from({ length: 9 }, (_, i) => {
          const high = 988 / 2 ** (i / 6);
          return glide(FOLDS_AT + i * FOLD, FOLD * 0.96, high, high * (i % 2 === 0 ? 0.63 : 0.8));
        }),
      },
      { instrument: 'bass', notes: [glide(FOLDS_AT, BURST_AT - FOLDS_AT, 330, 82), glide(BURST_AT, BURST, 196, 49)] },
      { instrument: 'rumble', notes: [glide(0, 0.1, 1200, 200), glide(BURST_AT, BURST, 2400, 120)] },
    ],
  },
  extraLife: {
    parts: [
      { instrument: 'bell', notes: melody(0.09, 'C6 E6 G6 C7 . G6 C7 - - -') },
      { instrument: 'second', notes: melody(0.09, 'C5 - G5 - . E5 G5 - - -') },
    ],
  },
  /** A level, a turn begins. */
  start: {
    parts: [
      { instrument: 'lead', notes: melody(0.1, 'D5 . D5 F#5 A5 - D6 -') },
      { instrument: 'bass', notes: melody(0.1, 'D3 . D3 . A3 - D3 -') },
    ],
  },
  cleared: {
    parts: [
      { instrument: 'lead', notes: melody(0.09, 'G5 A5 B5 D6 . B5 D6 - G6 - - -') },
      { instrument: 'second', notes: melody(0.09, 'B4 . D5 . . G5 B5 - D6 - - -') },
      { instrument: 'bass', notes: melody(0.09, 'G2 . G3 . D3 . D3 . G2 - - -') },
    ],
  },
  /** The last tenths of a second of a fright. */
  powerDown: {
    parts: [
      {
        instrument: 'growl',
        notes: [glide(0, 0.16, 392, 294), glide(0.17, 0.16, 294, 196), glide(0.34, 0.3, 196, 73)],
      },
    ],
  },
  /** Another player was caught by a rival, or by the own ghost. */
  rival: {
    parts: [
      { instrument: 'chirp', notes: [glide(0, 0.09, 330, 990), glide(0.1, 0.16, 990, 1320)] },
      { instrument: 'bell', notes: melody(0.09, '. E6 B6 .') },
    ],
  },
  revealed: { parts: [{ instrument: 'chirp', notes: melody(0.15, 'B5 F#5 B5 F#5') }] },
  claimed: { parts: [{ instrument: 'lead', notes: [glide(0, 0.07, 262, 392), glide(0.08, 0.14, 392, 587)] }] },
  bump: {
    parts: [
      { instrument: 'bass', notes: [glide(0, 0.12, 210, 55)] },
      { instrument: 'rumble', notes: [glide(0, 0.09, 800, 150)] },
    ],
  },
  waking: { parts: [{ instrument: 'bell', notes: melody(0.11, 'E5 . E5') }] },
  awake: { parts: [{ instrument: 'bell', notes: melody(0.07, 'E5 A5 C#6 E6') }] },
  refilled: { parts: [{ instrument: 'second', notes: melody(0.06, 'A4 C#5 E5 A5 E5 A5') }] },
  suddenDeath: {
    parts: [
      { instrument: 'growl', notes: [glide(0, 0.4, 220, 440), glide(0.45, 0.4, 220, 440), glide(0.9, 0.7, 233, 104)] },
      { instrument: 'rumble', notes: [glide(0.9, 0.7, 500, 70)] },
    ],
  },
  /** A second of a countdown. */
  count: { parts: [{ instrument: 'bell', notes: [glide(0, 0.1, 880, 880)] }], rest: 0.15 },
  returned: { parts: [{ instrument: 'lead', notes: melody(0.06, 'E5 G5 C6 .') }] },
  /** Through a gate of `mega`. */
  gate: { parts: [{ instrument: 'rumble', notes: [glide(0, 0.28, 300, 1800)] }] },
  collapse: {
    parts: [
      { instrument: 'rumble', notes: [glide(0, 0.9, 900, 60)] },
      { instrument: 'bass', notes: [glide(0, 0.9, 110, 41)] },
    ],
  },
  over: {
    parts: [
      { instrument: 'lead', notes: melody(0.12, 'A5 . F5 . D5 . C#5 D5 - -') },
      { instrument: 'bass', notes: melody(0.12, 'D3 . A2 . F2 . A2 D2 - -') },
    ],
  },
  won: {
    parts: [
      { instrument: 'lead', notes: melody(0.1, 'D5 F#5 A5 D6 . A5 . D6 F#6 - - -') },
      { instrument: 'second', notes: melody(0.1, 'A4 . D5 F#5 . F#5 . A5 D6 - - -') },
      { instrument: 'bass', notes: melody(0.1, 'D3 . D3 . A2 . A2 . D3 - - -') },
    ],
  },
  emote: {
    parts: [{ instrument: 'chirp', notes: [glide(0, 0.06, 700, 880), glide(0.07, 0.07, 880, 1100)] }],
    rest: 0.1,
  },
  joined: { parts: [{ instrument: 'bell', notes: melody(0.09, 'G5 D6 .') }], rest: 0.25 },
  left: { parts: [{ instrument: 'bell', notes: melody(0.09, 'D6 G5 .') }], rest: 0.25 },
  click: { parts: [{ instrument: 'click', notes: [glide(0, 0.035, 1200, 700)] }], group: 'click' },
} as const satisfies Readonly<Record<string, Sound>>;

export type SoundName = keyof typeof SOUNDS;

/** Seconds from the start of a sound to its end. */
export function secondsOf(parts: readonly Part[]): number {
  return Math.max(...parts.flatMap(({ notes }) => notes.map(({ at, lasts }) => at + lasts)));
}
