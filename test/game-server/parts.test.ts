// The parts that need no socket: proxy headers, addresses, the ticker, input queues, flow control and broadcast.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { networkOf, PROXY_HEADER_BYTES_MAX } from '#net';
import { decodeServer, LENGTH_BYTES, type ServerMessage } from '#protocol';
import { createWorld, EVENT, Events, LEFT, matchSettings, RIGHT, step, type Input, EVERYTHING } from '#simulation';
import { AddressLimits } from '../../game-server/limits/address-limits.ts';
import { Broadcast } from '../../game-server/match/broadcast.ts';
import type { Viewer } from '../../game-server/match/viewer-group.ts';
import { gameServerConfig } from '../../game-server/config.ts';
import { Metrics } from '../../game-server/ops/metrics.ts';
import { FlowControl } from '../../game-server/net/flow-control.ts';
import { ProxyHeaderReader, type ProxyHeader } from '../../game-server/net/proxy-header.ts';
import { INPUT_QUEUE_PER_SEAT_MAX } from '../../game-server/rooms/room-rules.ts';
import { InputQueue } from '../../game-server/match/input-queue.ts';
import { Ticker } from '../../game-server/ticker.ts';
import { Outbox } from '../../game-server/net/outbox.ts';
import { proxyHeader } from '../support/proxy-header.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const NOTHING = {
  rooms: 0,
  connections: 0,
  queuedBytes: 0,
  sessions: 0,
  disconnected: 0,
  names: 0,
  tokens: 0,
  readers: 0,
  callers: 0,
};
const config = gameServerConfig();
const newMetrics = () => new Metrics(() => NOTHING);

/** Gives a reader the bytes in pieces of these sizes, until it has made up its mind. */
function readInPieces(bytes: Buffer, sizes: readonly number[]): ProxyHeader & { given: number } {
  const reader = new ProxyHeaderReader();
  for (let at = 0, i = 0; ; i++) {
    const end = Math.min(bytes.length, at + (sizes[i % sizes.length] ?? 1));
    const read = reader.push(bytes.subarray(at, end));
    at = end;
    if (read.kind !== 'more' || at === bytes.length) return { ...read, given: at };
  }
}

const anySizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });

test('[GL3] a PROXY header is read in any split, and the bytes behind it are kept', () => {
  const anyAddress = fc.oneof(
    fc.ipV4(),
    fc.ipV6().filter((address) => !address.includes('.') && !/^(0*:)+:?ffff/.test(address)),
  );
  const anyExtensions = fc.array(fc.nat(255), { maxLength: 100 });
  fc.assert(
    fc.property(anyAddress, anyExtensions, fc.uint8Array(), anySizes, (address, extensions, rest, sizes) => {
      const header = proxyHeader(address, extensions);
      const read = readInPieces(Buffer.concat([header, rest]), sizes);
      if (read.kind !== 'header') return expect.fail(`read as ${read.kind}`);
      expect(networkOf(read.address!)).toBe(networkOf(address));
      expect([...read.rest]).toEqual([...rest.subarray(0, read.given - header.length)]);
    }),
  );
});

test('[GL3] bytes that do not begin like a header are the stream itself, and no bytes make the reader keep many', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 3000 }), fc.nat(15), anySizes, (noise, prefix, sizes) => {
      const bytes = Buffer.concat([proxyHeader('203.0.113.7').subarray(0, prefix), noise]);
      const read = readInPieces(bytes, sizes);
      if (read.kind === 'none') expect(Buffer.from(read.rest)).toEqual(bytes.subarray(0, read.given));
      if (read.kind === 'more') expect(bytes.length).toBeLessThan(PROXY_HEADER_BYTES_MAX);
    }),
  );
});

test('[GL2] an IPv6 /48 has eight times the connections of one of its /64s, and as many new ones', () => {
  const config = gameServerConfig({ connectionsPerAddressMax: 2, newConnectionsPerAddressBurst: 3 });
  const limits = new AddressLimits(config);
  const at = (network: number, site = 'a') => `2001:db8:${site}:${network.toString(16)}::1`;
  const admitted = Array.from({ length: 40 }, (_, network) => limits.admit(at(network), 0));
  expect(admitted.filter(Boolean)).toHaveLength(16);
  expect(limits.admit(at(0, 'b'), 0)).toBe(true);
  for (let network = 0; network < 8; network++) limits.release(at(network));
  // 24 at once: 16 were opened, 8 more may be, though places are free for all.
  const again = Array.from({ length: 16 }, (_, network) => limits.admit(at(100 + network), 0));
  expect(again.filter(Boolean)).toHaveLength(8);
  limits.release(at(8));
  expect(limits.admit(at(200), 0)).toBe(false);
  expect(limits.admit(at(200), 1000)).toBe(true);
});

