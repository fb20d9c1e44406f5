// The report of an arena: takes its games in any order, shows how they go in the terminal, and writes the files. What is
// counted is in tally.ts, the files for programs in result-files.ts, the page in page.ts.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contestant, GameResult } from '../game-result.ts';
import { arenaPage } from './page.ts';
import { replayLinks } from './replay-link.ts';
import { ResultFiles, type ArenaFacts } from './result-files.ts';
import { tableLines } from './table.ts';
import { Tally } from './tally.ts';

export interface ReportOptions {
  /** A folder that exists; null writes no files. */
  readonly folder: string | null;
  readonly facts: ArenaFacts;
  /** Their names are unique. */
  readonly contestants: readonly Contestant[];
  /** The address of a page of Packetman that plays replays, for links of the report; null for none. */
  readonly viewer: string | null;
  /** Milliseconds that only rise. */
  readonly now: () => number;
}

export class ArenaReport {
  private readonly options: ReportOptions;
  private readonly tally: Tally;
  private readonly files: ResultFiles | null;
  private readonly beganMs: number;
  /** Games that came before an earlier one did. */
  private readonly early = new Map<number, GameResult>();
  private next = 0;
  /** Of all games that have come. */
  private ticks = 0;

  /** @throws if a file cannot be written */
  constructor(options: ReportOptions) {
    const { folder, facts, contestants, now } = options;
    this.options = options;
    this.tally = new Tally(contestants);
    this.files = folder === null ? null : new ResultFiles(folder, facts, contestants);
    this.beganMs = now();
  }

  /**
   * Takes a game that is over. Games may come in any order: results do not depend on it.
   * @throws if a file cannot be written
   */
  add(game: GameResult): void {
    this.ticks += game.ticks;
    this.early.set(game.game, game);
    for (let due; (due = this.early.get(this.next)) !== undefined; this.next++) this.take(due);
  }

  /**
   * The table so far, for a terminal of so many columns: the first line is the progress. Ratings and counts are of the games
   * up to the first that is still played.
   */
  lines(columns: number): string[] {
    const { facts, now } = this.options;
    const games = this.tally.games + this.early.size;
    return tableLines(facts, this.tally, { games, ticks: this.ticks, elapsedMs: now() - this.beganMs }, columns);
  }

  /**
   * Writes what is still to be written, also where games are missing.
   * @returns the path of the page, null without a folder
   * @throws if a file cannot be written
   */
  end(): string | null {
    const { folder, facts, viewer, now } = this.options;
    for (const game of [...this.early.values()].toSorted((a, b) => a.game - b.game)) this.take(game);
    this.tally.end();
    const elapsedMs = now() - this.beganMs;
    this.files?.end(this.tally.standings(), elapsedMs);
    if (folder === null) return null;
    const page = join(folder, 'report.html');
    const telling = this.tally.tellingGames();
    writeFileSync(page, arenaPage({ facts, tally: this.tally, telling, links: replayLinks(folder, telling, viewer) }));
    return page;
  }

  private take(game: GameResult): void {
    this.early.delete(game.game);
    this.tally.add(game);
    this.files?.add(game);
  }
}
