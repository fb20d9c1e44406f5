// One match: its worlds, the inputs that move them, its log and its statistics. seat-inputs.ts has the inputs of each seat,
// match-cycle.ts decides when the match ticks and what follows its end.
//
// A tick has two parts: its inputs are taken, and the worlds are stepped with them. The first part is never late. The
// second may be up to END_KNOWN_TICKS late while the worlds are not needed; several ticks are then stepped together.

import assert from 'node:assert/strict';
import type { ServerMessage } from '#protocol';
import {
  canSteer,
  createMatch,
  END_KNOWN_TICKS,
  hashMatch,
  EVERYTHING,
  isPresent,
  packedMatch,
  PHASE,
  playPiece,
  readInputs,
  ReplayRecorder,
  rulesOf,
  setPackedMatch,
  Statistics,
  stepMatch,
  TICKS_PER_SECOND,
  worldOf,
  type Input,
  type LogPiece,
  type Match as Worlds,
  type MatchResult,
  type RecordedHistory,
  type RecordedLate,
  type RecordedMatch,
  type ReplayFacts,
  type SeatChange,
  type World,
} from '#simulation';
import { hasStandIns, matchSettingsOf, ratedDelayTicks, type RoomRules } from '../rooms/room-rules.ts';
import { FROM_START, type SeatEntry } from '../rooms/seat.ts';
import type { Seats, Standings } from '../rooms/seats.ts';
import { LateMatch } from './late-match.ts';
import type { MatchKey } from './match-key.ts';
import { SeatInputs } from './seat-inputs.ts';
import type { Scene } from './viewer-group.ts';
import { clearList, WaitingInputs } from './waiting-inputs.ts';

/**
 * Inputs of a seat that the log of its match has room for, about four bytes each: an hour with four inputs a second. A longer
 * match goes on without a log, and late watchers see no more of it.
 */
const LOGGED_INPUTS_PER_SEAT = 15_000;
const LOGGED_SEATS_MIN = 4;

/** Inputs that the log of a match holds, of all seats together. */
export function loggedInputsMax(seatCount: number): number {
  return Math.max(LOGGED_SEATS_MIN, seatCount) * LOGGED_INPUTS_PER_SEAT;
}

/** Ticks without inputs that a recorded match may have in a row: a day. A longer gap is a damaged record. */
const RECORDED_GAP_TICKS_MAX = 24 * 60 * 60 * TICKS_PER_SECOND;

/** `awaits-log`: it is, as soon as the log before its restoration has been read, and its end is in the journal. */
export type HandOver = 'none' | 'awaits-log' | 'done';

/** What a watcher looks at. */
export type Look = { readonly kind: 'seat'; readonly seat: number } | { readonly kind: 'maze'; readonly maze: number };

/** What a viewer sees of a match. */
export interface MatchScene extends Scene {
  /** Which of its worlds that is. */
  readonly maze: number;
  /** Whether it is the match as it was some time ago. */
  readonly isLate: boolean;
}

/** A match at a tick as plain data. With the rules of its room and its seed it is the whole match. */
export interface MatchCheckpoint {
  readonly tick: number;
  /** The words of all worlds, packed: a match may have half a megabyte of them. */
  readonly packed: Uint8Array;
  readonly statistics: Int32Array;
  /** Who had the seats until then. */
  readonly players: readonly SeatChange[];
  /** What was recorded until then; missing where it is not at hand. */
  readonly history?: RecordedHistory | null;
  /** What late watchers see; missing without them. */
  readonly late?: RecordedLate | null;
}

export class Match implements Standings {
  readonly statistics: Statistics;
  /** Whether players and watchers see all of one World, so that players may have the log, which shows all. */
  readonly hidesNothing: boolean;
  /** Ticks by which watchers see it later, since they see more than the players do or it is rated; 0 for at once. */
  readonly watchDelayTicks: number;
  /** The id of its replay once it has ended, '' if it is not kept. */
  replay = '';
  /** Whether it is handed over to the API, once it has ended. */
  handOver: HandOver = 'none';
  readonly key: MatchKey;
  /** The ticks of its newest piece in the journal, and of the newest one with a hash. Only the recorder uses them. */
  journaledTick = 0;
  hashedTick = 0;
  private logAwaited = false;
  private logWasRead: (() => void) | null = null;
  private readonly worlds: Worlds;
  private readonly recorder: ReplayRecorder;
  private readonly seatInputs: SeatInputs;
  private lateMatch: LateMatch | null = null;
  private takenTick: number;
  private steppedTick: number;
  /** The inputs of the tick that was taken last, and of the tick that is being stepped. */
  private readonly taken: Input[] = [];
  private readonly stepped: Input[] = [];
  private readonly waiting = new WaitingInputs();

