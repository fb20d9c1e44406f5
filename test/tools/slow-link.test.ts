import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { LinkLane, type LinkProfile } from '../../tools/link-profile.ts';
import { QUEUED_BYTES_MAX, startSlowLink, type SlowLink } from '../../tools/slow-link.ts';

/** Timers may be early by less than this. */
const TIMER_MS = 2;
const CHUNK_BYTES_MAX = 64 * 1024;

const anyProfile = fc.record({
  delayMs: fc.integer({ min: 0, max: 500 }),
  jitterMs: fc.integer({ min: 0, max: 100 }),
  stallMs: fc.integer({ min: 0, max: 300 }),
  stallEveryMs: fc.constantFrom(0, 1000, 5000),
  bytesPerSecond: fc.constantFrom(1000, 50_000, Infinity),
  lossShare: fc.constantFrom(0, 0.1),
  retransmitMs: fc.constantFrom(0, 240),
});
const anySendings = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 50 }), bytes: fc.nat(2000) }));

test('[TN2] bytes arrive in order, late enough, not in a stall, and no more of them than the line carries', () => {
  fc.assert(
    fc.property(anyProfile, anySendings, fc.infiniteStream(fc.nat(999)), (profile, sendings, chances) => {
      const lane = new LinkLane(profile, () => (chances.next().value as number) / 1000);
      let [now, last, sent] = [0, 0, 0];
      for (const { afterMs, bytes } of sendings) {
        now += afterMs;
        sent += bytes;
        const arrives = lane.arrivesMs(now, bytes);
        expect(arrives).toBeGreaterThanOrEqual(Math.max(last, now + profile.delayMs));
        expect(arrives).toBeGreaterThanOrEqual((sent * 1000) / profile.bytesPerSecond);
        if (profile.stallEveryMs > 0)
          expect(arrives % profile.stallEveryMs).toBeGreaterThanOrEqual(profile.stallMs - 1e-6);
        last = arrives;
      }
    }),
  );
});

test('[TN2] a lost packet and what is sent after it arrive a retransmission later', () => {
  const draws = [0.5, 0.9, 0.5, 0.1, 0.5, 0.9];
  const lane = new LinkLane({ delayMs: 75, jitterMs: 0, lossShare: 0.2, retransmitMs: 240 }, () => draws.shift()!);
  expect([0, 50, 100].map((sentMs) => lane.arrivesMs(sentMs, 1))).toEqual([75, 365, 365]);
});

test('[TN3] an echo takes both ways, and comes back whole', async () => {
  const { link } = await through({ delayMs: 40, jitterMs: 5 }, (socket) => socket.pipe(socket));
  const caller = call(link);
  const startMs = performance.now();
  caller.write('there and back');
  const [answer] = (await once(caller, 'data')) as [Buffer];
  expect(String(answer)).toBe('there and back');
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(80 - TIMER_MS);
});

test('[TN3] a reader that waits slows its writer; little is kept on the way, and every byte arrives', async () => {
  const sent = Buffer.alloc(16 * 1024 * 1024, 'packetman');
  const arrived: Buffer[] = [];
  let queuedMost = 0;
  const { link, ended } = await through({ delayMs: 1, jitterMs: 0 }, (socket) => {
    socket.on('data', (bytes: Buffer) => {
      arrived.push(bytes);
      queuedMost = Math.max(queuedMost, link.queuedBytes);
      socket.pause();
      setImmediate(() => socket.resume());
    });
  });
  call(link).end(sent);
  await ended;
  expect(Buffer.concat(arrived).equals(sent)).toBe(true);
  expect(queuedMost).toBeLessThanOrEqual(QUEUED_BYTES_MAX + CHUNK_BYTES_MAX);
});

test('[TN4] an end passes on, and what the other side says after it still comes back', async () => {
  const { link } = await through({ delayMs: 5, jitterMs: 0 }, (socket) => {
    socket.resume().once('end', () => socket.end('heard you'));
  });
  const caller = call(link);
  caller.end();
  const [answer] = (await once(caller, 'data')) as [Buffer];
  expect(String(answer)).toBe('heard you');
  await once(caller, 'close');
});

test('[TN4] a break on one side breaks the other', async () => {
  const { link } = await through({ delayMs: 5, jitterMs: 0 }, (socket) =>
    socket.once('data', () => socket.resetAndDestroy()),
  );
  const caller = call(link);
  caller.write('x');
  await expect(once(caller, 'close')).rejects.toThrow('ECONNRESET');
});

test('[TN4] if no program listens, the client is disconnected', async () => {
  const gone = createServer().listen(0, '127.0.0.1');
  await once(gone, 'listening');
  const { port } = gone.address() as AddressInfo;
  gone.close();
  await once(gone, 'close');
  const caller = call(await open(port, { delayMs: 1, jitterMs: 0 }));
  await expect(once(caller, 'close')).rejects.toThrow('ECONNRESET');
});

test('[TN4] where a line falls silent neither side hears of it, and the next connection is as good as ever', async () => {
  const callers: Socket[] = [];
  const heard: string[] = [];
  const { link } = await through({ delayMs: 1, jitterMs: 0 }, (socket) => {
    callers.push(socket);
    for (const event of ['data', 'end', 'close'])
      socket.on(event, () => heard.push(`${callers.indexOf(socket)} ${event}`));
    socket.pipe(socket);
  });
  const old = call(link);
  old.write('before');
  await once(old, 'data');
  link.fallSilent();
  old.on('data', () => heard.push('answer on the old line'));
  old.write('after');
  old.destroy();
  const next = call(link);
  next.write('as ever');
  const [answer] = (await once(next, 'data')) as [Buffer];
  expect(String(answer)).toBe('as ever');
  expect(heard).toEqual(['0 data', '1 data']);
});

/** A server behind a slow link. `ended` resolves when its first caller has said everything. */
async function through(
  profile: LinkProfile,
  onConnection: (socket: Socket) => void,
): Promise<{ link: SlowLink; ended: Promise<void> }> {
  let resolveEnded = (): void => {};
  const ended = new Promise<void>((resolve) => (resolveEnded = resolve));
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    socket.once('end', resolveEnded);
    onConnection(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { link: await open((server.address() as AddressInfo).port, profile), ended };
}

async function open(port: number, profile: LinkProfile): Promise<SlowLink> {
  const link = await startSlowLink({ host: '127.0.0.1', port: 0 }, { host: '127.0.0.1', port }, profile);
  onTestFinished(() => link.close());
  return link;
}

function call({ port }: SlowLink): Socket {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  return socket;
}
