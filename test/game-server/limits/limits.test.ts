// Deadlines, rates, numbers of connections, and slow readers, over real sockets on a virtual clock.

import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { encodeClient, encodeFrame, faultOf } from '#protocol';
import { Connection } from '../../../game-server/net/connection.ts';
import { gameServerConfig } from '../../../game-server/config.ts';
import { Metrics } from '../../../game-server/ops/metrics.ts';
import { Outbox } from '../../../game-server/net/outbox.ts';
import { Stalls } from '../../../game-server/stalls.ts';
import { MemoryServer } from '../../support/memory-server.ts';
import { proxyHeader } from '../../support/proxy-header.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const ping = encodeFrame(encodeClient({ type: 'ping', time: 1, seenTick: 0 }));

test('[GC1] a client without a hello after 5 s in all gets hello-timeout, however slowly its bytes arrive', async () => {
  const server = await startTestServer({ frameTimeoutMs: 60_000 });
  const stranger = await server.connect();
  for (const byte of [0, 0, 0]) {
    stranger.bytes(Uint8Array.of(byte));
    server.clock.advance(1500);
  }
  expect(stranger.inbox).toEqual([]);
  server.clock.advance(1000);
  expect(await stranger.error()).toBe('hello-timeout');
});

test('[GC1] a frame left unfinished for 5 s ends the connection', async () => {
  const server = await startTestServer();
  const ann = await server.enter();
  ann.bytes(Uint8Array.of(...ping, 0, 0, 0));
  await ann.next('pong');
  server.clock.advance(5500);
  expect(await ann.error()).toBe('frame-timeout');
});

test('[GC1] silence for 10 s ends the connection', async () => {
  const server = await startTestServer();
  const ann = await server.enter('Ann');
  server.clock.advance(9500);
  await ann.ping();
  server.clock.advance(9500);
  await ann.ping();
  server.clock.advance(10_500);
  expect(await ann.error()).toBe('silent');
});

test('[GC2] messages above the rate are dropped, and a flood ends the connection', async () => {
  const server = await startTestServer({ messagesBurst: 10, messagesDroppedMax: 20 });
  const ann = await server.enter();
  for (let i = 0; i < 40; i++) ann.bytes(ping);
  expect(await ann.error()).toBe('flood');
  expect(ann.inbox.filter((message) => message.type === 'pong')).toHaveLength(9);
});

test('[GC2] the count of dropped messages is reset once a client has kept to the rate', () => {
  const server = new MemoryServer({ messagesBurst: 10, messagesDroppedMax: 20 });
  const ann = server.enter('Ann');
  server.clock.advance(1000);
  for (let round = 0; round < 5; round++) {
    ann.bytes(Buffer.concat(Array.from({ length: 25 }, () => ping)));
    server.clock.advance(1000);
  }
  expect(server.core.metrics.messagesDropped).toBe(5 * 15);
  expect(ann.isClosed).toBe(false);
  ann.bytes(Buffer.concat(Array.from({ length: 31 }, () => ping)));
  expect(ann.errors()).toEqual(['flood']);
});

test('[GC3] many messages at once are decoded a share at a time, in order and without loss', async () => {
  const server = await startTestServer({ messagesPerTurnMax: 4, messagesBurst: 1000 });
  const ann = await server.enter();
  const pings = Array.from({ length: 500 }, (_, time) =>
    encodeFrame(encodeClient({ type: 'ping', time, seenTick: 0 })),
  );
  ann.bytes(Buffer.concat(pings));
  for (let time = 0; time < 500; time++) expect((await ann.next('pong')).time).toBe(time);
});

test('[GC4] a client that says nothing of what it has seen gets no more snapshots; a keyframe makes it right again', async () => {
  const server = await startTestServer();
  const [ann, bob] = [await server.enter('Ann'), await server.enter('Bob')];
  const { code } = await ann.create(2);
  await bob.join(code);
  await server.run(250, bob);
  const lastSent = ann.seenTicks.at(-1)!;
  expect(lastSent).toBe(30 + 60 + 120);
  expect(ann.inbox.some((message) => message.type === 'keyframe')).toBe(false);
  await ann.ping();
  await server.run(2, ann, bob);
  expect((await ann.next('keyframe')).tick).toBe(251);
  const { world } = server.lobby.room(code)!;
  expect(ann.words).toEqual(world.words);
  expect(ann.seenTicks.slice(-2)).toEqual([251, 252]);
  expect(bob.seenTicks).toEqual(Array.from({ length: 252 }, (_, i) => i + 1));
});

