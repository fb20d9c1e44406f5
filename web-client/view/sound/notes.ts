// Notes as data, and two ways to write them: as glides in hertz, and as a line of text with note names.

import type { InstrumentName } from './instruments.ts';

export interface Note {
  /** When it starts and how long it lasts, in seconds. */
  readonly at: number;
  readonly lasts: number;
  /** Its pitch at both ends, in hertz. */
  readonly from: number;
  readonly to: number;
  /** Seconds in which it goes from one to the other; all of its length if left out. */
  readonly glides?: number;
  /** What the lowpass of the instrument does meanwhile, in hertz: it opens and closes as a mouth does. */
  readonly opens?: readonly [from: number, to: number];
}

/** Notes one after the other on one instrument: none starts before the one before it has ended. */
export interface Part {
  readonly instrument: InstrumentName;
  readonly notes: readonly Note[];
}

export function glide(at: number, lasts: number, from: number, to: number): Note {
  return { at, lasts, from, to };
}

/**
 * Reads a line of notes. A step is a name such as `C4`, `F#3` or `Bb5`, `-` for more of the same note, or `.` for silence;
 * `|` is for the eye.
 * @param step seconds of one step. Notes are a little shorter than their steps, so that equal ones are heard apart.
 * @throws Error when a step is none of these
 */
export function melody(step: number, line: string): Note[] {
  const notes: Note[] = [];
  const steps = line.split(/[\s|]+/).filter(Boolean);
  for (const [at, name] of steps.entries()) {
    const last = notes.at(-1);
    if (name === '-' && last !== undefined && steps[at - 1] !== '.') {
      notes[notes.length - 1] = { ...last, lasts: last.lasts + step };
    } else if (name !== '.') notes.push(glide(at * step, step * HELD, pitchOf(name), pitchOf(name)));
  }
  return notes;
}

/** Steps in a line of notes. */
export function stepsOf(line: string): number {
  return line.split(/[\s|]+/).filter(Boolean).length;
}

/** Share of its last step for which a note is held. */
const HELD = 0.92;

const SEMITONES: Readonly<Record<string, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };
const SHIFTS: Readonly<Record<string, number>> = { '#': 1, b: -1, '': 0 };
const A4_HERTZ = 440;
const A4_SEMITONES = 4 * 12 + 9;

function pitchOf(name: string): number {
  const [, letter, shift, octave] = /^([A-G])([#b]?)(\d)$/.exec(name) ?? [];
  if (letter === undefined) throw new Error(`${name} is no note`);
  const semitones = Number(octave) * 12 + SEMITONES[letter]! + SHIFTS[shift!]!;
  return A4_HERTZ * 2 ** ((semitones - A4_SEMITONES) / 12);
}
