// The ratings of players who are compared with each other, by OpenSkill. The pool rates contests in the order in which it
// gets them; contests.ts puts them in order.

import { rate, rating } from 'openskill';

/** An estimate of the strength, and its standard deviation. */
export interface Strength {
  readonly mu: number;
  readonly sigma: number;
}

/** What one player reached in a contest. */
export interface Place {
  /** Each player once in a contest. */
  readonly player: string;
  /** A whole number from 1 on, 1 for the best. Equal places are ties; numbers between them may be missing. */
  readonly place: number;
}

/** A player of a pool. A new one has the rating 25 and a deviation of 25/3, as OpenSkill begins. */
export interface Standing {
  readonly player: string;
  /** The estimate of the strength. */
  readonly mu: number;
  /** The standard deviation of the estimate. */
  readonly sigma: number;
  /** The ends of the 95 % interval of the strength. */
  readonly low: number;
  readonly high: number;
  /** How many contests have changed the rating. */
  readonly contests: number;
}

/** 95 % of a normal distribution are within this many standard deviations of its mean. */
const INTERVAL_DEVIATIONS = 1.96;

interface Entry {
  readonly player: string;
  mu: number;
  sigma: number;
  contests: number;
}

export class RatingPool {
  private readonly entries = new Map<string, Entry>();

  /**
   * Rates a contest. One with fewer than two players only makes its player known.
   * @throws RangeError for a place below 1, or a player who is in it twice
   */
  rate(places: readonly Place[]): void {
    const after = rated(places.map((place) => ({ ...place, ...(this.entries.get(place.player) ?? newStrength()) })));
    for (const { player } of places) this.makeKnown(player);
    for (const { player, mu, sigma } of after) {
      const entry = this.entries.get(player)!;
      entry.mu = mu;
      entry.sigma = sigma;
      entry.contests++;
    }
  }

  /** All players, best first: in the order of `low`, so that few contests put nobody at the top. Equal ones by name. */
  standings(): Standing[] {
    return [...this.entries.values()]
      .map(({ player, mu, sigma, contests }) => {
        const deviation = uncertaintyOf(sigma);
        return { player, mu, sigma, low: mu - deviation, high: mu + deviation, contests };
      })
      .toSorted((a, b) => b.low - a.low || compareText(a.player, b.player));
  }

  private makeKnown(player: string): void {
    if (!this.entries.has(player)) this.entries.set(player, { player, ...newStrength(), contests: 0 });
  }
}

/** The strength of a new player. */
export function newStrength(): Strength {
  const { mu, sigma } = rating();
  return { mu, sigma };
}

/** Half the length of the 95 % interval of the strength. */
export function uncertaintyOf(sigma: number): number {
  return INTERVAL_DEVIATIONS * sigma;
}

/**
 * The strengths of the players of one contest after it, in the order of their names. With fewer than two players there
 * are none, since nothing was compared.
 * @throws RangeError for a place below 1, or a player who is in it twice
 */
export function rated(players: readonly (Place & Strength)[]): (Strength & { readonly player: string })[] {
  // Always in one order: sums of floating point numbers depend on it.
  const inOrder = players.toSorted((a, b) => compareText(a.player, b.player));
  if (inOrder.some(({ place }) => !(place >= 1))) throw new RangeError('a place is below 1');
  if (new Set(inOrder.map(({ player }) => player)).size < inOrder.length) {
    throw new RangeError('a player is twice in a contest');
  }
  if (inOrder.length < 2) return [];
  const after = rate(
    inOrder.map(({ mu, sigma }) => [{ mu, sigma }]),
    { rank: inOrder.map(({ place }) => place) },
  );
  return inOrder.map(({ player }, i) => {
    const [{ mu, sigma }] = after[i] as [Strength];
    return { player, mu, sigma };
  });
}

/** By code units: the same on every machine, whatever its language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
