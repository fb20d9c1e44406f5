// Tries mutants on the tests that run them, the nearest tests first.
import type { Mutant } from './mutants.ts';
import type { MutantRecord, ResultsFile } from './results-file.ts';
import { mutated, type Diff, type Source } from './scope.ts';
import { TestMap } from './test-map.ts';
import { TestRuns } from './test-runs.ts';

/** With a mutant, tests may take this much longer. */
const SLOWER_MAX = 4;

export interface TrialLimits {
  /** Most test files that a mutant is tried on. */
  testsMax: number;
  /** Time that tests with a mutant have beyond SLOWER_MAX times what they take without it. */
  spareMs: number;
}

export class Trial {
  readonly #texts: Map<string, string>;
  readonly #results: ResultsFile;
  readonly #limits: TrialLimits;
  readonly #map: TestMap;
  readonly #runs: TestRuns;

  private constructor(sources: Source[], results: ResultsFile, limits: TrialLimits, map: TestMap, runs: TestRuns) {
    this.#texts = new Map(sources.map(({ file, text }) => [file, text]));
    this.#results = results;
    this.#limits = limits;
    this.#map = map;
    this.#runs = runs;
  }

  static async open(root: string, sources: Source[], results: ResultsFile, limits: TrialLimits): Promise<Trial> {
    const map = await TestMap.open(root, sources, results);
    return new Trial(sources, results, limits, map, await TestRuns.open(root));
  }

  /** Tests that are left out, since they fail or are slow without a mutant. */
  get testsLeftOut(): string[] {
    return [...this.#map.leftOut].toSorted();
  }

  /** Tries the mutant. The result of an earlier run is taken when no file that matters has changed since. */
  async judge({ mutant, diff }: { mutant: Mutant; diff: Diff }): Promise<MutantRecord> {
    const key = [mutant.file, diff.before, diff.after, mutant.operator].join('\n');
    const earlier = this.#results.mutant(key);
    if (earlier && (await this.#isCurrent(earlier, mutant))) return earlier;
    const record = await this.#tryOn(mutant, earlier?.noticedBy ?? null);
    this.#results.setMutant(key, record);
    return record;
  }

  async close(): Promise<void> {
    await this.#map.close();
    await this.#runs.close();
  }

  async #isCurrent({ noticedBy, fingerprint }: MutantRecord, mutant: Mutant): Promise<boolean> {
    const tests = noticedBy === null ? [] : [noticedBy];
    if (noticedBy === null) for await (const test of this.#testsThatRun(mutant, null)) tests.push(test);
    return this.#map.fingerprintOf(tests) === fingerprint;
  }

  async #tryOn(mutant: Mutant, first: string | null): Promise<MutantRecord> {
    const tried: string[] = [];
    this.#runs.serve(mutant.file, mutated(this.#texts.get(mutant.file)!, mutant));
    try {
      for await (const test of this.#testsThatRun(mutant, first)) {
        tried.push(test);
        const limitMs = this.#map.msOf(test) * SLOWER_MAX + this.#limits.spareMs;
        const { passed } = await this.#runs.run(test, limitMs);
        if (!passed) return { noticedBy: test, fingerprint: this.#map.fingerprintOf([test]) };
      }
      return { noticedBy: null, fingerprint: this.#map.fingerprintOf(tried) };
    } finally {
      this.#runs.serve(mutant.file, null);
    }
  }

  #testsThatRun(mutant: Mutant, first: string | null): AsyncGenerator<string> {
    return this.#map.testsThatRun(mutant, this.#limits.testsMax, first);
  }
}
