/** Stops reading the source of one direction while its bytes wait in a full queue, for a limited time. */
import { PatientTimeout } from '#process';

interface Source {
  pause(): unknown;
  resume(): unknown;
}

export class BackPressure {
  readonly #source: Source;
  readonly #timeoutMs: number;
  readonly #onStalled: () => void;
  /** Null while the source is read. */
  #timer: PatientTimeout | null = null;

  /** @param onStalled called once when the source has been held for `timeoutMs`; it stays held */
  constructor(source: Source, timeoutMs: number, onStalled: () => void) {
    this.#source = source;
    this.#timeoutMs = timeoutMs;
    this.#onStalled = onStalled;
  }

  get isHolding(): boolean {
    return this.#timer !== null;
  }

  hold(): void {
    if (this.#timer !== null) return;
    this.#source.pause();
    this.#timer = new PatientTimeout(this.#timeoutMs, this.#onStalled);
  }

  /** @returns whether the source was held */
  release(): boolean {
    if (this.#timer === null) return false;
    this.stop();
    this.#source.resume();
    return true;
  }

  /** Ends the time limit without changing the source. */
  stop(): void {
    this.#timer?.clear();
    this.#timer = null;
  }
}
