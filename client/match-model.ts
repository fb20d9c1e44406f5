// One match of a room as the server describes it. Its World is kept in step by keyframes and snapshots, word for word, or
// by pieces of the match log, which our own rules play.

import { applyDelta, applyKeyframe, LOG_GAP_TICKS_MAX, type ServerMessage, type WireSeat } from '#protocol';
import {
  EVENT,
  EVENT_LENGTH,
  hashWorld,
  matchOfWorld,
  PAC,
  PHASE,
  plainSettings,
  playPiece,
  rulesOf,
  type Events,
  type Match,
  type World,
} from '#simulation';

export type Joined = ServerMessage & { readonly type: 'joined' };
export type Update = ServerMessage & { readonly type: 'snapshot' | 'keyframe' | 'log' };

/**
 * What became of an update.
 * - `applied`: the World is the server's.
 * - `wrong-hash`: the piece was applied, but the server's World has another hash. Only a keyframe corrects that.
 * - `misfit`: the update does not fit the match. The server is broken, or has other rules.
 */
export type Outcome = 'applied' | 'wrong-hash' | 'misfit';

/** A rematch has a model of its own. */
export class MatchModel {
  /** The code of the room. */
  readonly code: string;
  /** Name of the mode. */
  readonly mode: string;
  /** Our own seat; -1 for a watcher. */
  readonly seat: number;
  /** The server's World as of the last update. */
  readonly world: World;
  /** All seats; the list is replaced as a whole. */
  seats: readonly WireSeat[];
  /** Whether it is moved by pieces of the log, not by snapshots. */
  takesLog: boolean;
  /** What happened in the ticks of the last update, except for eaten dots: EVENT_LENGTH numbers an event. */
  events: ArrayLike<number> = [];
  /** The World as a match of its own. */
  private readonly alone: Match;
  /** The same; null in a mode with several worlds, which has no log. */
  private readonly playable: Match | null;

  /** @param world as decoded from `joined`; owned by the model from now on */
  constructor(joined: Joined, world: World) {
    this.code = joined.code;
    this.mode = world.settings.mode.name;
    this.seat = joined.seat;
    this.world = world;
    this.seats = joined.seats;
    this.takesLog = joined.log;
    this.alone = matchOfWorld(world);
    this.playable = this.hasSeveralMazes ? null : this.alone;
  }

  /**
   * The session goes on over another connection.
   * @param world as decoded from `joined`
   * @returns whether it is this match, from where it was seen last: then the World is that of `joined`
   */
  resume(joined: Joined, world: World): boolean {
    const isSame = joined.code === this.code && joined.seat === this.seat && haveSameSettings(world, this.world);
    const goesOn = isSame && (this.hasSeveralMazes || joined.tick >= this.world.tick);
    if (!goesOn || this.receive({ type: 'keyframe', tick: joined.tick, words: joined.words }) !== 'applied')
      return false;
    this.seats = joined.seats;
    this.takesLog = joined.log;
    return true;
  }

  /** Whether it is played in several mazes. Its World is the one that the server shows; a keyframe may show another one. */
  get hasSeveralMazes(): boolean {
    const { settings, seatCount } = this.world;
    return settings.mode.worldCount(seatCount) > 1;
  }

  /** Whether our seat takes no part in the rest of the match: then we can look at others, and leave for another match. */
  get isOut(): boolean {
    return this.isSeatOut(this.seat);
  }

  /** Whether a seat takes no part in the rest of the match. False for -1. */
  protected isSeatOut(seat: number): boolean {
    const { world, alone } = this;
    if (seat < 0 || world.phase === PHASE.over) return false;
    // The World may be that of a maze in which its Pac-Man never was: there the seat's place tells.
    return rulesOf(world.settings).isOut(alone, seat) || (world.seatPlace[seat] ?? 0) !== 0;
  }

  /** Whether the maze that is shown stands still because no Pac-Man is in it: then the server has nothing to send of it. */
  get isAsleep(): boolean {
    const { world } = this;
    if (!this.hasSeveralMazes || world.phase !== PHASE.play) return false;
    return !world.pacState.some((state) => state !== PAC.empty && state !== PAC.out);
  }

  /** Applies an update to the World. After a `misfit` of a snapshot or a keyframe the World is unchanged. */
  receive(update: Update): Outcome {
    this.events = update.type === 'snapshot' ? update.events : [];
    switch (update.type) {
      case 'snapshot':
        return applyDelta(this.world.words, update.tick, update.changes) ? 'applied' : 'misfit';
      case 'keyframe':
        return applyKeyframe(this.world.words, update.words) ? 'applied' : 'misfit';
      case 'log':
        return this.play(update);
    }
  }

  /** Ticks without inputs have passed, up to this one, although no piece of the log has come. */
  passTicks(tick: number): Outcome {
    return this.receive({ type: 'log', tick, inputs: [], hash: 0 });
  }

  private play(piece: Update & { readonly type: 'log' }): Outcome {
    if (this.playable === null) return 'misfit';
    const { events } = this.playable;
    const happened: number[] = [];
    try {
      const fits = playPiece(this.playable, piece, LOG_GAP_TICKS_MAX, () => collect(events[0]!, happened));
      if (!fits) return 'misfit';
    } catch {
      // The rules assert their invariants, and a server can send any words.
      return 'misfit';
    }
    this.events = happened;
    return piece.hash === 0 || piece.hash === hashWorld(this.world) ? 'applied' : 'wrong-hash';
  }
}

/** Whether two Worlds may be of one match: each match has a seed of its own. */
function haveSameSettings(one: World, other: World): boolean {
  return JSON.stringify(plainSettings(one.settings)) === JSON.stringify(plainSettings(other.settings));
}

/** Adds the events of a tick. Eaten dots are left out, as in snapshots: the World shows them. */
function collect({ words, count }: Events, into: number[]): void {
  for (let at = 0; at < count * EVENT_LENGTH; at += EVENT_LENGTH) {
    if (words[at] === EVENT.dotEaten) continue;
    for (let i = at; i < at + EVENT_LENGTH; i++) into.push(words[i]!);
  }
}
