// What a bad line does to bytes, as arithmetic: when those sent now arrive. For the proxy in slow-link.ts on real time,
// and for simulated networks on their own.

/** One direction; the other has the same profile, and its own chance. */
export interface LinkProfile {
  /** Milliseconds on the way; jitter is added, from 0 up to this much. */
  readonly delayMs: number;
  readonly jitterMs: number;
  /** Nothing arrives for so long, every so often; 0 for never. */
  readonly stallMs?: number;
  readonly stallEveryMs?: number;
  /** What the line carries; all there is when absent. */
  readonly bytesPerSecond?: number;
}

export class LinkLane {
  private readonly profile: LinkProfile;
  private readonly chance: () => number;
  private sentMs = 0;
  private lastMs = 0;

  /** @param chance from 0 up to and without 1. */
  constructor(profile: LinkProfile, chance: () => number) {
    this.profile = profile;
    this.chance = chance;
  }

  /** When bytes that are sent now arrive, on the same clock; never before earlier ones, as with TCP. */
  arrivesMs(nowMs: number, bytes: number): number {
    const { delayMs, jitterMs, stallMs = 0, stallEveryMs = 0, bytesPerSecond = Infinity } = this.profile;
    this.sentMs = Math.max(this.sentMs, nowMs) + (bytes * 1000) / bytesPerSecond;
    const arrivesMs = this.sentMs + delayMs + this.chance() * jitterMs;
    const intoStallMs = stallEveryMs === 0 ? Infinity : arrivesMs % stallEveryMs;
    this.lastMs = Math.max(this.lastMs, arrivesMs + Math.max(0, stallMs - intoStallMs));
    return this.lastMs;
  }
}