  /** @param checkpoint by default that of tick 0, before any seat has entered */
  constructor(rules: RoomRules, seed: number, key: MatchKey, checkpoint: MatchCheckpoint | null = null) {
    this.key = key;
    this.worlds = createMatch(matchSettingsOf(rules, seed));
    if (checkpoint !== null) setPackedMatch(this.worlds, checkpoint.packed);
    this.recorder = new ReplayRecorder(this.worlds, loggedInputsMax(rules.settings.seatCount), checkpoint?.players);
    const { history = null, late = null } = checkpoint ?? {};
    if (history !== null) this.recorder.goOnFrom(history);
    this.seatInputs = new SeatInputs(this.worlds, rules.settings.skill, this.recorder, hasStandIns(rules));
    this.statistics = new Statistics(rules.settings.seatCount, checkpoint?.statistics);
    this.hidesNothing = hidesNothing(this.worlds);
    this.watchDelayTicks = Math.max(
      rulesOf(this.worlds.settings).view(this.worlds, -1).delayTicks,
      ratedDelayTicks(rules),
    );
    this.takenTick = this.steppedTick = this.worlds.tick;
    if (late !== null) this.restoreLate(late);
  }

  get seed(): number {
    return this.worlds.settings.seed;
  }

  get checkpoint(): MatchCheckpoint {
    return {
      tick: this.worlds.tick,
      packed: packedMatch(this.worlds),
      statistics: this.statistics.data,
      players: this.recorder.seatChanges,
      late: this.lateMatch?.recorded ?? null,
    };
  }

  /** The same with all that was recorded, for another node that goes on with the match at this tick. */
  get wholeCheckpoint(): MatchCheckpoint {
    return { ...this.checkpoint, history: this.recorder.history() };
  }

  /** The tick of the worlds. */
  get tick(): number {
    return this.worlds.tick;
  }

  /** The last tick whose inputs were taken. The worlds may be behind it. */
  get tickNow(): number {
    return this.takenTick;
  }

  /** The inputs of that tick. */
  get inputsNow(): readonly Input[] {
    return this.taken;
  }

  /** The hash of the worlds at that tick; 0 while they are behind it. */
  get hashNow(): number {
    return this.waitingTickCount === 0 ? hashMatch(this.worlds) : 0;
  }

  /** Ticks whose inputs were taken, and which were not stepped. */
  get waitingTickCount(): number {
    return this.takenTick - this.steppedTick;
  }

  /** The first world. What all worlds have in common, such as the phase, is read from it. */
  get world(): World {
    return this.worlds.worlds[0]!;
  }

  /** All worlds as they were stepped last. */
  get steppedWorlds(): readonly World[] {
    return this.worlds.worlds;
  }

  get isOver(): boolean {
    return this.world.phase === PHASE.over;
  }

  /** Whether actors move: not in a countdown, and not between rounds. */
  get isMoving(): boolean {
    return this.world.phase === PHASE.play;
  }

  /** Whether nothing has moved yet. */
  get isCountingDown(): boolean {
    return this.world.lifeStartTick === 0;
  }

  mayTakeOver(seat: number): boolean {
    return rulesOf(this.worlds.settings).mayTakeOver(this.worlds, seat);
  }

  /** Seats that can be steered stand before others; then the mode ranks them. */
  compareStanding(seat: number, other: number): number {
    const canBeSteered = (each: number): number => Number(canSteer(this.worldOf(each), each));
    return canBeSteered(other) - canBeSteered(seat) || rulesOf(this.worlds.settings).rank(this.worlds, seat, other);
  }

