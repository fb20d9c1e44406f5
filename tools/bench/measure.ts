// What one operation costs: its time over many samples of many calls, and what it takes from the heap.

import { getHeapStatistics } from 'node:v8';

export interface Measured {
  readonly name: string;
  /** Nanoseconds a call: of the median sample and of the slowest one in a hundred. */
  readonly medianNs: number;
  readonly p99Ns: number;
  /** Bytes on the wire that a call handles, frame headers included; null where it handles none. */
  readonly wireBytes: number | null;
  /** Bytes that a call allocates, in and outside the heap. The collector frees them. */
  readonly allocatedBytes: number;
  /** Bytes of heap that a call still holds after a collection, over all samples. */
  readonly keptBytes: number;
}

export interface Effort {
  readonly samples: number;
  readonly callsPerSample: number;
}

export const FULL: Effort = { samples: 300, callsPerSample: 10_000 };
/** For tests: enough to show that a bench still runs. */
export const QUICK: Effort = { samples: 3, callsPerSample: 20 };

/** Samples before the first one that counts, so that the code is compiled. */
const WARM_UP_SAMPLES_PER_SAMPLE = 0.1;
/** Few enough calls that no collection runs meanwhile, and enough that buffers shared by many calls count. */
const CALLS_PER_ALLOCATION_SAMPLE = 400;
const ALLOCATION_SAMPLES = 41;

/** Calls `operation` many times. Heap figures need `node --expose-gc`; without it they are NaN. */
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

/** Less what the reading itself allocates. */
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
