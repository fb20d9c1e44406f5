// The files for programs: results.json and results.csv, which depend on the games alone, and timings.json, which depends on
// the machine as well. Games are written as they come. The formats are in bots/arena/report/README.md.

import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { RULES_VERSION, type ModeName } from '#simulation';
import type { Standing } from '#ratings';
import type { Contestant, GameResult } from '../game-result.ts';
import { visibleText } from './shown-text.ts';

/** What is known of an arena before its first game. */
export interface ArenaFacts {
  readonly mode: ModeName;
  readonly seats: number;
  /** uint32. */
  readonly seed: number;
  /** Games to be played. */
  readonly games: number;
  /** How long a bot may think about a tick, in milliseconds. */
  readonly thinkMs: number;
}

export const RESULTS_FORMAT = 'packetman-arena-results';
export const RESULTS_VERSION = 1;

const COLUMNS = [
  ...['game', 'round', 'seed', 'mode', 'ticks', 'level', 'team_score', 'seat', 'contestant', 'place', 'score'],
  ...['inputs', 'replay', 'fault'],
];

export class ResultFiles {
  private readonly contestants: readonly Contestant[];
  private readonly json: TextFile;
  private readonly csv: TextFile;
  private readonly timings: TextFile;
  private separator = '\n';

  /** @throws if a file cannot be written */
  constructor(folder: string, facts: ArenaFacts, contestants: readonly Contestant[]) {
    this.contestants = contestants;
    this.json = new TextFile(join(folder, 'results.json'));
    this.csv = new TextFile(join(folder, 'results.csv'));
    this.timings = new TextFile(join(folder, 'timings.json'));
    const head = { format: RESULTS_FORMAT, version: RESULTS_VERSION, rules: RULES_VERSION, ...facts, contestants };
    this.json.write(`${JSON.stringify(head).slice(0, -1)},"played":[`);
    this.csv.write(`${COLUMNS.join(',')}\n`);
    this.timings.write('{"format":"packetman-arena-timings","version":1,"played":[');
  }

  add(game: GameResult): void {
    const { mode, seats, round, seed, ticks, level, teamScore, replay } = game;
    const exact = seats.map(({ contestant, place, score, inputs, fault }) => ({
      ...{ contestant, place, score, inputs, fault },
    }));
    const line = { game: game.game, round, seed, ticks, level, teamScore, replay, seats: exact };
    this.json.write(`${this.separator}${JSON.stringify(line)}`);
    const times = seats.map(({ contestant, lateTicks, thinkUs }) => ({ contestant, lateTicks, thinkUs }));
    this.timings.write(`${this.separator}${JSON.stringify({ game: game.game, seats: times })}`);
    this.separator = ',\n';
    for (const [seat, { contestant, place, score, inputs, fault }] of seats.entries()) {
      const row = [game.game, round, seed, mode, ticks, level, teamScore, seat, this.contestants[contestant]!.name];
      this.csv.write(`${[...row, place, score, inputs, replay ?? '', fault ?? ''].map(csvCell).join(',')}\n`);
    }
  }

  /** Writes the ends of the files. @param elapsedMs how long all games took */
  end(standings: readonly Standing[], elapsedMs: number): void {
    const ratings = standings.map(({ player, mu, sigma, low, high, contests }) => ({
      ...{ name: player, mu, sigma, low, high, contests },
    }));
    this.json.write(`\n],\n"ratings":${JSON.stringify(ratings)}}\n`);
    this.timings.write(`\n],\n"elapsedMs":${Math.round(elapsedMs)}}\n`);
    for (const file of [this.json, this.csv, this.timings]) file.close();
  }
}

/** Quoted where RFC 4180 wants it. Control characters of a bot's output do not reach a terminal that prints the file. */
function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = visibleText(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const CHUNK_LENGTH = 64 * 1024;

/** A file that is written from its beginning to its end. */
class TextFile {
  private readonly descriptor: number;
  private chunk = '';

  constructor(path: string) {
    this.descriptor = openSync(path, 'w');
  }

  write(text: string): void {
    this.chunk += text;
    if (this.chunk.length >= CHUNK_LENGTH) this.flush();
  }

  close(): void {
    this.flush();
    closeSync(this.descriptor);
  }

  private flush(): void {
    const bytes = Buffer.from(this.chunk);
    for (let at = 0; at < bytes.length;) at += writeSync(this.descriptor, bytes, at);
    this.chunk = '';
  }
}
