/** Tells when files have changed: the configuration, and the files it names. Reading them is the caller's. */
import { statSync, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';

/**
 * Looked at by the clock: unlike a watch of the system, that also sees a file that was moved into place, or that comes
 * back after it was gone.
 */
const LOOK_EVERY_MS = 1000;

export class FileWatch {
  readonly #onChange: () => void;
  /** Each file as it was last seen. */
  #seen = new Map<string, string>();

  /** @param onChange called once for all files that a look finds changed, come or gone */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
    this.#lookLater();
  }

  /**
   * Watches these files from now on, and no others. Call it before they are read, so that no change is missed. A file
   * that was watched before keeps its last state.
   */
  watch(paths: readonly string[]): void {
    const stateOf = (path: string) => this.#seen.get(path) ?? textOf(statSync(path, { throwIfNoEntry: false }));
    this.#seen = new Map(paths.map((path) => [path, stateOf(path)]));
  }

  #lookLater(): void {
    setTimeout(() => void this.#look(), LOOK_EVERY_MS).unref();
  }

  async #look(): Promise<void> {
    let hasChanged = false;
    for (const [path, before] of this.#seen) {
      const now = textOf(await stat(path).catch(() => undefined));
      hasChanged ||= now !== before;
      if (this.#seen.has(path)) this.#seen.set(path, now);
    }
    if (hasChanged) this.#onChange();
    this.#lookLater();
  }
}

function textOf(stats: Stats | undefined): string {
  return stats === undefined ? '' : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}
