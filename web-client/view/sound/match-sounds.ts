// Plays the sounds of a match's events. Loops and tracks follow from the Worlds (heard-match.ts).

import { columnOf, EVENT, MAZE_COLUMNS, PAC, PHASE, ROLE, TICKS_PER_SECOND, type World } from '#simulation';
import type { MatchEvent } from '../../netcode/online-match.ts';
import type { ShownMatch } from '../maze/shown-match.ts';
import { isCatchDrawnByTheWorld } from '../mode-cards.ts';
import { eyesOf, findTrack, frightHalfTicks, loopOf, type TrackPlace } from './heard-match.ts';
import type { Heard, Hearing } from './hearing.ts';
import type { SoundName } from './sounds.ts';
import { VIBRATIONS, vibrationOf } from './vibration.ts';

const SOUND_OF: ReadonlyMap<number, SoundName> = new Map<number, SoundName>([
  [EVENT.energizerEaten, 'energizer'],
  [EVENT.ghostEaten, 'ghost'],
  [EVENT.fruitEaten, 'fruit'],
  [EVENT.fruitAppeared, 'fruitThere'],
  [EVENT.extraLife, 'extraLife'],
  [EVENT.levelCleared, 'cleared'],
  [EVENT.levelStarted, 'start'],
  [EVENT.turnStarted, 'start'],
  [EVENT.turnEnded, 'over'],
  [EVENT.ghostClaimed, 'claimed'],
  [EVENT.pacRevealed, 'revealed'],
  [EVENT.bumped, 'bump'],
  [EVENT.energizersDrawn, 'waking'],
  [EVENT.energizersWoke, 'awake'],
  [EVENT.refilled, 'refilled'],
  [EVENT.suddenDeath, 'suddenDeath'],
  [EVENT.collapsed, 'collapse'],
]);

/** Heard only when it is the player's own. */
const OWN_SOUND_OF: ReadonlyMap<number, SoundName> = new Map<number, SoundName>([
  [EVENT.returned, 'returned'],
  [EVENT.arrived, 'gate'],
  [EVENT.seatOut, 'over'],
]);

/** Events whose `who` is a seat: others' are quieter. */
const BY_SEAT: ReadonlySet<number> = new Set([
  ...[EVENT.dotEaten, EVENT.energizerEaten, EVENT.ghostEaten, EVENT.fruitEaten, EVENT.caught, EVENT.rivalCaught],
  ...[EVENT.ghostClaimed, EVENT.bumped],
]);
/** Events whose `place` is a tile. */
const BY_PLACE: ReadonlySet<number> = new Set([...BY_SEAT, EVENT.fruitAppeared, EVENT.pacRevealed]);

/** Pan at the edge of the maze: sound in one ear only would be unpleasant on headphones. */
const PAN_MAX = 0.7;
const MIDDLE_COLUMN = (MAZE_COLUMNS - 1) / 2;
const MIDDLE_PIXEL = MAZE_COLUMNS * 4;
const IN_THE_MIDDLE: Heard = { pan: 0, isOwn: true };

/** The last seconds before sudden death, before the end of a turn, and before an own return are counted. */
const COUNTED_SECONDS = 5;
const COUNTED_RETURN_SECONDS = 3;
/** A World whose tick has not changed for this many frames stands still: half a second at 60 Hz. */
const STANDING_FRAMES = 30;

type HeardMatch = Pick<ShownMatch, 'mode' | 'viewer' | 'marked' | 'prediction'>;

export class MatchSounds {
  private readonly hearings: readonly Hearing[];
  private readonly vibrate: (pattern: readonly number[]) => void;
  private readonly isHere: (seat: number) => boolean;
  private readonly place: TrackPlace = { name: null, seconds: 0, length: 0 };
  private odd = false;
  private secondsLeft = 0;
  /** Half-ticks of fright left in the last frame, and its tick. */
  private frightLeft = 0;
  private tick = 0;
  private standingFrames = 0;

