import { describe, expect, test } from 'vitest';
import { INPUT_LEAD_TICKS_MAX } from '#protocol';
import { DOWN, LEFT, NONE, RIGHT, UP, type Input } from '#simulation';
import { InputQueue } from '../../../game-server/match/input-queue.ts';
import { INPUT_QUEUE_PER_SEAT_MAX } from '../../../game-server/rooms/room-rules.ts';

const SEAT = 2;

/** The sequences that are due at a tick, in their order. */
function due(queue: InputQueue, tick: number): number[] {
  const inputs: Input[] = [];
  queue.takeDue(tick, inputs);
  return inputs.map((input) => (input as Input & { sequence: number }).sequence);
}

/** A queue whose first empty wish has been taken. */
function begun(): InputQueue {
  const queue = new InputQueue(SEAT);
  due(queue, 0);
  return queue;
}

describe('[GR3] the inputs of a seat', () => {
  test('begin with none of sequence 0, so that nothing is left of the driver before', () => {
    const inputs: Input[] = [];
    const queue = new InputQueue(SEAT);
    queue.takeDue(0, inputs);
    expect(inputs).toMatchObject([{ seat: SEAT, sequence: 0, direction: NONE }]);
    queue.takeDue(5, inputs);
    expect(inputs).toHaveLength(1);
  });

  test('are due at the tick that they are meant for, a late one at the next', () => {
    const queue = begun();
    queue.push(1, 0, LEFT, 100);
    queue.push(2, 90, UP, 100);
    queue.push(3, 105, DOWN, 100);
    expect(due(queue, 99)).toEqual([]);
    expect(due(queue, 100)).toEqual([1, 2]);
    expect(due(queue, 104)).toEqual([]);
    expect(due(queue, 105)).toEqual([3]);
    expect(due(queue, 0x7fff_fffe)).toEqual([]);
  });

  test('are due with their direction', () => {
    const queue = begun();
    queue.push(7, 3, RIGHT, 1);
    const inputs: Input[] = [];
    queue.takeDue(3, inputs);
    expect(inputs).toMatchObject([{ seat: SEAT, sequence: 7, direction: RIGHT }]);
  });

  test('are due at most half a second ahead', () => {
    const queue = begun();
    queue.push(1, 5000, LEFT, 100);
    expect(due(queue, 100 + INPUT_LEAD_TICKS_MAX - 1)).toEqual([]);
    expect(due(queue, 100 + INPUT_LEAD_TICKS_MAX)).toEqual([1]);
    expect(INPUT_LEAD_TICKS_MAX).toBe(30);
  });

  test('keep their order: one waits for the one before it', () => {
    const queue = begun();
    queue.push(1, 110, LEFT, 100);
    queue.push(2, 105, UP, 100);
    expect(due(queue, 109)).toEqual([]);
    expect(due(queue, 110)).toEqual([1, 2]);
  });

  test('count once: a sequence that was used, or one below it, changes nothing', () => {
    const queue = begun();
    expect(queue.push(0, 100, LEFT, 100)).toBe(0);
    queue.push(5, 100, LEFT, 100);
    for (const sequence of [5, 4, 1]) queue.push(sequence, 100, UP, 100);
    queue.push(6, 100, DOWN, 100);
    expect(due(queue, 100)).toEqual([5, 6]);
    queue.push(6, 101, DOWN, 101);
    expect(due(queue, 101)).toEqual([]);
  });

  test('are at most so many: the oldest is dropped, which is reported', () => {
    const queue = begun();
    const dropped = Array.from({ length: INPUT_QUEUE_PER_SEAT_MAX + 2 }, (_, i) => queue.push(i + 1, 100, LEFT, 100));
    expect(dropped).toEqual([...Array<number>(INPUT_QUEUE_PER_SEAT_MAX).fill(0), 1, 1]);
    const sequences = due(queue, 100);
    expect([sequences.length, sequences[0], sequences.at(-1)]).toEqual([
      INPUT_QUEUE_PER_SEAT_MAX,
      3,
      INPUT_QUEUE_PER_SEAT_MAX + 2,
    ]);
  });

  test('are gone with the match, but their sequences stay used', () => {
    const queue = begun();
    queue.push(5, 100, LEFT, 100);
    queue.clear();
    expect(due(queue, 200)).toEqual([]);
    queue.push(5, 1, LEFT, 1);
    queue.push(6, 1, UP, 1);
    expect(due(queue, 1)).toEqual([6]);
  });
});
