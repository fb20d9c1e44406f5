// What a run of `npm run mutate` prints.
import type { Diff } from './scope.ts';

export interface Judged {
  file: string;
  diff: Diff;
  noticed: boolean;
}

/** Longest piece of source shown of one mutant. */
const SHOWN_CHARS_MAX = 150;

/** `protocol/frame.ts:41  before  →  after` */
export function survivorLine({ file, diff: { line, before, after } }: Judged): string {
  return `${file}:${line}  ${shortened(before)}  →  ${shortened(after)}`;
}

/** Files with survivors, the worst first, and the sum. */
export function summary(judged: Judged[]): string {
  const files = new Map<string, Judged[]>();
  for (const one of judged) files.set(one.file, [...(files.get(one.file) ?? []), one]);
  const rows = [...files]
    .map(([file, all]) => ({ file, all: all.length, survived: all.filter(({ noticed }) => !noticed).length }))
    .filter(({ survived }) => survived > 0)
    .toSorted((a, b) => b.survived - a.survived);
  const lines = rows.map(({ file, all, survived }) => `${file}  noticed ${all - survived} of ${all}`);
  const noticed = judged.filter((one) => one.noticed).length;
  return [...lines, `noticed ${noticed} of ${judged.length} (${Math.floor(percentNoticed(judged))} %)`].join('\n');
}

/** 0 to 100; 100 where there is no mutant. */
export function percentNoticed(judged: Judged[]): number {
  return judged.length === 0 ? 100 : (100 * judged.filter(({ noticed }) => noticed).length) / judged.length;
}

function shortened(text: string): string {
  return text.length <= SHOWN_CHARS_MAX ? text : `${text.slice(0, SHOWN_CHARS_MAX)}…`;
}
