// What was due to a load client, and when it arrived. A late update or answer stands for all that were due meanwhile, and
// each counts with its own delay: counted on arrival alone, a stall of seconds would be one time among thousands.

import type { LoadFigures } from './figures.ts';

/** Inputs of a client that may wait for their effect at the same time. */
const INPUTS_PENDING_MAX = 256;
/** At the edges of a window an input without effect counts as late from here on: newer ones are still on their way. */
const OVERDUE_MS = 250;

export class ClientTiming {
  private readonly figures: LoadFigures;
  /** The longest time from one update to the next, as it was agreed with the server. */
  private intervalMs: number;
  /** Since when the next update is due; null while none is. */
  private lastMs: number | null = null;
  /** How many of those due since then are counted already. */
  private counted = 0;
  private readonly inputs: { readonly sequence: number; readonly sentMs: number }[] = [];

  /** @param intervalMs from one update to the next at the latest */
  constructor(figures: LoadFigures, intervalMs: number) {
    this.figures = figures;
    this.intervalMs = intervalMs;
    figures.timings.add(this);
  }

  /** A match has begun, in which updates come at other intervals. */
  setInterval(intervalMs: number, nowMs: number): void {
    if (intervalMs === this.intervalMs) return;
    this.settle(nowMs);
    this.forget(nowMs);
    this.intervalMs = intervalMs;
  }

  private get isDue(): boolean {
    return this.lastMs !== null;
  }

  /** Updates are due from now on, as in a match that is on; or they are no longer. */
  setDue(isDue: boolean, nowMs: number): void {
    if (isDue === this.isDue) return;
    if (isDue) {
      this.lastMs = nowMs;
      this.figures.becameDue(nowMs);
    } else {
      this.settle(nowMs);
      this.forget(nowMs);
    }
  }

  /** @param applied sequence of the newest input that the update contains */
  update(nowMs: number, applied: number): void {
    this.figures.updateCame(nowMs);
    if (this.lastMs !== null) {
      this.countInterval(nowMs, this.lastMs, true);
      this.lastMs = nowMs;
      this.counted = 0;
    }
    while (this.inputs.length > 0 && this.inputs[0]!.sequence <= applied) {
      this.figures.recordInputToUpdate(this.inputs.shift()!.sentMs, nowMs);
    }
  }

  input(sequence: number, nowMs: number): void {
    if (this.isDue && this.inputs.length < INPUTS_PENDING_MAX) this.inputs.push({ sequence, sentMs: nowMs });
  }

  /** Counts what is due and has not arrived, as late as it is now: at the end of a window. */
  settle(nowMs: number): void {
    if (this.lastMs !== null && nowMs - this.lastMs >= 2 * this.intervalMs) {
      this.countInterval(nowMs, this.lastMs, false);
      this.counted = Math.floor((nowMs - this.lastMs) / this.intervalMs);
    }
    while (this.inputs.length > 0 && nowMs - this.inputs[0]!.sentMs > OVERDUE_MS) {
      this.figures.recordInputToUpdate(this.inputs.shift()!.sentMs, nowMs);
    }
  }

  /** Drops what is due: it will not come, for a reason that is not the server's. */
  forget(nowMs: number): void {
    if (this.isDue) this.figures.noLongerDue(nowMs);
    this.lastMs = null;
    this.counted = 0;
    this.inputs.length = 0;
  }

  end(nowMs: number): void {
    this.setDue(false, nowMs);
    this.figures.timings.delete(this);
  }

  private countInterval(nowMs: number, lastMs: number, hasCome: boolean): void {
    const due = Math.max(hasCome ? 1 : 0, Math.floor((nowMs - lastMs) / this.intervalMs));
    this.figures.recordIntervals(lastMs, nowMs, this.intervalMs, this.counted, due);
  }
}
