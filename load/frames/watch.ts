// All checks of a run over several nodes together: clients report what they are shown, and where, and it is told to each check.

import type { MatchModel } from '#client';
import type { RoomState } from '#protocol';
import { hashWorld, matchOfWorld, rulesOf } from '#simulation';
import { emptyCounts, recordMs } from '../histogram.ts';
import { ChatLines } from './chat-lines.ts';
import { Faults } from './faults.ts';
import { FrameChecker } from './frame-checker.ts';
import { FrameGaps } from './frame-gaps.ts';
import { SeatBook } from './seat-book.ts';

/** In these states of a room its players wait for the next frame. After a takeover a match waits for its players. */
const FRAMES_DUE: readonly RoomState[] = ['countdown', 'play', 'restored'];
const LOOK_MS = 10;
/** A timer that is so late shows that this process has stood still. */
const STALL_MS = 30;

/** A client as the checks know it. */
export interface Watched {
  readonly name: string;
  /** Whose gaps are counted together, such as page or bot. */
  readonly kind: string;
  /** The node at the other end of its connection. */
  readonly node: string;
}

/** What a match is to a checker: which words its viewers share. */
interface Shown {
  /** The newest tick. */
  tick: number;
  /** False where the seed is hidden: then the matches of a room cannot be told apart, and only gaps are looked for. */
  readonly isKnown: boolean;
  readonly match: string;
  readonly view: string;
  /** Whether all viewers of the view are shown all words. */
  readonly isWhole: boolean;
  readonly scoresFall: boolean;
}

export class Watch {
  readonly faults = new Faults();
  readonly frames = new FrameChecker(this.faults);
  readonly seats = new SeatBook(this.faults);
  readonly chat = new ChatLines(this.faults);
  readonly gaps = new FrameGaps();
  /** By client and mark, the longest gap after it. */
  readonly gapsAfterMarks = emptyCounts();
  private isMarked = false;
  /** Names of the clients whose room is `restored`. */
  private readonly standing = new Set<string>();
  private readonly shown = new WeakMap<MatchModel, Shown>();
  private readonly timer: NodeJS.Timeout;
  private readonly now: () => number;
  private lookedMs: number;

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
    this.lookedMs = now();
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  /** A client was told its match, for the first time or over a new connection. */
  joined(client: Watched, match: MatchModel): void {
    this.stood();
    const atMs = this.now();
    const shown = shownOf(match);
    this.shown.set(match, shown);
    if (shown.isKnown && match.seat >= 0) this.seats.joined(client.name, shown.match, match.seat, atMs);
    this.see(client, match, shown, true, atMs);
  }

  /** The World of a client's match has moved on. @param hasWorld whether it has all words, so that their hash says something */
  moved(client: Watched, match: MatchModel, hasWorld: boolean): void {
    this.stood();
    const shown = this.shown.get(match);
    if (shown === undefined) return;
    const atMs = this.now();
    if (match.world.tick > shown.tick) this.gaps.frame(client.name, atMs);
    shown.tick = match.world.tick;
    this.see(client, match, { ...shown, isWhole: shown.isWhole && hasWorld }, false, atMs);
  }

  /** The room of a client is in this state. Only players wait for frames. */
  roomIs({ name, kind }: Watched, code: string, state: RoomState, isSeated: boolean): void {
    const atMs = this.now();
    this.chat.isIn(name, code, atMs);
    if (state === 'restored') this.standing.add(name);
    else this.standing.delete(name);
    this.gaps.due(name, kind, isSeated && FRAMES_DUE.includes(state), atMs);
  }

  heard({ name }: Watched, code: string, text: string): void {
    this.chat.heard(name, code, text, this.now());
  }

  /** A client has lost its connection. If its match was on, it waits for frames all the same. */
  disconnected({ name }: Watched): void {
    this.chat.isIn(name, null, this.now());
  }

  /** A client has left its room, or ended, of its own accord or since its room closed. */
  left({ name, kind }: Watched): void {
    const atMs = this.now();
    this.chat.isIn(name, null, atMs);
    this.standing.delete(name);
    this.gaps.due(name, kind, false, atMs);
    this.seats.gone(name);
  }

  /** A client came back and had lost its place. @param how in words */
  lost(client: Watched, how: string): void {
    this.seats.lost(client.name, how, this.now());
    this.left(client);
  }

  /** Something has happened to the servers: from now on the longest gap of each client is looked for. */
  mark(): void {
    this.endMark();
    this.gaps.mark(this.now());
    this.isMarked = true;
  }

  /** The longest gap of each client since `mark` is counted. */
  endMark(): void {
    if (!this.isMarked) return;
    for (const kind of this.gaps.kinds) {
      for (const ms of this.gaps.longestSinceMark(kind, this.now())) recordMs(this.gapsAfterMarks, ms);
    }
    this.isMarked = false;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private see({ name, node }: Watched, match: MatchModel, shown: Shown, isJoined: boolean, atMs: number): void {
    const { world, seat } = match;
    const { isWhole, scoresFall } = shown;
    if (!shown.isKnown) return;
    const own = seat < 0 ? [] : [seat];
    const holders = isWhole ? match.seats.map((seat) => seat.name) : [];
    const inputs = isWhole ? world.seatInput : own.map((seat) => world.seatInput[seat] ?? 0);
    const scores = isWhole ? world.seatScore : own.map((seat) => world.seatScore[seat] ?? 0);
    this.frames.shown({
      ...{ client: name, node, match: shown.match, tick: world.tick, isJoined, atMs },
      view: isWhole ? shown.view : `${shown.match} ${name}`,
      hash: isWhole ? hashWorld(world) : null,
      ...{ inputs, holders },
      scores: scoresFall ? null : scores,
      isStanding: this.standing.has(name),
    });
  }

  private look(): void {
    this.stood();
    this.chat.look(this.now());
  }

  /** After a stall of this process sockets are read before timers fire, so it is looked for here too. */
  private stood(): void {
    const nowMs = this.now();
    const lateMs = nowMs - this.lookedMs - LOOK_MS;
    if (lateMs > STALL_MS) this.frames.stalled(lateMs);
    if (lateMs > STALL_MS || nowMs - this.lookedMs >= LOOK_MS) this.lookedMs = nowMs;
  }
}

function shownOf({ code, world, seat, hasSeveralMazes }: MatchModel): Shown {
  const { show, key, delayTicks } = rulesOf(world.settings).view(matchOfWorld(world), seat);
  // Watchers with a delay see a match of their own.
  const match = `${code} ${world.settings.seed}${delayTicks > 0 ? ' later' : ''}`;
  return {
    tick: world.tick,
    isKnown: world.settings.seed !== 0,
    match,
    view: `${match} ${key}`,
    isWhole: show === null && !hasSeveralMazes,
    scoresFall:
      world.settings.mode.fields.includes('versus') || Number.isFinite(world.settings.mode.eating.scoreModulus),
  };
}
