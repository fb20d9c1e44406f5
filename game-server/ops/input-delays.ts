// How long inputs take from their arrival until the log with them is given to the sockets. Only inputs for the next tick
// count: others wait because their client wants it.

import type { DelayHistogram } from './delay-histogram.ts';

/** Inputs of one tick that are measured. Further ones of the same tick are left out. */
const MEASURED_PER_TICK_MAX = 8192;

export class InputDelays {
  readonly histogram: DelayHistogram;
  private readonly arrivalsMs = new Float64Array(MEASURED_PER_TICK_MAX);
  private count = 0;

  constructor(histogram: DelayHistogram) {
    this.histogram = histogram;
  }

  /** An input has arrived that counts for the next tick. */
  arrived(nowMs: number): void {
    if (this.count < MEASURED_PER_TICK_MAX) this.arrivalsMs[this.count++] = nowMs;
  }

  /** What the tick shows was written: all inputs that had arrived before it are on their way. */
  written(nowMs: number): void {
    for (let i = 0; i < this.count; i++) this.histogram.record(nowMs - this.arrivalsMs[i]!);
    this.count = 0;
  }
}
