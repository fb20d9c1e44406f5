// A time limit for a peer that does not count a stop of this process: what the peer sends meanwhile waits, and is read first.

/** A timer that is called so late was not held up by work: the process was stopped, or its machine slept or swapped. */
const LATE_MS = 500;
/** The peer then has so long again, or its whole limit where that is shorter. */
const AGAIN_MS_MAX = 5000;
/** A process that is late more often is too busy, perhaps because of those peers. */
const AGAIN_TIMES_MAX = 3;

export class PatientTimeout {
  readonly #againMs: number;
  readonly #passed: () => void;
  #timer: NodeJS.Timeout;
  #dueMs: number;
  #againTimes = 0;

  /** @param passed called once after that time, unless it is cleared before */
  constructor(ms: number, passed: () => void) {
    this.#againMs = Math.min(ms, AGAIN_MS_MAX);
    this.#passed = passed;
    this.#dueMs = performance.now() + ms;
    this.#timer = setTimeout(look, ms, this);
  }

  clear(): void {
    clearTimeout(this.#timer);
  }

  due(): void {
    const nowMs = performance.now();
    if (nowMs - this.#dueMs < LATE_MS || this.#againTimes === AGAIN_TIMES_MAX) return this.#passed();
    this.#againTimes += 1;
    this.#dueMs = nowMs + this.#againMs;
    this.#timer = setTimeout(look, this.#againMs, this);
  }
}

/** One function for all of them: a short tunnel has several. */
function look(timeout: PatientTimeout): void {
  timeout.due();
}
