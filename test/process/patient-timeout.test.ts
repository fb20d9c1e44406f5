import { expect, onTestFinished, test, vi } from 'vitest';
import { PatientTimeout } from '#process';

/** Time passes with the timers, or without them while the process stands still: they are then called late. */
function patient(ms: number) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let nowMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  onTestFinished(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
  const passed = vi.fn<() => void>();
  const timeout = new PatientTimeout(ms, passed);
  return {
    ...{ timeout, passed },
    run(forMs: number) {
      nowMs += forMs;
      vi.advanceTimersByTime(forMs);
    },
    /** At the end the timer is called that was due first. */
    stall(forMs: number) {
      nowMs += forMs;
      vi.advanceTimersToNextTimer();
    },
  };
}

test('[D9] a limit passes at its time, once', () => {
  const { run, passed } = patient(8000);
  run(7999);
  expect(passed).not.toHaveBeenCalled();
  run(1);
  run(60_000);
  expect(passed).toHaveBeenCalledTimes(1);
});

test.each([
  [8000, 5000],
  [2000, 2000],
])('[D9] a limit of %i ms that a stop of the process has passed begins again, for %i ms', (ms, againMs) => {
  const { run, stall, passed } = patient(ms);
  run(ms - 1000);
  stall(20_000);
  expect(passed).not.toHaveBeenCalled();
  run(againMs - 1);
  expect(passed).not.toHaveBeenCalled();
  run(1);
  expect(passed).toHaveBeenCalledTimes(1);
});

test('[D9] a busy machine puts off nothing, and a second stop does again', () => {
  const busy = patient(2000);
  busy.stall(2499);
  expect(busy.passed).toHaveBeenCalledTimes(1);
  const stopped = patient(2000);
  stopped.stall(2500);
  stopped.stall(3000);
  expect(stopped.passed).not.toHaveBeenCalled();
  stopped.run(2000);
  expect(stopped.passed).toHaveBeenCalledTimes(1);
});

test('[D9] a process that always stands still has limits too: they begin again three times', () => {
  const { stall, passed } = patient(2000);
  for (let again = 0; again < 3; again += 1) stall(3000);
  expect(passed).not.toHaveBeenCalled();
  stall(3000);
  expect(passed).toHaveBeenCalledTimes(1);
});

test('[D9] one that is cleared never passes, also after a stop', () => {
  const { timeout, run, stall, passed } = patient(2000);
  stall(20_000);
  timeout.clear();
  run(60_000);
  expect(passed).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});
