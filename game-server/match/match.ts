// One match: its worlds, the inputs that move them, its log and its statistics. Who sits where is seats.ts; when it ticks,
// and what follows when it ends, is match-cycle.ts.

import {
  canSteer,
  createMatch,
  failedReplayOf,
  isPresent,
  MatchLog,
  PHASE,
  replayOf,
  rulesOf,
  stepMatch,
  wishOf,
  worldOf,
  type Direction,
  type Input,
  type Match as Worlds,
  type Replay,
  type World,
} from '#simulation';
import { matchSettingsOf, type RoomRules } from '../rooms/room-rules.ts';
import type { Seats } from '../rooms/seats.ts';
import type { Broadcast } from './broadcast.ts';
import { Statistics } from './statistics.ts';
import type { Scene } from './viewer-group.ts';

/**
 * Inputs that the log of a match holds, 20 bytes each: an hour of four seats that make four a second. A longer match goes
 * on without one.
 */
export const LOGGED_INPUTS_MAX = 60_000;

export class Match {
  readonly statistics: Statistics;
  private readonly worlds: Worlds;
  private readonly log = new MatchLog(LOGGED_INPUTS_MAX);
  private readonly inputs: Input[] = [];

  /** At tick 0, before any seat has entered. */
  constructor(rules: RoomRules, seed: number) {
    this.worlds = createMatch(matchSettingsOf(rules, seed));
    this.statistics = new Statistics(rules.settings.seatCount);
  }

  /** The first world: what all worlds have in common, such as the phase, is read there. */
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

  /** What a seat sees, -1 for a watcher, who looks at the first world. */
  sceneOf(seat: number): Scene {
    const world = seat < 0 ? this.world : this.worldOf(seat);
    return { world, view: rulesOf(this.worlds.settings).view(this.worlds, seat) };
  }

  /** Moves the match on by one tick. @throws when a rule is broken. */
  tick(seats: Seats): void {
    // Setting the length would give the memory back, which costs more than the whole rest of a tick without inputs.
    while (this.inputs.length > 0) this.inputs.pop();
    for (let index = 0; index < seats.count; index++) this.collect(seats, index);
    this.log.add(this.world.tick + 1, this.inputs);
    stepMatch(this.worlds, this.inputs);
    this.statistics.record(this.worlds);
  }

  /** Records the events of the last tick for the viewers. */
  recordEvents(broadcast: Broadcast): void {
    const { worlds, events } = this.worlds;
    for (let i = 0; i < worlds.length; i++) broadcast.record(worlds[i]!, events[i]!);
  }

  /** The match up to now as a replay, null where its log is incomplete. */
  get replay(): Replay | null {
    return replayOf(this.worlds, this.log);
  }

  /** The same after a tick that threw. @param failure what it threw */
  failedReplay(failure: string): Replay | null {
    return failedReplayOf(this.worlds, this.log, failure);
  }

  /** The result as it stands. */
  results(seats: Seats): ReturnType<Statistics['results']> {
    return this.statistics.results(this.worlds, seats);
  }

  private collect(seats: Seats, index: number): void {
    const world = this.worldOf(index);
    const seat = seats.at(index);
    const isIn = isPresent(world, index);
    if (isIn !== (seat.driver !== 'empty')) this.inputs.push({ kind: isIn ? 'leave' : 'enter', seat: index });
    if (seat.driver === 'empty') return;
    if (seat.driver === 'ai') {
      // Sequence 0, so that whoever takes the seat over begins at 1.
      if (canSteer(world, index)) this.decide(index, 0, seat.ai.decide(world));
      return;
    }
    seat.inputs.takeDue(world.tick + 1, this.inputs);
    if (!seat.presence.needsStandIn || !canSteer(world, index)) return;
    // The stand-in acknowledges only what the player has sent.
    this.decide(index, world.seatInput[index]!, seat.standIn.decide(world));
  }

  /** An AI's wish, when it is a new one. */
  private decide(seat: number, sequence: number, direction: Direction): void {
    if (direction === wishOf(this.worldOf(seat), seat)) return;
    this.inputs.push({ kind: 'wish', seat, sequence, direction });
  }
}