test('[GL2] exempt addresses take and give back nothing of what their /48 has', () => {
  const config = gameServerConfig({ connectionsPerAddressMax: 1, exemptNetworks: ['2001:db8:a:1::/64'] });
  const limits = new AddressLimits(config);
  for (let network = 2; network < 10; network++) expect(limits.admit(`2001:db8:a:${network}::1`, 0)).toBe(true);
  for (let time = 0; time < 20; time++) expect(limits.admit('2001:db8:a:1::1', 0)).toBe(true);
  for (let time = 0; time < 20; time++) limits.release('2001:db8:a:1::1');
  expect(limits.admit('2001:db8:a:a::1', 0)).toBe(false);
});

test('[GL2] callers without connections are forgotten', () => {
  const limits = new AddressLimits(gameServerConfig({ connectionsPerAddressMax: 1 }));
  expect(limits.admit('203.0.113.7', 0)).toBe(true);
  expect(limits.admit('203.0.113.7', 0)).toBe(false);
  limits.release('203.0.113.7');
  limits.sweep(60_000);
  expect(limits.callerCount).toBe(0);
  expect(limits.admit('203.0.113.7', 60_000)).toBe(true);
});

function startTicker(rooms: { tick(serverTick: number, nowMs: number): void }[] = []) {
  const clock = new VirtualClock();
  const metrics = newMetrics();
  const failures: unknown[] = [];
  let sweeps = 0;
  const ticker = new Ticker({
    ...{ clock, ticks: { now: 0 }, config, metrics, outbox: new Outbox({ commit() {} }), rooms: () => rooms },
    roomFailed: (_, error) => failures.push(error),
    ticked() {},
    sweep: () => sweeps++,
  });
  return { clock, metrics, failures, ticker, sweeps: () => sweeps };
}

test('[GT1] 60 ticks a second, exactly, for an hour', () => {
  const { clock, metrics, sweeps } = startTicker();
  clock.advance(3_600_000);
  expect(metrics.ticks).toBe(216_000);
  expect(metrics.ticksDropped).toBe(0);
  expect(sweeps()).toBe(14_400);
});

test('[GT1] on a clock of whole milliseconds a tick begins half a millisecond early or late at most', () => {
  const offsMs: number[] = [];
  const room = { tick: (serverTick: number, nowMs: number) => offsMs.push(nowMs - (serverTick * 1000) / 60) };
  const { clock, failures } = startTicker([room]);
  clock.advance(1000);
  expect(offsMs).toHaveLength(60);
  expect(Math.max(...offsMs.map(Math.abs))).toBeLessThanOrEqual(0.5);
  expect(failures).toEqual([]);
});

test('[GT2] after a stall it catches up at most 5 ticks and drops the rest', () => {
  const { clock, metrics } = startTicker();
  clock.advance(1000);
  clock.stall(50);
  clock.advance(1);
  expect(metrics).toMatchObject({ ticks: 63, ticksDropped: 0 });
  clock.stall(949);
  clock.advance(0);
  expect(metrics).toMatchObject({ ticks: 68, ticksDropped: 52 });
  clock.advance(1000);
  expect(metrics).toMatchObject({ ticks: 128, ticksDropped: 52 });
});

test('[GT3] a room that throws is handed over, and the others tick on', () => {
  const ticks: number[] = [];
  const bad = { tick: () => expect.fail('broken') };
  const { clock, failures, ticker } = startTicker([bad, { tick: (serverTick) => ticks.push(serverTick) }]);
  clock.advance(50);
  expect(ticks).toEqual([1, 2, 3]);
  expect(failures).toHaveLength(3);
  ticker.stop();
  clock.advance(1000);
  expect(ticks).toHaveLength(3);
});

test('[GT2] a ticker that is stopped in a tick catches up no more, and is not called again', () => {
  const ticks: number[] = [];
  const { clock, ticker } = startTicker([
    {
      tick(serverTick) {
        ticks.push(serverTick);
        if (serverTick === 2) ticker.stop();
      },
    },
  ]);
  clock.stall(80);
  clock.advance(10_000);
  expect(ticks).toEqual([1, 2]);
});

test('[GR3] wishes are applied in the order of their sequences, none before its tick, none twice, and few wait', () => {
  const anyInput = fc.record({ sequence: fc.integer({ min: 1, max: 200 }), ahead: fc.integer({ min: -40, max: 60 }) });
  fc.assert(
    fc.property(fc.array(fc.array(anyInput, { maxLength: 50 }), { maxLength: 40 }), (perTick) => {
      const queue = new InputQueue(0);
      const meant = new Map<number, number>();
      let newest = -1;
      for (let tick = 1; tick <= perTick.length + 31; tick++) {
        for (const { sequence, ahead } of perTick[tick - 1] ?? []) {
          queue.push(sequence, Math.max(0, tick + ahead), LEFT, tick);
          if (!meant.has(sequence)) meant.set(sequence, tick + Math.min(30, ahead));
        }
        const due: Input[] = [];
        queue.takeDue(tick, due);
        expect(due.length).toBeLessThanOrEqual(INPUT_QUEUE_PER_SEAT_MAX);
        for (const input of due) {
          if (input.kind !== 'wish') return expect.fail(input.kind);
          expect(input.sequence).toBeGreaterThan(newest);
          if (input.sequence > 0) expect(tick).toBeGreaterThanOrEqual(meant.get(input.sequence)!);
          newest = input.sequence;
        }
      }
    }),
  );
});

