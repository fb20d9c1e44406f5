import { describe, expect, test } from 'vitest';
import { afterRefusal, requestBack, type Place, type AfterLoss } from '../../client/after-loss.ts';
import { ROOM_SETTINGS } from '../support/room-settings.ts';
import { ClientNetwork, type Client } from './client-network.ts';

const PLACE: Place = { code: 'K7XQ2', mode: 'classic', isWatching: false, password: 'pear', again: null };
const CREATE = { type: 'create', settings: ROOM_SETTINGS, password: 'pear' } as const;
const JOIN = { type: 'join', code: 'K7XQ2', password: 'pear' } as const;
const PLAY = { type: 'play', mode: 'classic' } as const;

describe('the requests of a new session', () => {
  test('[CL9] first the room, then quick play in the same mode', () => {
    expect(requestBack(PLACE)).toEqual({ entry: JOIN, fallback: PLAY, lostRoom: 'K7XQ2' });
  });

  test('[CL9] a client that created the room creates another one; a watcher only watches', () => {
    expect(requestBack({ ...PLACE, again: CREATE })).toMatchObject({ entry: JOIN, fallback: CREATE });
    expect(requestBack({ ...PLACE, isWatching: true })).toMatchObject({ entry: { type: 'watch' }, fallback: null });
  });

  test.each<
    [code: 'no-such-room' | 'room-full' | 'wrong-password' | 'banned' | null, afterLoss: AfterLoss, goesOn: boolean]
  >([
    ['no-such-room', 'play', true],
    ['room-full', 'play', true],
    ['wrong-password', 'play', true],
    ['banned', 'play', true],
    [null, 'play', true],
    ['no-such-room', 'ask', true],
    ['room-full', 'ask', false],
    ['wrong-password', 'ask', false],
    ['banned', 'ask', false],
    [null, 'ask', false],
  ])('[CL9] %s with `%s`: plays elsewhere: %s', (code, afterLoss, goesOn) => {
    const next = afterRefusal(requestBack(PLACE), code, afterLoss);
    expect(next).toEqual(goesOn ? { entry: PLAY, fallback: null, lostRoom: 'K7XQ2' } : null);
  });

  test('[CL9] refused elsewhere too, it waits where that passes, else it ends', () => {
    const elsewhere = { entry: PLAY, fallback: null, lostRoom: 'K7XQ2' };
    expect(afterRefusal(elsewhere, 'too-fast', 'play')).toBe('wait');
    expect(afterRefusal(elsewhere, 'too-many-rooms', 'ask')).toBe('wait');
    expect(afterRefusal(elsewhere, 'bad-settings', 'play')).toBe(null);
    expect(afterRefusal({ ...elsewhere, lostRoom: null }, 'too-fast', 'play')).toBe(null);
  });
});

/** The server ends the client's session, as after 30 s without it; then all connections break. */
function loseSession(network: ClientNetwork, client: Client, meanwhile: () => void = () => {}): void {
  network.server.core.sessions.named(client.conversation.session.name)!.end();
  meanwhile();
  network.clock.advance(100);
  network.cut();
}

