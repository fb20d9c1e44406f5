import { describe, expect, test } from 'vitest';
import { errorMessage, NAME_LENGTH_MAX, type ErrorCode, type UnknownWord } from '#protocol';
import { hashWorld, LEFT, PHASE, RIGHT } from '#simulation';
import type { Stay } from '../../web-client/netcode/session-state.ts';
import { friendlyName } from '../../web-client/view/menus/names.ts';
import { seeded, SimulatedNetwork } from './simulated-network.ts';

const LINE = { delayMs: 20, jitterMs: 5 };
const COUNTDOWN_MS = 3200;
const JOIN = { type: 'join', code: 'ABCDE', password: '' } as const;

/** Names of the states passed through, each once. */
const names = (network: SimulatedNetwork): string[] =>
  network.states.map(({ name }) => name).filter((name, i, all) => name !== all[i - 1]);

test('[W8] hello, play, joined: in a room', () => {
  const network = new SimulatedNetwork(1, LINE);
  network.join();
  expect(names(network)).toEqual(['lobby', 'room']);
});

test('[W8] a room is known before it is shown', () => {
  const network = new SimulatedNetwork(1, LINE);
  network.server.state = 'lobby';
  const { session } = network.join();
  expect(session.room?.state).toBe('lobby');
  expect(session.room?.isHost).toBe(true);
});

test('[W8] leaving leads back into the lobby, closing ends the session', () => {
  const network = new SimulatedNetwork(1, LINE);
  const { session } = network.join();
  session.leave();
  network.clock.advance(1000);
  expect(session.state).toEqual({ name: 'lobby' });
  expect(network.server.players).toEqual([]);
  session.close();
  expect(session.state).toEqual({ name: 'ended', reason: 'left' });
});

test.each<ErrorCode>(['wrong-version', 'server-full', 'name-reserved'])('[W8] %s ends the session', (code) => {
  const network = new SimulatedNetwork(1, LINE);
  network.server.refusal = errorMessage(code);
  const session = network.session();
  network.clock.advance(1000);
  expect(session.state).toEqual({ name: 'ended', reason: code });
});

test.each<ErrorCode>(['no-such-room', 'room-full', 'wrong-password'])('[W8] %s leaves one in the lobby', (code) => {
  const network = new SimulatedNetwork(1, LINE);
  network.server.refusal = { ...errorMessage(code), answers: 3 };
  const session = network.session({ ask: JOIN });
  network.clock.advance(500);
  expect(session.state).toEqual({ name: 'lobby' });
  expect(network.refusals).toEqual([{ code, ask: JOIN }]);
  network.server.refusal = null;
  session.enter({ ...JOIN, password: 'pear' });
  network.untilInRoom(session);
  expect(session.roomPassword).toBe('pear');
});

test('[W8] a match of other rules than the page has ends the session', () => {
  const network = new SimulatedNetwork(1, LINE);
  const { session } = network.join();
  network.server.say({ ...network.server.joinedMessage(0), layout: [] });
  network.clock.advance(100);
  expect(session.state).toEqual({ name: 'ended', reason: 'wrong-version' });
});

test.each([
  [-1, 'room'],
  [4, 'ended'],
])('[W8] who is told of seat %i is in state %s: one may watch, but not sit beside the table', (seat, state) => {
  const network = new SimulatedNetwork(1, LINE);
  const { session } = network.join();
  network.server.say({ ...network.server.joinedMessage(0), seat });
  network.clock.advance(100);
  expect(session.state.name).toBe(state);
  if (seat < 0) expect(session.room?.isSeated).toBe(false);
});

test('[W8] a server that is not there is said to be so, and not tried again behind the player’s back', () => {
  const network = new SimulatedNetwork(1, LINE);
  network.unreachable = true;
  const session = network.session();
  network.clock.advance(60_000);
  expect(session.state).toEqual({ name: 'ended', reason: 'unreachable' });
});

