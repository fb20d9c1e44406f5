// Makes the moments of a match from what a page sees of it: its events, and what has changed between the Worlds of two frames.
// The Worlds tell what no event says (a count, an end of power), and what happened in a maze that the page did not see.

import { CATCH_POINTS, EVENT, GHOST_COUNT, PHASE, TICKS_PER_SECOND, type World } from '#simulation';
import type { MatchEvent } from '../netcode/online-match.ts';
import type { ShownMatch } from '../view/maze/shown-match.ts';
import { countedSeconds, fateOf } from './fate.ts';
import type { Catcher, Moment } from './moment.ts';

/** The part of a shown match that moments are made from. */
export type SeenMatch = Pick<ShownMatch, 'viewer' | 'marked' | 'ownSeats'> & {
  readonly prediction: Pick<ShownMatch['prediction'], 'confirmed' | 'predicted'>;
};

/** Seconds that are counted before play, and before a return. */
const COUNTED_SECONDS = 3;
/** More ticks than this between two frames are a jump in a replay. */
const JUMP_TICKS = 2 * TICKS_PER_SECOND;
const FINALISTS = 2;

/** What is remembered of a frame. */
interface Seen {
  tick: number;
  phase: number;
  isPowered: boolean;
  isOut: boolean;
  marked: number;
}

/** Before the first frame. */
const NO_PHASE = -1;
/** What most frames have. */
const NO_MOMENTS: readonly Moment[] = Object.freeze([]);

export class MomentSource {
  private match: SeenMatch | null = null;
  /** The last frame and this one; they change places once a frame, so that none is made. */
  private before: Seen = nothingSeen();
  private now: Seen = nothingSeen();
  /** The tick at the end of the last count, and its last second: each is counted once, also where a correction goes back. */
  private readonly counted = { endTick: 0, seconds: 0 };
  private readonly countedBack = { endTick: 0, seconds: 0 };
  /** Of this frame, null while there are none. */
  private moments: Moment[] | null = null;

  /**
   * Call once a frame. Allocates nothing in a frame without moments.
   * @param events what happened since the last call
   * @returns the moments since then, in the order in which they should be said
   */
  take(match: SeenMatch, events: readonly MatchEvent[]): readonly Moment[] {
    const { confirmed } = match.prediction;
    const jumped = this.before.phase !== NO_PHASE && Math.abs(confirmed.tick - this.before.tick) > JUMP_TICKS;
    if (match !== this.match || jumped) this.restart(match);
    this.moments = null;
    for (let i = 0; i < events.length; i++) {
      const moment = momentOfEvent(events[i]!, events, confirmed, match.viewer);
      if (moment !== null) this.add(moment);
    }
    see(match, this.now);
    this.addOfChange(match);
    this.addCounts(match);
    const { before } = this;
    this.before = this.now;
    this.now = before;
    return this.moments ?? NO_MOMENTS;
  }

  private add(moment: Moment): void {
    (this.moments ??= []).push(moment);
  }

  /** For another match, or a jump in it: forgets what was before. */
  private restart(match: SeenMatch): void {
    this.match = match;
    this.before.phase = NO_PHASE;
    count(this.counted, 0, 0);
    count(this.countedBack, 0, 0);
  }

  private addOfChange(match: SeenMatch): void {
    const { before, now } = this;
    const { confirmed } = match.prediction;
    const { viewer, marked } = match;
    if (now.phase !== before.phase) this.addOfPhase(before.phase, confirmed);
    if (before.phase === NO_PHASE) return;
    if (before.isPowered && !now.isPowered && now.phase === PHASE.play && before.phase === PHASE.play) {
      const seat = confirmed.pacPowerUntilTick.length === 0 ? -1 : poweredSeat(match);
      this.add({ kind: 'powerOver', seat, isOwn: seat >= 0 && seat === viewer });
    }
    if (now.isOut && !before.isOut)
      this.add({ kind: 'out', seat: viewer, isOwn: true, rank: Math.max(0, confirmed.seatPlace[viewer] ?? 0) });
    if (now.isOut && marked !== viewer && marked >= 0 && marked !== before.marked)
      this.add({ kind: 'watching', seat: marked, isOwn: false });
  }

  private addOfPhase(before: number, confirmed: World): void {
    const isStart = confirmed.phase === PHASE.ready || confirmed.phase === PHASE.tune;
    if (isStart && before !== PHASE.tune) this.add({ kind: 'ready' });
    if (before === NO_PHASE) return;
    if (confirmed.phase === PHASE.play && (before === PHASE.ready || before === PHASE.collapse))
      this.add({ kind: 'go' });
    if (confirmed.phase === PHASE.collapse) {
      const left = confirmed.side === 1 ? FINALISTS : confirmed.startSeats >> confirmed.culls;
      this.add({ kind: 'cut', left, isFinal: confirmed.side === 1 });
    }
    if (confirmed.phase === PHASE.over) this.add({ kind: 'gameOver', level: confirmed.level });
  }

