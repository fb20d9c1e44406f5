// How long the inputs of one room take from their arrival until the piece of the log with them is given to the sockets.
// Only inputs for the next tick count: others wait because their client asked for a later tick.

import type { Clock } from '../clock.ts';
import type { Outbox, Outlet } from '../net/outbox.ts';
import type { DelayHistogram } from './delay-histogram.ts';

/** Inputs of one room that are measured in a tick at most. */
const MEASURED_PER_TICK_MAX = 64;
const NO_FRAME = Buffer.alloc(0);

export interface InputDelaysParts {
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly metrics: { readonly inputDelays: DelayHistogram };
}

export class InputDelays implements Outlet {
  private readonly parts: InputDelaysParts;
  private readonly arrivalsMs: number[] = [];

  constructor(parts: InputDelaysParts) {
    this.parts = parts;
  }

  /** An input has arrived that counts for the next tick. */
  arrived(): void {
    if (this.arrivalsMs.length < MEASURED_PER_TICK_MAX) this.arrivalsMs.push(this.parts.clock.now());
  }

  /** The piece with all of them is in the outbox. The time ends when the outbox has written it. */
  taken(): void {
    if (this.arrivalsMs.length > 0) this.parts.outbox.add(this, NO_FRAME, false);
  }

  writeHeld(): void {
    const { clock, metrics } = this.parts;
    const nowMs = clock.now();
    for (const arrivalMs of this.arrivalsMs) metrics.inputDelays.record(nowMs - arrivalMs);
    this.arrivalsMs.length = 0;
  }
}
