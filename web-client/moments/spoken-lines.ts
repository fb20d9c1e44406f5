// Which lines screen readers get, and when. Lines beyond what they can speak would come late, so newer lines replace older ones.

import type { SpokenLine } from './moment-text.ts';

/** About as many short lines as a listener can follow. */
export const LINES_PER_SECOND_MAX = 2;
/** Lines of one frame are said together; more than these are left out, the first ones first. */
const LINES_TOGETHER_MAX = 3;
/** A line that has waited longer is dropped. */
const WAITING_MS_MAX = 2000;

type Urgency = SpokenLine['urgency'];

export class SpokenLines {
  private readonly waiting: Record<Urgency, { readonly text: string; readonly atMs: number } | null> = {
    now: null,
    soon: null,
  };
  private saidMs = -Infinity;

  /** @param lines of one frame. They take the place of those that wait, unless they are less urgent. */
  add(lines: readonly SpokenLine[], nowMs: number): void {
    for (const urgency of ['now', 'soon'] as const) {
      const texts = lines.filter((line) => line.urgency === urgency).map(({ text }) => text);
      if (texts.length > 0) this.waiting[urgency] = { text: texts.slice(-LINES_TOGETHER_MAX).join(' '), atMs: nowMs };
    }
  }

  /** Call once a frame. @returns the line to say now, null for none */
  next(nowMs: number): SpokenLine | null {
    if (nowMs - this.saidMs < 1000 / LINES_PER_SECOND_MAX) return null;
    for (const urgency of ['now', 'soon'] as const) {
      const line = this.waiting[urgency];
      if (line === null) continue;
      this.waiting[urgency] = null;
      if (nowMs - line.atMs > WAITING_MS_MAX) continue;
      this.saidMs = nowMs;
      return { text: line.text, urgency };
    }
    return null;
  }
}
