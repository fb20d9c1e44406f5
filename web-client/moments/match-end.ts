// The end of a match as the page shows it: how the last Pac-Man is caught, GAME OVER, then the result. The server sends the
// result at once and its World stands still, so this runs by the clock of the page.

import { PHASE, type World } from '#simulation';

/** How long a catch is drawn where the effects draw it; `classic` has it in its own World, before the end. */
export const CATCH_MS = 900;
/** How long GAME OVER is seen before the result. Five seconds of a result are the least that a server gives. */
const GAME_OVER_MS = 2200;

interface EndingMatch {
  readonly prediction: { readonly confirmed: World };
}

export class MatchEnd {
  private match: EndingMatch | null = null;
  private wasPlayed = false;
  private sinceMs: number | null = null;
  private nowMs = 0;

  /** Call once a frame with the match that is shown. */
  update(match: EndingMatch, nowMs: number): void {
    if (match !== this.match) this.restart(match);
    this.nowMs = nowMs;
    const isOver = match.prediction.confirmed.phase === PHASE.over;
    if (!isOver) {
      this.wasPlayed = true;
      this.sinceMs = null;
    } else this.sinceMs ??= this.wasPlayed ? nowMs : -Infinity;
  }

  /** Call when no match is shown. */
  forget(): void {
    this.match = null;
    this.sinceMs = null;
  }

  /** Since the end was seen: 0 while the match goes on, Infinity on a page that came after the end. */
  get ageMs(): number {
    return this.sinceMs === null ? 0 : this.nowMs - this.sinceMs;
  }

  /** Whether the end was seen for its time, so that the result may lie over the maze. */
  get wasSeen(): boolean {
    return this.ageMs >= CATCH_MS + GAME_OVER_MS;
  }

  private restart(match: EndingMatch): void {
    this.match = match;
    this.wasPlayed = false;
    this.sinceMs = null;
  }
}
