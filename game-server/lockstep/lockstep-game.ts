// One game in lockstep: the real server with one planned room, on a clock that moves when the players have answered.
//
//   standing ──all seats have their players──► waiting ──all have answered, or `thinkMs` are over──► a tick ──► waiting
//      ▲                                          │
//      └─── the match is over, or its last player has left
//
// A player answers a snapshot with `input` or `ping` whose `seenTick` is its tick. A tick without a snapshot for any of them,
// as at a rate below 60, needs no answer. The limits of the server go by the same clock: they allow as much for a tick as ever.

import { PatientTimeout } from '#process';
import type { ErrorCode } from '#protocol';
import { modeNamed, type ModeName } from '#simulation';
import { systemRng } from '../clock.ts';
import { gameServerConfig, type GameServerConfig } from '../config.ts';
import { createCore, type Core } from '../core.ts';
import type { Match } from '../match/match.ts';
import { Listener } from '../net/listener.ts';
import type { Logger } from '../ops/log.ts';
import type { Player } from '../rooms/player.ts';
import { plannedRules } from '../rooms/room-rules.ts';
import type { Room } from '../rooms/room.ts';
import type { SeatPlan } from '../rooms/seat-plan.ts';
import type { Seats } from '../rooms/seats.ts';
import { SteppedClock } from './stepped-clock.ts';

export interface LockstepOptions {
  readonly host: string;
  /** 0 for any. */
  readonly port: number;
  readonly mode: ModeName;
  /** A seat for each of the plan. */
  readonly plan: SeatPlan;
  /** A tick waits at most so long for answers, in real time; null to wait without limit. */
  readonly thinkMs: number | null;
  /** A match that lasts longer ends with the result as it stands. */
  readonly matchTicksMax: number;
  readonly frightTable: Uint8Array;
  readonly log: Logger;
}

export interface LockstepEvents {
  /** A match is over. */
  finished(match: Match, seats: Seats): void;
  /** A fault of ours has ended the room. */
  failed(): void;
  /** A player has taken a seat. */
  joined?(seat: number): void;
  /** A player has left, or has lost the connection and not resumed it in time: the seat is free. */
  left?(seat: number): void;
  /** The player of a seat has answered the last snapshot, after so many microseconds. */
  answered?(seat: number, us: number): void;
  /** A tick begins without the answer of a seat. */
  late?(seat: number): void;
  /** The player of a seat has got an error. */
  refused?(seat: number, code: ErrorCode): void;
}

/** A player whose connection is lost may resume the session within this real time. */
export const RECONNECT_MS = 2000;
/** Ticks in one turn of the event loop: between two turns sockets are read. */
const TICKS_PER_TURN_MAX = 64;
/** Connections beside those of players: of watchers, and those that are closing. */
const SPARE_CONNECTIONS = 32;
/** Requests cost only whoever plays on this machine, so their budgets are wide. */
const BUDGETS = 1000;
/** A deadline that is called so late was not held up by work: this process stood still, and answers wait to be read. */
const STALL_MS_MIN = 500;
/** At the end clients have so long to read the last frames, and to close. */
const CLOSE_MS = 300;

export class LockstepGame {
  private readonly options: LockstepOptions;
  private readonly events: LockstepEvents;
  private readonly clock = new SteppedClock();
  private readonly core: Core;
  private readonly listener: Listener;
  private readonly room: Room;
  /** By seat: its last player, and the turn that they have answered. */
  private readonly players: (Player | null)[];
  private readonly answeredTurns: Int32Array;
  private readonly lostTimers = new Map<Player, PatientTimeout>();
  /** Seats that are to be closed. */
  private readonly closing = new Set<number>();
  /** Rises with each tick. */
  private turn = 0;
  /** When the last tick was, in real time; 0 where no answer is timed. */
  private turnMs = 0;
  /** The deadline runs for this turn, and has passed for that one. */
  private deadline: NodeJS.Timeout | null = null;
  private deadlineTurn = -1;
  /** When it passes. */
  private deadlineMs = 0;
  private passedTurn = -1;
  private isScheduled = false;
  /** Whether there is a match whose end was not reported. */
  private isOn = false;
  /** Whether the end of any match was reported. */
  private hasEnded = false;
  private isClosed = false;

