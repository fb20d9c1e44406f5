// A server that stood still, as a stopped process or a machine that slept: no client pays for it.

import { expect, test } from 'vitest';
import { gameServerConfig } from '../../../game-server/config.ts';
import { MemoryServer } from '../../support/memory-server.ts';

const { sweepIntervalTicks, catchUpTicksMax, standstillMsMax, messagesPerSecond, messagesBurst } = gameServerConfig();
/** After it the first of the ticks that are caught up is a sweep, or the last one. */
const TICKS_BEFORE = [sweepIntervalTicks - 1, sweepIntervalTicks - catchUpTicksMax];

/** The server wakes, and its timers are called before what waits in the sockets is read. */
function stall(server: MemoryServer, ms: number): void {
  server.clock.stall(ms);
  server.clock.advance(0);
}

const STALLS_MS = [3000, standstillMsMax + 2000, 20_000];

test.each(STALLS_MS)('[GC11] a client that is read %i ms late, since the server stood still, stays', (ms) => {
  for (const ticks of TICKS_BEFORE) {
    const server = new MemoryServer();
    const [ann, bob] = [server.enter('Ann'), server.enter('Bob')];
    ann.play();
    server.run(4 * sweepIntervalTicks);
    // What it sees last it has not reported.
    server.clock.advance((ticks * 1000) / 60 + 1);
    // Begun, and not complete.
    const cat = server.connect();
    stall(server, ms);
    cat.hello('Cat');
    server.run(600);
    expect([ann, bob, cat].flatMap((player) => player.errors())).toEqual([]);
    expect(ann.seat).toBe(0);
  }
});

test('[GC11] a client that says nothing after a stall is closed a little later', () => {
  const server = new MemoryServer();
  const ann = server.enter('Ann');
  ann.play();
  server.run(4 * sweepIntervalTicks);
  stall(server, 7000);
  server.clock.advance(4900);
  expect(ann.isClosed).toBe(false);
  server.clock.advance(400);
  expect(ann.errors()).toEqual(['too-far-behind']);
});

test('[GC11] as many messages are read after a stall as the rate allows for its time, and no more', () => {
  const server = new MemoryServer();
  const ann = server.enter('Ann');
  server.run(4 * sweepIntervalTicks);
  stall(server, 20_000);
  const allowed = messagesBurst + 20 * messagesPerSecond;
  const bob = server.enter('Bob');
  const dropped = () => server.core.metrics.messagesDropped;
  for (let i = 0; i < allowed; i++) ann.send({ type: 'ping', time: i, seenTick: 0 });
  expect(dropped()).toBe(0);
  for (let i = 0; i < 10; i++) ann.send({ type: 'ping', time: i, seenTick: 0 });
  expect(dropped()).toBe(10);
  // A client that came later did not wait.
  for (let i = 0; i < messagesBurst + 10; i++) bob.send({ type: 'ping', time: i, seenTick: 0 });
  // Its hello was one of them.
  expect(dropped()).toBe(21);
});

test('[GC11] however long the stall, it allows the messages of 30 s', () => {
  const server = new MemoryServer();
  const ann = server.enter('Ann');
  server.run(4 * sweepIntervalTicks);
  stall(server, 3_600_000);
  for (let i = 0; i < messagesBurst + 30 * messagesPerSecond; i++) ann.send({ type: 'ping', time: i, seenTick: 0 });
  expect(server.core.metrics.messagesDropped).toBe(0);
  ann.send({ type: 'ping', time: 0, seenTick: 0 });
  expect(server.core.metrics.messagesDropped).toBe(1);
});
