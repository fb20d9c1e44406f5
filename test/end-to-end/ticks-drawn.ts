// Whether a picture ran faster than time: what the page drew, frame by frame.

/**
 * Hurried frames in a row that are allowed: one is the jump to the present, and a busy machine draws some frames late. A page
 * that plays seconds which it missed hurries for dozens of frames.
 */
export const HURRIED_IN_A_ROW_MAX = 8;
/** Ticks in a frame, beyond those of its time, that are no hurry. */
const SPARE_TICKS = 2;
const TICKS_PER_MS = 60 / 1000;

export interface TickDrawn {
  readonly ms: number;
  readonly tick: number;
}

declare global {
  interface Window {
    /** Of every frame drawn since `recordTicks`. */
    ticksDrawn?: TickDrawn[];
  }
}

/** Runs in the page. */
export function recordTicks(): void {
  const drawn: TickDrawn[] = (window.ticksDrawn = []);
  let seen = window.packetman!.frames;
  const record = (): void => {
    const { frames, drawnTick } = window.packetman!;
    if (frames !== seen) drawn.push({ ms: performance.now(), tick: drawnTick });
    seen = frames;
    requestAnimationFrame(record);
  };
  record();
}

/** Most frames in a row in which the world went on faster than time. */
export function hurriedInARow(drawn: readonly TickDrawn[]): number {
  let [most, inARow] = [0, 0];
  for (const [i, { ms, tick }] of drawn.entries()) {
    const last = drawn[i - 1] ?? { ms, tick };
    const isHurried = tick - last.tick > (ms - last.ms) * TICKS_PER_MS + SPARE_TICKS;
    inARow = isHurried ? inARow + 1 : 0;
    most = Math.max(most, inARow);
  }
  return most;
}
