import { describe, expect, test } from 'vitest';
import { hashWorld, LEFT, RIGHT } from '#simulation';
import { STEADY_MS } from '../../client/reconnect-policy.ts';
import { ROOM_SETTINGS } from '../support/room-settings.ts';
import { ClientNetwork } from './client-network.ts';

const PLAY = { type: 'play', mode: 'coop' } as const;
const NOWHERE = { type: 'join', code: 'AAAAA', password: '' } as const;

describe('from the first connection to the end', () => {
  test('[CL1] hello, a request, `joined`, `room`: the states in their order', () => {
    const network = new ClientNetwork();
    const client = network.enter();
    expect(client.states).toEqual(['lobby', 'entering', 'room']);
    expect(client.conversation.session.name).toBe('Ann');
    expect(client.conversation.room!.isSeated).toBe(true);
    expect(client.conversation.room!.isHost).toBe(false);
  });

  test('[CL1] `left` leads back into the lobby, from where another room can be asked for', () => {
    const network = new ClientNetwork();
    const client = network.enter();
    client.conversation.send({ type: 'leave' });
    network.until(() => client.state.name === 'lobby');
    expect(client.received.findLast(({ type }) => type === 'left')).toMatchObject({ reason: 'asked' });
    expect(client.conversation.enter(PLAY)).toBe(true);
    expect(client.conversation.enter(PLAY)).toBe(false);
    network.until(() => client.state.name === 'room');
    expect(client.conversation.enter(PLAY)).toBe(false);
  });

  test('[CL1] closing leaves first: the server keeps no seat', () => {
    const network = new ClientNetwork();
    const client = network.enter();
    client.conversation.close();
    expect(client.state).toMatchObject({ name: 'ended', reason: 'left' });
    network.clock.advance(100);
    expect(network.server.core.sessions.count).toBe(0);
    network.clock.advance(60_000);
    expect(client.states.at(-1)).toBe('ended');
  });

  test('[CL1] a refused request leaves the client in the lobby, and says what was refused', () => {
    const network = new ClientNetwork();
    const client = network.client({ entry: NOWHERE });
    network.until(() => client.refusals.length > 0);
    expect(client.refusals).toEqual([{ code: 'no-such-room', entry: NOWHERE }]);
    expect(client.state.name).toBe('lobby');
    client.conversation.enter(PLAY);
    network.until(() => client.state.name === 'room');
  });

  test('[CL1] a refusal of something else is no answer to the request', () => {
    const network = new ClientNetwork();
    const client = network.enter();
    client.conversation.send({ type: 'kick', name: 'Nobody', ban: false });
    network.until(() => client.refusals.length > 0);
    expect(client.refusals).toMatchObject([{ entry: null }]);
    expect(client.state.name).toBe('room');
  });

  test('[CL1] a watcher has no seat, and takes one by `sit`', () => {
    const network = new ClientNetwork();
    const host = network.enter({ entry: { type: 'create', settings: ROOM_SETTINGS, password: '' } });
    const watcher = network.enter({ name: 'Ben', entry: { type: 'watch', code: host.code, password: '' } });
    const room = watcher.conversation.room!;
    expect([room.isSeated, room.isHost, room.hasFreeSeat]).toEqual([false, false, true]);
    watcher.conversation.send({ type: 'sit' });
    network.until(() => watcher.conversation.room!.isSeated);
  });
});

