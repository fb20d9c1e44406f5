// A part of all mutants, the same for one seed. A change of one source leaves the sample of the others as it is.
import { createHash } from 'node:crypto';
import type { Diff } from './scope.ts';
import type { Mutant } from './mutants.ts';

/** At most `size` mutants, not more than one of each place in the source. */
export function sampleOf<T extends { mutant: Mutant; diff: Diff }>(mutants: T[], size: number, seed: number): T[] {
  const shuffled = mutants
    .map((one) => ({ one, rank: rankOf(one, seed) }))
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ one }) => one);
  const places = new Set<string>();
  const sample = shuffled.filter(({ mutant: { file, start, end } }) => {
    const place = `${file}:${start}:${end}`;
    if (places.has(place)) return false;
    places.add(place);
    return true;
  });
  return sample.slice(0, size);
}

function rankOf({ mutant, diff }: { mutant: Mutant; diff: Diff }, seed: number): string {
  const text = [seed, mutant.file, diff.before, diff.after, mutant.operator].join('\n');
  return createHash('sha256').update(text).digest('hex');
}
