// What automated tests may read: `window.packetman`, there only when the address has `?test`. Read-only, no way to play.

import type { World } from '#simulation';
import type { OnlineMatch } from '../netcode/online-match.ts';
import type { Session } from '../netcode/session.ts';

declare global {
  interface Window {
    packetman?: TestHook;
  }
}

export interface TestHook {
  /** Name of the session's state, `menu` when there is none. */
  readonly state: string;
  /** The room's state, null outside of one. */
  readonly room: string | null;
  readonly code: string | null;
  readonly seat: number | null;
  readonly seats: readonly { readonly name: string; readonly driver: string; readonly absent: boolean }[];
  readonly confirmed: WorldFigures | null;
  readonly predicted: WorldFigures | null;
  /** Frames drawn since the page was opened. */
  readonly frames: number;
  /** `performance.now()` at the last click on Play, and at the first frame of the match that followed. */
  readonly clickedMs: number;
  readonly firstFrameMs: number;
}

/** Fields of a world, copied. */
export interface WorldFigures {
  readonly tick: number;
  readonly phase: number;
  readonly level: number;
  readonly score: number;
  readonly dotsLeft: number;
  readonly pacScore: readonly number[];
  readonly pacX: readonly number[];
  readonly pacY: readonly number[];
  readonly pacState: readonly number[];
}

/** Counts what tests ask for, always; `expose` shows it to them. */
export class TestProbe implements TestHook {
  frames = 0;
  clickedMs = 0;
  firstFrameMs = 0;
  private readonly session: () => Session | null;

  constructor(session: () => Session | null) {
    this.session = session;
  }

  get state(): string {
    return this.session()?.state.name ?? 'menu';
  }

  get room(): string | null {
    return this.session()?.room?.state ?? null;
  }

  get code(): string | null {
    return this.match?.code ?? null;
  }

  get seat(): number | null {
    return this.match?.seat ?? null;
  }

  get seats(): TestHook['seats'] {
    return this.match?.seats ?? [];
  }

  get confirmed(): WorldFigures | null {
    return figures(this.match?.prediction.confirmed);
  }

  get predicted(): WorldFigures | null {
    return figures(this.match?.prediction.predicted);
  }

  /** Puts the hook where tests find it. */
  expose(): void {
    window.packetman = this;
  }

  clicked(): void {
    this.clickedMs = performance.now();
    this.firstFrameMs = 0;
  }

  drawn(): void {
    this.frames++;
    this.firstFrameMs ||= performance.now();
  }

  private get match(): OnlineMatch | null {
    return this.session()?.room?.match ?? null;
  }
}

function figures(world: World | undefined): WorldFigures | null {
  if (world === undefined) return null;
  const { tick, phase, level, score, dotsLeft, pacScore, pacX, pacY, pacState } = world;
  const bySeat = { pacScore: [...pacScore], pacX: [...pacX], pacY: [...pacY], pacState: [...pacState] };
  return { tick, phase, level, score, dotsLeft, ...bySeat };
}
