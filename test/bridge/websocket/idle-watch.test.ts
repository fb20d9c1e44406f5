import { expect, onTestFinished, test, vi } from 'vitest';
import { watchIdle } from '../../../bridge/websocket/idle-watch.ts';

const TIMEOUT_MS = 4000;
const CHECK_MS = 1000;

function watched() {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const onIdle = vi.fn<() => void>();
  let messages = 0;
  const stop = watchIdle(() => messages, TIMEOUT_MS, onIdle);
  onTestFinished(stop);
  return { onIdle, stop, message: () => void (messages += 1) };
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate);
}

async function checks(count: number): Promise<void> {
  for (let check = 0; check < count; check += 1) {
    vi.advanceTimersByTime(CHECK_MS);
    await turns(2);
  }
}

test('[B7] a tunnel is idle when the limit has passed without a message', async () => {
  const { onIdle, message } = watched();
  await checks(3);
  message();
  await checks(4);
  expect(onIdle).not.toHaveBeenCalled();
  await checks(1);
  expect(onIdle).toHaveBeenCalledTimes(1);
});

test.each([0, 1])('[B7] a message that waits to be read at the last check counts, turn %i', async (turn) => {
  const { onIdle, message } = watched();
  await checks(3);
  vi.advanceTimersByTime(CHECK_MS);
  await turns(turn);
  message();
  await turns(3);
  expect(onIdle).not.toHaveBeenCalled();
});

test.each([0, 1])('[B7] a tunnel that ends in turn %i of the last check is not idle', async (turn) => {
  const { onIdle, stop } = watched();
  await checks(3);
  vi.advanceTimersByTime(CHECK_MS);
  await turns(turn);
  stop();
  await turns(3);
  expect(onIdle).not.toHaveBeenCalled();
});