test('[GC4] a client whose last seen tick stands still for 5 s is closed, though it pings', async () => {
  const server = await startTestServer();
  const [ann, bob] = [await server.enter('Ann'), await server.enter('Bob')];
  const { code } = await ann.create(2);
  await bob.join(code);
  const frozenTick = ann.words[0]!;
  for (let i = 0; i < 12; i++) {
    await server.run(20, bob);
    await ann.ping(frozenTick);
  }
  expect((await server.admin('/metrics')).text).not.toContain('packetman_snapshots_skipped_total 0');
  await server.run(80, bob);
  expect(await ann.error()).toBe('too-far-behind');
  const { seats } = await bob.find('seats', ({ seats }) => seats[0]!.disconnected);
  expect(seats).toMatchObject([{ name: 'Ann' }, { name: 'Bob', disconnected: false }]);
  expect(server.lobby.room(code)!.world.tick).toBe(320);
});

test('[GC5] a socket that is not read gets a bounded number of bytes, and is then closed', async () => {
  const { clientSide, serverSide } = await socketPair();
  clientSide.pause();
  const clock = new VirtualClock();
  const config = gameServerConfig();
  const metrics = new Metrics(() => ({
    rooms: 0,
    connections: 1,
    queuedBytes: 0,
    sessions: 0,
    disconnected: 0,
    names: 0,
    tokens: 0,
    readers: 0,
    callers: 0,
  }));
  const connection = new Connection(serverSide, 1, '127.0.0.1', {
    config,
    clock,
    metrics,
    outbox: new Outbox({ commit() {} }),
    stalls: new Stalls(0),
  });
  const faults: string[] = [];
  connection.open({
    received() {},
    mistaken() {},
    faulted: (refusal) => faults.push(faultOf(refusal).code),
    closed() {},
    overdue: () => null,
  });
  const frame = Buffer.alloc(60_000);
  for (let i = 0; i < 1000; i++) connection.write(frame);
  expect(connection.queuedBytes).toBeLessThanOrEqual(config.queuedBytesMax);
  connection.sweep(0);
  expect(faults).toEqual(['too-far-behind']);
  connection.close(Buffer.from('last'));
  clock.advance(config.closeTimeoutMs + 1);
  connection.sweep(clock.now());
  expect(serverSide.destroyed).toBe(true);
});

test('[GL1] beyond the maximum of connections the next gets server-full', async () => {
  const server = await startTestServer({ connectionsMax: 2 });
  await server.enter('Ann');
  const bob = await server.enter('Bob');
  const cid = await server.connect();
  expect(await cid.error()).toBe('server-full');
  await bob.ping();
});

test('[GL1] some refused connections may close by themselves, and all beyond are closed at once', async () => {
  const server = await startTestServer({ connectionsMax: 1, refusalsMax: 2 });
  await server.enter('Ann');
  for (let i = 0; i < 4; i++) {
    const socket = connect({ host: '127.0.0.1', port: server.port, allowHalfOpen: true }).on('error', () => {});
    onTestFinished(() => void socket.destroy());
    // Its own end stays open.
    await once(socket.resume(), 'end');
  }
  const { text } = await server.admin('/metrics');
  expect(text).toContain('packetman_connections 3\n');
  expect(text).toContain('packetman_errors_total{code="server-full"} 4\n');
});

test('[GL1] of too many connections without a hello the oldest is reset', async () => {
  const server = await startTestServer({ greetingsMax: 2 });
  const first = await server.connect();
  const second = await server.connect();
  const third = await server.connect();
  await first.closed();
  await second.hello('Bob');
  await third.hello('Cid');
});

test('[GL2] an address has a maximum of connections, and of new ones a second', async () => {
  const server = await startTestServer({
    ...{ exemptNetworks: [], proxyNetworks: [], connectionsPerAddressMax: 2 },
    ...{ newConnectionsPerAddressBurst: 3, newConnectionsPerAddressPerSecond: 1 },
  });
  await server.enter('Ann');
  const bob = await server.enter('Bob');
  await expectReset(server);
  bob.destroy();
  while ((await server.admin('/metrics')).text.includes('packetman_connections 2'));
  const cid = await server.enter('Cid');
  cid.destroy();
  while ((await server.admin('/metrics')).text.includes('packetman_connections 2'));
  await expectReset(server);
  server.clock.advance(1000);
  await server.enter('Dan');
});

