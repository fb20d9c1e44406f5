// Times in which this process stood still: it was stopped, its machine slept or swapped, or garbage collection took long. What
// clients sent meanwhile waits in their sockets or on their machines, so none of them was slow because of it.

/** A shorter break costs no client anything: the shortest of their time limits is 2 s. */
const STALL_MS_MIN = 1000;
/**
 * For how long no time limit is checked after a stall. What was sent to a machine that slept is sent again by TCP, after a
 * delay that is about as long as the stall.
 */
const GRACE_MS = 5000;

export class Stalls {
  /** Milliseconds of all stalls together. */
  totalMs = 0;
  /** When this process was last seen to run. */
  private ranMs: number;
  private graceEndMs = -Infinity;

  constructor(nowMs: number) {
    this.ranMs = nowMs;
  }

  /** The process runs. Called several times a second, and before messages are read. */
  runs(nowMs: number): void {
    const stalledMs = nowMs - this.ranMs;
    this.ranMs = nowMs;
    if (stalledMs < STALL_MS_MIN) return;
    this.totalMs += stalledMs;
    this.graceEndMs = nowMs + GRACE_MS;
  }

  /** Whether clients have had time to be heard since the last stall. */
  mayJudge(nowMs: number): boolean {
    return nowMs >= this.graceEndMs;
  }
}
