import type { Clock } from '../clock.ts';

/**
 * What a promise results in, if it does so in time. An answer that has arrived while this process stood still counts: it is
 * read between the timers and the immediates of a turn.
 * @throws after this many milliseconds
 */
export async function within<Result>(ms: number, clock: Clock, result: Promise<Result>): Promise<Result> {
  let cancel = () => {};
  const late = new Promise<never>((_, reject) => {
    cancel = clock.after(ms, () => void setImmediate(() => reject(new Error(`no answer within ${ms} ms`))));
  });
  try {
    return await Promise.race([result, late]);
  } finally {
    cancel();
  }
}
