// Timing one operation: warm-up, then many samples of many calls each, and what they say.

export interface Measured {
  readonly name: string;
  /** Nanoseconds a call: of the median sample and of the slowest one in a hundred. */
  readonly medianNs: number;
  readonly p99Ns: number;
  /** Bytes of heap that a call leaves behind, over all samples. */
  readonly bytesPerCall: number;
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

/** Calls `operation` again and again. Heap figures need `node --expose-gc`; without it they are NaN. */
export function measure(name: string, effort: Effort, operation: () => void): Measured {
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
    bytesPerCall: (heapAfter - heapBefore) / (effort.samples * effort.callsPerSample),
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
