import { describe, expect, test } from 'vitest';
import { errorMessage, NAME_LENGTH_MAX, type ClientMessage, type ErrorCode, type UnknownWord } from '#protocol';
import { hashWorld, LEFT, RIGHT } from '#simulation';
import type { SavedSession } from '#client';
import { TRIES_MAX } from '../../client/reconnect-policy.ts';
import { friendlyName } from '../../web-client/view/menus/names.ts';
import { ROOM_SETTINGS } from '../support/room-settings.ts';
import { joinedMessage } from './joined-message.ts';
import { CALM, seeded, SimulatedNetwork } from './simulated-network.ts';
import type { SimulatedPage } from './simulated-page.ts';

const LINK = { delayMs: 20, jitterMs: 5 };
const COUNTDOWN_MS = 3200;
/** Longer than the server keeps a seat. */
const PLACE_GONE_MS = 31_000;

/** Names of the states passed through, each once. */
const names = (page: SimulatedPage): string[] =>
  page.states.map(({ name }) => name).filter((name, i, all) => name !== all[i - 1]);

test('[W8] hello, play, joined: in a room', () => {
  const page = new SimulatedNetwork(1, LINK).join();
  expect(names(page)).toEqual(['lobby', 'entering', 'room']);
});

test('[W8] a room is known before it is shown', () => {
  const { session } = new SimulatedNetwork(1, LINK).createRoom('Ann');
  expect(session.room?.state).toBe('lobby');
  expect(session.room?.isHost).toBe(true);
});

test('[W8] leaving leads back into the lobby, closing ends the session', () => {
  const network = new SimulatedNetwork(1, LINK);
  const { session } = network.join();
  session.leave();
  network.clock.advance(1000);
  expect(session.state).toEqual({ name: 'lobby' });
  expect(network.core.lobby.roomCount).toBe(0);
  session.close();
  expect(session.state).toMatchObject({ name: 'ended', reason: 'left' });
  network.clock.advance(1000);
  expect(network.core.sessions.count).toBe(0);
});

test('[W8] a reserved name ends the session', () => {
  const network = new SimulatedNetwork(1, LINK);
  const { session } = network.open({ name: 'admin' });
  network.clock.advance(1000);
  expect(session.state).toMatchObject({ name: 'ended', reason: 'name-reserved' });
});

test.each<ErrorCode>(['wrong-version', 'server-full'])('[W8] %s ends the session', (code) => {
  const network = new SimulatedNetwork(1, LINK);
  network.refusal = errorMessage(code);
  const { session } = network.open();
  network.clock.advance(1000);
  expect(session.state).toMatchObject({ name: 'ended', reason: code });
});

test.each<[ErrorCode, (network: SimulatedNetwork) => void, string]>([
  ['no-such-room', () => {}, 'ABCDE'],
  ['room-full', (network) => void network.createRoom('Ben', { seatCount: 1 }), ''],
  ['wrong-password', (network) => void network.join({ name: 'Ben', entry: lockedRoom('pear') }), ''],
])('[W8] %s leaves the page in the lobby', (code, prepare, room) => {
  const network = new SimulatedNetwork(1, LINK);
  prepare(network);
  const entry = { type: 'join', code: room === '' ? network.room.code : room, password: '' } as const;
  const page = network.open({ entry });
  network.clock.advance(500);
  expect(page.session.state).toEqual({ name: 'lobby' });
  expect(page.refusals).toEqual([{ code, entry }]);
  page.session.enter(lockedRoom('plum'));
  network.until(() => page.isInRoom);
  expect(page.session.roomPassword).toBe('plum');
});

test('[W8] a match of other rules than the page has ends the session', () => {
  const network = new SimulatedNetwork(1, LINK);
  const page = network.join();
  network.say(page, { ...joinedMessage(), layout: [] });
  network.clock.advance(100);
  expect(page.session.state).toMatchObject({ name: 'ended', reason: 'bad-server' });
});

test.each([
  [-1, 'room'],
  [4, 'ended'],
])('[W8] a page that is given seat %i is in state %s: it may watch, but not sit beside the table', (seat, state) => {
  const network = new SimulatedNetwork(1, LINK);
  const page = network.join();
  network.say(page, { ...joinedMessage(), seat });
  network.clock.advance(100);
  expect(page.session.state.name).toBe(state);
  if (seat < 0) expect(page.session.room?.isSeated).toBe(false);
});

