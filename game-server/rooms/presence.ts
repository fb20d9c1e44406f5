// Whether the player of a seat steers it, and what follows if they do not (rules/modes.md 1.9).
//
//     no wish for too long ──► idle: the AI steers
//         ┌───────────────────►  │ │
//     steering ◄──── any wish ───┘ │ connection lost
//       ▲   └── connection lost ───┴──► disconnected: the last wish holds 3 s, then the AI steers ──60 s in all──► (released)
//       └───────────── reconnected ────── │

import { STANDIN_AFTER_TICKS } from '#simulation';
import { DISCONNECTED_TICKS_MAX, IDLE_WARNING_TICKS } from './room-rules.ts';

type PresenceState =
  /** `quietTicks`: counted ticks without a wish, of those after `wishTick`, in which the last wish came. */
  | { readonly name: 'steering'; quietTicks: number; wishTick: number }
  | { readonly name: 'idle' }
  | { readonly name: 'disconnected'; ticks: number };

/** The same as plain data. */
export interface PresenceData {
  readonly state: PresenceState['name'];
  /** Quiet ticks while steering, ticks of this interruption while disconnected, otherwise 0. */
  readonly ticks: number;
  /** Ticks spent disconnected in this match, all interruptions together. */
  readonly disconnectedTicks: number;
  /** The tick of the match in which the last wish came, while steering. */
  readonly wishTick: number;
}

const IDLE: PresenceState = { name: 'idle' };

export class Presence {
  private readonly idleTicks: number;
  private state: PresenceState = steering();
  /** Ticks spent disconnected in this match. */
  private disconnectedTicks = 0;

  /** @param idleTicks after so many without a wish the player is idle */
  constructor(idleTicks: number) {
    this.idleTicks = idleTicks;
  }

  static restore({ state, ticks, disconnectedTicks, wishTick }: PresenceData, idleTicks: number): Presence {
    const presence = new Presence(idleTicks);
    presence.disconnectedTicks = disconnectedTicks;
    if (state === 'steering') presence.state = { name: state, quietTicks: ticks, wishTick };
    else presence.state = state === 'idle' ? IDLE : { name: state, ticks };
    return presence;
  }

  get data(): PresenceData {
    const { state, disconnectedTicks } = this;
    const ticks = state.name === 'steering' ? state.quietTicks : state.name === 'disconnected' ? state.ticks : 0;
    return { state: state.name, ticks, disconnectedTicks, wishTick: state.name === 'steering' ? state.wishTick : 0 };
  }

  get isIdle(): boolean {
    return this.state.name === 'idle';
  }

  get isDisconnected(): boolean {
    return this.state.name === 'disconnected';
  }

  get needsStandIn(): boolean {
    const { state } = this;
    return state.name === 'idle' || (state.name === 'disconnected' && state.ticks >= STANDIN_AFTER_TICKS);
  }

  disconnect(): void {
    this.state = { name: 'disconnected', ticks: 0 };
  }

  reconnect(): void {
    this.state = steering();
  }

  /** Whether nothing follows within so many ticks, even if no wish comes. */
  steersFor(ticks: number): boolean {
    return this.state.name === 'steering' && this.state.quietTicks + ticks < this.idleTicks - IDLE_WARNING_TICKS;
  }

  /** A wish came. @param tick the current one of the match. @returns whether the player steers again because of it. */
  wished(tick: number): boolean {
    const { state } = this;
    if (state.name === 'steering') {
      state.quietTicks = 0;
      state.wishTick = tick;
      return false;
    }
    this.reconnect();
    return state.name === 'idle';
  }

  beginMatch(): void {
    this.disconnectedTicks = 0;
    if (this.state.name !== 'disconnected') this.reconnect();
  }

  /**
   * One tick of the match was stepped, perhaps later than it passed.
   * @param mustWish whether quiet ticks count: a human whose Pac-Man is in the maze, in a mode that knows idle players
   * @returns what follows from it
   */
  tick(tick: number, mustWish: boolean): 'warn' | 'idle' | 'release' | null {
    const { state } = this;
    switch (state.name) {
      case 'idle':
        return null;
      case 'disconnected':
        state.ticks++;
        return ++this.disconnectedTicks > DISCONNECTED_TICKS_MAX ? 'release' : null;
      case 'steering':
        if (!mustWish || tick <= state.wishTick) return null;
        state.quietTicks++;
        if (state.quietTicks === this.idleTicks - IDLE_WARNING_TICKS) return 'warn';
        if (state.quietTicks < this.idleTicks) return null;
        this.state = IDLE;
        return 'idle';
    }
  }
}

function steering(): PresenceState {
  return { name: 'steering', quietTicks: 0, wishTick: 0 };
}