  private constructor(options: LockstepOptions, events: LockstepEvents) {
    this.options = options;
    this.events = events;
    const { mode, plan, frightTable, log } = options;
    const { clock } = this;
    const config = configOf(options);
    const heard = (player: Player) => this.heard(player);
    const refused = (player: Player, code: ErrorCode) => this.refused(player, code);
    // A player may have nothing to answer for long, as in an empty maze, while the clock goes on.
    this.core = createCore(
      config,
      log,
      { clock, rng: systemRng, silenceMsMax: Infinity, heard, refused },
      () => this.listener.connected,
    );
    const { lobby, callers, metrics, outbox, stalls, greetings } = this.core;
    const rules = plannedRules(modeNamed(mode)!, plan, { modes: [modeNamed(mode)!], frightTable });
    this.room = lobby.openPlanned(rules, callers.at(options.host, clock.now()));
    this.players = plan.seats.map(() => null);
    this.answeredTurns = new Int32Array(plan.seats.length).fill(-1);
    this.listener = new Listener({ config, clock, metrics, outbox, stalls }, greetings, log);
    this.core.startTicking((nowMs) => this.listener.sweep(nowMs));
  }

  /**
   * Listens. A match begins when all seats of players are taken.
   * @throws if the port cannot be opened, or if the mode has no such number of seats
   */
  static async listen(
    options: LockstepOptions,
    events: LockstepEvents,
  ): Promise<{ readonly game: LockstepGame; readonly port: number }> {
    const game = new LockstepGame(options, events);
    return { game, port: await game.listener.listen() };
  }

  /**
   * Takes a seat away for good: no match waits for a player in it any more. If its player has answered the last snapshot, that
   * happens after the next tick: so it does not matter what is heard first, an answer or the end of the player. When the last
   * seat of a player is closed the match ends as it stands, also one that has not begun.
   */
  closeSeat(seat: number): void {
    this.closing.add(seat);
    this.schedule();
  }

  /** Says bye to all clients, and stops. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.stopDeadline();
    for (const timer of this.lostTimers.values()) timer.clear();
    this.core.end('the game is over');
    let timer: NodeJS.Timeout | undefined;
    const isLate = new Promise<true>((resolve) => (timer = setTimeout(resolve, CLOSE_MS, true)));
    if ((await Promise.race([this.listener.drain(), isLate])) === true) await this.listener.close();
    clearTimeout(timer);
  }

  /** A message of a player was handled, or their connection has closed. */
  private heard(player: Player): void {
    this.schedule();
    const seat = this.room.seats.indexOf(player);
    if (seat < 0) return this.noteLeaver(player);
    this.isOn ||= !this.room.isBetweenMatches;
    if (this.players[seat] !== player) {
      this.players[seat] = player;
      this.answeredTurns[seat] = -1;
      this.events.joined?.(seat);
    }
    if (!player.isConnected) return this.waitForReturn(player);
    if (player.viewer?.hasUnseen !== false || this.answeredTurns[seat] === this.turn) return;
    this.answeredTurns[seat] = this.turn;
    if (this.turnMs > 0) this.events.answered?.(seat, (performance.now() - this.turnMs) * 1000);
  }

  /** A player has no seat any more. */
  private noteLeaver(player: Player): void {
    const seat = this.players.indexOf(player);
    if (seat < 0) return;
    this.players[seat] = null;
    this.events.left?.(seat);
    if (this.room.seatList.players.length === 0) this.end();
  }

  private refused(player: Player, code: ErrorCode): void {
    const seat = this.room.seats.indexOf(player);
    if (seat >= 0) this.events.refused?.(seat, code);
  }

  private waitForReturn(player: Player): void {
    if (this.lostTimers.has(player) || this.isClosed) return;
    const timer = new PatientTimeout(RECONNECT_MS, () => {
      this.lostTimers.delete(player);
      const seat = this.room.seats.indexOf(player);
      if (player.isConnected || seat < 0) return;
      this.room.dismiss(seat, false);
      this.noteLeaver(player);
      this.schedule();
    });
    this.lostTimers.set(player, timer);
  }

  /** Goes on as soon as what is being handled now is done. */
  private schedule(): void {
    if (this.isScheduled || this.isClosed) return;
    this.isScheduled = true;
    queueMicrotask(() => this.goOn());
  }

