import { once } from 'node:events';
import { expect, onTestFinished, test, vi } from 'vitest';
import { dial, type DialSettings } from '../../../bridge/target/dial.ts';
import { closedAddress, openTarget } from '../support.ts';

const TIMEOUT_MS = 10_000;
/** So that a target that says nothing has not accepted: it owes its part of the TLS handshake. */
const tls: DialSettings['tls'] = { verify: false };

/** Only the timers of the dial: the sockets are real, and the test waits for what they do. */
function stopClock(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
}

function failureOf(connected: Promise<unknown>): Promise<unknown> {
  return connected.then(
    () => null,
    (error: unknown) => error,
  );
}

test('[B16] the time to accept is one for all addresses together, and each but the last has its share of it', async () => {
  stopClock();
  const [first, second, third] = [await openTarget(), await openTarget(), await openTarget()];
  const { connected } = dial({ addresses: [first, second, third], tls, timeoutMs: 3 * TIMEOUT_MS });
  const failure = failureOf(connected);

  const toFirst = await first.nextConnection();
  vi.advanceTimersByTime(TIMEOUT_MS - 1);
  expect(toFirst.destroyed).toBe(false);
  vi.advanceTimersByTime(1);
  await once(toFirst.resume(), 'end');
  const toSecond = await second.nextConnection();
  vi.advanceTimersByTime(10);
  toSecond.destroy();
  const toThird = await third.nextConnection();
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(2 * TIMEOUT_MS - 10);
  expect(await failure).toMatchObject({ id: 'target-timeout' });
  await once(toThird.resume(), 'end');
  expect(vi.getTimerCount()).toBe(0);
});

test('[B16] an address that accepts within the time of all ends the dial, and no timer is left', async () => {
  stopClock();
  const [silent, accepting] = [await openTarget(), await openTarget()];
  const refusing = await closedAddress();
  const { connected } = dial({ addresses: [refusing, accepting, silent], tls: null, timeoutMs: TIMEOUT_MS });
  const { socket, address } = await connected;
  onTestFinished(() => void socket.destroy());
  expect(address).toBe(`127.0.0.1:${accepting.port}`);
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(2 * TIMEOUT_MS);
  expect(socket.destroyed).toBe(false);
});

test('[B16] if every address refuses, the target is unreachable; a cancelled dial tries no further address', async () => {
  stopClock();
  const refused = dial({ addresses: [await closedAddress(), await closedAddress()], tls: null, timeoutMs: TIMEOUT_MS });
  await expect(refused.connected).rejects.toMatchObject({ id: 'target-unreachable' });

  const [silent, other] = [await openTarget(), await openTarget()];
  const cancelled = dial({ addresses: [silent, other], tls, timeoutMs: TIMEOUT_MS });
  const failure = failureOf(cancelled.connected);
  const connection = await silent.nextConnection();
  cancelled.cancel();
  expect(await failure).toMatchObject({ id: 'target-unreachable' });
  await once(connection.resume(), 'end');
  expect(other.connections()).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test('[B16] a target that accepted while the bridge stood still has accepted', async () => {
  stopClock();
  let nowMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  onTestFinished(() => void vi.restoreAllMocks());
  const accepting = await openTarget();
  const { connected } = dial({ addresses: [accepting], tls: null, timeoutMs: TIMEOUT_MS });
  // The timer is called before the connection is seen.
  nowMs = 20_000;
  vi.advanceTimersToNextTimer();
  const { socket, address } = await connected;
  onTestFinished(() => void socket.destroy());
  expect(address).toBe(`127.0.0.1:${accepting.port}`);
  expect(vi.getTimerCount()).toBe(0);
});
