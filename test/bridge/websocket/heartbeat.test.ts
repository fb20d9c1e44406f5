import { EventEmitter } from 'node:events';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Browser } from '../../../bridge/websocket/browser-socket.ts';
import { Heartbeat } from '../../../bridge/websocket/heartbeat.ts';

const EVERY_MS = 1000;

/** Its browser has been pinged once. Its clock stands still; turns are real. */
function pinged() {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const browser = Object.assign(new EventEmitter(), { OPEN: 1, readyState: 1, ping: vi.fn() });
  const parts = {
    everyMs: EVERY_MS,
    isHeldBack: vi.fn(() => false),
    onDue: vi.fn(),
    onRtt: vi.fn(),
    onSilent: vi.fn(),
  };
  const heartbeat = new Heartbeat({ ...parts, browser: browser as unknown as Browser });
  onTestFinished(() => heartbeat.stop());
  nextBeat();
  expect(browser.ping).toHaveBeenCalledTimes(1);
  return { heartbeat, browser, ...parts };
}

function nextBeat(): void {
  vi.advanceTimersByTime(EVERY_MS);
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate);
}

test('[B7] a browser is silent two turns after the next ping was due, once', async () => {
  const { onSilent, onRtt } = pinged();
  nextBeat();
  await turns(1);
  expect(onSilent).not.toHaveBeenCalled();
  await turns(3);
  expect(onSilent).toHaveBeenCalledTimes(1);
  expect(onRtt.mock.calls).toEqual([[EVERY_MS]]);
});

type Pinged = ReturnType<typeof pinged>;

test.each<[string, (heartbeat: Pinged) => void]>([
  ['whose pong comes', ({ browser }) => browser.emit('pong')],
  ['whose tunnel ends', ({ heartbeat }) => heartbeat.stop()],
  ['that gets a Close frame, which it has time to answer,', ({ browser }) => (browser.readyState = 2)],
  ['that is not read any more', ({ isHeldBack }) => isHeldBack.mockReturnValue(true)],
])('[B7] a browser %s in these turns is not silent', async (_, happens) => {
  for (const turn of [0, 1]) {
    const heartbeat = pinged();
    nextBeat();
    await turns(turn);
    happens(heartbeat);
    await turns(3);
    expect(heartbeat.onSilent).not.toHaveBeenCalled();
  }
});

test('[B7] a turn that takes as long as a ping may is judged by what came in it', async () => {
  const { heartbeat, browser, onSilent } = pinged();
  nextBeat();
  await turns(1);
  browser.emit('pong');
  nextBeat();
  await turns(3);
  expect(onSilent).not.toHaveBeenCalled();
  nextBeat();
  expect(browser.ping).toHaveBeenCalledTimes(2);

  nextBeat();
  await turns(1);
  nextBeat();
  heartbeat.stop();
  await turns(3);
  expect(onSilent).not.toHaveBeenCalled();
});

test('[B7] a ping is due also while a side is held back', () => {
  const { isHeldBack, onDue } = pinged();
  isHeldBack.mockReturnValue(true);
  nextBeat();
  expect(onDue).toHaveBeenCalledTimes(2);
});