describe('the model of room and match', () => {
  test('[CL2] the World is the server’s, word for word, and a direction comes back as its sequence', () => {
    const network = new ClientNetwork();
    const client = network.enter();
    const { match } = client.conversation;
    expect([client.conversation.steer(RIGHT, 0), client.conversation.steer(LEFT, 0)]).toEqual([1, 2]);
    network.until(() => match!.world.seatInput[match!.seat] === 2);
    const original = network.server.core.lobby.room(client.code)!;
    for (let i = 0; i < 100; i++) {
      network.clock.advance(50);
      const behind = original.world.tick - match!.world.tick;
      expect(behind).toBeLessThan(5);
      if (behind === 0) expect(hashWorld(match!.world)).toBe(hashWorld(original.world));
    }
  });

  test('[CL2] seats, state, host and settings follow the server, as a new object for every change', () => {
    const network = new ClientNetwork();
    const host = network.enter({ entry: { type: 'create', settings: ROOM_SETTINGS, password: '' } });
    const before = host.conversation.room!;
    const guest = network.enter({ name: 'Ben', entry: { type: 'join', code: host.code, password: '' } });
    network.until(() => host.conversation.room!.seats.some(({ name }) => name === 'Ben'));
    expect(host.conversation.room).not.toBe(before);
    expect(host.conversation.room!.state).toBe('lobby');
    guest.conversation.send({ type: 'ready', ready: true });
    network.until(() => guest.conversation.room!.isReady);
    host.conversation.send({ type: 'configure', settings: { ...ROOM_SETTINGS, level: 5 }, password: 'pear' });
    network.until(() => guest.conversation.room!.info.locked);
    expect(guest.conversation.room!.info.settings.level).toBe(5);
    expect(host.conversation.password).toBe('pear');
    host.conversation.send({ type: 'start' });
    network.until(() => guest.conversation.room!.state === 'countdown');
    expect(guest.conversation.room!.endsAtMs).toBeGreaterThan(network.clock.now());
    host.conversation.close();
    network.until(() => guest.conversation.room!.isHost);
  });

  test('[CL2] results last until the next match, which is another one', () => {
    const network = new ClientNetwork();
    const settings = { ...ROOM_SETTINGS, seatCount: 1, lives: 1 };
    const client = network.enter({ entry: { type: 'create', settings, password: '' } });
    client.conversation.send({ type: 'start' });
    const { match } = client.conversation;
    network.until(() => client.conversation.room!.results !== null);
    expect(client.conversation.room!.state).toBe('result');
    network.cut();
    network.until(() => client.state.name === 'room');
    expect(client.conversation.room!.results).not.toBe(null);
    client.conversation.send({ type: 'ready', ready: true });
    network.until(() => client.conversation.match !== match && client.conversation.room?.results === null);
    expect(client.conversation.room!.code).toBe(match!.code);
  });
});

