// What a report shows of an arena, counted while its games come. Its size depends on the number of contestants and of
// different scores, not on the number of games.

import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { RatingPool, type Standing } from '#ratings';
import type { Contestant, GameResult, SeatResult } from '../game-result.ts';
import { Comparisons, type Comparison } from './comparison.ts';
import { ScoreCounts } from './score-counts.ts';
import { TellingGames, type TellingGame } from './telling-games.ts';

/** One contestant in all games. */
export interface Row {
  readonly contestant: Contestant;
  games: number;
  inputs: number;
  lateTicks: number;
  faults: number;
  /** Comparisons in which it was first, alone or with others. */
  firsts: number;
  comparisons: number;
  /** Of its seats. */
  readonly scores: ScoreCounts;
  /** Of the games, their median answer and their p99, in microseconds. */
  readonly medianUs: RecordableHistogram;
  readonly p99Us: RecordableHistogram;
  slowestUs: number;
}

/** How the comparisons of two contestants ended. */
export interface Pair {
  wins: number;
  ties: number;
  losses: number;
}

/** A contestant that lost its seat. */
export interface Fault {
  readonly game: GameResult;
  readonly seat: number;
  readonly contestant: number;
  /** Why, with its own last output: the text of a stranger. */
  readonly text: string;
}

/** Faults whose text is kept for the report. The files for programs have all of them. */
const FAULTS_KEPT_MAX = 40;

export class Tally {
  readonly rows: readonly Row[];
  /** By contestant and opponent. */
  readonly pairs: readonly (readonly Pair[])[];
  readonly faults: Fault[] = [];
  games = 0;
  ticks = 0;
  private readonly pool = new RatingPool();
  private readonly telling: TellingGames;
  private readonly comparisons = new Comparisons((comparison) => this.addComparison(comparison));

  constructor(contestants: readonly Contestant[]) {
    this.rows = contestants.map(rowOf);
    this.pairs = contestants.map(() => contestants.map(() => ({ wins: 0, ties: 0, losses: 0 })));
    this.telling = new TellingGames(contestants.map(({ name }) => name));
    // One who has not played is in the table, too.
    for (const { name } of contestants) this.pool.rate([{ player: name, place: 1 }]);
  }

  /** Games are to be added in the order of their numbers. */
  add(game: GameResult): void {
    this.games++;
    this.ticks += game.ticks;
    for (const [seat, result] of game.seats.entries()) this.addSeat(game, seat, result);
    for (const contestant of new Set(game.seats.map((seat) => seat.contestant))) this.rows[contestant]!.games++;
    this.telling.addGame(game);
    this.comparisons.add(game);
  }

  /** To be called after the last game. */
  end(): void {
    this.comparisons.end();
  }

  /** Best first. */
  standings(): readonly (Standing & { readonly row: Row; readonly contestant: number })[] {
    return this.pool.standings().map((standing) => {
      const contestant = this.rows.findIndex((row) => row.contestant.name === standing.player);
      return { ...standing, row: this.rows[contestant]!, contestant };
    });
  }

  /** The share of the comparisons of two contestants that the first one won, a tie being half a win; NaN for none. */
  winShare(winner: number, loser: number): number {
    const { wins, ties, losses } = this.pairs[winner]![loser]!;
    return (wins + ties / 2) / (wins + ties + losses);
  }

  tellingGames(): TellingGame[] {
    return this.telling.choose((winner, loser) => this.winShare(winner, loser));
  }

  private addSeat(game: GameResult, seat: number, result: SeatResult): void {
    const row = this.rows[result.contestant]!;
    row.inputs += result.inputs;
    row.lateTicks += result.lateTicks;
    row.scores.add(result.score);
    const { p50, p99, max } = result.thinkUs;
    if (max > 0) {
      row.medianUs.record(Math.max(1, Math.round(p50)));
      row.p99Us.record(Math.max(1, Math.round(p99)));
      row.slowestUs = Math.max(row.slowestUs, max);
    }
    if (result.fault === null) return;
    row.faults++;
    const { contestant, fault: text } = result;
    if (this.faults.length < FAULTS_KEPT_MAX) this.faults.push({ game, seat, contestant, text });
  }

  private addComparison(comparison: Comparison): void {
    const { entries } = comparison;
    const players = entries.map(({ contestant, place }) => ({ player: this.rows[contestant]!.contestant.name, place }));
    this.pool.rate(players);
    this.telling.addComparison(comparison);
    if (entries.length < 2) return;
    for (const { contestant, place } of entries) {
      const row = this.rows[contestant]!;
      row.comparisons++;
      if (place === 1) row.firsts++;
      for (const other of entries) {
        if (other.contestant === contestant) continue;
        const pair = this.pairs[contestant]![other.contestant]!;
        if (place < other.place) pair.wins++;
        else if (place > other.place) pair.losses++;
        else pair.ties++;
      }
    }
  }
}

function rowOf(contestant: Contestant): Row {
  return {
    ...{ contestant, games: 0, inputs: 0, lateTicks: 0, faults: 0, firsts: 0, comparisons: 0, slowestUs: 0 },
    ...{ scores: new ScoreCounts(), medianUs: createHistogram(), p99Us: createHistogram() },
  };
}
