// Which sound is played for which event of a match.

import { EVENT } from '#simulation';
import type { MatchEvent } from '../../netcode/online-match.ts';
import { Sound, type SoundName } from './sound.ts';

const SOUND_OF: ReadonlyMap<number, SoundName> = new Map<number, SoundName>([
  [EVENT.energizerEaten, 'energizer'],
  [EVENT.ghostEaten, 'ghost'],
  [EVENT.fruitEaten, 'fruit'],
  [EVENT.caught, 'caught'],
  [EVENT.extraLife, 'extraLife'],
  [EVENT.levelCleared, 'cleared'],
  [EVENT.levelStarted, 'start'],
]);

export class MatchSounds {
  private readonly sound = new Sound(false);
  private odd = false;

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

  /** Dots are heard from the player's own Pac-Man only: the match reports no others (online-match.ts). */
  play(events: readonly MatchEvent[]): void {
    for (const { kind } of events) {
      if (kind === EVENT.dotEaten) this.playDot();
      const name = SOUND_OF.get(kind);
      if (name !== undefined) this.sound.play(name);
    }
  }

  playStart(): void {
    this.sound.play('start');
  }

  private playDot(): void {
    this.odd = !this.odd;
    this.sound.play(this.odd ? 'dotOdd' : 'dotEven');
  }
}
