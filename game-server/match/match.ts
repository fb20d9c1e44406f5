// One match: its worlds, the inputs that move them, its log and its statistics. seats.ts has its seats, match-cycle.ts
// decides when it ticks and what follows its end.

import {
  canSteer,
  createMatch,
  isPresent,
  PHASE,
  ReplayRecorder,
  rulesOf,
  stepMatch,
  wishOf,
  worldOf,
  type Direction,
  type Input,
  type Match as Worlds,
  type RecordedMatch,
  type ReplayFacts,
  type World,
} from '#simulation';
import { matchSettingsOf, type RoomRules } from '../rooms/room-rules.ts';
import { wireSeat, type Seat } from '../rooms/seat.ts';
import type { Seats } from '../rooms/seats.ts';
import type { Broadcast } from './broadcast.ts';
import { Statistics } from './statistics.ts';
import type { Scene } from './viewer-group.ts';

/**
 * Inputs that the log of a match holds, about four bytes each: an hour of four seats with four inputs a second. A longer
 * match goes on without a log.
 */
export const LOGGED_INPUTS_MAX = 60_000;

export class Match {
  readonly statistics: Statistics;
  private readonly worlds: Worlds;
  private readonly recorder: ReplayRecorder;
  private readonly inputs: Input[] = [];
  /** By index: the seat as the recorder knows it. */
  private readonly notedSeats: Seat[] = [];

  /** At tick 0, before any seat has entered. */
  constructor(rules: RoomRules, seed: number) {
    this.worlds = createMatch(matchSettingsOf(rules, seed));
    this.recorder = new ReplayRecorder(this.worlds, LOGGED_INPUTS_MAX);
    this.statistics = new Statistics(rules.settings.seatCount);
  }

  /** The first world. What all worlds have in common, such as the phase, is read from it. */
  get world(): World {
    return this.worlds.worlds[0]!;
  }

  get isOver(): boolean {
    return this.world.phase === PHASE.over;
  }

  /** Whether nothing has moved yet. */
  get isCountingDown(): boolean {
    return this.world.lifeStartTick === 0;
  }

  /** The world a seat is in. */
  worldOf(seat: number): World {
    return worldOf(this.worlds, seat);
  }

  /** What a seat sees. -1 is a watcher, who sees the first world. */
  sceneOf(seat: number): Scene {
    const world = seat < 0 ? this.world : this.worldOf(seat);
    return { world, view: rulesOf(this.worlds.settings).view(this.worlds, seat) };
  }

  /** Moves the match on by one tick. @throws when a rule is broken. */
  tick(seats: Seats): void {
    // Setting the length would free the memory, which costs more than the rest of a tick without inputs.
    while (this.inputs.length > 0) this.inputs.pop();
    for (let index = 0; index < seats.count; index++) this.collect(seats, index);
    this.recorder.noteInputs(this.inputs);
    stepMatch(this.worlds, this.inputs);
    this.recorder.ticked();
    this.statistics.record(this.worlds);
  }

  /** Records the events of the last tick for the viewers. */
  recordEvents(broadcast: Broadcast): void {
    const { worlds, events } = this.worlds;
    for (let i = 0; i < worlds.length; i++) broadcast.record(worlds[i]!, events[i]!);
  }

  /** The match up to now, for a replay; null if it had too many inputs. Nothing is recorded afterwards. */
  recorded(facts: ReplayFacts): RecordedMatch | null {
    return this.recorder.finish(facts);
  }

  /** The result as it stands. */
  results(seats: Seats): ReturnType<Statistics['results']> {
    return this.statistics.results(this.worlds, seats);
  }

  private collect(seats: Seats, index: number): void {
    const world = this.worldOf(index);
    const seat = seats.at(index);
    const isIn = isPresent(world, index);
    if (seat !== this.notedSeats[index]) this.noteSeat(seat, index);
    if (isIn !== (seat.driver !== 'empty')) this.inputs.push({ kind: isIn ? 'leave' : 'enter', seat: index });
    if (seat.driver === 'empty') return;
    if (seat.driver === 'ai') {
      // Sequence 0, so that the next driver of the seat begins at 1.
      if (canSteer(world, index)) this.decide(index, 0, seat.ai.decide(world));
      return;
    }
    seat.inputs.takeDue(world.tick + 1, this.inputs);
    if (!seat.presence.needsStandIn || !canSteer(world, index)) return;
    // The AI acknowledges only what the player has sent.
    this.decide(index, world.seatInput[index]!, seat.standIn.decide(world));
  }

  private noteSeat(seat: Seat, index: number): void {
    this.notedSeats[index] = seat;
    this.recorder.noteSeat(index, seat.driver, wireSeat(seat).name);
  }

  /** The wish of an AI, if it has changed. */
  private decide(seat: number, sequence: number, direction: Direction): void {
    if (direction === wishOf(this.worldOf(seat), seat)) return;
    this.inputs.push({ kind: 'wish', seat, sequence, direction });
  }
}
