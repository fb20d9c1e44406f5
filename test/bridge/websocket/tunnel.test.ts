import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { dialingTunnel, LIMITS, openTunnel, pass, until, type MemoryTunnel } from './memory-tunnel.ts';

const { fullQueueTimeoutMs, lingerMs, pingEveryMs, queuedBytesMax } = LIMITS;
const PIECE = Buffer.alloc(32 * 1024, 7);

/** Sends piece by piece until the tunnel holds the browser back: nothing of it is left in front of the tunnel. */
async function fillTarget({ tunnel, browser }: MemoryTunnel): Promise<void> {
  while (tunnel.queuedBytes.toTarget <= queuedBytesMax) {
    const before = tunnel.queuedBytes.toTarget;
    browser.send(PIECE);
    await until(() => tunnel.queuedBytes.toTarget > before);
  }
}

/** The same the other way; the browser has stopped reading. */
async function fillBrowser({ tunnel, browser, target }: MemoryTunnel): Promise<void> {
  browser.pause();
  for (let sent = 0; sent < 8; sent += 1) target.write(PIECE);
  await until(() => tunnel.queuedBytes.toBrowser > queuedBytesMax);
}

/** Reads the target's end until the tunnel holds nothing for it. */
async function drainTarget({ tunnel, target }: MemoryTunnel): Promise<void> {
  target.resume();
  await until(() => tunnel.queuedBytes.toTarget === 0 && target.readableLength === 0);
  target.pause();
}

async function drainBrowser({ tunnel, browser }: MemoryTunnel): Promise<void> {
  browser.resume();
  await until(() => tunnel.queuedBytes.toBrowser === 0);
}

/** Bytes still pass both ways. */
async function expectRelayed({ browser, target, received }: MemoryTunnel): Promise<void> {
  const before = received().length;
  target.once('data', (chunk: Buffer) => target.write(chunk));
  target.resume();
  browser.send('still here');
  await until(() => received().length > before);
  expect(received().subarray(-10).toString()).toBe('still here');
  target.pause();
}

/** The end of the tunnel, whose target answers a FIN with its own; no timer is left. */
async function endOf({ tunnel, closed, browser, target }: MemoryTunnel) {
  if (target.readableEnded) target.end();
  else target.once('end', () => target.end()).resume();
  browser.resume();
  const [end] = await Promise.all([tunnel.ended, closed]);
  expect(vi.getTimerCount()).toBe(0);
  return end;
}

test('[B2] a target that drains its queue in time is not cut off later, and its next full queue has the whole time', async () => {
  const opened = await openTunnel({ pingEveryMs: 2 ** 30 });
  for (let stall = 0; stall < 3; stall += 1) {
    await fillTarget(opened);
    await pass(fullQueueTimeoutMs - 1);
    await drainTarget(opened);
    await pass(2);
    await expectRelayed(opened);
  }
  await pass(2 * fullQueueTimeoutMs);
  await expectRelayed(opened);
  await fillTarget(opened);
  await pass(fullQueueTimeoutMs);
  expect(await endOf(opened)).toMatchObject({ id: 'target-stalled', code: 1008, targetEnd: 'cut-off' });
});

test('[B2] a browser that drains its queue in time is not cut off later, and its next full queue has the whole time', async () => {
  const opened = await openTunnel({ pingEveryMs: 2 ** 30 });
  for (let stall = 0; stall < 3; stall += 1) {
    await fillBrowser(opened);
    await pass(fullQueueTimeoutMs - 1);
    await drainBrowser(opened);
    await pass(2);
    await expectRelayed(opened);
  }
  await pass(2 * fullQueueTimeoutMs);
  await expectRelayed(opened);
  await fillBrowser(opened);
  await pass(fullQueueTimeoutMs - 1);
  expect(opened.target.destroyed).toBe(false);
  await pass(1);
  // The Close frame stands behind what it does not read.
  await pass(lingerMs);
  expect(await endOf(opened)).toMatchObject({ id: 'browser-stalled', code: 1008, targetEnd: 'cut-off' });
});

test('[B7] a download that outlives pings is no silence, whatever has become of the pong', async () => {
  const opened = await openTunnel({ fullQueueTimeoutMs: 2 ** 30 }, { autoPong: false });
  const { browser, target } = opened;
  // The pong of the first ping stays behind the download for several pings.
  await pass(pingEveryMs);
  await fillBrowser(opened);
  for (let ping = 0; ping < 3; ping += 1) await pass(pingEveryMs);
  await drainBrowser(opened);
  await expectRelayed(opened);
  // Once nothing is held back the next ping counts again; bytes of the browser are an answer as well.
  await pass(pingEveryMs);
  await expectRelayed(opened);
  // A queue that fills and drains between two pings.
  await pass(pingEveryMs);
  await fillBrowser(opened);
  await drainBrowser(opened);
  await pass(pingEveryMs);
  expect(browser.readyState).toBe(browser.OPEN);
  target.resume();
  await pass(pingEveryMs);
  expect(await endOf(opened)).toMatchObject({ id: 'browser-silent', code: 1006 });
});

test('[B7] an upload that outlives pings is no silence', async () => {
  const opened = await openTunnel({ fullQueueTimeoutMs: 2 ** 30 }, { autoPong: false });
  await pass(pingEveryMs);
  await fillTarget(opened);
  for (let ping = 0; ping < 4; ping += 1) await pass(pingEveryMs);
  await drainTarget(opened);
  await pass(pingEveryMs);
  await expectRelayed(opened);
});

