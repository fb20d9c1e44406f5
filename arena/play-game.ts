// One game of the arena, from its seating to its result. Games without programs need no server: ai-match.ts plays them.

import { defaultFrightTable } from '#simulation';
import type { Logger } from '#process';
import type { GameResult } from '../bots/arena/game-result.ts';
import { systemRng } from '../game-server/clock.ts';
import { playAiMatch } from '../game-server/lockstep/ai-match.ts';
import { matchSeed } from '../game-server/lockstep/match-seed.ts';
import { writeReplay } from '../game-server/replays/replay-files.ts';
import { SeatPlan, type PlannedSeat } from '../game-server/rooms/seat-plan.ts';
import { MATCH_TICKS_MAX, type ArenaPlan } from './arena-plan.ts';
import { FAULT_LIMITS, type FaultLimits } from './fault-limits.ts';
import { gameOfMatch, recordedMatch, type SeatFacts } from './game-of-match.ts';
import { ProgramMatch, type PlayedMatch } from './program-match.ts';
import { seatingOf } from './seating.ts';

const NO_TIMES = { p50: 0, p99: 0, max: 0 };

/** Plays games of a plan, one at a time. */
export class GamePlayer {
  private readonly plan: ArenaPlan;
  private readonly log: Logger;
  private readonly limits: FaultLimits;
  /** Matches whose connections and processes are not all closed, with their closing where it has begun. */
  private readonly open = new Map<ProgramMatch, Promise<void> | null>();

  constructor(plan: ArenaPlan, log: Logger, limits: FaultLimits = FAULT_LIMITS) {
    this.plan = plan;
    this.limits = limits;
    this.log = log;
  }

  /**
   * @param game from 0 on
   * @throws if the replay cannot be written, or the server has failed
   */
  async play(game: number): Promise<GameResult> {
    const { contestants, mode, seats: seatCount, seed: arenaSeed, replayFolder } = this.plan;
    const seating = seatingOf(game, contestants.length, seatCount);
    const seed = matchSeed(arenaSeed, seating.round, 0);
    const seatPlan = new SeatPlan(this.plannedSeats(seating.contestants), () => seed, systemRng);
    const { match, recorded, facts } = await this.playMatch(seatPlan, seating.contestants, seed);
    const replay = replayFolder === null || recorded === null ? null : replayName(game);
    if (replay !== null) await writeReplay(replayFolder!, replay.id, recorded!);
    const { round } = seating;
    return gameOfMatch({ game, round, seed, mode, replay: replay?.file ?? null }, match, recorded, facts);
  }

  /** Waits until nothing of its games runs any more. */
  async close(): Promise<void> {
    await Promise.all([...this.open].map(([match, closed]) => closed ?? this.closeMatch(match)));
  }

  /** Ends all processes of its games at once. */
  kill(): void {
    for (const match of this.open.keys()) match.kill();
  }

  private async playMatch(
    seatPlan: SeatPlan,
    seating: readonly number[],
    seed: number,
  ): Promise<PlayedMatch & { facts: SeatFacts[] }> {
    const { contestants, mode, thinkMs } = this.plan;
    const frightTable = this.plan.frightTable ?? defaultFrightTable;
    const options = { mode, plan: seatPlan, matchTicksMax: MATCH_TICKS_MAX, frightTable };
    const commands = seating.map((index) => contestants[index]!.command);
    if (commands.every((command) => command === null)) {
      const facts = seating.map((contestant) => ({ contestant, lateTicks: 0, thinkUs: NO_TIMES, fault: null }));
      const { match, seats } = playAiMatch(options);
      return { match, recorded: recordedMatch(match, seats), facts };
    }
    const played = new ProgramMatch({ ...options, commands, thinkMs, seed, log: this.log, limits: this.limits });
    this.open.set(played, null);
    const playedMatch = await played.play();
    const facts = seating.map((contestant, seat) => ({ contestant, ...played.factsOf(seat) }));
    // The next game does not wait for the processes of this one.
    this.open.set(played, this.closeMatch(played));
    return { ...playedMatch, facts };
  }

  private async closeMatch(match: ProgramMatch): Promise<void> {
    await match.close();
    this.open.delete(match);
  }

  private plannedSeats(seating: readonly number[]): PlannedSeat[] {
    const { contestants } = this.plan;
    return seating.map((index, seat) => {
      const { name, skill } = contestants[index]!;
      const before = seating.slice(0, seat).filter((other) => other === index).length;
      return { name: before === 0 ? name : `${name} (${before + 1})`, skill };
    });
  }
}

/** Digits of a game's number in the name of its replay: names sort as numbers do. */
const DIGITS = 6;

/** Whether a file is named like the replay of an arena. */
export function isReplayName(file: string): boolean {
  return /^game-\d{6,}\.json\.gz$/.test(file);
}

function replayName(game: number): { id: string; file: string } {
  const id = `game-${String(game).padStart(DIGITS, '0')}`;
  return { id, file: `${id}.json.gz` };
}
