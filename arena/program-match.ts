// A match with programs in some of its seats: it starts them, watches them, and takes seats away from those that fail.

import { PatientTimeout } from '#process';
import type { ModeName, RecordedMatch } from '#simulation';
import type { SeatResult } from '../bots/arena/game-result.ts';
import { LockstepGame } from '../game-server/lockstep/lockstep-game.ts';
import { matchSeed } from '../game-server/lockstep/match-seed.ts';
import type { Match } from '../game-server/match/match.ts';
import type { Logger } from '../game-server/ops/log.ts';
import type { SeatPlan } from '../game-server/rooms/seat-plan.ts';
import { BotProcess } from './bot-process.ts';
import { FaultCount, type FaultLimits } from './fault-limits.ts';
import { recordedMatch } from './game-of-match.ts';
import { ThinkTimes } from './think-times.ts';

export interface ProgramMatchOptions {
  readonly mode: ModeName;
  readonly plan: SeatPlan;
  /** By seat: the command of its program, null for a seat of the AI. One at least is not null. */
  readonly commands: readonly (string | null)[];
  readonly thinkMs: number;
  readonly limits: FaultLimits;
  readonly matchTicksMax: number;
  /** Of the match, uint32. */
  readonly seed: number;
  readonly frightTable: Uint8Array;
  readonly log: Logger;
}

export interface PlayedMatch {
  readonly match: Match;
  /** Null if it has too many inputs. */
  readonly recorded: RecordedMatch | null;
}

const HOST = '127.0.0.1';

/** A seat of a program. */
interface ProgramSeat {
  readonly bot: BotProcess;
  readonly faults: FaultCount;
  readonly times: ThinkTimes;
  hasJoined: boolean;
  /** Why it has lost its seat. */
  fault: string | null;
}

export class ProgramMatch {
  private readonly options: ProgramMatchOptions;
  /** By seat; none for seats of the AI. */
  private readonly seats = new Map<number, ProgramSeat>();
  private game: LockstepGame | null = null;
  private joinTimer: PatientTimeout | null = null;
  private isOver = false;

  constructor(options: ProgramMatchOptions) {
    this.options = options;
  }

  /** @throws if the server has failed */
  async play(): Promise<PlayedMatch> {
    const result = await new Promise<PlayedMatch>((resolve, reject) => {
      this.start(resolve, reject).catch(reject);
    });
    this.isOver = true;
    // The last output of a program that has failed belongs to its fault.
    const failed = [...this.seats.values()].filter(({ fault }) => fault !== null);
    await Promise.all(failed.map(({ bot }) => bot.stop()));
    return result;
  }

  /** What is known of a seat once `play` has returned. */
  factsOf(seat: number): Pick<SeatResult, 'lateTicks' | 'thinkUs' | 'fault'> {
    const program = this.seats.get(seat);
    if (program === undefined) return { lateTicks: 0, thinkUs: new ThinkTimes().summary, fault: null };
    const { faults, times, fault, bot } = program;
    const lines = fault === null ? null : [fault, bot.lastOutput].filter((text) => text !== '').join('\n');
    return { lateTicks: faults.lateTicks, thinkUs: times.summary, fault: lines };
  }

  /** Ends connections and processes. */
  async close(): Promise<void> {
    this.isOver = true;
    this.joinTimer?.clear();
    await this.game?.close();
    await Promise.all([...this.seats.values()].map(({ bot }) => bot.stop()));
  }

  /** Ends all processes at once. */
  kill(): void {
    for (const { bot } of this.seats.values()) bot.kill();
  }

  private async start(resolve: (played: PlayedMatch) => void, reject: (error: Error) => void): Promise<void> {
    const { plan, commands, thinkMs, seed, limits } = this.options;
    const { game, port } = await LockstepGame.listen(
      { ...this.options, host: HOST, port: 0 },
      {
        // At once: programs may leave as soon as they have the results.
        finished: (match, seats) => resolve({ match, recorded: recordedMatch(match, seats) }),
        failed: () => reject(new Error('the game server has failed: this is a fault of packetman')),
        joined: (seat) => this.joined(seat),
        left: (seat) => this.lose(seat, 'left the game, or its connection was lost'),
        answered: (seat, us) => this.answered(seat, us),
        late: (seat) => this.lose(seat, this.seats.get(seat)!.faults.late()),
        refused: (seat, code) => this.lose(seat, this.seats.get(seat)!.faults.refused(code)),
      },
    );
    this.game = game;
    for (const [seat, command] of commands.entries()) {
      if (command === null) continue;
      const address = { host: HOST, port, code: plan.codeOf(seat), seed: matchSeed(seed, seat, 1) };
      const bot = new BotProcess(command, address, (fault) => this.lose(seat, fault));
      const faults = new FaultCount(limits, thinkMs);
      this.seats.set(seat, { bot, faults, times: new ThinkTimes(), hasJoined: false, fault: null });
    }
    this.joinTimer = new PatientTimeout(limits.joinMs, () => this.endJoining(limits.joinMs));
  }

  private joined(seat: number): void {
    this.seats.get(seat)!.hasJoined = true;
  }

  private endJoining(joinMs: number): void {
    for (const [seat, { hasJoined }] of this.seats) {
      if (!hasJoined) this.lose(seat, `did not join within ${joinMs / 1000} s`);
    }
  }

  private answered(seat: number, us: number): void {
    const { faults, times } = this.seats.get(seat)!;
    faults.answered();
    times.add(us);
  }

  /** @param fault null if the seat is not lost yet */
  private lose(seat: number, fault: string | null): void {
    const program = this.seats.get(seat)!;
    if (fault === null || program.fault !== null || this.isOver) return;
    program.fault = fault;
    this.game!.closeSeat(seat);
  }
}
