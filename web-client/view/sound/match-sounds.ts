// Which sound is played for which event of a match.

import { EVENT, PHASE, TICKS_PER_SECOND, type World } from '#simulation';
import type { MatchEvent } from '../../netcode/online-match.ts';
import type { ShownMatch } from '../maze/shown-match.ts';
import { Sound, type SoundName } from './sound.ts';

const SOUND_OF: ReadonlyMap<number, SoundName> = new Map<number, SoundName>([
  [EVENT.energizerEaten, 'energizer'],
  [EVENT.ghostEaten, 'ghost'],
  [EVENT.fruitEaten, 'fruit'],
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
  [EVENT.roundStarted, 'start'],
]);

type Heard = Pick<ShownMatch, 'viewer' | 'prediction'>;

/** The last seconds before sudden death, and of a turn, are counted. */
const COUNTED_SECONDS = 5;

export class MatchSounds {
  private readonly sound = new Sound(false);
  private odd = false;
  private secondsLeft = 0;

  get muted(): boolean {
    return this.sound.muted;
  }

  /** Call in the handler of a gesture. */
  unlock(): void {
    this.sound.unlock();
  }

  /** @returns whether the sound is off now */
  toggle(): boolean {
    this.sound.muted = !this.sound.muted;
    return this.sound.muted;
  }

  /**
   * Dots are heard from the player's own Pac-Man, and from the only one there is (online-match.ts).
   */
  play(events: readonly MatchEvent[], { viewer, prediction: { predicted } }: Heard): void {
    const hasRivals = predicted.settings.mode.fields.includes('rivals');
    for (const event of events) {
      if (event.kind === EVENT.dotEaten) this.playDot();
      const name = soundOf(event, viewer, hasRivals);
      if (name !== undefined) this.sound.play(name);
    }
  }

  /** Counts the last seconds before something happens. Call once a frame with the world that is drawn. */
  count(world: World): void {
    const seconds = Math.ceil(ticksLeft(world) / TICKS_PER_SECOND);
    if (seconds !== this.secondsLeft && seconds >= 1 && seconds <= COUNTED_SECONDS) this.sound.play('count');
    this.secondsLeft = seconds;
  }

  playStart(): void {
    this.sound.play('start');
  }

  playEmote(): void {
    this.sound.play('emote');
  }

  private playDot(): void {
    this.odd = !this.odd;
    this.sound.play(this.odd ? 'dotOdd' : 'dotEven');
  }
}

/** Being caught sounds different from seeing a rival caught, and winning a round from losing it. @param seat -1 for none */
export function soundOf({ kind, who, value }: MatchEvent, seat: number, hasRivals: boolean): SoundName | undefined {
  // With `rivalCaught` comes a `caught` of the same Pac-Man.
  if (kind === EVENT.caught) return hasRivals && seat >= 0 && who !== seat ? 'rival' : 'caught';
  if (kind === EVENT.roundOver) return value - 1 === seat && seat >= 0 ? 'won' : 'over';
  return SOUND_OF.get(kind);
}

/** Ticks until sudden death, or the end of a turn; 0 for neither. */
function ticksLeft({ settings, phase, tick, suddenDeathTick, suddenDeathDueTick, turnEndsTick }: World): number {
  if (phase !== PHASE.play) return 0;
  if (settings.mode.fields.includes('battle') && suddenDeathTick === 0) return suddenDeathDueTick - tick;
  return settings.mode.fields.includes('versus') ? turnEndsTick - tick : 0;
}