const FRAME = Buffer.alloc(1);

test('[GC4] a round trip of a second is no reason to be left out, half a second more is', () => {
  const outlet = { queuedBytes: 0, write: () => {} };
  const flow = new FlowControl(config, outlet);
  flow.start(0, 0);
  for (let tick = 1; tick <= 600; tick++) {
    expect(flow.isReady(tick)).toBe(true);
    flow.show(FRAME, tick, (tick * 1000) / 60);
    if (tick > 60) flow.seen(tick - 60, tick, (tick * 1000) / 60);
  }
  flow.seen(541, 632, 10_500);
  expect(flow.isReady(632)).toBe(false);
  flow.seen(600, 640, 10_600);
  expect(flow.isReady(640)).toBe(true);
});

test('[GC4] much queued leaves a client out until nothing is', () => {
  const outlet = { queuedBytes: config.queuedBytesHighWater + 1, write: () => {} };
  const flow = new FlowControl(config, outlet);
  flow.start(0, 0);
  expect(flow.isReady(1)).toBe(false);
  outlet.queuedBytes = 100;
  expect(flow.isReady(2)).toBe(false);
  outlet.queuedBytes = 0;
  expect(flow.isReady(3)).toBe(true);
});

class RecordingViewer implements Viewer {
  isFast = true;
  readonly frames: Buffer[] = [];

  readonly hasUnseen = false;

  isReady(): boolean {
    return this.isFast;
  }

  show(frame: Buffer): void {
    this.frames.push(frame);
  }

  get last(): ServerMessage {
    const decoded = decodeServer(this.frames.at(-1)!.subarray(LENGTH_BYTES));
    return 'message' in decoded ? decoded.message : expect.fail(decoded.error);
  }
}

test('[GB1] viewers of one rate share one frame; those that skipped a snapshot share a keyframe', () => {
  const world = createWorld(matchSettings({ mode: 'coop', seed: 5 }));
  const broadcast = new Broadcast(0, newMetrics());
  const viewers = Array.from({ length: 4 }, () => new RecordingViewer());
  const [ann, bob, cid, dan] = viewers as [RecordingViewer, RecordingViewer, RecordingViewer, RecordingViewer];
  for (const viewer of viewers) broadcast.join(viewer, viewer, 20, { world, view: EVERYTHING });
  const events = new Events();
  const tick = (serverTick: number) => {
    step(world, [{ kind: 'wish', seat: 0, sequence: serverTick, direction: serverTick % 2 ? LEFT : RIGHT }], events);
    broadcast.send(serverTick, 0);
  };
  cid.isFast = dan.isFast = false;
  for (const serverTick of [1, 2, 3]) tick(serverTick);
  expect(ann.frames).toHaveLength(1);
  expect(ann.frames[0]).toBe(bob.frames[0]);
  expect(ann.last.type).toBe('snapshot');
  expect(cid.frames).toHaveLength(0);
  cid.isFast = dan.isFast = true;
  for (const serverTick of [4, 5, 6]) tick(serverTick);
  expect(cid.frames[0]).toBe(dan.frames[0]);
  expect(cid.last).toMatchObject({ type: 'keyframe', tick: 6 });
  for (const serverTick of [7, 8, 9]) tick(serverTick);
  expect(cid.frames[1]).toBe(ann.frames[2]);
});

test('[GB2] rooms with different phases send at different ticks', () => {
  const world = createWorld(matchSettings({ mode: 'coop' }));
  const sent = [0, 1, 2].map((phase) => {
    const viewer = new RecordingViewer();
    const broadcast = new Broadcast(phase, newMetrics());
    broadcast.join(viewer, viewer, 20, { world, view: EVERYTHING });
    return [1, 2, 3].map((serverTick) => {
      world.tick++;
      broadcast.send(serverTick, 0);
      return viewer.frames.length;
    });
  });
  expect(sent).toEqual([
    [0, 0, 1],
    [0, 1, 1],
    [1, 1, 1],
  ]);
});

test('[GB3] a snapshot carries all events since the one before, but no dots, and not more than its share', () => {
  const world = createWorld(matchSettings({ mode: 'coop' }));
  const broadcast = new Broadcast(0, newMetrics());
  const viewer = new RecordingViewer();
  broadcast.join(viewer, viewer, 10, { world, view: EVERYTHING });
  const events = new Events();
  events.add(EVENT.dotEaten, 0, 100, 10);
  events.add(EVENT.caught, 1, 200, 2);
  broadcast.record(world, events);
  world.tick++;
  broadcast.send(6, 0);
  expect(viewer.last).toMatchObject({ events: [EVENT.caught, 1, 200, 2] });
  for (let i = 0; i < 100; i++) broadcast.record(world, events);
  world.tick++;
  broadcast.send(12, 0);
  expect((viewer.last as ServerMessage & { type: 'snapshot' }).events).toHaveLength(64 * 4);
  world.tick++;
  broadcast.send(18, 0);
  expect(viewer.last).toMatchObject({ events: [] });
});