  /** While the match counts down nobody has moved. */
  entryOf(seat: number): SeatEntry {
    if (this.isCountingDown) return FROM_START;
    const hadDriver = this.recorder.seatChanges.some((change) => change.seat === seat && change.driver !== 'empty');
    return { sinceTick: this.tick, isFirst: !hadDriver };
  }

  /** The world a seat is in. */
  worldOf(seat: number): World {
    return worldOf(this.worlds, seat);
  }

  /** What a seat in play sees: the maze that it is in. */
  sceneOf(seat: number): MatchScene {
    return sceneIn(this.worlds, seat, this.worlds.worldOfSeat[seat]!, false);
  }

  /** What a watcher sees. */
  watchedScene(look: Look): MatchScene {
    const { worlds } = this;
    const shown = this.watchDelayTicks === 0 ? worlds : (this.lateMatch ??= this.lateAt(0)).worlds;
    const maze = look.kind === 'seat' ? shown.worldOfSeat[look.seat]! : look.maze;
    return sceneIn(shown, -1, maze, shown !== worlds);
  }

  /** Whether watchers too see all, and at once. */
  get isPublic(): boolean {
    return this.hidesNothing && this.watchDelayTicks === 0;
  }

  /** What late watchers see; null while there are none. */
  get late(): LateMatch | null {
    return this.lateMatch;
  }

  /** No late watcher is left. */
  endLate(): void {
    this.lateMatch = null;
  }

  /** It goes on at once: its place would be lost if this process ended before the first late watcher is back. */
  private restoreLate(late: RecordedLate): void {
    this.recorder.goOnBehind(late);
    this.lateMatch = this.lateAt(late.checkpoint.tick);
  }

  /** @param tick the earliest one that may be seen: after its end a match is seen with a shorter delay */
  private lateAt(tick: number): LateMatch {
    const { worlds, recorder, watchDelayTicks, takenTick } = this;
    return new LateMatch(worlds, recorder, watchDelayTicks, Math.max(tick, takenTick - watchDelayTicks));
  }

  /** Whether a seat takes no part in the rest of the match. */
  isOut(seat: number): boolean {
    return rulesOf(this.worlds.settings).isOut(this.worlds, seat);
  }

  /** The seat that stands best of those that are not out. */
  get leader(): number {
    let leader = 0;
    for (let seat = 1; seat < this.worlds.settings.seatCount; seat++) {
      const isBetter = this.isOut(leader) || this.compareStanding(seat, leader) < 0;
      if (!this.isOut(seat) && isBetter) leader = seat;
    }
    return leader;
  }

  get seatCount(): number {
    return this.worlds.settings.seatCount;
  }

  get mazeCount(): number {
    return this.worlds.worlds.length;
  }

  /**
   * Whether the worlds may be behind for the next END_KNOWN_TICKS ticks: no seat is driven by what is in them, taken or
   * given up, and the match does not end. To be asked when they are not behind.
   */
  canWait(seats: Seats): boolean {
    if (rulesOf(this.worlds.settings).mayEndSoon(this.worlds) || this.isCountingDown || this.isOver) return false;
    for (let index = 0; index < seats.count; index++) {
      const seat = seats.at(index);
      if (seat.driver === 'ai' || isPresent(this.worldOf(index), index) !== (seat.driver !== 'empty')) return false;
      if ('presence' in seat && !seat.presence.steersFor(END_KNOWN_TICKS)) return false;
    }
    return true;
  }

  /** Ticks pass in which no input is due, and no seat needs the worlds. */
  skip(ticks: number): void {
    if (ticks === 0) return;
    this.takenTick += ticks;
    clearList(this.taken);
  }

  /** Takes the inputs of the next tick. @param needsWorlds whether a seat may need the worlds; then they must not be behind */
  take(seats: Seats, needsWorlds: boolean): void {
    assert(!needsWorlds || this.waitingTickCount === 0, 'a seat sees the worlds as they are');
    const { taken } = this;
    const tick = ++this.takenTick;
    clearList(taken);
    for (let index = 0; index < seats.count; index++) {
      const seat = seats.at(index);
      if (needsWorlds) this.seatInputs.take(seat, index, taken);
      else if ('inputs' in seat) seat.inputs.takeDue(tick, taken);
    }
    if (needsWorlds) this.seatInputs.noteSeats(seats);
    this.waiting.add(taken, tick);
  }

