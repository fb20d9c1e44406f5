// Runs test files against changed sources. Vite hands the changed text to the tests, so no file on disk ever changes.
import { join, relative, sep } from 'node:path';
import { createVitest, type Vitest } from 'vitest/node';
import { unit } from '../../vitest.config.ts';
import { KeptProcess } from './kept-process.ts';
import { PROBES } from './probes.ts';

/** A test that waits for what a mutant never does fails after this; no unit test takes as long without a mutant. */
const TEST_TIMEOUT_MS = 10_000;
/** A mutant that allocates without end ends its test process early. */
const HEAP_MB = 768;

/** They run what is built in dist/: no mutant reaches them. */
const TESTS_OF_PROGRAMS = ['test/cli/!(*settings*).test.ts'];

export interface RunResult {
  /** False also for a run that was stopped, or that threw outside of a test. */
  passed: boolean;
  ms: number;
  /** Probes that the tests set; only with `probe-setup.ts`. */
  probes: number[];
}

/** One vitest that stays open. Paths are relative to `root`, with forward slashes. */
export class TestRuns {
  readonly #root: string;
  readonly #vitest: Vitest;
  readonly #served: Map<string, string>;
  readonly #process: KeptProcess;

  private constructor(root: string, vitest: Vitest, served: Map<string, string>, process: KeptProcess) {
    this.#root = root;
    this.#vitest = vitest;
    this.#served = served;
    this.#process = process;
  }

  static async open(root: string, setupFiles: string[] = []): Promise<TestRuns> {
    const served = new Map<string, string>();
    const process = new KeptProcess();
    const serve = {
      name: 'serve-changed-sources',
      enforce: 'pre' as const,
      load: (id: string) => served.get(id.split('?', 1)[0]!) ?? null,
    };
    const vitest = await createVitest(
      'test',
      {
        ...unit.test,
        exclude: [...unit.test.exclude, ...TESTS_OF_PROGRAMS],
        root,
        config: false,
        watch: false,
        setupFiles,
        pool: process,
        maxWorkers: 1,
        bail: 1,
        testTimeout: TEST_TIMEOUT_MS,
        hookTimeout: TEST_TIMEOUT_MS,
        execArgv: [`--max-old-space-size=${HEAP_MB}`],
        reporters: [{}],
        silent: true,
      },
      { plugins: [serve], resolve: unit.resolve, ssr: unit.ssr, server: { watch: null } },
    );
    return new TestRuns(root, vitest, served, process);
  }

  /** All test files there are. */
  async files(): Promise<string[]> {
    const specifications = await this.#vitest.globTestSpecifications();
    return specifications.map(({ moduleId }) => this.#pathOf(moduleId)).toSorted();
  }

  /** From now on tests see `text` as the content of `file`; null shows what is on disk. */
  serve(file: string, text: string | null): void {
    const path = join(this.#root, file);
    if (text === null) this.#served.delete(path);
    else this.#served.set(path, text);
    this.#vitest.invalidateFile(path);
    this.#process.changed(path);
  }

  /** Runs a test file up to the first failure. A run longer than `limitMs` is stopped and fails. */
  async run(file: string, limitMs: number): Promise<RunResult> {
    const path = join(this.#root, file);
    const specifications = await this.#vitest.globTestSpecifications([path]);
    const timer = setTimeout(() => {
      // The first request waits for the end of the test, the second ends its process.
      void this.#vitest.cancelCurrentRun('test-failure');
      void this.#vitest.cancelCurrentRun('test-failure');
    }, limitMs);
    const startMs = performance.now();
    const exact = specifications.filter(({ moduleId }) => moduleId === path);
    const { testModules, unhandledErrors } = await this.#vitest.runTestSpecifications(exact);
    clearTimeout(timer);
    const module = testModules.find(({ moduleId }) => moduleId === path);
    return {
      passed: module?.state() === 'passed' && unhandledErrors.length === 0,
      ms: performance.now() - startMs,
      probes: (module?.meta() as { [PROBES]?: number[] } | undefined)?.[PROBES] ?? [],
    };
  }

  async close(): Promise<void> {
    await this.#vitest.close();
    await this.#process.end();
  }

  #pathOf(moduleId: string): string {
    return relative(this.#root, moduleId).split(sep).join('/');
  }
}
