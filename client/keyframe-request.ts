// Asks the server for a keyframe when a hash of the match log was wrong, and not again while one is on its way.

/** After this time a missing keyframe is requested again at the next wrong hash. The server sends at most one a second. */
const REPEAT_MS = 1000;

export class KeyframeRequest {
  /** Wrong hashes in all matches of the conversation. */
  wrongHashes = 0;
  private readonly now: () => number;
  private readonly send: (tick: number) => void;
  private sentMs: number | null = null;

  /** @param now milliseconds of a steady clock */
  constructor(now: () => number, send: (tick: number) => void) {
    this.now = now;
    this.send = send;
  }

  /** The World had a wrong hash after this tick. */
  wrongHash(tick: number): void {
    this.wrongHashes++;
    if (this.sentMs !== null && this.now() - this.sentMs < REPEAT_MS) return;
    this.sentMs = this.now();
    this.send(tick);
  }

  /** A whole World has arrived. */
  settle(): void {
    this.sentMs = null;
  }
}