  /** Counted in the World that is drawn. */
  private addCounts({ viewer, prediction: { confirmed, predicted } }: SeenMatch): void {
    const { phase, phaseEndsTick, tick } = predicted;
    if (phase === PHASE.ready || phase === PHASE.collapse) {
      const seconds = countedSeconds(phaseEndsTick - tick);
      if (isNewCount(this.counted, phaseEndsTick, seconds)) {
        count(this.counted, phaseEndsTick, seconds);
        this.add({ kind: 'count', seconds });
      }
    }
    // A catch that was only predicted may not happen.
    const fate = fateOf(predicted, viewer);
    if (fate.name !== 'returns' || fateOf(confirmed, viewer).name !== 'returns') return;
    const { ticksLeft } = fate;
    const seconds = countedSeconds(ticksLeft);
    const endTick = tick + ticksLeft;
    if (!isNewCount(this.countedBack, endTick, seconds)) return;
    const isFirst = endTick !== this.countedBack.endTick;
    count(this.countedBack, endTick, seconds);
    this.add({ kind: 'backIn', seat: viewer, isOwn: true, seconds, isFirst });
  }
}

interface Count {
  endTick: number;
  seconds: number;
}

function count(last: Count, endTick: number, seconds: number): void {
  last.endTick = endTick;
  last.seconds = seconds;
}

function isNewCount(last: Readonly<Count>, endTick: number, seconds: number): boolean {
  return seconds <= COUNTED_SECONDS && (endTick !== last.endTick || seconds < last.seconds);
}

function nothingSeen(): Seen {
  return { tick: 0, phase: NO_PHASE, isPowered: false, isOut: false, marked: -1 };
}

function see(match: SeenMatch, seen: Seen): void {
  const { confirmed } = match.prediction;
  seen.tick = confirmed.tick;
  seen.phase = confirmed.phase;
  seen.isPowered = isPowered(match);
  seen.isOut = isOut(confirmed, match.viewer);
  seen.marked = match.marked;
}

/** Whether ghosts are frightened, or where each Pac-Man has power of its own, whether the viewer's has. */
function isPowered(match: SeenMatch): boolean {
  const { confirmed } = match.prediction;
  if (confirmed.pacPowerUntilTick.length === 0) return confirmed.frightLeft > 0;
  const seat = poweredSeat(match);
  return seat >= 0 && confirmed.pacPowerUntilTick[confirmed.seatActor[seat]!]! > confirmed.tick;
}

function poweredSeat({ viewer, marked }: SeenMatch): number {
  return viewer >= 0 ? viewer : marked;
}

function isOut(world: World, seat: number): boolean {
  return fateOf(world, seat).name === 'out' || (seat >= 0 && (world.seatPlace[seat] ?? 0) !== 0);
}

function momentOfEvent(
  { kind, who, place, value }: MatchEvent,
  events: readonly MatchEvent[],
  world: World,
  viewer: number,
): Moment | null {
  const of = { seat: who, isOwn: who === viewer && viewer >= 0 };
  const at = { ...of, place };
  switch (kind) {
    case EVENT.caught:
      return { kind: 'caught', ...at, by: catcherOf(who, value, events) };
    case EVENT.rivalCaught:
      return { kind: 'rivalCaught', ...of, caught: value, points: CATCH_POINTS };
    case EVENT.returned:
      return { kind: 'back', ...of };
    case EVENT.energizerEaten:
      return { kind: 'energizer', ...at };
    case EVENT.powerStarted:
      return { kind: 'power', ...of };
    case EVENT.ghostEaten:
      return { kind: 'ghostEaten', ...at, points: value };
    case EVENT.fruitEaten:
      return { kind: 'fruitEaten', ...of, points: value };
    case EVENT.fruitAppeared:
      return { kind: 'fruitAppeared' };
    case EVENT.extraLife:
      return { kind: 'extraLife', ...of, lives: value };
    case EVENT.levelCleared:
      return { kind: 'levelCleared', level: value };
    case EVENT.levelStarted:
      return { kind: 'levelStarted', level: value };
    case EVENT.turnStarted:
      return { kind: 'turnStarted', ...of };
    case EVENT.roundStarted:
      return { kind: 'roundStarted', round: value };
    case EVENT.roundOver:
      return { kind: 'roundWon', seat: value - 1, isOwn: viewer >= 0 && value - 1 === viewer, round: world.round };
    case EVENT.seatOut:
      // The player's own is read from the World, in every mode.
      return of.isOwn ? null : { kind: 'out', ...of, rank: value };
    case EVENT.pacRevealed:
      return { kind: 'revealed', ...of };
    case EVENT.suddenDeath:
      return { kind: 'suddenDeath' };
    default:
      return null;
  }
}

/** In `versus` the catcher is a ghost; `rivalCaught` of the same tick has its seat. */
function catcherOf(caught: number, value: number, events: readonly MatchEvent[]): Catcher {
  // Catchers from here on are seats (EVENT.caught).
  if (value >= GHOST_COUNT) return { kind: 'seat', seat: value - GHOST_COUNT };
  const rival = events.find((event) => event.kind === EVENT.rivalCaught && event.value === caught);
  return rival === undefined ? { kind: 'ghost', ghost: value } : { kind: 'seat', seat: rival.who };
}
