// Sounds that go on until something else happens: sirens, fright, eyes. At most one of them is heard at a time.

import type { Wave } from './instruments.ts';

export interface Loop {
  readonly wave: Exclude<Wave, 'noise'>;
  /** Its pitch swings between these, in hertz, once in so many seconds. */
  readonly low: number;
  readonly high: number;
  readonly seconds: number;
  readonly sweep: 'sine' | 'triangle' | 'sawtooth' | 'square';
  /** Hertz above which the wave is damped. */
  readonly lowpass: number;
  /** Amplitude, 0..1: quiet, since it is always there. */
  readonly level: number;
}

/** The fewer dots are left, the higher and faster. */
const SIREN = { wave: 'triangle', sweep: 'sine', lowpass: 1200, level: 0.085 } as const;

export const LOOPS = {
  siren1: { ...SIREN, low: 196, high: 330, seconds: 0.66 },
  siren2: { ...SIREN, low: 220, high: 375, seconds: 0.56 },
  siren3: { ...SIREN, low: 252, high: 430, seconds: 0.47 },
  siren4: { ...SIREN, low: 290, high: 495, seconds: 0.39 },
  siren5: { ...SIREN, low: 340, high: 575, seconds: 0.32 },
  fright: { wave: 'pulse4', low: 110, high: 220, seconds: 0.19, sweep: 'sawtooth', lowpass: 900, level: 0.1 },
  /** The last two seconds: the ghosts are about to be dangerous again. */
  frightEnds: { wave: 'pulse4', low: 147, high: 220, seconds: 0.26, sweep: 'square', lowpass: 1100, level: 0.1 },
  eyes: { wave: 'triangle', low: 620, high: 1240, seconds: 0.21, sweep: 'sawtooth', lowpass: 3000, level: 0.06 },
} as const satisfies Readonly<Record<string, Loop>>;

export type LoopName = keyof typeof LOOPS;
