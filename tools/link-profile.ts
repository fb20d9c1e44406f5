// Computes when bytes that are sent now arrive over a slow link. The proxy in slow-link.ts uses it with real time,
// simulated networks with virtual time.

/** One direction. The other direction has the same profile, and its own random numbers. */
export interface LinkProfile {
  /** Milliseconds on the way. Jitter adds 0 up to this much. */
  readonly delayMs: number;
  readonly jitterMs: number;
  /** Nothing arrives for `stallMs`, every `stallEveryMs`; 0 for never. */
  readonly stallMs?: number;
  readonly stallEveryMs?: number;
  /** Share of the packets that are lost, 0..1. A lost packet, and what is sent after it, arrives `retransmitMs` later. */
  readonly lossShare?: number;
  readonly retransmitMs?: number;
  /** Bandwidth of the link; unlimited by default. */
  readonly bytesPerSecond?: number;
}

export class LinkLane {
  private readonly profile: LinkProfile;
  private readonly rng: () => number;
  private sentMs = 0;
  private lastMs = 0;

  /** @param rng returns numbers from 0 up to but not 1. */
  constructor(profile: LinkProfile, rng: () => number) {
    this.profile = profile;
    this.rng = rng;
  }

  /** When bytes that are sent now arrive, on the same clock; never before earlier bytes, as with TCP. */
  arrivesMs(nowMs: number, bytes: number): number {
    const { delayMs, jitterMs, stallMs = 0, stallEveryMs = 0, bytesPerSecond = Infinity } = this.profile;
    this.sentMs = Math.max(this.sentMs, nowMs) + (bytes * 1000) / bytesPerSecond;
    const arrivesMs = this.sentMs + delayMs + this.rng() * jitterMs + this.lostMs();
    const intoStallMs = stallEveryMs === 0 ? Infinity : arrivesMs % stallEveryMs;
    this.lastMs = Math.max(this.lastMs, arrivesMs + Math.max(0, stallMs - intoStallMs));
    return this.lastMs;
  }

  /** By how much a loss delays the next packet. */
  private lostMs(): number {
    const { lossShare = 0, retransmitMs = 0 } = this.profile;
    return lossShare > 0 && this.rng() < lossShare ? retransmitMs : 0;
  }
}
