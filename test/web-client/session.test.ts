import { expect, test } from 'vitest';
import { errorMessage, type ErrorCode } from '#protocol';
import { NAME_LENGTH_MAX } from '#protocol';
import { endingOf } from '../../web-client/view/endings.ts';
import { friendlyName } from '../../web-client/view/names.ts';
import { seeded, SimulatedNetwork } from './simulated-network.ts';

const LINE = { delayMs: 20, jitterMs: 5 };

const names = (network: SimulatedNetwork): string[] => network.states.map(({ name }) => name);

test('[W8] hello, play, joined: playing', () => {
  const network = new SimulatedNetwork(1, LINE);
  network.join();
  expect(names(network)).toEqual(['playing']);
});

test('[W8] leaving ends the session and frees the seat', () => {
  const network = new SimulatedNetwork(1, LINE);
  const { session } = network.join();
  session.leave();
  network.clock.advance(1000);
  expect(session.state).toEqual({ name: 'ended', reason: 'left' });
  expect(network.room.players).toEqual([]);
});

test.each<ErrorCode>(['no-such-room', 'room-full', 'wrong-version', 'server-full'])(
  '[W8] %s ends the session',
  (code) => {
    const network = new SimulatedNetwork(1, LINE);
    network.refusal = errorMessage(code);
    const session = network.session('ABCDE');
    network.clock.advance(1000);
    expect(session.state).toEqual({ name: 'ended', reason: code });
    expect(endingOf(code).text).toMatch(/\w/);
  },
);

test('[W8] a server that is not there is said to be so, and not tried again behind the player’s back', () => {
  const network = new SimulatedNetwork(1, LINE);
  network.unreachable = true;
  const session = network.session();
  network.clock.advance(60_000);
  expect(session.state).toEqual({ name: 'ended', reason: 'unreachable' });
});

test('[W9] a broken connection is dialled again, into the same room', () => {
  const network = new SimulatedNetwork(1, LINE);
  const { session } = network.join();
  network.cut();
  expect(session.state.name).toBe('waiting');
  network.clock.advance(1000);
  expect(names(network)).toEqual(['playing', 'waiting', 'playing']);
  network.clock.advance(60_000);
  expect(network.room.players).toHaveLength(1);
});

test('[W9] a connection that falls silent is as good as broken', () => {
  const network = new SimulatedNetwork(1, LINE);
  const { session } = network.join();
  network.silent = true;
  network.clock.advance(10_000);
  expect(session.state.name).toBe('waiting');
});

test('[W9] after some tries it gives up and says so', () => {
  const network = new SimulatedNetwork(1, LINE);
  const { session } = network.join();
  network.unreachable = true;
  network.cut();
  network.clock.advance(120_000);
  expect(session.state).toEqual({ name: 'ended', reason: 'lost' });
});

test('[W9] the server’s goodbye is not the player’s: the page comes back', () => {
  const network = new SimulatedNetwork(1, LINE);
  const { session } = network.join();
  network.say({ type: 'bye', reason: 'the server is shutting down' });
  network.clock.advance(100);
  expect(session.state.name).toBe('waiting');
});

test('[W10] friendly names fit', () => {
  const chance = seeded(5);
  for (let i = 0; i < 500; i++) {
    const name = friendlyName(() => chance(1000) / 1000);
    expect(name.length).toBeLessThanOrEqual(NAME_LENGTH_MAX);
    expect(name).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
  }
});
