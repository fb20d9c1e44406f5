// `packetman arena`: plays the games of a plan, shows how they go, and writes replays and report into a folder.

import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '#process';
import { ArenaReport } from '../bots/arena/report/arena-report.ts';
import type { ArenaPlan } from './arena-plan.ts';
import { LiveTable, type Screen } from './live-table.ts';
import { isReplayName } from './play-game.ts';
import { Workers } from './workers.ts';

export interface ArenaOptions {
  readonly plan: Omit<ArenaPlan, 'replayFolder'>;
  /** As `Workers` takes it. */
  readonly jobs: number;
  /** Where results, report and replays go; null to write nothing. */
  readonly folder: string | null;
  /** The address of a page that plays replays, null for none. */
  readonly viewer: string | null;
}

export interface RunningArena {
  /** Whether all games were played. Rejects if one could not be played, or a file not be written. */
  readonly ended: Promise<boolean>;
  /** Ends the games that are under way. The report has those that were over. */
  stop(): void;
}

export function runArena({ plan, jobs, folder, viewer }: ArenaOptions, log: Logger, screen: Screen): RunningArena {
  const replayFolder = folder === null ? null : join(folder, 'replays');
  if (replayFolder !== null) clearReplays(replayFolder);
  const { contestants, mode, seats, seed, games, thinkMs } = plan;
  const facts = { mode, seats, seed, games, thinkMs };
  const report = new ArenaReport({ folder, facts, contestants, viewer, now: () => performance.now() });
  const workers = new Workers({ ...plan, replayFolder }, jobs, log);
  const table = new LiveTable(screen, (columns) => report.lines(columns));
  let isStopped = false;
  let played = 0;
  const run = async (): Promise<boolean> => {
    try {
      await workers.run((result) => {
        played++;
        report.add(result);
        table.changed();
      });
    } finally {
      const page = report.end();
      table.end();
      if (played % contestants.length !== 0) screen.print(unevenText(played, contestants.length));
      if (page !== null) screen.print(`report: ${page}`);
    }
    return !isStopped;
  };
  const stop = () => {
    isStopped = true;
    workers.stop();
  };
  return { ended: run(), stop };
}

function unevenText(games: number, contestants: number): string {
  return `${games} ${games === 1 ? 'game is' : 'games are'} no multiple of ${contestants} contestants: not all had each seat equally often`;
}

/** Replays of an earlier arena in the same folder would look like those of this one. */
function clearReplays(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (isReplayName(name)) rmSync(join(folder, name));
}
