// A piece of a match's log: the inputs of one tick as plain numbers, which wire, journal and replays carry. It also says
// that no inputs were applied in the ticks since the piece before. Whoever has the settings and all pieces has the match.

import { PHASE } from './constants.ts';
import type { Match } from './match.ts';
import { stepMatch, type Input } from './step.ts';

/** Numbers of an input in a piece: seat, action, sequence. */
export const INPUT_NUMBERS = 3;
/** An action is a direction, 0..4, as a wish, or a seat event. The sequence of a seat event is 0. */
const ENTER = 5;
const LEAVE = 6;
const SEQUENCE_MAX = 0x7fff_ffff;

export interface LogPiece {
  /** The tick in which the inputs were applied. */
  readonly tick: number;
  /** INPUT_NUMBERS for each input, in the order of application. */
  readonly inputs: ArrayLike<number>;
}

/**
 * Appends inputs to a flat list.
 * @param at how many numbers the list has
 * @returns how many it has then
 */
export function writeInputs(inputs: readonly Input[], into: number[], at = 0): number {
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    into[at++] = input.seat;
    into[at++] = input.kind === 'wish' ? input.direction : input.kind === 'enter' ? ENTER : LEAVE;
    into[at++] = input.kind === 'wish' ? input.sequence : 0;
  }
  return at;
}

/** Appends the inputs of a flat list to a list of inputs. @param numbers as `areInputs` accepts them */
export function readInputs(numbers: ArrayLike<number>, into: Input[]): void {
  for (let at = 0; at < numbers.length; at += INPUT_NUMBERS) {
    const seat = numbers[at]!;
    const action = numbers[at + 1]!;
    if (action === ENTER) into.push({ kind: 'enter', seat });
    else if (action === LEAVE) into.push({ kind: 'leave', seat });
    else into.push({ kind: 'wish', seat, sequence: numbers[at + 2]!, direction: action as 0 });
  }
}

/** Whether a flat list of any origin has inputs that a match of so many seats can have. */
export function areInputs(numbers: ArrayLike<number>, seatCount: number): boolean {
  if (numbers.length % INPUT_NUMBERS !== 0) return false;
  for (let at = 0; at < numbers.length; at += INPUT_NUMBERS) {
    const isSeat = isWholeTo(numbers[at]!, seatCount - 1);
    if (!isSeat || !isWholeTo(numbers[at + 1]!, LEAVE) || !isWholeTo(numbers[at + 2]!, SEQUENCE_MAX)) return false;
  }
  return true;
}

/**
 * Moves a match on to the tick of a piece. A match that is over does not tick: what the log has after it changes nothing.
 * @param piece of any origin, after the tick of the match; a piece without inputs may also be of that tick
 * @param gapMax ticks by which the piece may move the match on
 * @param ticked is called after each tick
 * @returns false, and does nothing, if the piece does not fit the match
 */
export function playPiece(match: Match, piece: LogPiece, gapMax: number, ticked?: () => void): boolean {
  const world = match.worlds[0]!;
  if (!Number.isInteger(piece.tick) || !areInputs(piece.inputs, match.settings.seatCount)) return false;
  if (world.phase === PHASE.over) return true;
  const gap = piece.tick - match.tick;
  if (gap === 0 && piece.inputs.length === 0) return true;
  if (gap <= 0 || gap > gapMax) return false;
  for (let tick = match.tick + 1; tick <= piece.tick && world.phase !== PHASE.over; tick++) {
    inputs.length = 0;
    if (tick === piece.tick) readInputs(piece.inputs, inputs);
    stepMatch(match, inputs);
    ticked?.();
  }
  return true;
}

/** Calls of `playPiece` share it, to allocate little. */
const inputs: Input[] = [];

function isWholeTo(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= most;
}
