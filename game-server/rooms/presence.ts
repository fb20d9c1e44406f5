// Whether the one who has a seat steers it himself, and what follows when he does not (rules/modes.md 1.9).
//
//             no wish for 45 s ──► idle: the AI steers
//            ┌───────────────────► │ │
//     steering ◄─────── any wish ──┘ │ connection lost
//        ▲   └── connection lost ────┴──► absent: the last wish holds 3 s, then the AI steers ──60 s in all──► (released)
//        └─────────────── back ──────────── │

import { ABSENT_TICKS_MAX, IDLE_TICKS, IDLE_WARNING_TICKS, STANDIN_AFTER_TICKS } from './room-rules.ts';

export class Presence {
  private state: 'steering' | 'idle' | 'absent' = 'steering';
  /** Ticks without a wish while he steers, ticks of absence while he is absent. */
  private ticks = 0;
  /** Ticks of absence in this match. */
  private absentTicks = 0;

  get isIdle(): boolean {
    return this.state === 'idle';
  }

  get isAbsent(): boolean {
    return this.state === 'absent';
  }

  get needsStandIn(): boolean {
    return this.isIdle || (this.state === 'absent' && this.ticks >= STANDIN_AFTER_TICKS);
  }

  lost(): void {
    this.become('absent');
  }

  back(): void {
    this.become('steering');
  }

  /** A wish came. @returns whether he steers again because of it. */
  wished(): boolean {
    const wasIdle = this.isIdle;
    this.become('steering');
    return wasIdle;
  }

  newMatch(): void {
    this.absentTicks = 0;
    if (this.state !== 'absent') this.back();
  }

  /**
   * One tick of the match goes by.
   * @param mustWish whether this is a human whose Pac-Man is in the maze, in a mode that knows idlers.
   * @returns what has to be done about it.
   */
  tick(mustWish: boolean): 'warn' | 'idle' | 'release' | null {
    switch (this.state) {
      case 'idle':
        return null;
      case 'absent':
        this.ticks++;
        return ++this.absentTicks > ABSENT_TICKS_MAX ? 'release' : null;
      case 'steering':
        if (!mustWish) return null;
        this.ticks++;
        if (this.ticks === IDLE_TICKS - IDLE_WARNING_TICKS) return 'warn';
        if (this.ticks < IDLE_TICKS) return null;
        this.become('idle');
        return 'idle';
    }
  }

  private become(state: Presence['state']): void {
    this.state = state;
    this.ticks = 0;
  }
}
