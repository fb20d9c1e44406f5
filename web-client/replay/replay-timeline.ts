// The ticks of a replay as a timeline. It ends before a tick whose rules throw an error, whether the file says so or not.

import type { WireSeat } from '#protocol';
import type { Events, Replay, ReplayCursor, SeatChange, World } from '#simulation';
import { words } from '../language/language.ts';
import { OWN_RULES, type ReplayRules } from './old-rules.ts';
import type { Timeline } from './timeline.ts';

export class ReplayTimeline implements Timeline {
  readonly firstTick = 0;
  readonly before: World;
  /** The error that ended the match, as the file says it, or as the rules threw it here; null for none. */
  failure: string | null;
  /** The first checkpoint passed that is not what these rules come to, null for none so far. */
  differsAtTick: number | null = null;
  private readonly rules: ReplayRules;
  private readonly cursor: ReplayCursor;
  private readonly checkpoints: ReadonlyMap<number, readonly number[]>;
  private readonly players: readonly SeatChange[];
  private endTick: number;
  private seatsShown: readonly WireSeat[] = [];
  /** How many changes of players the seats contain; -1 before the first look. */
  private changesShown = -1;
  /** Which maze is shown. */
  private looksAt = { seat: -1, maze: 0 };

  /**
   * @param replay checked by `replayFrom` of these rules
   * @param rules that it was played with
   */
  constructor(replay: Replay, rules: ReplayRules = OWN_RULES) {
    this.rules = rules;
    this.cursor = new rules.ReplayCursor(replay);
    this.before = rules.cloneWorld(this.world);
    this.endTick = replay.ticks;
    this.failure = replay.failure ?? null;
    this.checkpoints = new Map(replay.checkpoints.map(({ tick, words }) => [tick, words]));
    this.players = replay.players;
  }

  get lastTick(): number {
    return this.endTick;
  }

  get tick(): number {
    return this.cursor.tick;
  }

  get world(): World {
    return this.cursor.match.worlds[this.index]!;
  }

  get events(): Events {
    return this.cursor.match.events[this.index]!;
  }

  get seats(): readonly WireSeat[] {
    const changes = this.changesUpTo(this.tick);
    if (changes !== this.changesShown) this.seatsShown = this.seatsAfter(changes);
    this.changesShown = changes;
    return this.seatsShown;
  }

  look(seat: number, maze: number): void {
    this.looksAt = { seat, maze };
    this.rules.copyWorld(this.before, this.world);
  }

  next(): boolean {
    const { tick, world } = this;
    if (tick >= this.endTick) return false;
    this.rules.copyWorld(this.before, world);
    try {
      this.cursor.step();
    } catch (error) {
      this.endBefore(tick, error);
      return false;
    }
    // The followed seat has gone to another maze.
    if (this.world !== world) this.rules.copyWorld(this.before, this.world);
    this.compare();
    return true;
  }

  seek(tick: number): void {
    const target = Math.max(0, Math.min(this.endTick, Math.trunc(tick)));
    if (target === this.tick) return;
    try {
      // Of the tick before the target the world is needed as well.
      this.cursor.seek(target - 1);
    } catch (error) {
      return this.endBefore(this.tick - 1, error);
    }
    this.rules.copyWorld(this.before, this.world);
    if (target > 0) this.next();
  }

  /** The index of the world that is shown. */
  private get index(): number {
    const { worlds, worldOfSeat } = this.cursor.match;
    const { seat, maze } = this.looksAt;
    return seat < 0 ? Math.max(0, Math.min(maze, worlds.length - 1)) : (worldOfSeat[seat] ?? 0);
  }

  /** The worlds are in the middle of the tick that threw: they go back to the last complete one. */
  private endBefore(tick: number, error: unknown): void {
    this.endTick = Math.max(0, tick);
    this.failure = error instanceof Error ? error.message : String(error);
    this.seek(this.endTick);
  }

  private compare(): void {
    const expected = this.checkpoints.get(this.tick);
    if (expected === undefined || this.differsAtTick !== null) return;
    const words = this.rules.wordsOfMatch(this.cursor.match);
    if (expected.some((word, i) => word !== words[i])) this.differsAtTick = this.tick;
  }

  private changesUpTo(tick: number): number {
    const later = this.players.findIndex((change) => change.tick > tick);
    return later < 0 ? this.players.length : later;
  }

  private seatsAfter(changes: number): readonly WireSeat[] {
    const seats = Array.from({ length: this.world.seatCount }, (_, seat): WireSeat => {
      // Matches that no server has played name nobody.
      const name = this.players.length === 0 ? words().replay.player(seat + 1) : '';
      return { name, driver: 'empty', disconnected: false, idle: false, ready: false, wins: 0, colour: 0, mark: 0 };
    });
    for (const { seat, name, driver, colour = 0, mark = 0 } of this.players.slice(0, changes))
      seats[seat] = { ...seats[seat]!, name, driver, colour, mark };
    return seats;
  }
}
