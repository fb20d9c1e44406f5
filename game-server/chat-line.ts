// What people write to each other, as it is passed on, and how often they may. To whom it goes is chat.ts.

import { CHAT_LENGTH_MAX } from '#protocol';

/** Lines one person may write in a window of time. */
const LINES_MAX = 5;
const WINDOW_MS = 10_000;

// As in names: nothing that hides, turns the text around or stacks up beyond its line.
const INVISIBLE = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const STACKED_MARKS = /(\p{M}{2})\p{M}+/gu;

/** A line as it will be shown: one Unicode form, single spaces. Null when nothing is left of it, or too much. */
export function readLine(given: string): string | null {
  const spaced = given.normalize('NFC').replace(/\s+/gu, ' ');
  const line = spaced.replace(INVISIBLE, '').replace(STACKED_MARKS, '$1').normalize('NFC').trim();
  const { length } = [...line];
  return length >= 1 && length <= CHAT_LENGTH_MAX ? line : null;
}

/** When one person last wrote: at most as many moments as lines are allowed in the window. */
export class ChatPace {
  private readonly times: number[] = [];

  /** Counts a line. @returns false, with nothing counted, when it comes too soon. */
  take(nowMs: number): boolean {
    while (this.times.length > 0 && nowMs - this.times[0]! >= WINDOW_MS) this.times.shift();
    if (this.times.length >= LINES_MAX) return false;
    this.times.push(nowMs);
    return true;
  }
}
