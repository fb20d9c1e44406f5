/** How many operators may look at the same time. */

export const VIEWERS_MAX = 16;
/** A page asks every two seconds: one that has not for this long is closed, or hidden. */
const GONE_MS = 10_000;

export class Viewers {
  /** By login, when it looked last. */
  readonly #lastMs = new Map<string, number>();

  /** @returns whether this login may look now; one that looks already always may */
  mayLook(login: string, nowMs = performance.now()): boolean {
    for (const [id, lastMs] of this.#lastMs) if (nowMs - lastMs > GONE_MS) this.#lastMs.delete(id);
    if (!this.#lastMs.has(login) && this.#lastMs.size >= VIEWERS_MAX) return false;
    this.#lastMs.set(login, nowMs);
    return true;
  }
}