  /** Steps the next of the ticks that were taken. @throws when a rule is broken. */
  step(): void {
    const { stepped, waiting } = this;
    const tick = ++this.steppedTick;
    assert(tick <= this.takenTick, 'a tick has its inputs before it is stepped');
    clearList(stepped);
    if (!waiting.isEmpty) {
      waiting.take(tick, stepped);
      this.recorder.noteInputs(stepped, tick);
    }
    stepMatch(this.worlds, stepped);
    this.recorder.ticked();
    this.statistics.record(this.worlds);
  }

  /**
   * Moves the match on by a piece of its log, which an earlier process has recorded.
   * @param hash of the worlds after it, 0 for none
   * @throws AssertionError if the piece does not fit the match
   */
  playPiece(piece: LogPiece, hash = 0): void {
    if (this.isOver) return;
    assert(this.waitingTickCount === 0, 'a match that is played again does not wait');
    const inputs: Input[] = [];
    readInputs(piece.inputs, inputs);
    this.recorder.noteInputs(inputs, piece.tick);
    const isPlayed = playPiece(this.worlds, piece, RECORDED_GAP_TICKS_MAX, () => {
      this.recorder.ticked();
      this.statistics.record(this.worlds);
    });
    assert(isPlayed, 'a piece of the log follows the tick of its match');
    this.takenTick = this.steppedTick = this.worlds.tick;
    assert(hash === 0 || hash === hashMatch(this.worlds), `the hash of tick ${piece.tick} is another one`);
  }

  /** Adds the log from the start of the match to its checkpoint, for a replay. @param place from which late watchers may begin */
  prepend(pieces: Iterable<LogPiece>, place: Pick<MatchCheckpoint, 'tick' | 'packed'> | null = null): void {
    this.recorder.prepend(pieces);
    if (place !== null) this.recorder.addPlace(place);
  }

  /** Whether the log before the checkpoint has still to be read. */
  get isLogAwaited(): boolean {
    return this.logAwaited;
  }

  /** @param then is called once: when the log before the checkpoint was read, or could not be */
  whenLogIsRead(then: () => void): void {
    this.logWasRead = then;
  }

  /** The log before the checkpoint will be read. */
  awaitLog(): void {
    this.logAwaited = true;
  }

  /** It was, or cannot be. */
  logRead(): void {
    this.logAwaited = false;
    this.logWasRead?.();
    this.logWasRead = null;
  }

  /** The worlds as they are, and the events of the last tick. */
  get now(): Worlds {
    return this.worlds;
  }

  /** The match has ended: inputs that were taken for later ticks are dropped. */
  end(): void {
    this.takenTick = this.steppedTick;
    this.waiting.clear();
  }

  /** The match up to now, for a replay; null if it had too many inputs. Nothing is recorded afterwards. */
  recorded(facts: ReplayFacts): RecordedMatch | null {
    return this.recorder.finish(facts);
  }

  /** The result as it stands, of the seats that are taken. */
  results(seats: Seats): Omit<ServerMessage & { type: 'results' }, 'replay' | 'match'> {
    const { wire } = seats;
    const result = this.resultOf([...wire.keys()].filter((seat) => wire[seat]!.driver !== 'empty'));
    const rows = result.seats.map(({ counts, ...row }) => ({ name: wire[row.seat]!.name, ...row, ...counts }));
    return { type: 'results', ...result, seats: rows };
  }

  /** The result as it stands. @param taken the seats that are compared */
  resultOf(taken: readonly number[]): MatchResult {
    return this.statistics.results(this.worlds, taken);
  }
}

function sceneIn(match: Worlds, seat: number, maze: number, isLate: boolean): MatchScene {
  return { world: match.worlds[maze]!, view: rulesOf(match.settings).view(match, seat), maze, isLate };
}

function hidesNothing(match: Worlds): boolean {
  const { view } = rulesOf(match.settings);
  for (let seat = -1; seat < match.settings.seatCount; seat++) if (view(match, seat) !== EVERYTHING) return false;
  return match.worlds.length === 1;
}