  /**
   * @param vibrate lets the device vibrate for so many milliseconds, pause, vibrate, and so on
   * @param isHere whether a seat has a player at this screen, too: they are as loud as the first one
   */
  constructor(
    hearings: readonly Hearing[],
    vibrate: (pattern: readonly number[]) => void,
    isHere: (seat: number) => boolean,
  ) {
    this.hearings = hearings;
    this.vibrate = vibrate;
    this.isHere = isHere;
  }

  /**
   * After every frame of a match.
   * @param events what happened since the last one
   * @param goesOn false while the match stands still: then nothing lasting is heard
   * @param isAtOwnSpeed false while it is played slower: then no tune is heard that follows the World's clock
   */
  frame(match: HeardMatch, events: readonly MatchEvent[], goesOn: boolean, isAtOwnSpeed = true): void {
    const { predicted } = match.prediction;
    for (const event of events) this.event(event, events, match);
    this.standingFrames = predicted.tick === this.tick ? this.standingFrames + 1 : 0;
    if (goesOn) {
      this.count(match);
      this.endFright(predicted);
    }
    this.frightLeft = frightHalfTicks(predicted);
    this.tick = predicted.tick;
    this.last(match, goesOn && this.standingFrames < STANDING_FRAMES, isAtOwnSpeed);
  }

  /** No match is shown any more. */
  silence(): void {
    this.place.name = null;
    for (const hearing of this.hearings) {
      hearing.loop(null, 0, -1);
      hearing.track(this.place);
    }
  }

  /** A player shows an emote. */
  emote(isOwn: boolean): void {
    this.play('emote', isOwn ? IN_THE_MIDDLE : { pan: 0, isOwn: false });
  }

  private event(event: MatchEvent, all: readonly MatchEvent[], match: HeardMatch): void {
    const seat = match.viewer >= 0 ? match.viewer : match.marked;
    const pattern = vibrationOf(event, match.viewer);
    if (pattern !== null) this.vibrate(pattern);
    const name = this.nameOf(event, all, match, seat);
    if (name === null) return;
    const { kind, who, place } = event;
    this.play(name, {
      pan: BY_PLACE.has(kind) ? panOfTile(place) : 0,
      isOwn: isOwn(kind, who, seat) || this.isHere(who),
    });
  }

  private nameOf(event: MatchEvent, all: readonly MatchEvent[], match: HeardMatch, seat: number): SoundName | null {
    const { kind, who } = event;
    // Dots are heard from the player's own Pac-Man, and from the only one there is (online-match.ts).
    if (kind === EVENT.dotEaten) {
      this.odd = !this.odd;
      return this.odd ? 'dotOdd' : 'dotEven';
    }
    // Its track follows the World's own clock.
    if (kind === EVENT.caught && isCatchDrawnByTheWorld(match.mode)) return null;
    if (kind === EVENT.matchOver) return overSound(match.prediction.confirmed, seat);
    // The catcher hears their own catch.
    if (kind === EVENT.rivalCaught) return who === seat ? 'rival' : null;
    const isOwnCatch = (other: MatchEvent): boolean =>
      other.kind === EVENT.rivalCaught && other.who === seat && other.value === who;
    if (kind === EVENT.caught && all.some(isOwnCatch)) return null;
    const hasRivals = match.prediction.predicted.settings.mode.fields.includes('rivals');
    return soundOf(event, seat, hasRivals) ?? null;
  }

  /** Counts the last seconds before something happens. */
  private count({ viewer, prediction: { predicted } }: HeardMatch): void {
    const seconds = Math.ceil(ticksLeft(predicted) / TICKS_PER_SECOND);
    const returnSeconds = Math.ceil(returnTicksLeft(predicted, viewer) / TICKS_PER_SECOND);
    const counted =
      seconds >= 1 && seconds <= COUNTED_SECONDS
        ? seconds
        : returnSeconds <= COUNTED_RETURN_SECONDS
          ? returnSeconds
          : 0;
    if (counted > 0 && counted !== this.secondsLeft) {
      this.play('count', IN_THE_MIDDLE);
      this.vibrate(VIBRATIONS.count);
    }
    this.secondsLeft = counted;
  }

