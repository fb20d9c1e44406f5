// The ticks of a match that is played in the page: each is played when it is asked for. Going back forgets what was played
// after that tick, so the match goes on from there in another way.

import type { Favourite } from '#client';
import type { WireSeat } from '#protocol';
import {
  aiWish,
  canSteer,
  cloneWorld,
  copyWorld,
  createMatch,
  ReplayRecorder,
  replayText,
  stepMatch,
  wishOf,
  type AiSkill,
  type Direction,
  type Events,
  type Input,
  type Match,
  type MatchSettings,
  type World,
} from '#simulation';
import type { Timeline } from '../replay/timeline.ts';
import { WorldRing } from './world-ring.ts';

/** Directions that wait for the next tick. Beyond this the oldest is dropped; a newer one has replaced it anyway. */
const WISHES_WAITING_MAX = 16;

/** Who steers a seat: a player at this page, or the AI. */
export type LocalSeat =
  | { readonly driver: 'human'; readonly name: string; readonly favourite?: Favourite }
  | { readonly driver: 'ai'; readonly name: string; readonly skill: AiSkill };

export class LocalTimeline implements Timeline {
  /** The timeline has no end: the tick of a World that is over still rises. */
  readonly lastTick = Infinity;
  readonly before: World;
  readonly seats: readonly WireSeat[];
  private readonly match: Match;
  private readonly drivers: readonly LocalSeat[];
  private readonly ring: WorldRing;
  /** Null for a match that is not recorded, or not any more. */
  private recorder: ReplayRecorder | null;
  private readonly inputs: Input[] = [];
  private waiting: Input[] = [];
  private sequence = 0;

  /**
   * @param settings of a mode with one maze
   * @param drivers one for each seat
   * @param rewindTicksMax ticks that can be taken back
   * @param records whether `replay` can make a replay of it
   * @throws RangeError for a mode with several mazes, or another number of seats
   */
  constructor(settings: MatchSettings, drivers: readonly LocalSeat[], rewindTicksMax: number, records = false) {
    this.match = createMatch(settings);
    if (this.match.worlds.length !== 1) throw new RangeError('a match in the page has one maze');
    if (drivers.length !== settings.seatCount) throw new RangeError('a match has one driver for each seat');
    this.drivers = drivers;
    this.recorder = records ? new ReplayRecorder(this.match) : null;
    for (const [seat, { driver, name }] of drivers.entries()) this.recorder?.noteSeat(seat, driver, name);
    this.before = cloneWorld(this.world);
    this.ring = new WorldRing(this.world, rewindTicksMax + 2);
    this.seats = drivers.map((seat): WireSeat => ({
      name: seat.name,
      driver: seat.driver,
      ...{ disconnected: false, idle: false, ready: false, wins: 0 },
      ...{ colour: 0, mark: 0, ...(seat.driver === 'human' && seat.favourite) },
    }));
  }

  get firstTick(): number {
    return this.ring.firstTick;
  }

  get tick(): number {
    return this.match.tick;
  }

  get world(): World {
    return this.match.worlds[0]!;
  }

  get events(): Events {
    return this.match.events[0]!;
  }

  /** A direction for the next tick. A seat of the AI cannot be steered. */
  steer(seat: number, direction: Direction): void {
    if (this.drivers[seat]?.driver !== 'human') return;
    this.waiting.push({ kind: 'wish', seat, sequence: ++this.sequence, direction });
    if (this.waiting.length > WISHES_WAITING_MAX) this.waiting.shift();
  }

  next(): boolean {
    copyWorld(this.before, this.world);
    this.takeInputs();
    this.recorder?.noteInputs(this.inputs);
    stepMatch(this.match, this.inputs);
    this.recorder?.ticked();
    this.ring.record(this.world);
    return true;
  }

  /** Goes back, to the oldest tick that is kept at most. A later tick is not known yet: then it stays where it is. */
  seek(tick: number): void {
    const target = Math.max(this.firstTick, Math.min(this.tick, Math.trunc(tick)));
    if (target === this.tick) return;
    // What was taken back has no place in a record.
    this.recorder = null;
    this.ring.restore(this.world, target);
    this.ring.restore(this.before, Math.max(this.firstTick, target - 1));
    this.match.tick = target;
    this.events.clear();
    this.waiting = [];
  }

  /**
   * The match up to now as the text of a replay file. It is not recorded any further.
   * @returns null for a match that is not recorded
   */
  replay(): string | null {
    const { recorder, world } = this;
    this.recorder = null;
    const { level, score } = world;
    const seats = this.drivers.map(({ name }) => ({ name, place: 1, score }));
    const result = { level, score, cleared: false, seats };
    const recorded = recorder?.finish({ playedAtMs: Date.now(), result }) ?? null;
    return recorded === null ? null : [...replayText(recorded)].join('');
  }

  /** There is one maze. */
  look(): void {}

  private takeInputs(): void {
    const { inputs, world } = this;
    inputs.length = 0;
    for (let seat = 0; seat < this.drivers.length; seat++) {
      if (this.tick === 0) inputs.push({ kind: 'enter', seat });
      const driver = this.drivers[seat]!;
      if (driver.driver !== 'ai' || !canSteer(world, seat)) continue;
      const direction = aiWish(world, seat, driver.skill);
      if (direction !== wishOf(world, seat)) inputs.push({ kind: 'wish', seat, sequence: 0, direction });
    }
    for (const input of this.waiting) inputs.push(input);
    this.waiting.length = 0;
  }
}
