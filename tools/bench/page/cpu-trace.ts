// What netcode costs in a browser: the time its thread was on a CPU, from the browser's own trace. The clock would count
// as well what others did on that CPU meanwhile.

import type { Page } from 'playwright-core';

/** As web-client/debug/trace-marks.ts writes them. */
const NETCODE_MARKS = { begins: 'netcode begins', ends: 'netcode ends' } as const;

/** As in the trace: `tts` is the thread's CPU time in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ts: number;
  readonly tts?: number;
}

/** Milliseconds of CPU of each frame that is drawn meanwhile. */
export async function netcodeCpuMs(page: Page, meanwhile: () => Promise<void>): Promise<number[]> {
  const browser = page.context().browser()!;
  await browser.startTracing(page, { categories: ['blink.user_timing'] });
  await meanwhile();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const marks = traceEvents
    .filter(({ name }) => name === NETCODE_MARKS.begins || name === NETCODE_MARKS.ends)
    .toSorted((a, b) => a.ts - b.ts);
  return marks.flatMap(({ name, tts }, i) => {
    const begun = marks[i - 1];
    if (name !== NETCODE_MARKS.ends || begun === undefined) return [];
    if (tts === undefined || begun.tts === undefined) throw new Error('this browser traces no CPU time');
    return (tts - begun.tts) / 1000;
  });
}
