// `npm run mutate -- --folder protocol`: puts small faults into the sources of a folder, one at a time, and counts how
// many of them the tests notice.
import { parseArgs } from 'node:util';
import { percentNoticed, summary, survivorLine, type Judged } from './report.ts';
import { ResultsFile } from './results-file.ts';
import { sampleOf } from './sample.ts';
import { readEquivalents, sourcesIn } from './scope.ts';
import { Trial } from './trial.ts';
import { seedFrom } from '../seed-flag.ts';

const USAGE = `usage: npm run mutate -- --folder FOLDER [options]
  --sample N      mutants to try, at most one of each place in the source (200)
  --seed S        which ones (1)
  --files TEXT    only sources with TEXT in their path
  --tests N       most test files that a mutant is tried on, the nearest first (12)
  --least P       exit code 1 when less than P percent are noticed (80)
  --minutes M     stop after M minutes (no limit)
  --spare-seconds T  how much longer a mutant may take than four times its tests (5)
  --results FILE  keep results there; the next run goes on where this one stopped
`;

/** Judges a sample of mutants of `root`, and sets the exit code. */
export async function mutate(root: string, args: string[]): Promise<void> {
  const options = optionsIn(args);
  if (!options) {
    process.stderr.write(USAGE);
    process.exitCode = 2;
    return;
  }
  const sources = sourcesIn(root, options.folder, readEquivalents());
  const wanted = sources.filter(({ file }) => file.includes(options.files)).flatMap(({ mutants }) => mutants);
  const sample = sampleOf(wanted, options.sample, options.seed);
  process.stdout.write(`${sample.length} of ${wanted.length} mutants of ${options.folder}, seed ${options.seed}\n`);

  const endMs = performance.now() + options.minutes * 60_000;
  const trial = await Trial.open(root, sources, new ResultsFile(options.results), {
    testsMax: options.tests,
    spareMs: options.spareMs,
  });
  const judged: Judged[] = [];
  for (const one of sample) {
    if (performance.now() > endMs) break;
    const { noticedBy } = await trial.judge(one);
    const result = { file: one.mutant.file, diff: one.diff, noticed: noticedBy !== null };
    judged.push(result);
    if (!result.noticed) process.stdout.write(`survived  ${survivorLine(result)}\n`);
  }
  for (const test of trial.testsLeftOut) process.stdout.write(`not used: ${test} fails or is slow without a mutant\n`);
  await trial.close();

  process.stdout.write(`${summary(judged)}\n`);
  if (judged.length < sample.length) process.stdout.write(`${sample.length - judged.length} not tried: out of time\n`);
  // Vitest sets it when a mutant throws outside of a test.
  process.exitCode = percentNoticed(judged) < options.least ? 1 : 0;
}

interface Options {
  folder: string;
  sample: number;
  seed: number;
  files: string;
  tests: number;
  least: number;
  minutes: number;
  spareMs: number;
  results: string | null;
}

/** null when an option is unknown, missing or no number. */
function optionsIn(args: string[]): Options | null {
  const text = { type: 'string' } as const;
  const numbers = { sample: text, seed: text, tests: text, least: text, minutes: text, 'spare-seconds': text };
  try {
    const { values } = parseArgs({ args, options: { ...numbers, folder: text, files: text, results: text } });
    const options = {
      folder: values.folder ?? '',
      sample: Number(values.sample ?? 200),
      seed: seedFrom(values.seed ?? '1'),
      files: values.files ?? '',
      tests: Number(values.tests ?? 12),
      least: Number(values.least ?? 80),
      minutes: Number(values.minutes ?? Infinity),
      spareMs: Number(values['spare-seconds'] ?? 5) * 1000,
      results: values.results ?? null,
    };
    return options.folder === '' || Object.values(options).some(Number.isNaN) ? null : options;
  } catch {
    return null;
  }
}