test('[GL3] behind a trusted proxy the limits and the logs go by the address it names', async () => {
  const server = await startTestServer({ connectionsPerAddressMax: 1 });
  const ann = await server.connect();
  ann.bytes(proxyHeader('203.0.113.7'));
  await ann.hello('Ann');
  const second = await server.connect();
  second.bytes(proxyHeader('203.0.113.7'));
  await second.closed();
  const other = await server.connect();
  other.bytes(proxyHeader('2001:db8::7'));
  await other.hello('Eve');
  other.bytes(Uint8Array.of(0, 0, 0, 0));
  expect(await other.error()).toBe('frame-empty');
  expect(server.logLines.at(-1)).toMatchObject({ address: '2001:db8::7', code: 'frame-empty' });
});

test('[GL3] version 1 of the header is read as version 2 is', async () => {
  const server = await startTestServer({ connectionsPerAddressMax: 1 });
  const ann = await server.connect();
  for (const byte of Buffer.from('PROXY TCP4 203.0.113.7 127.0.0.1 50000 1980\r\n')) ann.bytes(Uint8Array.of(byte));
  await ann.hello('Ann');
  const second = await server.connect();
  second.bytes(proxyHeader('203.0.113.7'));
  await second.closed();
});

test.each([
  ['UNKNOWN', Buffer.from('PROXY UNKNOWN\r\n')],
  ['LOCAL', Buffer.from('0d0a0d0a000d0a515549540a20000000', 'hex')],
])('[GL3] a proxy that speaks for itself (%s) counts as itself', async (_, header) => {
  const server = await startTestServer({ connectionsPerAddressMax: 1, exemptNetworks: [] });
  const probe = await server.connect();
  probe.bytes(header);
  await probe.hello('Probe');
  const second = await server.connect();
  second.bytes(header);
  await second.closed();
});

test('[GL3] the connections of a trusted proxy are not its own: only what they carry counts', async () => {
  const server = await startTestServer({ connectionsPerAddressMax: 1, exemptNetworks: [] });
  const players = await Promise.all(Array.from({ length: 60 }, () => server.connect()));
  for (const [index, player] of players.entries()) player.bytes(proxyHeader(`203.0.113.${index}`));
  for (const [index, player] of players.entries()) await player.hello(`Player ${index}`);
  expect(server.present().sessions).toBe(60);
});

test('[GL3] a place of the address that a proxy names is free again when its connection closes, and no other is', async () => {
  const server = await startTestServer({ connectionsPerAddressMax: 1, exemptNetworks: [] });
  const enter = async (address: string) => {
    const player = await server.connect();
    player.bytes(proxyHeader(address));
    await player.hello('Ann');
    return player;
  };
  const isReset = async (bytes: Uint8Array) => {
    const player = await server.connect();
    player.bytes(bytes);
    await player.closed();
    return player.inbox.length === 0;
  };
  const connectionsAre = async (count: number) => {
    while (!(await server.admin('/metrics')).text.includes(`packetman_connections ${count}\n`));
  };
  const [ann, bob] = [await enter('203.0.113.1'), await enter('203.0.113.2')];
  const proxy = await server.connect();
  await proxy.hello('Probe');
  ann.destroy();
  await connectionsAre(2);
  await enter('203.0.113.1');
  // Refused connections give nothing back.
  for (let time = 0; time < 2; time++) {
    for (const address of ['203.0.113.1', '203.0.113.2']) expect(await isReset(proxyHeader(address))).toBe(true);
    expect(await isReset(Uint8Array.of(0))).toBe(true);
    await connectionsAre(3);
  }
  for (const player of [bob, proxy]) player.destroy();
  await connectionsAre(1);
  expect(await isReset(proxyHeader('203.0.113.1'))).toBe(true);
  await enter('203.0.113.2');
});

test('[GL3] a malformed header of a trusted proxy is refused', async () => {
  const server = await startTestServer();
  const proxy = await server.connect();
  proxy.bytes(Buffer.from('PROXY TCP4 203.0.113.7\r\n'));
  expect(await proxy.error()).toBe('proxy-refused');
});

