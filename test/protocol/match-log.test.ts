// The match log as protocol/README.md describes it: pieces that are sent as messages move another World on to the same words.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeServer, encodeLogFrame, LENGTH_BYTES, LOG_GAP_TICKS_MAX, LOG_INTERVAL_TICKS } from '#protocol';
import {
  areInputs,
  createMatch,
  hashWorld,
  INPUT_NUMBERS,
  matchSettings,
  playPiece,
  readInputs,
  stepMatch,
  writeInputs,
  type Input,
  type LogPiece,
  type Match,
} from '#simulation';
import { PHASE } from '../../simulation/constants.ts';

const SEATS = 3;
const settings = matchSettings({ mode: 'coop', seatCount: SEATS, seed: 7 });

const anyInput: fc.Arbitrary<Input> = fc.oneof(
  fc.record({
    kind: fc.constant('wish' as const),
    seat: fc.nat({ max: SEATS - 1 }),
    sequence: fc.nat({ max: 0x7fff_ffff }),
    direction: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const, 4 as const),
  }),
  fc.record({ kind: fc.constantFrom('enter' as const, 'leave' as const), seat: fc.nat({ max: SEATS - 1 }) }),
);
/** For each tick its inputs: mostly none. */
const anyTicks = fc.array(fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.array(anyInput, { maxLength: 4 })), {
  maxLength: 400,
});

/** What a server sends: a piece for each tick with inputs, and one when no other came for long enough. */
function payloadsOf(match: Match, ticks: readonly (readonly Input[])[]): Uint8Array[] {
  const payloads: Uint8Array[] = [];
  let quietTicks = 0;
  for (const inputs of ticks) {
    stepMatch(match, inputs);
    if (inputs.length === 0 && ++quietTicks < LOG_INTERVAL_TICKS) continue;
    quietTicks = 0;
    const numbers: number[] = [];
    const world = match.worlds[0]!;
    const frame = encodeLogFrame(world.tick, numbers, writeInputs(inputs, numbers), hashWorld(world));
    payloads.push(frame.slice(LENGTH_BYTES));
  }
  return payloads;
}

test('[G1] a client that plays all pieces has the World of the server, word for word, after each of them', () => {
  fc.assert(
    fc.property(anyTicks, (ticks) => {
      const [server, client] = [createMatch(settings), createMatch(settings)];
      for (const payload of payloadsOf(server, ticks)) {
        const decoded = decodeServer(payload) as { message: LogPiece & { hash: number } };
        expect(playPiece(client, decoded.message, LOG_GAP_TICKS_MAX)).toBe(true);
        expect(hashWorld(client.worlds[0]!)).toBe(decoded.message.hash);
      }
    }),
    { numRuns: 30 },
  );
});

test('[G1] a piece that does not follow the World is refused, and nothing changes', () => {
  const match = createMatch(settings);
  for (let i = 0; i < 10; i++) stepMatch(match, []);
  const before = hashWorld(match.worlds[0]!);
  for (const tick of [-1, 0, 9, 11 + LOG_GAP_TICKS_MAX, 0x7fff_ffff, 10.5, 11.5, NaN, Infinity]) {
    expect(playPiece(match, { tick, inputs: [] }, LOG_GAP_TICKS_MAX)).toBe(false);
  }
  // Nothing more happened in the tick that is reached already.
  expect(playPiece(match, { tick: 10, inputs: [] }, LOG_GAP_TICKS_MAX)).toBe(true);
  expect(playPiece(match, { tick: 10, inputs: [0, 3, 1] }, LOG_GAP_TICKS_MAX)).toBe(false);
  expect(hashWorld(match.worlds[0]!)).toBe(before);
  const ticks: number[] = [];
  const gap = { tick: 10 + LOG_GAP_TICKS_MAX, inputs: [] };
  expect(playPiece(match, gap, LOG_GAP_TICKS_MAX, () => ticks.push(match.worlds[0]!.tick))).toBe(true);
  expect(ticks).toEqual(Array.from({ length: LOG_GAP_TICKS_MAX }, (_, i) => 11 + i));
});

test('[G2] inputs are written as seat, action and sequence, and read as they were', () => {
  const numbers: number[] = [];
  const wish = { kind: 'wish', seat: 1, sequence: 9, direction: 3 } as const;
  expect(writeInputs([wish, { kind: 'enter', seat: 2 }, { kind: 'leave', seat: 0 }], numbers)).toBe(3 * INPUT_NUMBERS);
  expect(numbers).toEqual([1, 3, 9, 2, 5, 0, 0, 6, 0]);
  fc.assert(
    fc.property(fc.array(anyInput), (inputs) => {
      const written: number[] = [];
      const read: Input[] = [];
      writeInputs(inputs, written);
      expect(areInputs(written, SEATS)).toBe(true);
      readInputs(written, read);
      expect(read).toEqual(inputs);
    }),
  );
});

test.each([
  ['half of an input', [0, 3]],
  ['a seat that the match does not have', [SEATS, 3, 1]],
  ['a negative seat', [-1, 3, 1]],
  ['an unknown action', [0, 7, 1]],
  ['a negative action', [0, -1, 1]],
  ['a negative sequence', [0, 3, -1]],
  ['a sequence above a word', [0, 3, 0x8000_0000]],
  ['a fraction', [0, 3, 0.5]],
])('[G2] a piece with %s is refused', (_, inputs) => {
  const match = createMatch(settings);
  expect(playPiece(match, { tick: 1, inputs }, LOG_GAP_TICKS_MAX)).toBe(false);
  expect(match.worlds[0]!.tick).toBe(0);
});

test('[G3] in a match that is over no tick passes, and no input counts', () => {
  const match = createMatch(settings);
  const world = match.worlds[0]!;
  stepMatch(match, [{ kind: 'enter', seat: 0 }]);
  world.phase = PHASE.over;
  const before = hashWorld(world);
  expect(playPiece(match, { tick: 2, inputs: [0, 3, 1] }, LOG_GAP_TICKS_MAX)).toBe(true);
  expect(playPiece(match, { tick: 5000, inputs: [] }, LOG_GAP_TICKS_MAX)).toBe(true);
  expect(hashWorld(world)).toBe(before);
});

test('[G3] the ticks of a piece after the end of the match do not pass', () => {
  const match = createMatch(settings);
  const world = match.worlds[0]!;
  const ended = () => {
    if (world.tick === 4) world.phase = PHASE.over;
  };
  expect(playPiece(match, { tick: 9, inputs: [0, 3, 1] }, LOG_GAP_TICKS_MAX, ended)).toBe(true);
  expect([world.tick, world.seatInput[0]]).toEqual([4, 0]);
});

test('[G4] the hash is the one that the page describes', () => {
  const world = createMatch(settings).worlds[0]!;
  let hash = 0x811c_9dc5n;
  for (const word of world.words) {
    const product = ((hash ^ BigInt(word >>> 0)) * 0x0100_0193n) & 0xffff_ffffn;
    hash = product ^ (hash >> 15n);
  }
  expect(hashWorld(world)).toBe(Number(hash));
});
