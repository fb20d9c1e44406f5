// A timeout that is counted in turns of this process's event loop instead of by the clock. While the machine sleeps, is
// too busy to run this process, or this process is stopped together with the one it waits for, no time passes.

/** A stop of this process, however long, counts as one of these turns. */
const TURNS = 10;

export class LoopTimeout {
  readonly #turnMs: number;
  readonly #expired: () => void;
  #turnsLeft = TURNS;
  #timer: NodeJS.Timeout | undefined;

  /** @param expired called once after that time, unless it is cleared before */
  constructor(ms: number, expired: () => void) {
    this.#turnMs = ms / TURNS;
    this.#expired = expired;
    this.#wait();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#turnsLeft = Infinity;
  }

  #wait(): void {
    this.#timer = setTimeout(() => {
      // Messages that arrived meanwhile are read between the timers and the immediates of a turn, and may clear this.
      setImmediate(() => {
        this.#turnsLeft -= 1;
        if (this.#turnsLeft === Infinity) return;
        if (this.#turnsLeft > 0) return this.#wait();
        this.#expired();
      });
    }, this.#turnMs);
  }
}
