// What a page's session reports of its connection, and when it sends inputs.
import { expect, test } from 'vitest';
import { LEFT, PHASE, UP } from '#simulation';
import { CALM, SimulatedNetwork } from './simulated-network.ts';

const LINK = { delayMs: 50, jitterMs: 0 };

test('[W22] vitals are those of the match that is played; in the lobby there are none', () => {
  const network = new SimulatedNetwork(1, LINK);
  const { session } = network.open({ entry: null });
  network.until(() => session.state.name === 'lobby');
  expect(session.vitals).toBeNull();
  const { session: playing, match } = network.join({ name: 'Bo' });
  network.frames(4000);
  const vitals = playing.vitals!;
  expect(vitals.figures).toBe(match.figures);
  expect(vitals.roundTripMs).toBeGreaterThanOrEqual(100);
  expect(vitals.roundTripMs).toBeLessThan(140);
  expect(vitals.leadTicks).toBeGreaterThanOrEqual(6.5);
  expect(vitals.updateAgeMs).toBeGreaterThanOrEqual(0);
  // Pieces of a quiet match are a quarter of a second apart.
  expect(vitals.updateAgeMs).toBeLessThan(300);
  const { messagesIn, messagesOut, bytesIn, bytesOut } = vitals.traffic;
  expect(bytesIn).toBeGreaterThan(messagesIn);
  expect(bytesOut).toBeGreaterThan(messagesOut);
  expect(messagesIn).toBeGreaterThan(20);
  // Far less than a ping for each snapshot: the clock is sure.
  expect(messagesOut).toBeLessThan(20);
});

test('[W16] what others do and say reaches the page as news', () => {
  const network = new SimulatedNetwork(4, CALM);
  const host = network.createRoom('Ann');
  network.until(() => host.isInRoom);
  host.news.length = 0;
  const guest = network.open({ name: 'Bo', entry: { type: 'join', code: network.room.code, password: '' } });
  network.until(() => guest.isInRoom);
  guest.session.send({ type: 'chat', scope: 'room', to: '', text: 'hello' });
  guest.session.leave();
  network.until(() => guest.session.state.name === 'lobby');
  network.frames(200);
  expect(host.news.map((news) => [news.type, 'kind' in news ? news.kind : 'text' in news ? news.text : ''])).toEqual([
    ['notice', 'joined'],
    ['chat', 'hello'],
    ['notice', 'left'],
  ]);
  expect(guest.news.map(({ type }) => type)).toContain('left');
});

test('[W22] a world that stands still is no silence, and its first moments are none either', () => {
  const network = new SimulatedNetwork(2, CALM);
  const { session } = network.join();
  network.until(() => network.world.phase === PHASE.play);
  session.send({ type: 'pause', paused: true });
  network.until(() => session.room!.match.stands);
  network.frames(5000);
  expect(session.vitals!.updateAgeMs).toBe(0);
  session.send({ type: 'pause', paused: false });
  network.until(() => !session.room!.match.stands);
  expect(session.vitals!.updateAgeMs).toBeLessThan(100);
});

test('[W7] a page steers only the actor of its own seat', () => {
  const network = new SimulatedNetwork(3, CALM);
  const lobby = network.open({ name: 'Lea', entry: null });
  network.until(() => lobby.session.state.name === 'lobby');
  lobby.session.steer(LEFT);
  const player = network.join();
  const watcher = network.open({ name: 'Wim', entry: { type: 'watch', code: network.room.code, password: '' } });
  network.until(() => watcher.isInRoom);
  expect(watcher.match.seat).toBe(-1);
  watcher.session.steer(LEFT);
  network.until(() => network.world.phase === PHASE.play);
  network.frames(500);
  expect(network.inputs).toEqual([]);
  player.session.steer(UP);
  network.frames(500);
  expect(network.inputs).toHaveLength(1);
  player.session.leave();
  network.until(() => player.session.state.name === 'lobby');
  player.session.steer(LEFT);
  network.frames(500);
  expect(network.inputs).toHaveLength(1);
});