test('[B7] a browser that leaves a ping unanswered until the next one is lost, one that answers late is not', async () => {
  const opened = await openTunnel({}, { autoPong: false });
  const { browser, rttsMs } = opened;
  for (const lateMs of [0, 1, pingEveryMs - 1]) {
    const pinged = once(browser, 'ping');
    await pass(pingEveryMs - (rttsMs.at(-1) ?? 0));
    await pinged;
    await pass(lateMs);
    browser.pong();
    await until(() => rttsMs.at(-1) === lateMs);
  }
  await pass(1 + pingEveryMs);
  expect(await endOf(opened)).toMatchObject({ id: 'browser-silent', code: 1006, rttMs: pingEveryMs - 1 });
  expect(rttsMs).toEqual([0, 1, pingEveryMs - 1, pingEveryMs]);
});

test.each([
  { about: 'the browser', say: ({ browser }: MemoryTunnel) => browser.send('!') },
  { about: 'the target', say: ({ target }: MemoryTunnel) => target.write('!') },
])(
  '[B7] with an idle limit a tunnel ends after it and at most a quarter later, counted from the last byte of $about',
  async ({ say }) => {
    const idleTimeoutMs = 4000;
    const opened = await openTunnel({ idleTimeoutMs });
    opened.target.resume();
    const { browser } = opened;
    for (const spokenAfterMs of [1, 999, 1000, 1001, 2500, 3999]) {
      await pass(spokenAfterMs);
      expect(browser.readyState).toBe(browser.OPEN);
      say(opened);
      await pass(0);
    }
    await pass(idleTimeoutMs - 1);
    expect(browser.readyState).toBe(browser.OPEN);
    await pass(1 + idleTimeoutMs / 4);
    opened.target.end();
    expect(await endOf(opened)).toMatchObject({ id: 'idle', code: 1008 });
  },
);

test('[B7] pings and pongs do not keep a tunnel from being idle', async () => {
  const opened = await openTunnel({ idleTimeoutMs: 4000, pingEveryMs: 100 });
  opened.target.resume();
  opened.target.end();
  await pass(4000);
  opened.target.end();
  expect((await endOf(opened)).rttMs).not.toBe(null);
});

test('[B3] a target has its time to close after our FIN, no more and no less', async () => {
  const opened = await openTunnel();
  opened.target.resume();
  opened.browser.close(4000);
  await once(opened.target, 'end');
  await pass(lingerMs - 1);
  expect(opened.target.destroyed).toBe(false);
  opened.target.write('last words');
  await pass(1);
  expect(await endOf(opened)).toMatchObject({ id: 'browser-closed', code: 4000, targetEnd: 'cut-off' });
});

test('[B3] a browser has 30 s to answer the Close frame', async () => {
  const opened = await openTunnel();
  opened.browser.pause();
  opened.target.resume();
  opened.target.end('bye');
  await pass(29_999);
  expect(vi.getTimerCount()).toBeGreaterThan(0);
  await pass(1);
  expect(await endOf(opened)).toMatchObject({
    id: 'target-closed',
    code: 1000,
    targetEnd: 'closed',
    bytesToBrowser: 3,
  });
});

test('[B4] every way out of dialing ends the tunnel, cancels the dial and leaves no timer', async () => {
  const refused = await dialingTunnel({ idleTimeoutMs: 1000 });
  refused.refuse('target-timeout');
  expect(await endOf(refused)).toMatchObject({ id: 'target-timeout', targetEnd: 'never-connected', target: null });

  const left = await dialingTunnel({ idleTimeoutMs: 1000 });
  left.browser.terminate();
  await until(left.isCancelled);
  left.refuse('target-unreachable');
  expect(await endOf(left)).toMatchObject({ id: 'browser-lost', targetEnd: 'never-connected', bytesToTarget: 0 });

  // The cancel came too late: the target gets its FIN, and nothing else.
  const late = await dialingTunnel({ idleTimeoutMs: 1000 }, {}, { preamble: Buffer.from('PROXY') });
  late.browser.terminate();
  await until(late.isCancelled);
  late.accept();
  late.target.resume();
  await once(late.target, 'end');
  late.target.end();
  expect(await endOf(late)).toMatchObject({ id: 'browser-lost', targetEnd: 'closed' });

  const drained = await dialingTunnel({ idleTimeoutMs: 1000 });
  drained.tunnel.close('going-away');
  drained.tunnel.destroy();
  await until(drained.isCancelled);
  drained.refuse('target-unreachable');
  expect(await endOf(drained)).toMatchObject({ id: 'going-away', code: 1001 });
});

test('[B7] no side counts as silent before the target has accepted', async () => {
  const opened = await dialingTunnel({}, { autoPong: false });
  await pass(5 * pingEveryMs);
  opened.accept();
  await expectRelayed(opened);
});

test('[B3] a browser that ends without a Close frame, and does not read, has 30 s to take what is queued for it', async () => {
  const opened = await openTunnel();
  const { tunnel, browser, target } = opened;
  const { _socket: wire } = browser as unknown as { readonly _socket: Duplex };
  browser.pause();
  target.write(PIECE);
  await until(() => tunnel.queuedBytes.toBrowser > 0);
  let isEnded = false;
  void tunnel.ended.then(() => (isEnded = true));
  target.once('end', () => target.end()).resume();
  wire.end();
  await until(() => target.writableFinished && tunnel.queuedBytes.toBrowser > 0);
  await pass(29_999);
  expect(isEnded).toBe(false);
  await pass(1);
  expect(await tunnel.ended).toMatchObject({ id: 'browser-lost', code: 1006 });
  expect(vi.getTimerCount()).toBe(0);
});
