// For tests: marks in the browser's trace where netcode begins and ends in each frame. A trace knows the time that a thread
// was on a CPU; a page can only read the clock, which runs on while others have the CPU.

import { OnlineMatch } from '../netcode/online-match.ts';

export const NETCODE_MARKS = { begins: 'netcode begins', ends: 'netcode ends' } as const;

/** From now on, in all matches of this page. */
export function markNetcode(): void {
  const { frame } = OnlineMatch.prototype;
  OnlineMatch.prototype.frame = function (nowMs) {
    performance.mark(NETCODE_MARKS.begins);
    frame.call(this, nowMs);
    performance.mark(NETCODE_MARKS.ends);
    // The trace has them; the page need not keep them.
    performance.clearMarks();
  };
}
