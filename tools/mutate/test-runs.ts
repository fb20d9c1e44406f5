// Runs test files against changed sources. Vite hands the changed text to the tests, so no file on disk ever changes.
import { join, relative, sep } from 'node:path';
import { createVitest, type TestModule, type Vitest } from 'vitest/node';
import { unit } from '../../vitest.config.ts';
import { PROBES } from './probes.ts';

/** A test that waits for what a mutant never does fails after this; no unit test takes as long without a mutant. */
const TEST_TIMEOUT_MS = 5_000;
/** A mutant that allocates without end ends its test process early. */
const HEAP_MB = 768;

/** They run what is built in dist/: no mutant reaches them. */
const TESTS_OF_PROGRAMS = ['test/cli/**'];

export interface RunResult {
  /** The file with the first failing test; null when all pass. A stopped run names the file that was running. */
  failed: string | null;
  timedOut: boolean;
  ms: number;
  /** Probes that the last file set; only with `probe-setup.ts`. */
  probes: number[];
}

/** One vitest that stays open; each run has its own process. Paths are relative to `root`, with forward slashes. */
export class TestRuns {
  readonly #root: string;
  readonly #vitest: Vitest;
  readonly #served: Map<string, string>;

  private constructor(root: string, vitest: Vitest, served: Map<string, string>) {
    this.#root = root;
    this.#vitest = vitest;
    this.#served = served;
  }

  static async open(root: string, setupFiles: string[] = []): Promise<TestRuns> {
    const served = new Map<string, string>();
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
        // Files of one run share a process: modules are loaded once. Each run has a process of its own.
        isolate: false,
        maxWorkers: 1,
        bail: 1,
        sequence: { sequencer: GivenOrder },
        testTimeout: TEST_TIMEOUT_MS,
        hookTimeout: TEST_TIMEOUT_MS,
        execArgv: [`--max-old-space-size=${HEAP_MB}`],
        reporters: [{}],
        silent: true,
      },
      { plugins: [serve], resolve: unit.resolve, ssr: unit.ssr, server: { watch: null } },
    );
    return new TestRuns(root, vitest, served);
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
  }

  /** Runs the test files in this order, up to the first failure. A run longer than `limitMs` is stopped and fails. */
  async run(files: string[], limitMs: number): Promise<RunResult> {
    const found = await this.#vitest.globTestSpecifications(files.map((file) => join(this.#root, file)));
    const specifications = files.map((file) => found.find(({ moduleId }) => this.#pathOf(moduleId) === file)!);
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      // The first request waits for the end of the test, the second ends its process.
      void this.#vitest.cancelCurrentRun('test-failure');
      void this.#vitest.cancelCurrentRun('test-failure');
    }, limitMs);
    const startMs = performance.now();
    const { testModules, unhandledErrors } = await this.#vitest.runTestSpecifications(specifications);
    clearTimeout(timer);
    const modules = testModules.filter(({ moduleId }) => files.includes(this.#pathOf(moduleId)));
    return {
      failed: this.#firstFailed(modules, files, timedOut || unhandledErrors.length > 0),
      timedOut,
      ms: performance.now() - startMs,
      probes: (modules.at(-1)?.meta() as { [PROBES]?: number[] } | undefined)?.[PROBES] ?? [],
    };
  }

  close(): Promise<void> {
    return this.#vitest.close();
  }

  #firstFailed(modules: TestModule[], files: string[], failedAsWhole: boolean): string | null {
    const state = new Map(modules.map((module) => [this.#pathOf(module.moduleId), module.state()]));
    const failed = files.find((file) => state.get(file) === 'failed');
    if (failed !== undefined || !failedAsWhole) return failed ?? null;
    return files.find((file) => state.get(file) !== 'passed') ?? files.at(-1)!;
  }

  #pathOf(moduleId: string): string {
    return relative(this.#root, moduleId).split(sep).join('/');
  }
}

/** Vitest would put long and failed files first. */
class GivenOrder {
  shard<T>(files: T): T {
    return files;
  }

  sort<T>(files: T): T {
    return files;
  }
}
