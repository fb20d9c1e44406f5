// Waits for something, in turns of this process's own event loop instead of by the clock: while the machine sleeps, is
// too busy to run us, or this process is stopped together with the one it waits for, no time passes.

/** However long we stood still ourselves, it counts as one of so many turns. */
const TURNS = 10;

export class Patience {
  readonly #turnMs: number;
  readonly #over: () => void;
  #turnsLeft = TURNS;
  #timer: NodeJS.Timeout | undefined;

  /**
   * Begins to wait.
   * @param over called once, when nothing came in that time
   */
  constructor(ms: number, over: () => void) {
    this.#turnMs = ms / TURNS;
    this.#over = over;
    this.#wait();
  }

  /** It waits no more. */
  end(): void {
    clearTimeout(this.#timer);
    this.#turnsLeft = Infinity;
  }

  #wait(): void {
    this.#timer = setTimeout(() => {
      // What came meanwhile is read between the timers of a turn and its immediates, and may end this.
      setImmediate(() => {
        this.#turnsLeft -= 1;
        if (this.#turnsLeft === Infinity) return;
        if (this.#turnsLeft > 0) return this.#wait();
        this.#over();
      });
    }, this.#turnMs);
  }
}
