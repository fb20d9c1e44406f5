// The log of a match: the inputs and seat events that were applied, by tick. With the settings it determines the match.

import type { Input } from './step.ts';

/** [tick, kind, seat, sequence, direction]; kind as in INPUT_KINDS, the last two are 0 if an input has none. */
export type LoggedInput = readonly [tick: number, kind: number, seat: number, sequence: number, direction: number];
export const INPUT_KINDS = ['wish', 'enter', 'leave'] as const;

/** Numbers of one input in the list, and inputs for which a new list has room. */
const NUMBERS = 5;
const INPUTS_AT_FIRST = 64;

/** Grows with the inputs, up to a maximum. Beyond it the log is incomplete, and no longer determines the match. */
export class MatchLog {
  private readonly inputsMax: number;
  private numbers = new Int32Array(INPUTS_AT_FIRST * NUMBERS);
  private count = 0;
  private complete = true;

  /** @param inputsMax inputs it holds at most, 20 bytes each */
  constructor(inputsMax: number) {
    this.inputsMax = inputsMax;
  }

  /** Whether it holds all inputs of the match so far. */
  get isComplete(): boolean {
    return this.complete;
  }

  /** Adds the inputs of a tick. */
  add(tick: number, inputs: readonly Input[]): void {
    if (!this.complete || inputs.length === 0) return;
    if (this.count + inputs.length > this.inputsMax) {
      this.complete = false;
      this.numbers = new Int32Array(0);
      return;
    }
    const needed = (this.count + inputs.length) * NUMBERS;
    if (needed > this.numbers.length) this.grow(needed);
    for (const input of inputs) this.write(tick, input);
  }

  /** All inputs, in order. @returns null when it is incomplete */
  inputs(): LoggedInput[] | null {
    if (!this.complete) return null;
    return Array.from({ length: this.count }, (_, i) => {
      const [tick, kind, seat, sequence, direction] = this.numbers.subarray(i * NUMBERS, (i + 1) * NUMBERS);
      return [tick!, kind!, seat!, sequence!, direction!];
    });
  }

  private grow(needed: number): void {
    const longer = new Int32Array(Math.max(needed, this.numbers.length * 2));
    longer.set(this.numbers);
    this.numbers = longer;
  }

  private write(tick: number, input: Input): void {
    const at = this.count * NUMBERS;
    this.numbers[at] = tick;
    this.numbers[at + 1] = INPUT_KINDS.indexOf(input.kind);
    this.numbers[at + 2] = input.seat;
    this.numbers[at + 3] = input.kind === 'wish' ? input.sequence : 0;
    this.numbers[at + 4] = input.kind === 'wish' ? input.direction : 0;
    this.count++;
  }
}

/** The input that was logged. */
export function inputOf([, kind, seat, sequence, direction]: LoggedInput): Input {
  const name = INPUT_KINDS[kind]!;
  return name === 'wish' ? { kind: name, seat, sequence, direction: direction as 0 } : { kind: name, seat };
}
