// Ratings of a list of contests: which contests are rated together, and in which order.

import { compareText, RatingPool, type Place, type Standing } from './rating-pool.ts';

/** Who steers: people, or programs. The two are never rated together. */
export type DriverKind = 'human' | 'bot';

/** One comparison of players who all steer in the same way: a match, or several that together compare them. */
export interface Contest {
  readonly mode: string;
  readonly kind: DriverKind;
  /** Contests are rated in the order of this number: the time of a match, or its place in a series. */
  readonly order: number;
  /** Names the contest among all. A second one of the same id is the same contest, and does not count again. */
  readonly id: string;
  readonly places: readonly Place[];
}

/** The standings of one mode and one kind of driver. */
export interface RatedPool {
  readonly mode: string;
  readonly kind: DriverKind;
  readonly standings: readonly Standing[];
}

/**
 * Rates contests. The order of the list does not matter: the result is the same to the last bit.
 * @returns by the name of the pool (`poolName`)
 */
export function rateContests(contests: Iterable<Contest>): RatedPool[] {
  const byId = new Map<string, Contest>();
  for (const contest of contests) byId.set(contest.id, contest);
  const inOrder = [...byId.values()].toSorted((a, b) => a.order - b.order || compareText(a.id, b.id));
  const pools = new Map<string, { readonly first: Contest; readonly pool: RatingPool }>();
  for (const contest of inOrder) {
    const name = poolName(contest);
    let rated = pools.get(name);
    if (rated === undefined) pools.set(name, (rated = { first: contest, pool: new RatingPool() }));
    rated.pool.rate(contest.places);
  }
  return [...pools]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([, { first, pool }]) => ({ mode: first.mode, kind: first.kind, standings: pool.standings() }));
}

export function poolName({ mode, kind }: Pick<Contest, 'mode' | 'kind'>): string {
  return `${mode}, ${kind === 'human' ? 'people' : 'bots'}`;
}
