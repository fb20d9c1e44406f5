import type { Clock } from '../clock.ts';

/** What a promise results in, if it does so in time. @throws after this many milliseconds */
export async function within<Result>(ms: number, clock: Clock, result: Promise<Result>): Promise<Result> {
  let cancel = () => {};
  const late = new Promise<never>((_, reject) => {
    cancel = clock.after(ms, () => reject(new Error(`no answer within ${ms} ms`)));
  });
  try {
    return await Promise.race([result, late]);
  } finally {
    cancel();
  }
}