describe('a lost connection', () => {
  test.each([[{ colour: 0, mark: 0 }], [{ colour: 5, mark: 0 }]])(
    '[CL3] favourites that changed without a connection count after it: %j',
    (favourite) => {
      const network = new ClientNetwork();
      const client = network.enter({ favourite: { colour: 2, mark: 3 } });
      const ofSession = () => [...network.server.core.lobby.room(client.code)!.members][0]!.favourite;
      expect(ofSession()).toEqual({ colour: 2, mark: 3 });
      network.cut();
      network.until(() => client.state.name !== 'room');
      client.conversation.prefer(favourite);
      network.until(() => client.state.name === 'room');
      network.clock.advance(100);
      expect(ofSession()).toEqual(favourite);
    },
  );

  test('[CL3] the session goes on over a new one: seat, room and the next sequence', () => {
    const network = new ClientNetwork();
    const client = network.enter();
    network.enter({ name: 'Ben', entry: { type: 'join', code: client.code, password: '' } });
    const { seat } = client.conversation.match!;
    client.conversation.steer(RIGHT, 0);
    network.clock.advance(100);
    network.cut();
    expect(client.states.at(-1)).toBe('disconnected');
    expect(client.conversation.room!.code).toBe(client.code);
    network.until(() => client.state.name === 'room');
    expect(client.states.slice(-4)).toEqual(['disconnected', 'resuming', 'entering', 'room']);
    expect(client.conversation.match!.seat).toBe(seat);
    expect(client.conversation.steer(LEFT, 0)).toBe(2);
    expect(client.moves).toEqual([]);
  });

  test('[CL3] sequences go on from the larger of the last one used and the one that the seat has applied', () => {
    const network = new ClientNetwork();
    const client = network.enter();
    const { seat } = client.conversation.match!;
    network.server.core.lobby.room(client.code)!.world.seatInput[seat] = 20;
    network.cut();
    network.until(() => client.state.name === 'room');
    expect(client.conversation.steer(LEFT, 0)).toBe(21);
    network.cut();
    network.until(() => client.state.name === 'room');
    expect(client.conversation.steer(LEFT, 0)).toBe(22);
  });

  test('[CL3] a token is used once, however often the connection breaks', () => {
    const network = new ClientNetwork();
    const client = network.enter();
    for (let i = 0; i < 20; i++) {
      network.cut();
      network.until(() => client.state.name === 'room');
      network.clock.advance(STEADY_MS);
    }
    const tokens = network.sent.flatMap((message) => (message.type === 'hello' ? [message.token] : []));
    expect(tokens).toHaveLength(21);
    expect(new Set(tokens).size).toBe(21);
    expect(network.server.core.sessions.count).toBe(1);
  });

  test('[CL3] a request that was on its way is sent again only if the server did not get it', () => {
    const network = new ClientNetwork();
    const heard = network.client();
    network.until(() => network.server.core.lobby.roomCount === 1);
    network.cut();
    network.until(() => heard.state.name === 'room');
    expect(network.sent.filter(({ type }) => type === 'play')).toHaveLength(1);

    const unheard = network.client({ name: 'Ben', entry: null });
    network.until(() => unheard.state.name === 'lobby');
    network.isSilent = true;
    network.clock.advance(20);
    network.cut();
    unheard.conversation.enter(PLAY);
    network.isSilent = false;
    network.until(() => unheard.state.name === 'lobby');
    unheard.conversation.enter(PLAY);
    network.until(() => unheard.state.name === 'room');
    expect(network.sent.filter(({ type }) => type === 'play')).toHaveLength(2);
  });

  test('[CL3] where the room has ended meanwhile, the client is in the lobby, and hears why', () => {
    const network = new ClientNetwork();
    const host = network.enter({ entry: { type: 'create', settings: ROOM_SETTINGS, password: '' } });
    const guest = network.enter({ name: 'Ben', entry: { type: 'join', code: host.code, password: '' } });
    network.cut();
    network.until(() => host.state.name === 'room');
    host.conversation.send({ type: 'kick', name: 'Ben', ban: false });
    network.until(() => guest.state.name === 'lobby');
    expect(guest.received.findLast(({ type }) => type === 'left')).toBeDefined();
  });

  test('[CL3] in the lobby it is replaced too, and the list of rooms is asked for again', () => {
    const network = new ClientNetwork();
    const client = network.client({ entry: null });
    network.until(() => client.state.name === 'lobby');
    client.conversation.browse(true);
    client.conversation.browse(true);
    network.clock.advance(100);
    network.cut();
    network.until(() => client.state.name === 'lobby');
    expect(client.states).toEqual(['lobby', 'disconnected', 'resuming', 'lobby']);
    expect(network.sent.filter(({ type }) => type === 'browse')).toHaveLength(2);
  });

  test('[CL3] a second client with the token takes the session over, and ends the first', () => {
    const network = new ClientNetwork();
    const first = network.enter();
    const second = network.enter({ entry: null, saved: first.saved });
    expect(second.conversation.room!.isSeated).toBe(true);
    network.until(() => first.state.name === 'ended');
    expect(first.state).toMatchObject({ reason: 'resumed-elsewhere' });
  });
});

describe('a program that starts anew', () => {
  test('[CL8] goes on with its saved session: same seat, next sequence', () => {
    const network = new ClientNetwork();
    const first = network.enter();
    first.conversation.steer(RIGHT, 0);
    const { saved, code } = first;
    expect(saved).toMatchObject({ name: 'Ann', code, mode: 'coop', isWatching: false, sequence: 1 });
    network.clock.advance(100);
    const second = network.enter({ entry: null, saved });
    expect(second.states).toEqual(['resuming', 'entering', 'room']);
    expect(second.code).toBe(code);
    expect(second.conversation.steer(LEFT, 0)).toBe(2);
  });

  test('[CL8] waits for a server that is away', () => {
    const network = new ClientNetwork();
    const { saved } = network.enter();
    network.cut();
    network.isUnreachable = true;
    const client = network.client({ entry: null, saved });
    network.clock.advance(3000);
    expect(client.state).toEqual({ name: 'disconnected', room: null });
    network.isUnreachable = false;
    network.until(() => client.state.name === 'room');
  });

  test('[CL8] has nothing to go on with after leaving the room or the server', () => {
    const network = new ClientNetwork();
    const client = network.enter();
    expect(client.saved).not.toBe(null);
    client.conversation.send({ type: 'leave' });
    network.until(() => client.state.name === 'lobby');
    expect(client.saved).toBe(null);
    const other = network.enter({ name: 'Ben' });
    other.conversation.close();
    expect(other.saved).toBe(null);
  });
});
