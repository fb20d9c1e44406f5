// The back button of the browser: inside of a room it leads one screen back, and never out of the page without a question.
// While the page shows such a screen, one entry of its own lies on top of the browser's history; a step back takes it away.
//
//   … ─ where the player came from ─ the page ─ the entry on top
//                                        ▲            │
//                                        └── back ────┘   asks, and may put the entry on top again
//         ▲                              │
//         └──────────── back ────────────┘                leaves: a second step back is never refused

/** Mark the states of the entry on top and of the one below it. A link to another room makes an entry with neither. */
const ON_TOP = 'packetman-inside';
const BELOW = 'packetman-below';

/** The parts of `window` that the back button needs. */
export interface BackSurroundings {
  readonly history: Pick<History, 'state' | 'pushState' | 'replaceState' | 'back'>;
  addEventListener(type: 'popstate', listener: () => void): void;
}

export interface BackCalls {
  /** Whether the page shows something that a step back leads out of. */
  isInside(): boolean;
  /** Whether the page asks about the step before: the entry comes back with the answer. */
  isAsking(): boolean;
  /** Whether the address leads to another place of the page: then the step was one forward. */
  isElsewhere(): boolean;
  /** Leads one screen back, or asks. */
  back(): void;
}

export class WayBack {
  private readonly surroundings: BackSurroundings;
  private readonly calls: BackCalls;
  private isOnTop: boolean;

  constructor(surroundings: BackSurroundings, calls: BackCalls) {
    this.surroundings = surroundings;
    this.calls = calls;
    // The entry is still there after a reload.
    this.isOnTop = this.isEntryOnTop;
    surroundings.addEventListener('popstate', () => this.stepped());
  }

  /** Call when another screen or another address is shown, or a question was answered. */
  update(): void {
    const { history } = this.surroundings;
    if (!this.calls.isInside() || this.calls.isAsking() || this.calls.isElsewhere()) return;
    if (!this.isEntryOnTop) {
      history.replaceState({ [BELOW]: true }, '');
      history.pushState({ [ON_TOP]: true }, '');
    }
    this.isOnTop = true;
  }

  private stepped(): void {
    const wasOnTop = this.isOnTop;
    this.isOnTop = this.isEntryOnTop;
    if (!(wasOnTop || this.calls.isAsking()) || this.isOnTop || this.calls.isElsewhere()) return;
    // The player has followed a link, which leads on and not back.
    if (wasOnTop && !this.has(BELOW)) return;
    if (this.calls.isInside()) this.calls.back();
    // The entry is left over: the player does not know it, so it is stepped over.
    else this.surroundings.history.back();
  }

  private get isEntryOnTop(): boolean {
    return this.has(ON_TOP);
  }

  private has(mark: string): boolean {
    const state: unknown = this.surroundings.history.state;
    return typeof state === 'object' && state !== null && mark in state;
  }
}
