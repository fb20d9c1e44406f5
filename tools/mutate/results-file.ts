// What earlier runs found out, so that a run can stop and the next one goes on. Results of changed files do not count.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What one test file does without a mutant. */
export interface TestRecord {
  /** Of all files that the test loads. */
  fingerprint: string;
  passes: boolean;
  ms: number;
  /** Blocks that it runs, by source file. */
  blocks: Record<string, number[]>;
}

export interface MutantRecord {
  /** Of the test files and all that they load. */
  fingerprint: string;
  /** The test file that notices the mutant; null when none does. */
  noticedBy: string | null;
}

interface Results {
  tests: Record<string, TestRecord>;
  mutants: Record<string, MutantRecord>;
}

export class ResultsFile {
  readonly #path: string | null;
  readonly #results: Results;

  /** @param path null keeps the results in memory. */
  constructor(path: string | null) {
    this.#path = path;
    const exists = path !== null && existsSync(path);
    this.#results = exists ? (JSON.parse(readFileSync(path, 'utf8')) as Results) : { tests: {}, mutants: {} };
  }

  test(file: string): TestRecord | undefined {
    return this.#results.tests[file];
  }

  mutant(key: string): MutantRecord | undefined {
    return this.#results.mutants[key];
  }

  setTest(file: string, record: TestRecord): void {
    this.#results.tests[file] = record;
    this.#save();
  }

  setMutant(key: string, record: MutantRecord): void {
    this.#results.mutants[key] = record;
    this.#save();
  }

  #save(): void {
    if (this.#path === null) return;
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(`${this.#path}.new`, JSON.stringify(this.#results));
    renameSync(`${this.#path}.new`, this.#path);
  }
}