describe('a lost connection', () => {
  test('[W9] is dialled again, into the same seat', () => {
    const network = new SimulatedNetwork(1, LINE);
    network.join({ name: 'Ben' });
    const { session, match } = network.join();
    network.cut();
    expect(session.state.name).toBe('away');
    const again = network.untilInRoom(session);
    expect(again).not.toBe(match);
    expect(again.seat).toBe(match.seat);
    network.clock.advance(60_000);
    expect(network.server.players.map(({ name, seat }) => `${name} ${seat}`)).toEqual(['Ben 0', 'Ann 1']);
  });

  test('[W9] every token is used once', () => {
    const network = new SimulatedNetwork(1, LINE);
    const { session } = network.join();
    const tokens = new Set<string>();
    for (let cut = 0; cut < 20; cut++) {
      tokens.add(network.kept!.token);
      network.cut();
      network.untilInRoom(session);
    }
    expect(tokens.size).toBe(20);
    expect(network.server.stays).toHaveLength(1);
  });

  test('[W7][W9] plays no old input again, and goes on with the next sequence', () => {
    const network = new SimulatedNetwork(3, { delayMs: 75, jitterMs: 10 });
    const { session, match } = network.join();
    network.frames(match, COUNTDOWN_MS);
    session.wish(RIGHT);
    network.frames(match, 500);
    session.wish(LEFT); // is on the wire when it breaks
    network.cut();
    const again = network.untilInRoom(session);
    network.frames(again, 500);
    expect(network.server.inputs.map(({ sequence }) => sequence)).toEqual([1]);
    session.wish(LEFT);
    network.frames(again, 500);
    expect(network.server.inputs.map(({ sequence }) => sequence)).toEqual([1, 3]);
    expect(again.prediction.confirmed.pacTravel[again.seat]).toBe(LEFT);
  });

  test('[W9] one that falls silent is as good as broken', () => {
    const network = new SimulatedNetwork(1, LINE);
    const { session } = network.join();
    network.silent = true;
    network.clock.advance(10_000);
    expect(session.state.name).toBe('away');
  });

  test('[W9] is tried for longer than the server keeps the place, then given up with a word', () => {
    const network = new SimulatedNetwork(1, LINE);
    const { session } = network.join();
    network.unreachable = true;
    network.cut();
    network.clock.advance(18_000);
    expect(session.state.name).toBe('away');
    network.clock.advance(60_000);
    expect(session.state).toEqual({ name: 'ended', reason: 'lost' });
  });

  test('[W9] the pauses between two tries grow, no two pages keep the same ones, and good news of the network ends them', () => {
    const pauses = (seed: number): number[] => {
      const network = new SimulatedNetwork(seed, { delayMs: 0, jitterMs: 0 });
      network.join();
      network.unreachable = true;
      network.cut();
      network.clock.advance(15_000);
      return network.dialledMs.slice(2).map((ms, i) => ms - network.dialledMs.slice(1)[i]!);
    };
    const full = [800, 1600, 3200, 4000];
    for (const [i, pause] of pauses(1).slice(0, full.length).entries()) {
      expect(pause).toBeGreaterThanOrEqual(full[i]! / 2);
      expect(pause).toBeLessThanOrEqual(full[i]! + 1);
    }
    expect(pauses(1)).not.toEqual(pauses(2));

    const network = new SimulatedNetwork(1, LINE);
    const { session } = network.join();
    network.unreachable = true;
    network.cut();
    network.clock.advance(9000);
    network.unreachable = false;
    const tries = network.dialledMs.length;
    session.hurry();
    expect(network.dialledMs).toHaveLength(tries + 1);
    network.untilInRoom(session);
  });

  test('[W9] after a laptop lid was shut the page finds itself cut off, comes back, and sends nothing old', () => {
    const network = new SimulatedNetwork(1, LINE);
    const { session, match } = network.join();
    network.frames(match, COUNTDOWN_MS);
    network.silent = true;
    network.clock.advance(1000); // what is on the wire still arrives
    network.clock.stall(20_000);
    network.clock.advance(100);
    expect(session.state.name).toBe('away');
    session.wish(LEFT);
    network.silent = false;
    const again = network.untilInRoom(session);
    network.frames(again, 1000);
    expect(again.seat).toBe(match.seat);
    expect(network.server.sequencesReceived).toEqual([]);
    expect(again.prediction.predicted.tick - network.server.world.tick).toBeLessThan(15);
  });

  test('[W9] when the stay has run out, the same room is asked for', () => {
    const network = new SimulatedNetwork(1, LINE);
    const { session } = network.join();
    network.server.forgetful = true;
    network.cut();
    network.untilInRoom(session);
    expect(network.server.received.findLast(({ type }) => type === 'join')).toMatchObject(JOIN);
  });

  test('[W9] when the room has ended meanwhile, one is in the lobby and told so', () => {
    const network = new SimulatedNetwork(1, LINE);
    const { session } = network.join();
    network.server.stays[0]!.seat = null;
    network.cut();
    network.clock.advance(3000);
    expect(session.state).toEqual({ name: 'lobby' });
    expect(network.news).toEqual([{ type: 'left', reason: 'closed' }]);
  });

  test('[W9] in the lobby is dialled again as well', () => {
    const network = new SimulatedNetwork(1, LINE);
    const session = network.session({ ask: null });
    network.clock.advance(500);
    session.browse(true);
    network.clock.advance(500);
    network.cut();
    network.clock.advance(3000);
    expect(names(network)).toEqual(['lobby', 'away', 'lobby']);
    expect(network.server.received.filter(({ type }) => type === 'browse')).toHaveLength(2);
  });

  test('[W9] while a room was being entered asks for nothing twice', () => {
    const network = new SimulatedNetwork(1, LINE);
    const session = network.session({ ask: null });
    network.clock.advance(500);
    session.enter(JOIN);
    session.enter(JOIN);
    while (network.server.players.length === 0) network.clock.advance(1);
    network.cut(); // `joined` is on the wire
    network.untilInRoom(session);
    expect(network.server.received.filter(({ type }) => type === 'join')).toHaveLength(1);
  });

  test('[W9] the server’s goodbye is not the player’s: the page comes back', () => {
    const network = new SimulatedNetwork(1, LINE);
    const { session } = network.join();
    network.server.say({ type: 'bye', reason: 'the server is shutting down' });
    network.clock.advance(100);
    expect(session.state.name).toBe('away');
  });

  test('[W9] after a fatal error of a later version, the server says whether the page may come back', () => {
    const later = { ...errorMessage('silent'), code: 4000, text: 'later' };
    for (const [recovery, state] of [
      ['resume', 'away'],
      ['new-session', 'ended'],
      ['stop', 'ended'],
      ['constructor' as UnknownWord, 'ended'],
      ['', 'ended'],
    ] as const) {
      const network = new SimulatedNetwork(1, LINE);
      const { session } = network.join();
      network.server.say({ ...later, recovery });
      network.clock.advance(200);
      expect([recovery, session.state.name]).toEqual([recovery, state]);
    }
  });

  test('[W9] a newer connection of the same stay ends this one for good', () => {
    const network = new SimulatedNetwork(1, LINE);
    const { session } = network.join();
    network.server.say(errorMessage('resumed-elsewhere'));
    network.clock.advance(60_000);
    expect(session.state).toEqual({ name: 'ended', reason: 'resumed-elsewhere' });
  });
});

