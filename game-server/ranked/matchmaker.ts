// Divides the players who wait into matches. Pure; queue.ts has the players.
//
// The players choose in turn, first those who have waited too long, then those whose strength is known least: they need
// matches most. Each takes the nearest others whose distance is within its window, which widens while it waits, up to any
// distance at `waitMsMax`. So each player gets a match in the end.

import type { ContestRules } from './contest-table.ts';

export interface Seeker {
  /** The estimate of the strength and its standard deviation, as OpenSkill has them. */
  readonly mu: number;
  readonly sigma: number;
  readonly sinceMs: number;
  /** Players of one address are no free choice for each other; null if many share the address. */
  readonly address: string | null;
}

/** How much luck there is in a match, in the units of `mu`: OpenSkill's beta, 25/6. */
const BETA = 25 / 6;
/** The deviation of a new player, and so the largest there is. */
const SIGMA_MAX = 25 / 3;

/** The distance that a player accepts at first, and just before `waitMsMax`. At 0.5 the stronger one wins 7 of 10 matches. */
const WINDOW_FIRST = 0.5;
const WINDOW_LAST = 2;

/** The largest distance that a player accepts after this wait. */
export function windowAfter(waitedMs: number, { waitMsMax }: ContestRules): number {
  if (waitedMs >= waitMsMax) return Infinity;
  return WINDOW_FIRST + ((WINDOW_LAST - WINDOW_FIRST) * Math.max(0, waitedMs)) / waitMsMax;
}

/** The difference of two strengths, as deviations of the result of a match between the two. The less is known, the nearer they are. */
export function distanceOf(one: Seeker, other: Seeker): number {
  return Math.abs(one.mu - other.mu) / spreadOf(one.sigma, other.sigma);
}

/** The strengths that a player would meet now: of others whose deviation is the same. */
export function rangeOf(seeker: Seeker, nowMs: number, rules: ContestRules): readonly [least: number, most: number] {
  const reach = windowAfter(nowMs - seeker.sinceMs, rules) * spreadOf(seeker.sigma, seeker.sigma);
  return [seeker.mu - reach, seeker.mu + reach];
}

function spreadOf(sigma: number, other: number): number {
  return Math.sqrt(2 * BETA * BETA + sigma * sigma + other * other);
}

/**
 * Makes matches.
 * @param waiting all of those who can play now, in any order
 * @returns the players of each match. Each one is in one match at most.
 */
export function matchesOf<S extends Seeker>(waiting: readonly S[], nowMs: number, rules: ContestRules): S[][] {
  const byStrength = new StrengthOrder(waiting);
  const matches: S[][] = [];
  for (const seeker of inTurn(waiting, nowMs, rules)) {
    if (!byStrength.has(seeker)) continue;
    const match = [seeker, ...nearestOthers(seeker, byStrength, nowMs, rules)];
    const isDue = match.some(({ sinceMs }) => nowMs - sinceMs >= rules.fillMs);
    if (match.length < (isDue ? rules.least : rules.most)) continue;
    matches.push(match);
    for (const player of match) byStrength.remove(player);
  }
  return matches;
}

function inTurn<S extends Seeker>(waiting: readonly S[], nowMs: number, { waitMsMax }: ContestRules): S[] {
  const isOverdue = ({ sinceMs }: S) => nowMs - sinceMs >= waitMsMax;
  return waiting.toSorted((one, other) => {
    if (isOverdue(one) !== isOverdue(other)) return isOverdue(one) ? -1 : 1;
    if (!isOverdue(one) && one.sigma !== other.sigma) return other.sigma - one.sigma;
    return one.sinceMs - other.sinceMs;
  });
}

/** Up to `most` - 1 others, nearest in strength first. */
function nearestOthers<S extends Seeker>(seeker: S, order: StrengthOrder<S>, nowMs: number, rules: ContestRules): S[] {
  const reach = windowAfter(nowMs - seeker.sinceMs, rules);
  const muReach = reach * spreadOf(seeker.sigma, SIGMA_MAX);
  const found: S[] = [];
  const others = [order.below(seeker), order.above(seeker)];
  while (found.length < rules.most - 1) {
    const isLower = isNearer(others[0], others[1], seeker);
    const other = others[isLower ? 0 : 1];
    if (other === undefined || Math.abs(other.mu - seeker.mu) > muReach) break;
    others[isLower ? 0 : 1] = isLower ? order.below(other) : order.above(other);
    if (distanceOf(seeker, other) > reach) continue;
    if ([seeker, ...found].every((member) => mayMeet(member, other, nowMs, rules))) found.push(other);
  }
  return found;
}

function isNearer<S extends Seeker>(one: S | undefined, other: S | undefined, to: S): boolean {
  if (one === undefined || other === undefined) return one !== undefined;
  return Math.abs(one.mu - to.mu) <= Math.abs(other.mu - to.mu);
}

function mayMeet(one: Seeker, other: Seeker, nowMs: number, { neighboursMs }: ContestRules): boolean {
  if (one.address === null || one.address !== other.address) return true;
  return nowMs - Math.min(one.sinceMs, other.sinceMs) >= neighboursMs;
}

/** Players in the order of their strength, as a linked list, so that a removal costs nothing. */
class StrengthOrder<S extends Seeker> {
  private readonly nodes = new Map<S, { lower: S | undefined; higher: S | undefined }>();

  constructor(players: readonly S[]) {
    const inOrder = players.toSorted((one, other) => one.mu - other.mu);
    for (const [i, player] of inOrder.entries())
      this.nodes.set(player, { lower: inOrder[i - 1], higher: inOrder[i + 1] });
  }

  has(player: S): boolean {
    return this.nodes.has(player);
  }

  below(player: S): S | undefined {
    return this.nodes.get(player)!.lower;
  }

  above(player: S): S | undefined {
    return this.nodes.get(player)!.higher;
  }

  remove(player: S): void {
    const { lower, higher } = this.nodes.get(player)!;
    if (lower !== undefined) this.nodes.get(lower)!.higher = higher;
    if (higher !== undefined) this.nodes.get(higher)!.lower = lower;
    this.nodes.delete(player);
  }
}