  /** Fright has run out by itself while the match went on. */
  private endFright(world: World): void {
    const { phase, tick } = world;
    const frightLeft = frightHalfTicks(world);
    const passed = tick - this.tick;
    const ranOut = this.frightLeft > 0 && frightLeft === 0 && this.frightLeft <= 2 * passed + RAN_OUT_HALF_TICKS;
    if (ranOut && phase === PHASE.play && passed > 0 && passed < TICKS_PER_SECOND)
      this.play('powerDown', IN_THE_MIDDLE);
  }

  private last(match: HeardMatch, goesOn: boolean, isAtOwnSpeed: boolean): void {
    if (!goesOn) return this.silence();
    const { predicted } = match.prediction;
    const loop = loopOf(match.prediction);
    const ghost = loop === 'eyes' ? eyesOf(match.prediction) : -1;
    findTrack(predicted, this.place);
    if (!isAtOwnSpeed || match.prediction.confirmed.phase === PHASE.over) this.place.name = null;
    const pan = ghost >= 0 ? panOfPixel(predicted.ghostX[ghost]!) : 0;
    const named = predicted.ghostSeat.length === 0 ? ghost : -1;
    for (const hearing of this.hearings) {
      hearing.loop(loop, pan, named);
      hearing.track(this.place);
    }
  }

  private play(name: SoundName, heard: Heard): void {
    for (const hearing of this.hearings) hearing.play(name, heard);
  }
}

/** Prediction and server may differ by some ticks about the end of a fright. */
const RAN_OUT_HALF_TICKS = 24;

/**
 * Being caught sounds different from seeing another player caught, and winning a round from losing it.
 * @param seat the player's own, or the one that they follow; -1 for none
 */
export function soundOf({ kind, who, value }: MatchEvent, seat: number, hasRivals: boolean): SoundName | undefined {
  // With `rivalCaught` comes a `caught` of the same Pac-Man.
  if (kind === EVENT.caught) return seat < 0 || who === seat ? 'caught' : hasRivals ? 'rival' : 'mateCaught';
  if (kind === EVENT.roundOver) return value - 1 === seat && seat >= 0 ? 'won' : 'over';
  return SOUND_OF.get(kind) ?? (who === seat ? OWN_SOUND_OF.get(kind) : undefined);
}

/** In modes with turns or rounds, the end of the last one is heard. */
function overSound(world: World, seat: number): SoundName | null {
  const { fields } = world.settings.mode;
  if (fields.includes('versus') || fields.includes('battle')) return null;
  const isWon = fields.includes('mega') ? world.seatPlace[seat] === 1 : world.dotsLeft === 0;
  return isWon ? 'won' : 'over';
}

function isOwn(kind: number, who: number, seat: number): boolean {
  return seat < 0 || who === seat || !BY_SEAT.has(kind);
}

/** Ticks until sudden death, or the end of a turn; 0 for neither. */
function ticksLeft({ settings, phase, tick, suddenDeathTick, suddenDeathDueTick, turnEndsTick }: World): number {
  if (phase !== PHASE.play) return 0;
  if (settings.mode.fields.includes('battle') && suddenDeathTick === 0) return suddenDeathDueTick - tick;
  return settings.mode.fields.includes('versus') ? turnEndsTick - tick : 0;
}

/** Ticks until a Pac-Man of the player returns; 0 if none does. */
function returnTicksLeft(world: World, seat: number): number {
  if (seat < 0 || world.phase !== PHASE.play || world.seatRole[seat] !== ROLE.pac) return 0;
  const pac = world.seatActor[seat]!;
  return world.pacState[pac] === PAC.returning ? Math.max(0, world.pacUntilTick[pac]! - world.tick) : 0;
}

function panOfTile(tile: number): number {
  return panOf((columnOf(tile) - MIDDLE_COLUMN) / MIDDLE_COLUMN);
}

function panOfPixel(x: number): number {
  return panOf((x - MIDDLE_PIXEL) / MIDDLE_PIXEL);
}

function panOf(side: number): number {
  return PAN_MAX * Math.max(-1, Math.min(1, side));
}
