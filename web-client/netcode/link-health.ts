// Whether the connection is so bad that the player notices, and in which way. It is slow to complain and slow to take a
// complaint back: a warning that flickers is worse than none. The words are left to the views.

import type { Traffic } from '#client';
import type { MatchFigures } from './match-figures.ts';

/** The state of a connection at one moment. */
export interface Vitals {
  readonly roundTripMs: number;
  readonly jitterMs: number;
  /** By how much the page is ahead of the newest world received. */
  readonly leadTicks: number;
  /** Since the last news of the world: a snapshot, a keyframe or a piece of the log. */
  readonly updateAgeMs: number;
  readonly traffic: Readonly<Traffic>;
  /** How often the server has sent the session to another node. */
  readonly redirects: number;
  readonly figures: MatchFigures;
}

export type Complaint = 'silent' | 'slow' | 'shaky';

/** Past these, playing suffers. Up to 150 ms with 30 ms of jitter nothing is noticed (README, W20). */
const SILENT_MS = 1000;
const SLOW_ROUND_TRIP_MS = 300;
const SHAKY_JITTER_MS = 120;
/** This many visible corrections of the player's own Pac-Man within this time are noticed as well. */
const JUMPS = 3;
const JUMPS_WITHIN_MS = 10_000;
/** A complaint must last before it is made, and be gone for longer before it is taken back. */
const PATIENCE_MS: Readonly<Record<Complaint, number>> = { silent: 500, slow: 3000, shaky: 3000 };
const CALM_MS = 5000;
/** A page that draws nothing for this long reads late what arrived in time, and the jitter contains that for some seconds. */
const STUTTER_MS = 100;
const STUTTER_REMEMBERED_MS = 5000;

export class LinkHealth {
  private complaint: Complaint | null = null;
  private wellMs = 0;
  private illSinceMs: number | null = null;
  private jumps = 0;
  private readonly jumpsMs: number[] = [];
  private frameMs = -Infinity;
  private stutteredMs = -Infinity;

  /** Call once a frame. @returns the complaint; null for none */
  update(vitals: Vitals, nowMs: number): Complaint | null {
    if (nowMs - this.frameMs > STUTTER_MS) this.stutteredMs = nowMs;
    this.frameMs = nowMs;
    const symptom = this.symptomOf(vitals, nowMs);
    if (symptom === null) {
      this.illSinceMs = null;
      if (nowMs - this.wellMs >= CALM_MS) this.complaint = null;
      return this.complaint;
    }
    this.illSinceMs ??= nowMs;
    this.wellMs = nowMs;
    if (nowMs - this.illSinceMs >= PATIENCE_MS[symptom]) this.complaint = symptom;
    return this.complaint;
  }

  private symptomOf({ updateAgeMs, roundTripMs, jitterMs, figures }: Vitals, nowMs: number): Complaint | null {
    if (figures.largeCorrections > this.jumps) {
      this.jumpsMs.push(nowMs);
      if (this.jumpsMs.length > JUMPS) this.jumpsMs.shift();
    }
    this.jumps = figures.largeCorrections;
    if (updateAgeMs > SILENT_MS) return 'silent';
    if (roundTripMs > SLOW_ROUND_TRIP_MS) return 'slow';
    const jumpsOften = this.jumpsMs.length === JUMPS && nowMs - this.jumpsMs[0]! < JUMPS_WITHIN_MS;
    const jitters = jitterMs > SHAKY_JITTER_MS && nowMs - this.stutteredMs > STUTTER_REMEMBERED_MS;
    return jitters || jumpsOften ? 'shaky' : null;
  }
}
