// What one operation costs: its time over many samples of many calls, and what it takes from the heap.

import { getHeapStatistics } from 'node:v8';

export interface Measured {
  readonly name: string;
  /** Nanoseconds a call: of the median sample and of the slowest one in a hundred. */
  readonly medianNs: number;
  readonly p99Ns: number;
  /** Bytes on the wire that a call is about, frame headers included; null where it is about none. */
  readonly wireBytes: number | null;
  /** Bytes that a call allocates, in and beside the heap; the collector gets them back. */
  readonly allocatedBytes: number;
  /** Bytes of heap that a call leaves behind, over all samples. */
  readonly keptBytes: number;
}

export interface Effort {
  readonly samples: number;
  readonly callsPerSample: number;
}

export const FULL: Effort = { samples: 300, callsPerSample: 10_000 };
/** Enough to show that a bench still runs, for the tests. */
export const QUICK: Effort = { samples: 3, callsPerSample: 20 };

/** Samples run before any is kept, so that the compiler is done. */
const WARM_UP_SAMPLES_PER_SAMPLE = 0.1;
/** Few enough calls that nothing is collected while they run, and enough for buffers that many calls share to count. */
const CALLS_PER_ALLOCATION_SAMPLE = 400;
const ALLOCATION_SAMPLES = 41;

/** Calls `operation` again and again. Heap figures need `node --expose-gc`; without it they are NaN. */
export function measure(
  name: string,
  effort: Effort,
  operation: () => void,
  wireBytes: number | null = null,
): Measured {
  const warmUp = Math.ceil(effort.samples * WARM_UP_SAMPLES_PER_SAMPLE);
  for (let i = 0; i < warmUp; i++) sample(effort.callsPerSample, operation);
  const nanoseconds = new Float64Array(effort.samples);
  const heapBefore = heapBytes();
  for (let i = 0; i < effort.samples; i++) nanoseconds[i] = sample(effort.callsPerSample, operation);
  const heapAfter = heapBytes();
  nanoseconds.sort();
  return {
    name,
    medianNs: nanoseconds[effort.samples >> 1]!,
    p99Ns: nanoseconds[Math.ceil(effort.samples * 0.99) - 1]!,
    wireBytes,
    allocatedBytes: allocatedBytes(operation),
    keptBytes: (heapAfter - heapBefore) / (effort.samples * effort.callsPerSample),
  };
}

function sample(calls: number, operation: () => void): number {
  const began = process.hrtime.bigint();
  for (let i = 0; i < calls; i++) operation();
  return Number(process.hrtime.bigint() - began) / calls;
}

function heapBytes(): number {
  if (globalThis.gc === undefined) return Number.NaN;
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/** What the reading itself allocates is taken off. */
function allocatedBytes(operation: () => void): number {
  const samples: number[] = [];
  for (let i = 0; i < ALLOCATION_SAMPLES; i++) samples.push(allocation(operation) - allocation(null));
  samples.sort((a, b) => a - b);
  return Math.max(0, samples[ALLOCATION_SAMPLES >> 1]!) / CALLS_PER_ALLOCATION_SAMPLE;
}

function allocation(operation: (() => void) | null): number {
  if (globalThis.gc === undefined) return Number.NaN;
  globalThis.gc();
  const before = getHeapStatistics();
  if (operation !== null) for (let i = 0; i < CALLS_PER_ALLOCATION_SAMPLE; i++) operation();
  const after = getHeapStatistics();
  return after.used_heap_size + after.external_memory - before.used_heap_size - before.external_memory;
}
