// What the metrics count of ranked matches.

import { DelayHistogram } from '../ops/delay-histogram.ts';
import { CONTESTS, type ContestRules } from './contest-table.ts';
import type { Waiting } from './queue.ts';

export class RankedFigures {
  readonly waits = new DelayHistogram();
  /** Matches that began, by `mode kind`. */
  readonly matches: Record<string, number> = Object.fromEntries(CONTESTS.map((rules) => [nameOf(rules), 0]));
  /** The sum of the differences between the strongest and the weakest of each match of it. */
  gapSum = 0;
  private queue: () => Iterable<Waiting> = () => [];

  watch(queue: () => Iterable<Waiting>): void {
    this.queue = queue;
  }

  /** Players who wait now, by `mode kind`. */
  get waiting(): Record<string, number> {
    const counts = Object.fromEntries(CONTESTS.map((rules) => [nameOf(rules), 0]));
    for (const { rules } of this.queue()) counts[nameOf(rules)]!++;
    return counts;
  }

  began(players: readonly Waiting[], rules: ContestRules, nowMs: number): void {
    this.matches[nameOf(rules)]!++;
    for (const { sinceMs } of players) this.waits.record(nowMs - sinceMs);
    const strengths = players.map(({ mu }) => mu);
    this.gapSum += Math.max(...strengths) - Math.min(...strengths);
  }
}

function nameOf({ mode, kind }: ContestRules): string {
  return `${mode} ${kind}`;
}