describe('a page that is loaded anew', () => {
  const played = (): { network: SimulatedNetwork; stay: Stay } => {
    const network = new SimulatedNetwork(1, LINE);
    const { session, match } = network.join();
    network.frames(match, COUNTDOWN_MS);
    session.wish(RIGHT);
    network.frames(match, 500);
    const stay = network.kept!;
    network.cut();
    return { network, stay };
  };

  test('[W13] takes its seat again, and its inputs count', () => {
    const { network, stay } = played();
    expect(stay).toMatchObject({ name: 'Ann', code: 'ABCDE', sequence: 1 });
    const { session, match } = network.join({ ask: null, stay });
    expect(match.seat).toBe(0);
    session.wish(LEFT);
    network.frames(match, 500);
    expect(network.server.inputs.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  test('[W13] waits for a server that is away', () => {
    const { network, stay } = played();
    network.unreachable = true;
    const session = network.session({ ask: null, stay });
    network.clock.advance(3000);
    expect(session.state).toEqual({ name: 'away', room: null });
    network.unreachable = false;
    network.untilInRoom(session);
  });

  test('[W13] who left has no stay to come back to', () => {
    const network = new SimulatedNetwork(1, LINE);
    const { session } = network.join();
    expect(network.kept).not.toBe(null);
    session.leave();
    network.clock.advance(500);
    expect(network.kept).toBe(null);
  });
});

test('[W6] a pause stands where the server stands, and goes on as if nothing had been', () => {
  const network = new SimulatedNetwork(5, { delayMs: 40, jitterMs: 5 }, { fillTo: 4 });
  const { match } = network.join();
  network.frames(match, COUNTDOWN_MS + 1000);
  network.server.turn('paused');
  network.frames(match, 5000);
  const { predicted, confirmed } = match.prediction;
  expect(hashWorld(predicted)).toBe(hashWorld(confirmed));
  network.server.turn('play');
  network.frames(match, 2000);
  const ahead = predicted.tick - network.server.world.tick;
  expect(ahead).toBeGreaterThanOrEqual(0);
  expect(ahead).toBeLessThan(15);
});

test('[W8] results stay until the next match, and not longer', () => {
  const network = new SimulatedNetwork(1, LINE);
  const { session } = network.join();
  network.server.world.phase = PHASE.over;
  network.server.turn('result');
  network.server.say({ type: 'results', level: 2, score: 1230, cleared: false, seats: [] });
  network.clock.advance(200);
  expect(session.room?.results?.score).toBe(1230);
  network.server.rematch();
  network.server.turn('countdown');
  network.clock.advance(200);
  expect(session.room?.results).toBe(null);
});

test('[W10] friendly names fit', () => {
  const chance = seeded(5);
  for (let i = 0; i < 500; i++) {
    const name = friendlyName(() => chance(1000) / 1000);
    expect(name.length).toBeLessThanOrEqual(NAME_LENGTH_MAX);
    expect(name).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
  }
});
