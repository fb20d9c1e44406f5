// Inputs that were taken for ticks which have not been stepped. A queue holds few for a seat, so these are few too.

import type { Input } from '#simulation';

export class WaitingInputs {
  // Parallel lists instead of an object for each input, to allocate nothing.
  private readonly inputs: Input[] = [];
  private readonly ticks: number[] = [];
  private next = 0;

  get isEmpty(): boolean {
    return this.inputs.length === 0;
  }

  /** Adds the inputs of a tick, which is later than those before. */
  add(inputs: readonly Input[], tick: number): void {
    for (let i = 0; i < inputs.length; i++) {
      this.inputs.push(inputs[i]!);
      this.ticks.push(tick);
    }
  }

  /** Moves the inputs of a tick into a list. Call it for each tick in order. */
  take(tick: number, into: Input[]): void {
    const { inputs, ticks } = this;
    for (; this.next < inputs.length && ticks[this.next] === tick; this.next++) into.push(inputs[this.next]!);
    if (this.next === inputs.length) this.clear();
  }

  clear(): void {
    clearList(this.inputs);
    clearList(this.ticks);
    this.next = 0;
  }
}

/** Setting the length would free the memory, which costs more than the rest of a tick without inputs. */
export function clearList(list: unknown[]): void {
  while (list.length > 0) list.pop();
}
