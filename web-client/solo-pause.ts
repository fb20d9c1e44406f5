// Pauses a match while the player cannot look at it, if nobody else plays in it: a dialog or a scene is shown, or the tab is
// hidden. Other players are never stopped by that.

import type { OnlineRoom } from './netcode/session-state.ts';

/** Why the player cannot look at the match. */
export type Distraction = 'question' | 'dialog' | 'hidden' | 'scene';

type KnownRoom = Pick<OnlineRoom, 'state' | 'seats' | 'isSeated'> & {
  readonly match: Pick<OnlineRoom['match'], 'ownSeats'>;
};

export class SoloPause {
  private readonly room: () => KnownRoom | null;
  private readonly pause: (paused: boolean) => void;
  private readonly distractions = new Set<Distraction>();
  /** Whether a pause was asked for that has not ended yet, and whether it has begun. */
  private asked: 'no' | 'asked' | 'paused' = 'no';

  /** @param pause asks for a pause, or ends it, for all players at this screen */
  constructor(room: () => KnownRoom | null, pause: (paused: boolean) => void) {
    this.room = room;
    this.pause = pause;
  }

  begin(distraction: Distraction): void {
    this.distractions.add(distraction);
    this.follow();
  }

  /**
   * The player looks again.
   * @param goesOn whether a match that was paused because of it goes on
   * @returns whether there was such a pause
   */
  end(distraction: Distraction, goesOn: boolean): boolean {
    if (!this.distractions.delete(distraction) || this.distractions.size > 0 || this.asked === 'no') return false;
    this.asked = 'no';
    if (goesOn) this.pause(false);
    return true;
  }

  /** Call for every change of the room: a countdown may have ended, or the server has ended a pause that took too long. */
  follow(): void {
    const room = this.room();
    if (room?.state === 'paused') {
      if (this.asked === 'asked') this.asked = 'paused';
    } else if (room?.state !== 'play' || this.asked === 'paused') this.asked = 'no';
    if (room?.state !== 'play' || this.asked !== 'no' || this.distractions.size === 0 || !isSolo(room)) return;
    this.asked = 'asked';
    this.pause(true);
  }
}

/** Whether all human players are at this screen; the AI and watchers can wait. */
export function isSolo({ seats, isSeated, match: { ownSeats } }: KnownRoom): boolean {
  return (
    isSeated && seats.every(({ driver }, seat) => driver === 'empty' || driver === 'ai' || ownSeats.includes(seat))
  );
}
