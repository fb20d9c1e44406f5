// Whether the one who has a seat steers it himself, and what follows when he does not (modes.md 1.9).
//
//             no wish for 45 s ──► idle: the AI steers
//            ┌───────────────────► │ │
//     steering ◄─────── any wish ──┘ │ connection lost
//        ▲   └── connection lost ────┴──► absent: the last wish holds 3 s, then the AI steers ──60 s in all──► (released)
//        └─────────────── back ──────────── │

import { ABSENT_TICKS_MAX, IDLE_TICKS, IDLE_WARNING_TICKS, STANDIN_AFTER_TICKS } from './room-rules.ts';

type AttentionState =
  | { readonly name: 'steering'; quietTicks: number }
  | { readonly name: 'idle' }
  | { readonly name: 'absent'; ticks: number };

export class Attention {
  private state: AttentionState = { name: 'steering', quietTicks: 0 };
  /** Ticks of absence in this match. */
  private absentTicks = 0;

  /** How others see it: somebody who is idle is as good as away. */
  get isAway(): boolean {
    return this.state.name !== 'steering';
  }

  get isAbsent(): boolean {
    return this.state.name === 'absent';
  }

  get needsStandIn(): boolean {
    const { state } = this;
    return state.name === 'idle' || (state.name === 'absent' && state.ticks >= STANDIN_AFTER_TICKS);
  }

  lost(): void {
    this.state = { name: 'absent', ticks: 0 };
  }

  back(): void {
    this.state = { name: 'steering', quietTicks: 0 };
  }

  /** A wish came. @returns whether he steers again because of it. */
  wished(): boolean {
    const wasIdle = this.state.name === 'idle';
    if (this.state.name === 'steering') this.state.quietTicks = 0;
    else this.back();
    return wasIdle;
  }

  newMatch(): void {
    this.absentTicks = 0;
    if (this.state.name !== 'absent') this.back();
  }

  /**
   * One tick of the match goes by.
   * @param mustWish whether this is a human whose Pac-Man is in the maze, in a mode that knows idlers.
   * @returns what has to be done about it.
   */
  tick(mustWish: boolean): 'warn' | 'idle' | 'release' | null {
    const { state } = this;
    switch (state.name) {
      case 'idle':
        return null;
      case 'absent':
        state.ticks++;
        return ++this.absentTicks > ABSENT_TICKS_MAX ? 'release' : null;
      case 'steering':
        if (!mustWish) return null;
        state.quietTicks++;
        if (state.quietTicks === IDLE_TICKS - IDLE_WARNING_TICKS) return 'warn';
        if (state.quietTicks < IDLE_TICKS) return null;
        this.state = { name: 'idle' };
        return 'idle';
    }
  }
}