describe('with the real server', () => {
  test.each(['play', 'ask'] as const)('[CL9] after a restart the client plays on in a new room: %s', (afterLoss) => {
    const network = new ClientNetwork();
    const client = network.enter({ afterLoss });
    const { code } = client;
    client.conversation.steer(0, 0);
    network.restart();
    network.until(() => client.moves.length > 0 && client.state.name === 'room');
    expect(client.moves).toEqual([`${code} ${client.code}`]);
    expect(client.code).not.toBe(code);
    expect(client.conversation.steer(0, 0)).toBe(1);
    expect(client.refusals).toEqual([]);
    const { world } = client.conversation.match!;
    network.until(() => world.seatInput[client.conversation.match!.seat] === 1);
  });

  test('[CL9] a server that is away for ten seconds is waited for', () => {
    const network = new ClientNetwork();
    const client = network.enter();
    network.isUnreachable = true;
    network.restart();
    network.clock.advance(10_000);
    expect(client.state.name).toBe('disconnected');
    network.isUnreachable = false;
    network.until(() => client.state.name === 'room');
    expect(client.moves).toHaveLength(1);
  });

  test('[CL9] a client that gives up ends with `session-lost`', () => {
    const network = new ClientNetwork();
    const client = network.enter({ afterLoss: 'give-up' });
    network.restart();
    network.until(() => client.state.name === 'ended');
    expect(client.state).toMatchObject({ reason: 'session-lost' });
    network.clock.advance(100);
    expect(network.server.core.sessions.count).toBe(0);
  });

  test('[CL9] a session that has run out leads back into the room, if that is still there', () => {
    const network = new ClientNetwork();
    const client = network.enter();
    const { code } = client;
    network.enter({ name: 'Ben', entry: { type: 'join', code, password: '' } });
    loseSession(network, client);
    network.until(() => client.moves.length > 0);
    expect(client.moves).toEqual([`${code} ${code}`]);
  });

  test.each([
    ['play', true],
    ['ask', false],
  ] as const)('[CL9] where the room is full, `%s` plays elsewhere: %s', (afterLoss, goesOn) => {
    const network = new ClientNetwork();
    const settings = { ...ROOM_SETTINGS, seatCount: 2 };
    const host = network.enter({ name: 'Ben', entry: { type: 'create', settings, password: '' } });
    const { code } = host;
    const client = network.enter({ afterLoss, entry: { type: 'join', code, password: '' } });
    loseSession(network, client, () => network.enter({ name: 'Third', entry: { type: 'join', code, password: '' } }));
    meets(network, client, 'room-full', goesOn);
  });

  test.each([
    ['play', true],
    ['ask', false],
  ] as const)('[CL9] where the room has another password, `%s` plays elsewhere: %s', (afterLoss, goesOn) => {
    const network = new ClientNetwork();
    const host = network.enter({ name: 'Ben', entry: { type: 'create', settings: ROOM_SETTINGS, password: 'pear' } });
    const { code } = host;
    const client = network.enter({ afterLoss, entry: { type: 'join', code, password: 'pear' } });
    loseSession(network, client, () =>
      host.conversation.send({ type: 'configure', settings: ROOM_SETTINGS, password: 'plum' }),
    );
    meets(network, client, 'wrong-password', goesOn);
  });

  test('[CL9] the password that led in leads back in', () => {
    const network = new ClientNetwork();
    const host = network.enter({ name: 'Ben', entry: { type: 'create', settings: ROOM_SETTINGS, password: 'pear' } });
    const client = network.enter({ afterLoss: 'ask', entry: { type: 'join', code: host.code, password: 'pear' } });
    loseSession(network, client);
    network.until(() => client.moves.length > 0);
    expect(client.moves).toEqual([`${host.code} ${host.code}`]);
  });

  test('[CL9] a client that created a private room creates another one after a restart', () => {
    const network = new ClientNetwork();
    const client = network.enter({ entry: CREATE });
    network.restart();
    network.until(() => client.moves.length > 0 && client.state.name === 'room');
    expect(client.conversation.room!.info).toMatchObject({ locked: true, settings: ROOM_SETTINGS });
    expect(client.conversation.password).toBe('pear');
  });

  test('[CL9] a watcher whose room is gone is in the lobby, and gets an event', () => {
    const network = new ClientNetwork();
    const host = network.enter({ name: 'Ben' });
    const watcher = network.enter({ entry: { type: 'watch', code: host.code, password: '' } });
    network.restart();
    network.until(() => watcher.refusals.length > 0);
    expect(watcher.refusals).toMatchObject([{ code: 'no-such-room', entry: { type: 'watch' } }]);
    expect(watcher.state.name).toBe('lobby');
  });

  test('[CL9] in the lobby a restart is a new session and nothing more', () => {
    const network = new ClientNetwork();
    const client = network.client({ entry: null, afterLoss: 'give-up' });
    network.until(() => client.state.name === 'lobby');
    network.restart();
    network.until(() => client.states.length > 2 && client.state.name === 'lobby');
    expect(client.moves).toEqual([]);
  });

  test('[CL9] a restart between the requests after a lost session loses none of them', () => {
    const network = new ClientNetwork();
    const client = network.enter();
    const { code } = client;
    network.restart();
    network.until(() => client.states.at(-1) === 'lobby');
    network.restart();
    network.until(() => client.moves.length > 0);
    expect(client.moves[0]).toMatch(new RegExp(`^${code} `));
  });

  test('[CL9] a hundred clients all have seats again after a restart', () => {
    const network = new ClientNetwork();
    const clients = Array.from({ length: 100 }, (_, i) => network.client({ name: `Ann ${i}` }));
    network.until(() => clients.every(({ state }) => state.name === 'room'));
    network.restart();
    network.until(() => clients.every(({ state, moves }) => state.name === 'room' && moves.length === 1));
    expect(network.server.core.sessions.count).toBe(100);
  });
});

/** The room refuses the client: it plays elsewhere, or is in the lobby with the refusal. */
function meets(network: ClientNetwork, client: Client, code: string, playsElsewhere: boolean): void {
  network.until(() => client.moves.length > 0 || client.refusals.length > 0);
  expect(client.moves).toHaveLength(playsElsewhere ? 1 : 0);
  if (playsElsewhere) return;
  expect(client.refusals).toMatchObject([{ code, entry: { type: 'join' } }]);
  expect(client.state.name).toBe('lobby');
}
