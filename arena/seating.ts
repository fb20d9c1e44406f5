// Who sits where. The seating depends on the number of the game alone, never on the seed.
//
// As many games as there are contestants are a round: in its games the contestants move on by one, so each of them has each
// seat once, and all games of the round have the same seed. From round to round the order changes in which they follow each
// other, so that everybody meets everybody, beside and across.

export interface Seating {
  readonly round: number;
  /** The contestant of each seat. */
  readonly contestants: readonly number[];
}

/**
 * @param game from 0 on
 * @param contestants their number. With fewer than seats they have several seats each, with more some sit out
 */
export function seatingOf(game: number, contestants: number, seats: number): Seating {
  const round = Math.floor(game / contestants);
  const offsets = offsetsOf(round, contestants, seats);
  return { round, contestants: offsets.map((offset) => (game + offset) % contestants) };
}

/** Which contestant has which seat in the first game of a round: different ones as far as there are enough. */
function offsetsOf(round: number, contestants: number, seats: number): number[] {
  const chosen = Math.min(seats, contestants);
  const offsets = [0];
  const left = Array.from({ length: contestants - 1 }, (_, index) => index + 1);
  let number = orderOf(round, contestants, chosen);
  for (let seat = 1; seat < chosen; seat++) {
    offsets.push(...left.splice(number % left.length, 1));
    number = Math.floor(number / (left.length + 1));
  }
  return Array.from({ length: seats }, (_, seat) => offsets[seat % chosen]!);
}

/** Beyond this many orders they begin again. */
const ORDERS_MAX = 1_000_000;
/** Steps of this share of all orders spread any number of rounds evenly: the golden section. */
const STEP_SHARE = 0.618;

/** The number of the order in a round: all of them come before one comes again. */
function orderOf(round: number, contestants: number, chosen: number): number {
  let orders = 1;
  for (let count = contestants - 1; count > contestants - chosen && orders < ORDERS_MAX; count--) orders *= count;
  let step = Math.max(1, Math.round(orders * STEP_SHARE));
  while (!areCoprime(step, orders)) step++;
  return Number((BigInt(round) * BigInt(step)) % BigInt(orders));
}

function areCoprime(a: number, b: number): boolean {
  return b === 0 ? a === 1 : areCoprime(b, a % b);
}
