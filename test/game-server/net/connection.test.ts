// What a connection reports and does in each of its states.

import { once } from 'node:events';
import { connect as connectTo, createServer, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { encodeClient, encodeFrame, faultOf, type Mistake, type Refusal } from '#protocol';
import { gameServerConfig } from '../../../game-server/config.ts';
import { Connection, type CallerCheck } from '../../../game-server/net/connection.ts';
import { Metrics } from '../../../game-server/ops/metrics.ts';
import { Outbox } from '../../../game-server/net/outbox.ts';
import { Stalls } from '../../../game-server/stalls.ts';
import { MemorySocket } from '../../support/memory-socket.ts';
import { proxyHeader } from '../../support/proxy-header.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const PING = encodeFrame(encodeClient({ type: 'ping', time: 1, seenTick: 0 }));
const PER_TURN = 4;

/** A connection, the client's end of it, and what it reported. */
function connect(check: CallerCheck | null = null) {
  const { serverSide, clientSide } = MemorySocket.pair();
  return { ...connectionOn(serverSide, check), serverSide, clientSide };
}

function connectionOn(serverSide: Socket, check: CallerCheck | null = null) {
  const clock = new VirtualClock();
  const config = gameServerConfig({ messagesPerTurnMax: PER_TURN });
  const metrics = new Metrics(() => expect.fail('not asked'));
  const connection = new Connection(
    serverSide,
    1,
    '192.0.2.1',
    { config, clock, metrics, outbox: new Outbox({ commit() {} }), stalls: new Stalls(0) },
    check,
  );
  const reports: string[] = [];
  const owner = (name: string) => ({
    received: ({ type }: { type: string }) => void reports.push(`${name} ${type}`),
    mistaken: ({ error }: Mistake) => void reports.push(`${name} ${error}`),
    faulted: (refusal: Refusal) => void reports.push(`${name} ${faultOf(refusal).code}`),
    closed: () => void reports.push(`${name} closed`),
    overdue: () => null,
  });
  return { connection, clock, metrics, reports, owner };
}

type Connected = ReturnType<typeof connect>;

const ENDS: readonly (readonly [what: string, end: (set: Connected) => void, reports: readonly string[]])[] = [
  ['closed by the client', ({ clientSide }) => clientSide.destroy(), ['first closed']],
  ['reset', ({ connection }) => connection.reset(), ['first closed']],
  ['closed', ({ connection }) => connection.close(Buffer.from('last')), []],
  ['closed and then reset', ({ connection }) => (connection.close(Buffer.from('last')), connection.reset()), []],
  ['reset twice', ({ connection }) => (connection.reset(), connection.reset()), ['first closed']],
];

test.each(ENDS)(
  '[GC1] a connection that was %s reports that at most once, and nothing after it',
  (_, end, expected) => {
    for (const isHeaderExpected of [false, true]) {
      const set = connect(isHeaderExpected ? () => ({ address: '203.0.113.7' }) : null);
      set.connection.open(set.owner('first'));
      end(set);
      expect(set.reports).toEqual(expected);
      const { bytesOut } = set.metrics;
      set.serverSide.emit('data', Buffer.from(PING));
      set.connection.write(Buffer.from('more'));
      set.connection.close(Buffer.from('more'));
      set.connection.fault('flood');
      set.connection.sweep(1e9);
      expect(set.reports).toEqual(expected);
      expect(set.metrics.bytesOut).toBe(bytesOut);
    }
  },
);

test('[GC1] a reset is reported at once, not when the system has closed the socket', () => {
  const set = connect();
  set.serverSide.resetAndDestroy = () => set.serverSide;
  set.connection.open(set.owner('first'));
  set.connection.reset();
  expect(set.reports).toEqual(['first closed']);
  set.serverSide.emit('close');
  expect(set.reports).toEqual(['first closed']);
});

test('[GC1] a real socket that is reset in the turn in which it ends is closed', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const clientSide = connectTo((server.address() as AddressInfo).port, '127.0.0.1');
  onTestFinished(() => void clientSide.destroy());
  const [serverSide] = (await once(server, 'connection')) as [Socket];
  serverSide.on('error', () => {});
  const closed = once(serverSide, 'close');
  const { connection, owner } = connectionOn(serverSide);
  connection.open(owner('first'));
  connection.close(Buffer.from('last'));
  connection.reset();
  await closed;
});

test('[GL3] messages are read once the caller is known, and then by the address in the header', () => {
  const headers: (string | null | undefined)[] = [];
  const set = connect((header) => {
    headers.push(header?.address);
    return { address: header?.address ?? '192.0.2.1' };
  });
  set.connection.open(set.owner('first'));
  const bytes = Buffer.concat([proxyHeader('203.0.113.7'), PING]);
  for (const byte of bytes) set.clientSide.write(Buffer.of(byte));
  expect(headers).toEqual(['203.0.113.7']);
  expect([set.connection.address, ...set.reports]).toEqual(['203.0.113.7', 'first ping']);
});

test.each(['reset', 'proxy-refused'] as const)('[GL3] a caller whose verdict is %s has nothing read', (verdict) => {
  const set = connect(() => verdict);
  set.connection.open(set.owner('first'));
  set.clientSide.write(Buffer.concat([proxyHeader('203.0.113.7'), PING]));
  expect(set.reports).toEqual([verdict === 'reset' ? 'first closed' : 'first proxy-refused']);
  expect(set.connection.address).toBe('192.0.2.1');
});

test('[GS2] after a hand-over only the new owner is reported to', () => {
  const set = connect();
  set.connection.open(set.owner('first'));
  set.clientSide.write(PING);
  set.connection.handOver(set.owner('second'));
  set.clientSide.write(PING);
  set.clientSide.destroy();
  expect(set.reports).toEqual(['first ping', 'second ping', 'second closed']);
});

test('[GC3] of many messages in one piece a share is read in each turn, and the socket is paused until all are', async () => {
  const set = connect();
  const pause = vi.spyOn(set.serverSide, 'pause');
  const resume = vi.spyOn(set.serverSide, 'resume');
  set.connection.open(set.owner('first'));
  set.clientSide.write(Buffer.concat(Array.from({ length: 2 * PER_TURN + 1 }, () => PING)));
  for (const [count, resumed] of [
    [PER_TURN, 0],
    [2 * PER_TURN, 0],
    [2 * PER_TURN + 1, 1],
  ] as const) {
    expect([set.reports.length, resume.mock.calls.length]).toEqual([count, resumed]);
    await nextTurn();
  }
  expect(pause).toHaveBeenCalled();
});