test('[W8] a server that is not there is reported, and the page does not try again by itself', () => {
  const network = new SimulatedNetwork(1, LINK);
  network.isUnreachable = true;
  const { session } = network.open();
  network.clock.advance(60_000);
  expect(session.state).toMatchObject({ name: 'ended', reason: 'unreachable' });
});

describe('a lost connection', () => {
  test('[W9] is dialled again, into the same seat', () => {
    const network = new SimulatedNetwork(1, LINK);
    network.beginMatch('Ben', ['Ann']);
    const { session, match } = network.pages[1]!;
    network.cut();
    expect(session.state.name).toBe('disconnected');
    network.until(() => network.pages.every(({ isInRoom }) => isInRoom));
    expect(session.room!.match).not.toBe(match);
    expect(session.room!.match.seat).toBe(match.seat);
    network.clock.advance(60_000);
    expect(network.room.seats.wire.slice(0, 2).map(({ name }) => name)).toEqual(['Ben', 'Ann']);
  });

  test('[W9] every token is used once', () => {
    const network = new SimulatedNetwork(1, LINK);
    const page = network.join();
    const tokens = new Set<string>();
    for (let cut = 0; cut < TRIES_MAX; cut++) {
      tokens.add(page.saved!.token);
      network.cut();
      network.until(() => page.isInRoom);
    }
    expect(tokens.size).toBe(TRIES_MAX);
    expect(network.core.sessions.count).toBe(1);
  });

  test('[W7][W9] plays no old input again, and goes on with the next sequence', () => {
    const network = new SimulatedNetwork(3, { delayMs: 75, jitterMs: 10 });
    const [page] = network.beginMatch('Ann');
    network.frames(COUNTDOWN_MS);
    page.session.steer(RIGHT);
    network.frames(500);
    page.session.steer(LEFT); // is under way when the connection breaks
    network.cut();
    network.until(() => page.isInRoom);
    network.frames(500);
    expect(network.inputs.map(({ sequence }) => sequence)).toEqual([1]);
    page.session.steer(LEFT);
    network.frames(500);
    expect(network.inputs.map(({ sequence }) => sequence)).toEqual([1, 3]);
    expect(page.match.prediction.confirmed.pacTravel[page.match.seat]).toBe(LEFT);
  });

  test('[W9] on which nothing arrives counts as broken', () => {
    const network = new SimulatedNetwork(1, LINK);
    const page = network.join();
    page.link.holdUntil(Infinity);
    network.clock.advance(10_000);
    expect(names(page).slice(2)).toEqual(['room', 'disconnected', 'resuming', 'entering', 'room']);
  });

  test('[W9] is tried for longer than the server keeps the seat, and then reported as lost', () => {
    const network = new SimulatedNetwork(1, LINK);
    const { session } = network.join();
    network.isUnreachable = true;
    network.cut();
    network.clock.advance(18_000);
    expect(session.state.name).toBe('disconnected');
    network.clock.advance(60_000);
    expect(session.state).toMatchObject({ name: 'ended', reason: 'connection-lost' });
  });

  test('[W9] the pauses between two tries grow, differ from page to page, and end when the browser is online again', () => {
    const pauses = (seed: number): number[] => {
      const network = new SimulatedNetwork(seed, CALM);
      const { dialledMs } = network.join();
      network.isUnreachable = true;
      network.cut();
      network.clock.advance(15_000);
      return dialledMs.slice(2).map((ms, i) => ms - dialledMs.slice(1)[i]!);
    };
    const full = [250, 500, 500, 1000, 1000, 2000];
    for (const [i, pause] of pauses(1).slice(0, full.length).entries()) {
      expect(pause).toBeGreaterThanOrEqual(full[i]! / 2);
      expect(pause).toBeLessThanOrEqual(full[i]! + 1);
    }
    expect(pauses(1)).not.toEqual(pauses(2));

    const network = new SimulatedNetwork(1, LINK);
    const page = network.join();
    network.isUnreachable = true;
    network.cut();
    network.clock.advance(9000);
    network.isUnreachable = false;
    const tries = page.dialledMs.length;
    page.session.reconnectNow();
    expect(page.dialledMs).toHaveLength(tries + 1);
    network.until(() => page.isInRoom);
  });

  test('[W9] of a page that slept with its laptop is made anew, and nothing old is sent', () => {
    const network = new SimulatedNetwork(1, LINK);
    const [page] = network.beginMatch('Ann');
    network.frames(COUNTDOWN_MS);
    const { seat } = page.match;
    page.process.stop(20_000);
    network.clock.advance(20_100);
    expect(page.session.state.name).toBe('disconnected');
    page.session.steer(LEFT);
    network.until(() => page.isInRoom);
    network.frames(1000);
    expect(page.match.seat).toBe(seat);
    expect(network.inputs).toEqual([]);
    expect(page.match.prediction.predicted.tick - network.room.tickNow).toBeLessThan(15);
  });

  test('[W9] when the session has run out, the same room is asked for', () => {
    const network = new SimulatedNetwork(1, LINK);
    network.createRoom('Ben');
    const page = network.join({ entry: network.roomEntry });
    page.link.cut();
    page.process.stop(PLACE_GONE_MS);
    network.clock.advance(PLACE_GONE_MS);
    expect(network.core.sessions.count).toBe(1);
    network.until(() => page.isInRoom);
    expect(messagesOf(network, page).filter(({ type }) => type === 'join')).toHaveLength(2);
  });

  test('[W9] after a restart of the server the page plays on in another room, and says so', () => {
    const network = new SimulatedNetwork(1, LINK);
    const page = network.join();
    const { code } = page.session.room!;
    network.restart();
    network.until(() => page.moves.length > 0 && page.isInRoom);
    expect(page.moves).toEqual([`${code} ${page.session.room!.code}`]);
    expect(page.refusals).toEqual([]);
    network.frames(COUNTDOWN_MS);
    page.session.steer(RIGHT);
    network.frames(500);
    expect(network.inputs.map(({ sequence }) => sequence)).toEqual([1]);
  });

  test('[W9] when the room has no seat left, the player is asked, and may watch', () => {
    const network = new SimulatedNetwork(1, LINK);
    network.createRoom('Ben', { seatCount: 2 });
    const page = network.join({ entry: network.roomEntry });
    network.core.sessions.named('Ann')!.end();
    network.join({ name: 'Cleo', entry: network.roomEntry });
    page.link.cut();
    network.until(() => page.refusals.length > 0);
    expect(page.refusals).toMatchObject([{ code: 'room-full', entry: { type: 'join' } }]);
    expect(page.session.state.name).toBe('lobby');
    page.session.enter({ ...network.roomEntry, type: 'watch' });
    network.until(() => page.isInRoom);
    expect(page.session.room!.isSeated).toBe(false);
  });

  test('[W9] leads into the lobby, with a message, when the room has ended meanwhile', () => {
    const network = new SimulatedNetwork(1, LINK);
    const host = network.createRoom('Ben');
    const page = network.join({ name: 'Ann', entry: network.roomEntry });
    network.isUnreachable = true;
    page.link.cut();
    host.session.send({ type: 'close' });
    network.until(() => network.core.lobby.roomCount === 0);
    network.isUnreachable = false;
    network.until(() => page.session.state.name === 'lobby');
    expect(page.news.filter(({ type }) => type === 'left')).toEqual([{ type: 'left', reason: 'host-closed' }]);
  });

  test('[W9] in the lobby is dialled again as well', () => {
    const network = new SimulatedNetwork(1, LINK);
    const page = network.open({ entry: null });
    network.clock.advance(500);
    page.session.browse(true);
    network.clock.advance(500);
    network.cut();
    network.clock.advance(3000);
    expect(names(page)).toEqual(['lobby', 'disconnected', 'resuming', 'lobby']);
    expect(messagesOf(network, page).filter(({ type }) => type === 'browse')).toHaveLength(2);
  });

  test('[W9] while a room was being entered leads to no second request', () => {
    const network = new SimulatedNetwork(1, LINK);
    network.createRoom('Ben');
    const page = network.open({ entry: null });
    network.clock.advance(500);
    page.session.enter(network.roomEntry);
    page.session.enter(network.roomEntry);
    for (let ms = 0; ms < 500 && network.room.members.count < 2; ms++) network.clock.advance(1);
    page.link.cut(); // `joined` is under way
    network.until(() => page.isInRoom);
    expect(messagesOf(network, page).filter(({ type }) => type === 'join')).toHaveLength(1);
  });

  test('[W9] after a goodbye of the server is tried again', () => {
    const network = new SimulatedNetwork(1, LINK);
    const { session } = network.join();
    network.core.sessions.end('the server is shutting down');
    network.clock.advance(100);
    expect(session.state.name).toBe('disconnected');
  });

  test('[W9] after a fatal error of a later version, the server says whether the page may come back', () => {
    const later = { ...errorMessage('silent'), code: 4000, text: 'later' };
    for (const [recovery, state] of [
      ['resume', 'disconnected'],
      ['new-session', 'ended'],
      ['stop', 'ended'],
      ['constructor' as UnknownWord, 'ended'],
      ['', 'ended'],
    ] as const) {
      const network = new SimulatedNetwork(1, LINK);
      const page = network.join();
      network.say(page, { ...later, recovery });
      network.clock.advance(200);
      expect([recovery, page.session.state.name]).toEqual([recovery, state]);
    }
  });

  test('[W9] a newer connection of the same session ends this one for good', () => {
    const network = new SimulatedNetwork(1, LINK);
    const { session, saved } = network.join();
    const newer = network.join({ entry: null, saved });
    network.clock.advance(60_000);
    expect(session.state).toMatchObject({ name: 'ended', reason: 'resumed-elsewhere' });
    expect(newer.isInRoom).toBe(true);
  });
});