test.each([
  ['version 1', Buffer.from('PROXY TCP4 203.0.113.7 127.0.0.1 50000 1980\r\n')],
  ['version 2', proxyHeader('203.0.113.7')],
])('[GL3] a header of a peer that is not trusted is refused, and the log names the flag, once', async (_, header) => {
  const server = await startTestServer({ proxyNetworks: ['192.0.2.0/24'] });
  for (let time = 0; time < 3; time++) {
    const eve = await server.connect();
    eve.bytes(header);
    expect(await eve.error()).toBe('proxy-refused');
  }
  const warnings = server.logLines.filter(({ msg }) => msg.includes('--proxy-network'));
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatchObject({ address: '127.0.0.1', warning: 'untrustedProxy' });
});

test('[GL5] if all clients seem to have one address, the log says so once', async () => {
  const server = await startTestServer({ connectionsPerAddressMax: 3 });
  for (const name of ['Ann', 'Bob']) await server.enter(name);
  expect(server.logLines.filter(({ msg }) => msg.includes('proxy'))).toEqual([]);
  for (const name of ['Cid', 'Dan']) await server.enter(name);
  expect(server.logLines.filter(({ warning }) => warning !== undefined)).toMatchObject([
    { warning: 'allFromOne', address: '127.0.0.1' },
  ]);
});

test('[GL5] an address that is not exempt and full is logged, once', async () => {
  const server = await startTestServer({ connectionsPerAddressMax: 1, exemptNetworks: [], proxyNetworks: [] });
  await server.enter('Ann');
  for (let time = 0; time < 3; time++) await expectReset(server);
  expect(server.logLines.filter(({ warning }) => warning === 'addressFull')).toHaveLength(1);
});

test.each([
  ['exempt', { exemptNetworks: ['203.0.113.0/24'] }, 'namedAllFromOne'],
  ['not exempt', { exemptNetworks: [] }, 'namedFull'],
])('[GL5] a proxy that names one address (%s) for everybody is logged, once', async (_, overrides, warning) => {
  const server = await startTestServer({ connectionsPerAddressMax: 3, ...overrides });
  const enter = async (name: string) => {
    const player = await server.connect();
    player.bytes(proxyHeader('203.0.113.7'));
    await player.hello(name).catch(() => null);
  };
  for (const name of ['Ann', 'Bob']) await enter(name);
  expect(server.logLines.filter(({ msg }) => msg.includes('proxy'))).toEqual([]);
  for (const name of ['Cid', 'Dan', 'Eve']) await enter(name);
  expect(server.logLines.filter(({ msg }) => msg.includes('proxy'))).toMatchObject([
    { warning, address: '203.0.113.7' },
  ]);
});

test('[GL5] an address that is not exempt may have as many connections as it may, without a word', async () => {
  const server = await startTestServer({ connectionsPerAddressMax: 2, exemptNetworks: [], proxyNetworks: [] });
  for (const name of ['Ann', 'Bob']) await server.enter(name);
  expect(server.logLines.filter(({ warning }) => warning !== undefined)).toEqual([]);
});

test('[GL4] draining refuses new connections, says bye to all others and waits for them', async () => {
  const server = await startTestServer();
  const ann = await server.enter();
  await ann.play();
  ann.socket.pause();
  const drained = server.drain();
  const bob = await server.connect();
  expect(await bob.error()).toBe('server-stopping');
  expect((await server.admin('/readyz')).status).toBe(503);
  ann.socket.resume();
  expect((await ann.next('bye')).reason).not.toBe('');
  await drained;
  await expect(server.connect()).rejects.toThrow('ECONNREFUSED');
});

/** A reset may come before or after the client knows that it is connected. */
async function expectReset(server: TestServer): Promise<void> {
  const player = await server.connect().catch(() => null);
  await player?.closed();
}

async function socketPair(): Promise<{ clientSide: Socket; serverSide: Socket }> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address() as { port: number };
  const accepted = new Promise<Socket>((resolve) => listener.once('connection', resolve));
  const clientSide = connect(address.port, '127.0.0.1').on('error', () => {});
  const serverSide = (await accepted).on('error', () => {});
  onTestFinished(() => {
    clientSide.destroy();
    serverSide.destroy();
    listener.close();
  });
  return { clientSide, serverSide };
}