  private goOn(): void {
    this.isScheduled = false;
    for (let ticks = 0; ticks < TICKS_PER_TURN_MAX; ticks++) {
      this.closeSeats();
      if (this.isClosed || !this.isPlaying) return this.stopDeadline();
      if (!this.isAnswered) return this.startDeadline();
      this.tick();
    }
    this.isScheduled = true;
    setImmediate(() => this.goOn());
  }

  private closeSeats(): void {
    for (const seat of this.closing) {
      const player = this.players[seat] ?? null;
      if (player !== null && this.isPlaying && this.answeredTurns[seat] === this.turn) continue;
      this.closing.delete(seat);
      this.room.dismiss(seat, true);
      this.isOn ||= !this.room.isBetweenMatches;
      if (player !== null) this.noteLeaver(player);
    }
    if (this.hasEnded || this.options.plan.hasOpenSeat) return;
    // No match can be played any more: the one that stands there is the last one.
    if (this.room.seatList.players.length === 0) this.finished();
  }

  private get isPlaying(): boolean {
    return !this.room.isBetweenMatches && this.room.seatList.players.length > 0;
  }

  private get isAnswered(): boolean {
    return this.room.seatList.players.every(({ player }) => this.hasAnswered(player));
  }

  /** A player who answered and then lost the connection is waited for at the next tick: so it does not matter which came first. */
  private hasAnswered(player: Player): boolean {
    if (player.isConnected) return this.passedTurn === this.turn || player.viewer?.hasUnseen === false;
    return this.answeredTurns[this.room.seats.indexOf(player)] === this.turn;
  }

  private tick(): void {
    this.turn++;
    this.turnMs = performance.now();
    this.clock.step();
    const { room, core, options } = this;
    if (core.lobby.room(room.code) === null) {
      this.isClosed = true;
      this.events.failed();
      return;
    }
    if (room.match.tick >= options.matchTicksMax) room.finish();
    if (room.isBetweenMatches) this.end();
  }

  /** Reports the end of a match, and makes the room as new if nobody is left. */
  private end(): void {
    const { room } = this;
    this.turnMs = 0;
    if (this.isOn) this.finished();
    this.isOn = false;
    if (room.seatList.players.length === 0 && !this.isClosed) room.reset();
  }

  private finished(): void {
    this.hasEnded = true;
    this.events.finished(this.room.match, this.room.seatList);
  }

  /** Once in a turn. */
  private startDeadline(): void {
    const { thinkMs } = this.options;
    if (thinkMs === null || this.deadlineTurn === this.turn) return;
    this.deadlineTurn = this.turn;
    this.deadlineMs = performance.now() + thinkMs;
    if (this.deadline === null) this.deadline = setTimeout(() => this.passDeadline(), thinkMs);
    else this.deadline.refresh();
  }

  private passDeadline(): void {
    if (this.deadlineTurn !== this.turn || !this.isPlaying) return;
    if (performance.now() - this.deadlineMs >= STALL_MS_MIN) {
      this.deadlineTurn = -1;
      return this.startDeadline();
    }
    for (const { player } of this.room.seatList.players) {
      if (player.isConnected && !this.hasAnswered(player)) this.events.late?.(this.room.seats.indexOf(player));
    }
    this.passedTurn = this.turn;
    this.schedule();
  }

  private stopDeadline(): void {
    if (this.deadline !== null) clearTimeout(this.deadline);
    this.deadline = null;
    this.deadlineTurn = -1;
  }
}

function configOf({ host, port, plan }: LockstepOptions): GameServerConfig {
  const connectionsMax = 2 * plan.seats.length + SPARE_CONNECTIONS;
  const { budget } = gameServerConfig();
  return gameServerConfig({
    ...{ host, port, connectionsMax, greetingsMax: connectionsMax, roomsMax: 1 },
    budget: {
      workUsPerSecond: BUDGETS * budget.workUsPerSecond,
      workUsBurst: BUDGETS * budget.workUsBurst,
      bytesPerSecond: BUDGETS * budget.bytesPerSecond,
      bytesBurst: BUDGETS * budget.bytesBurst,
    },
  });
}