describe('a page that is loaded anew', () => {
  const played = (): { network: SimulatedNetwork; saved: SavedSession } => {
    const network = new SimulatedNetwork(1, LINK);
    const [page] = network.beginMatch('Ann');
    network.frames(COUNTDOWN_MS);
    page.session.steer(RIGHT);
    network.frames(500);
    const saved = page.saved!;
    network.close(page);
    return { network, saved };
  };

  test('[W13] takes its seat again, and its inputs count', () => {
    const { network, saved } = played();
    expect(saved).toMatchObject({ name: 'Ann', code: network.room.code, sequence: 1 });
    const { session, match } = network.join({ entry: null, saved });
    expect(match.seat).toBe(0);
    session.steer(LEFT);
    network.frames(500);
    expect(network.inputs.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  test('[W13] waits for a server that cannot be reached', () => {
    const { network, saved } = played();
    network.isUnreachable = true;
    const page = network.open({ entry: null, saved });
    network.clock.advance(3000);
    expect(page.session.state).toEqual({ name: 'disconnected', room: null });
    network.isUnreachable = false;
    network.until(() => page.isInRoom);
  });

  test('[W13] has no session to come back to when the player left', () => {
    const network = new SimulatedNetwork(1, LINK);
    const page = network.join();
    expect(page.saved).not.toBe(null);
    page.session.leave();
    network.clock.advance(500);
    expect(page.saved).toBe(null);
  });
});

test('[W6] a pause stands where the server stands, and goes on in the present', () => {
  const network = new SimulatedNetwork(5, { delayMs: 40, jitterMs: 5 });
  const [{ session, match }] = network.beginMatch('Ann', [], { fill: true });
  network.frames(COUNTDOWN_MS + 1000);
  session.send({ type: 'pause', paused: true });
  network.frames(5000);
  expect(session.room?.state).toBe('paused');
  const { predicted, confirmed } = match.prediction;
  expect(hashWorld(predicted)).toBe(hashWorld(network.world));
  expect(hashWorld(predicted)).toBe(hashWorld(confirmed));
  session.send({ type: 'pause', paused: false });
  network.frames(2000);
  expect(session.room?.state).toBe('play');
  const ahead = predicted.tick - network.room.tickNow;
  expect(ahead).toBeGreaterThanOrEqual(0);
  expect(ahead).toBeLessThan(15);
});

test('[W8] results stay until the next match, and not longer', () => {
  const network = new SimulatedNetwork(1, LINK);
  const [{ session }] = network.beginMatch('Ann');
  network.frames(COUNTDOWN_MS);
  session.steer(LEFT);
  network.frames(1000);
  network.endMatch();
  network.until(() => session.room?.state === 'result');
  expect(session.room?.results?.score).toBe(network.world.score);
  expect(network.world.score).toBeGreaterThan(0);
  session.send({ type: 'ready', ready: true });
  network.until(() => session.room?.state === 'countdown');
  expect(session.room?.results).toBe(null);
});

test('[W10] friendly names fit', () => {
  const rng = seeded(5);
  for (let i = 0; i < 500; i++) {
    const name = friendlyName(() => rng(1000) / 1000);
    expect(name.length).toBeLessThanOrEqual(NAME_LENGTH_MAX);
    expect(name).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
  }
});

function lockedRoom(password: string) {
  return { type: 'create', settings: ROOM_SETTINGS, password } as const;
}

function messagesOf(network: SimulatedNetwork, page: SimulatedPage): ClientMessage[] {
  return network.received.filter((received) => received.page === page).map(({ message }) => message);
}
