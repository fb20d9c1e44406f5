// Knows which tests run which part of the sources: imports say which may, probes say which do.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ImportGraph } from './import-graph.ts';
import type { Mutant } from './mutants.ts';
import { blockAround, blocksOf, withProbes, type Block } from './probes.ts';
import type { ResultsFile, TestRecord } from './results-file.ts';
import type { Source } from './scope.ts';
import { TestRuns } from './test-runs.ts';

/** Most test files that are asked which blocks of a source they run. */
const CANDIDATES_MAX = 40;
/** Slower test files come last, and are not repeated. */
const SLOW_MS = 4_000;
/** More than any number of imports. */
const SLOW_DISTANCE = 1000;
/** Tests of `game-server/rooms/` come before other tests of `game-server/`. */
const OTHER_PART_DISTANCE = 100;
/** A test file that takes longer without a mutant is left out. */
const TEST_FILE_MS_MAX = 20_000;

export class TestMap {
  readonly #root: string;
  readonly #results: ResultsFile;
  readonly #runs: TestRuns;
  /** Of each source: its blocks, and the number of its first probe. */
  readonly #probes = new Map<string, { blocks: Block[]; first: number }>();
  /** Of each test: the files that it loads, with their distance. */
  readonly #distances = new Map<string, Map<string, number>>();
  readonly #digests = new Map<string, string>();
  /** Tests that are left out, since they fail or are slow without a mutant. */
  readonly leftOut = new Set<string>();

  private constructor(root: string, results: ResultsFile, runs: TestRuns) {
    this.#root = root;
    this.#results = results;
    this.#runs = runs;
  }

  static async open(root: string, sources: Source[], results: ResultsFile): Promise<TestMap> {
    const runs = await TestRuns.open(root, [join(import.meta.dirname, 'probe-setup.ts')]);
    const map = new TestMap(root, results, runs);
    const graph = new ImportGraph(root);
    for (const test of await runs.files()) map.#distances.set(test, graph.distancesFrom(test));
    let first = 0;
    for (const { file, text } of sources) {
      const blocks = blocksOf(file, text);
      map.#probes.set(file, { blocks, first });
      runs.serve(file, withProbes(text, blocks, first));
      first += blocks.length;
    }
    return map;
  }

  /** At most `count` tests that pass without a mutant and run the mutant's block: `first`, then the nearest ones. */
  async *testsThatRun(mutant: Mutant, count: number, first: string | null = null): AsyncGenerator<string> {
    const block = blockAround(this.#probes.get(mutant.file)!.blocks, mutant);
    let found = 0;
    for (const test of this.#candidatesFor(mutant.file, first)) {
      const { passes, blocks } = await this.#recordOf(test);
      if (!passes || !blocks[mutant.file]?.includes(block)) continue;
      yield test;
      if (++found === count) return;
    }
  }

  /** How long a test takes without a mutant. */
  msOf(test: string): number {
    return this.#results.test(test)!.ms;
  }

  /** Changes with the content of any file that one of the tests loads. */
  fingerprintOf(tests: string[]): string {
    const files = new Set(tests.flatMap((test) => [...(this.#distances.get(test)?.keys() ?? [])]));
    return digestOf([...tests, ...[...files].toSorted().map((file) => this.#digestOfFile(file))].join('\n'));
  }

  close(): Promise<void> {
    return this.#runs.close();
  }

  /**
   * The tests of the file's folder that load it, and others that import it directly; the nearest first. Those of other
   * folders if there are none.
   */
  #candidatesFor(file: string, first: string | null): string[] {
    const isSlow = (test: string) => (this.#results.test(test)?.ms ?? 0) > SLOW_MS;
    const rankOf = (test: string): number => {
      if (test === first) return -1;
      const distance = this.#distances.get(test)!.get(file)!;
      const isNear = distance === 1 || test.startsWith(`test/${posix.dirname(file)}/`);
      return distance + (isNear ? 0 : OTHER_PART_DISTANCE) + (isSlow(test) ? SLOW_DISTANCE : 0);
    };
    const importers = [...this.#distances].filter(([, distances]) => distances.has(file)).map(([test]) => test);
    const own = importers.filter((test) => isOfFolder(test, file) || this.#distances.get(test)!.get(file) === 1);
    return (own.length > 0 ? own : importers).toSorted((a, b) => rankOf(a) - rankOf(b)).slice(0, CANDIDATES_MAX);
  }

  async #recordOf(test: string): Promise<TestRecord> {
    const fingerprint = this.fingerprintOf([test]);
    let record = this.#results.test(test);
    if (record?.fingerprint !== fingerprint) {
      const once = await this.#runs.run(test, TEST_FILE_MS_MAX);
      // Tests of many mutants follow each other in one process: a test has to pass again there.
      const again = once.passed && once.ms < SLOW_MS ? await this.#runs.run(test, TEST_FILE_MS_MAX) : once;
      record = { fingerprint, passes: again.passed, ms: again.ms, blocks: this.#blocksOf(once.probes) };
      this.#results.setTest(test, record);
    }
    if (!record.passes) this.leftOut.add(test);
    return record;
  }

  #blocksOf(probes: number[]): Record<string, number[]> {
    const byFile: Record<string, number[]> = {};
    for (const [file, { blocks, first }] of this.#probes) {
      const ran = probes.map((probe) => probe - first).filter((block) => block >= 0 && block < blocks.length);
      if (ran.length > 0) byFile[file] = ran;
    }
    return byFile;
  }

  #digestOfFile(file: string): string {
    let digest = this.#digests.get(file);
    if (!digest) {
      digest = digestOf(readFileSync(join(this.#root, file)));
      this.#digests.set(file, digest);
    }
    return digest;
  }
}

/** `test/protocol/frame.test.ts` is of the folder of `protocol/frame.ts`. */
function isOfFolder(test: string, file: string): boolean {
  return test.startsWith(`test/${file.split('/', 1)[0]}/`);
}

function digestOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('base64url');
}
