// The tunes, as lines of notes. They are loaded when the first one is wanted. All are our own.

import type { InstrumentName } from './instruments.ts';
import { melody, stepsOf, type Part } from './notes.ts';
import type { TuneName } from './tune-lengths.ts';

/** One line for each instrument; all lines of a tune have the same number of steps. */
type Score = Readonly<Partial<Record<InstrumentName, string>>>;

/** What the opening ends with, in all modes. */
const OPENING: Score = {
  lead: `D5 . F#5 . A5 . B5 A5 | . F#5 . D5 E5 - . . | D5 . F#5 . A5 . B5 D6 | . B5 A5 F#5 A5 - D6 -`,
  second: `A4 . D5 . F#5 . G5 F#5 | . D5 . A4 B4 - . . | A4 . D5 . F#5 . G5 A5 | . G5 F#5 D5 C#5 - F#5 -`,
  bass: `D3 . . A2 . . D3 . | G2 . . D3 A2 - . . | D3 . . A2 . . G2 . | G2 . A2 . A2 - D3 -`,
  brush: `C6 . C6 C6 C6 . C6 C6 | C6 . C6 C6 C6 . C6 C6 | C6 . C6 C6 C6 . C6 C6 | C6 . C6 C6 C6 C6 C6 .`,
};

/** What comes before it in `classic`, where the opening is longer. */
const OPENING_CALL: Score = {
  lead: `A4 - . D5 . . A4 . | B4 - . E5 . F#5 E5 .`,
  second: `F#4 - . A4 . . F#4 . | G4 - . B4 . D5 C#5 .`,
  bass: `D3 - . . . . A2 . | G2 - . . A2 . A2 .`,
  brush: `. . C6 . . . C6 . | . . C6 . C6 . C6 .`,
};

export const SCORES: Readonly<Record<TuneName, Score>> = {
  opening: OPENING,
  openingLong: joined(OPENING_CALL, OPENING),
  /** On tiptoe: a bass that walks, and a melody that waits behind a corner. */
  intermission1: {
    lead: `. . E5 . . D#5 E5 . | . . B4 . C5 . B4 . | . . E5 . . D#5 E5 G5 | - . F#5 . E5 - . . | . . A5 . . G#5 A5 . | . . E5 . F5 . E5 . | G5 . F#5 . F5 . E5 . | D#5 . B4 . E5 . E5 .`,
    second: `. . . . G4 . . . | . . . . G4 . . . | . . . . G4 . . . | . . A4 . G4 - . . | . . . . C5 . . . | . . . . A4 . . . | B4 . A4 . A4 . G4 . | F#4 . D#4 . G4 . G4 .`,
    bass: `E2 . G2 . B2 . G2 . | E2 . G2 . A2 . B2 . | E2 . G2 . B2 . G2 . | B2 . A2 . E2 . E2 . | A2 . C3 . E3 . C3 . | A2 . C3 . D3 . E3 . | G2 . F#2 . F2 . E2 . | B2 . B2 . E2 . E2 .`,
    brush: `C6 . . C6 C6 . . . | C6 . . C6 C6 . . . | C6 . . C6 C6 . . . | C6 . . C6 C6 . C6 . | C6 . . C6 C6 . . . | C6 . . C6 C6 . . . | C6 . C6 . C6 . C6 . | C6 . C6 . C6 . C6 .`,
  },
  /** A small parade. */
  intermission2: {
    lead: `C5 . E5 . G5 . A5 G5 | E5 . G5 . E5 - . . | D5 . F5 . A5 . B5 A5 | F5 . D5 . G5 - . . | C5 . E5 . G5 . C6 B5 | A5 . G5 . A5 - F5 . | E5 G5 . E5 D5 . B4 . | C5 . G4 . C5 - . .`,
    second: `E4 . G4 . C5 . C5 . | C5 . C5 . G4 - . . | F4 . A4 . D5 . D5 . | D5 . A4 . B4 - . . | E4 . G4 . C5 . E5 . | F5 . E5 . F5 - C5 . | C5 C5 . C5 B4 . F4 . | E4 . E4 . E4 - . .`,
    bass: `C3 . G2 . C3 . G2 . | C3 . G2 . C3 . G2 . | D3 . A2 . D3 . A2 . | G2 . D3 . G2 . B2 . | C3 . G2 . E3 . C3 . | F2 . C3 . F2 . A2 . | G2 . G2 . G2 . G2 . | C3 . G2 . C3 - . .`,
    brush: `C6 . C6 C6 C6 . C6 . | C6 . C6 C6 C6 . C6 . | C6 . C6 C6 C6 . C6 . | C6 . C6 C6 C6 C6 C6 C6 | C6 . C6 C6 C6 . C6 . | C6 . C6 C6 C6 . C6 . | C6 . C6 . C6 . C6 . | C6 . C6 . C6 - . .`,
  },
  /** A waltz for two: bars of six steps. */
  intermission3: {
    bell: `G5 - . B5 . D6 | C6 - B5 A5 . . | A5 - . C6 . E6 | D6 - C6 B5 . . | B5 - . D6 . G6 | F#6 - E6 C6 . . | B5 - A5 . F#5 . | G5 - . . . . | E5 - . G5 . B5 | A5 - G5 F#5 . . | A5 . B5 . C6 . | B5 - A5 G5 - .`,
    second: `. . B4 . B4 . | . . E4 . E4 . | . . E4 . E4 . | . . F#4 . F#4 . | . . G4 . G4 . | . . G4 . G4 . | . . D5 . C5 . | . . B4 . B4 . | . . G4 . G4 . | . . D4 . D4 . | . . E4 . F#4 . | . . D4 B3 - .`,
    bass: `G2 - . . . . | A2 - . . . . | A2 - . . . . | D3 - . . . . | G2 - . . . . | C3 - . . . . | D3 - . . . . | G2 - . . D3 . | E3 - . . . . | D3 - . . . . | C3 - . . D3 . | G2 - . G2 - .`,
  },
};

/** @param seconds from the first step to the end of the last one */
export function tuneParts(name: TuneName, seconds: number): Part[] {
  const lines = Object.entries(SCORES[name]) as [InstrumentName, string][];
  const step = seconds / stepsOf(lines[0]![1]);
  return lines.map(([instrument, line]) => ({ instrument, notes: melody(step, line) }));
}

function joined(first: Score, second: Score): Score {
  const lines = Object.entries(first) as [InstrumentName, string][];
  return Object.fromEntries(lines.map(([instrument, line]) => [instrument, `${line} | ${second[instrument]}`]));
}
