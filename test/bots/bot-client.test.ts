import { CLIENT_MESSAGES, encodeFrame, errorMessage, pingTime, type UnknownWord } from '#protocol';
import { hashWorld, PAC, PHASE, RIGHT, type Direction } from '#simulation';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BotClient, type BotHandlers } from '../../bots/bot-client.ts';
import type { BotError } from '../../bots/bot-error.ts';
import type { MatchModel } from '#client';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { frameOf, JOINED, ROOM, startFakeServer, startScriptedServer, WELCOME, WELCOME_BACK } from './fake-server.ts';

const PLAY = { type: 'play', mode: 'coop', rate: 60 } as const;

describe('with a server', () => {
  test('[BT1] its World is the server’s, tick for tick', async () => {
    const server = await startTestServer();
    const snapshots = new Snapshots();
    const client = await connect(server, snapshots.handlers);
    const { code, world, seat } = await client.enter(PLAY);
    const original = server.lobby.room(code)!.world;
    expect(hashWorld(world)).toBe(hashWorld(original));
    // In small pieces: while the client's reports are on their way, it must not look half a second behind.
    for (let piece = 0; piece < 100; piece++) {
      if (piece % 5 === 0) client.steer(((piece / 5) % 4) as 0);
      server.ticks(5);
      await snapshots.reach(original.tick);
      expect(hashWorld(world)).toBe(hashWorld(original));
    }
    expect(world.pacState[seat]).not.toBe(PAC.empty);
  });

  test('[BT1] it follows a match by its log, unless it asks for snapshots', async () => {
    const server = await startTestServer();
    const updates = new Snapshots();
    const client = await connect(server, updates.handlers);
    const { world } = await client.enter({ type: 'play', mode: 'coop' });
    for (let piece = 0; piece < 20; piece++) {
      client.steer((piece % 4) as 0);
      const from = world.tick;
      server.ticks(15);
      await updates.reach(from + 1);
    }
    // Some of the pieces have a hash. A wrong one would fail the test.
    expect(client.wrongHashes).toBe(0);
    expect(world.seatInput[0]).toBeGreaterThan(0);
  });

  test('[BT5] it is its turn after each update and between two of them, with the World ahead', async () => {
    const server = await startTestServer();
    const turns = new Queue<readonly [ahead: number, tick: number]>();
    const client = await connect(server, {
      onTurn: (_client, ahead, { world }) => turns.put([ahead.tick, world.tick]),
    });
    await client.enter({ type: 'play', mode: 'coop' });
    server.ticks(15);
    // No further tick passes on the server, but the bot does not know that: two turns on one World.
    let [before, turn] = [await turns.take(), await turns.take()];
    while (turn[1] !== before[1]) [before, turn] = [turn, await turns.take()];
    for (const [ahead, tick] of [before, turn]) {
      expect(ahead).toBeGreaterThan(tick);
      expect(ahead - tick).toBeLessThanOrEqual(35);
    }
  });

  test('[BT2] an input comes back as its sequence in the World', async () => {
    const server = await startTestServer();
    const snapshots = new Snapshots();
    const client = await connect(server, snapshots.handlers);
    const { code, world, seat } = await client.enter(PLAY);
    expect([client.steer(RIGHT), client.steer(RIGHT)]).toEqual([1, 2]);
    const original = server.lobby.room(code)!.world;
    // Inputs may take any time to arrive: tick by tick until they are applied.
    while (world.seatInput[seat] !== 2) {
      server.ticks(1);
      await snapshots.reach(original.tick);
    }
    expect(world.pacWish[seat]).toBe(RIGHT);
  });

  test('[BT3] a refusal is an error with its code, and leaves the client where it was', async () => {
    const server = await startTestServer();
    const client = await connect(server);
    await expect(client.enter({ type: 'join', code: 'AAAAA', password: '', rate: 20 })).rejects.toMatchObject({
      fault: 'no-such-room',
    });
    await expect(client.enter({ ...PLAY, mode: 'chess' })).rejects.toMatchObject({ fault: 'bad-settings' });
    expect((await client.enter(PLAY)).seat).toBe(0);
  });

  test('[BT3] a fatal error ends the client with its code', async () => {
    const server = await startTestServer();
    await expect(BotClient.connect(addressOf(server), '\u0007')).rejects.toMatchObject({ fault: 'bad-name' });
  });

  test('[BT16] a mistake and a limit are reported as the server says them, and cost nothing', async () => {
    const server = await startTestServer();
    const errors = new Queue<BotError>();
    const client = await connect(server, { onError: (_client, error) => errors.put(error) });
    const { code } = await client.enter(PLAY);
    client.steer(7 as Direction);
    expect((await errors.take()).message).toBe('bad-fields: input.direction: 0 to 4');
    client.send({ type: 'start' });
    expect(await errors.take()).toMatchObject({ fault: 'not-host' });
    expect(client.match!.code).toBe(code);
    expect(client.hasEnded).toBe(false);
  });

  test('[BT16] the refusal of `enter` is thrown only', async () => {
    const server = await startTestServer();
    const errors: BotError[] = [];
    const client = await connect(server, { onError: (_client, error) => errors.push(error) });
    await expect(client.enter({ ...PLAY, mode: 'chess' })).rejects.toMatchObject({ fault: 'bad-settings' });
    expect(errors).toEqual([]);
  });

  test('[BT3] a goodbye ends a client that gives up', async () => {
    const server = await startTestServer();
    const client = await BotClient.connect(addressOf(server), 'Ann', {}, { afterLoss: 'give-up' });
    await client.enter(PLAY);
    await server.drain();
    expect(await client.closed).toMatchObject({ fault: 'bye' });
  });

  test('[BT3] closing on our side is no error, and frees the seat', async () => {
    const server = await startTestServer();
    const client = await connect(server);
    const { code } = await client.enter(PLAY);
    const other = await server.enter('Bo');
    await other.join(code);
    client.close();
    expect(await client.closed).toBeNull();
    const drivers = async () => (await other.next('seats')).seats.map(({ driver }) => driver);
    while ((await drivers())[0] === 'bot');
  });
});

test('[BT5] a pong that took long, as of a server that stood still, does not put the look-ahead far ahead', async () => {
  const pongs = [pingTime(performance.now()), 0].map((time) => frameOf({ type: 'pong', time, tick: 0, logTick: 0 }));
  const server = await startFakeServer([frameOf(WELCOME), ...pongs, frameOf({ type: 'left', reason: 'closed' })]);
  const client = await BotClient.connect(server, 'Ann');
  await client.closed;
  const slowTicks = (performance.now() * 60) / 1000;
  expect(client.roundTripTicks).toBeLessThan(slowTicks / 2);
});

describe('with a server that errs', () => {
  test('[BT3] an address where no program listens is `unreachable`', async () => {
    await expect(BotClient.connect({ host: '127.0.0.1', port: 1 }, 'Ann')).rejects.toMatchObject({
      fault: 'unreachable',
    });
  });

  test.each([
    ['what is no frame', new Uint8Array([0x48, 0x54, 0x54, 0x50])],
    ['what is no msgpack', encodeFrame(new Uint8Array([0xc1]))],
    ['a message with wrong fields', encodeFrame(new Uint8Array([0x92, 64, 1]))],
    ['a mode we do not know', frameOf({ ...JOINED, mode: 'chess' })],
    ['settings we do not know', frameOf({ ...JOINED, settings: { ...JOINED.settings, level: 0 } })],
    ['another layout', frameOf({ ...JOINED, layout: JOINED.layout.toReversed() })],
    ['too few words', frameOf({ ...JOINED, words: [5] })],
    ['a seat that does not exist', frameOf({ ...JOINED, seat: 1 })],
    ['no seat, as for a watcher,', frameOf({ ...JOINED, seat: -1 })],
  ])('[BT3] %s is a bad server', async (_name, bytes) => {
    const client = await BotClient.connect(await startFakeServer([frameOf(WELCOME)], [bytes]), 'Ann');
    await expect(client.enter(PLAY)).rejects.toMatchObject({ fault: 'bad-server' });
  });

  test('[BT3] a snapshot that does not fit is a bad server', async () => {
    const broken = frameOf({ type: 'snapshot', tick: 6, changes: [100_000, 1], events: [] });
    const client = await BotClient.connect(await startFakeServer([frameOf(WELCOME)], [frameOf(JOINED), broken]), 'Ann');
    await client.enter(PLAY);
    expect(await client.closed).toMatchObject({ fault: 'bad-server' });
  });

  test('[BT3] a World that breaks the rules is a bad server', async () => {
    const broken = Array.from(JOINED.words);
    const set = (field: string, value: number) =>
      (broken[JOINED.layout.find(({ name }) => name === field)!.start] = value);
    for (const [field, value] of [
      ['phase', PHASE.play],
      ['pacState', PAC.alive],
      ['level', -1],
      ['difficulty', -1],
    ] as const)
      set(field, value);
    const frames = [{ ...JOINED, words: broken }, ROOM, { type: 'keyframe', tick: 5, words: broken } as const].map(
      frameOf,
    );
    const client = await BotClient.connect(await startFakeServer([frameOf(WELCOME)], frames), 'Ann', { onTurn() {} });
    await client.enter(PLAY);
    expect(await client.closed).toMatchObject({ fault: 'bad-server' });
  });

  test('[BT3] a room that does without the client ends it', async () => {
    const left = frameOf({ type: 'left', reason: 'kicked' });
    const client = await BotClient.connect(await startFakeServer([frameOf(WELCOME)], [frameOf(JOINED), left]), 'Ann');
    await client.enter(PLAY);
    expect(await client.closed).toMatchObject({ fault: 'sent-away', message: 'sent-away: kicked' });
  });

  test('[BT4] a message of a later version is ignored', async () => {
    const later = encodeFrame(new Uint8Array([0x92, 100, 1]));
    const client = await BotClient.connect(
      await startFakeServer([later, frameOf(WELCOME)], [later, frameOf(JOINED)]),
      'Ann',
    );
    expect((await client.enter(PLAY)).code).toBe('K7XQ2');
  });

  test('[BT4] words of a later version change nothing for a client that plays', async () => {
    const later = 'constructor' as UnknownWord;
    const seats = [{ ...JOINED.seats[0]!, driver: later }];
    const address = await startFakeServer(
      [frameOf(WELCOME)],
      [
        { ...JOINED, seats },
        { ...ROOM, state: later, settings: { ...ROOM.settings, mode: 'battle', skill: later, drivers: later } },
        { type: 'notice', kind: later, name: 'Bo' } as const,
        { type: 'chat', scope: later, from: 'Bo', to: '', text: 'hi' } as const,
        { type: 'seats', seats } as const,
        { type: 'left', reason: later } as const,
      ].map(frameOf),
    );
    const states: string[] = [];
    const client = await BotClient.connect(address, 'Ann', { onRoom: (_client, { state }) => states.push(state) });
    await client.enter(PLAY);
    expect(await client.closed).toMatchObject({ fault: 'sent-away', message: 'sent-away: constructor' });
    expect(states).toEqual(['constructor']);
  });

  test('[BT4] a second joined is a rematch: a new match in the same seat', async () => {
    const codes: string[] = [];
    const rematch = frameOf({ ...JOINED, tick: 0 });
    const address = await startFakeServer([frameOf(WELCOME)], [frameOf(JOINED), rematch]);
    await new Promise<void>((resolve, reject) => {
      const onJoined = (client: BotClient, match: MatchModel) => {
        codes.push(match.code);
        expect(client.match).toBe(match);
        if (codes.length === 2) resolve();
      };
      BotClient.connect(address, 'Ann', { onJoined }).then((client) => client.enter(PLAY), reject);
    });
    expect(codes).toEqual(['K7XQ2', 'K7XQ2']);
  });
});

describe('when the connection is lost', () => {
  const first = [[frameOf(WELCOME)], [frameOf(JOINED)]];
  const back = [[frameOf(WELCOME_BACK), frameOf(JOINED)]];

  test('[BT8] the session goes on over a new one, with the newest token and the next sequence', async () => {
    const address = await startScriptedServer(first, back, [...back, []]);
    const joined = new Queue<MatchModel>();
    const client = await BotClient.connect(address, 'Ann', { onJoined: (_client, match) => joined.put(match) });
    onTestFinished(() => client.close());
    await client.enter(PLAY);
    expect((await joined.take()).seat).toBe(0);
    expect(client.steer(RIGHT)).toBe(1);
    expect((await joined.take()).seat).toBe(0);
    expect(client.steer(RIGHT)).toBe(2);
    await joined.take();
    expect(client.resumedCount).toBe(2);
    const tokens = address.received.map((message) => (message.type === 'hello' ? message.token : null));
    expect(tokens.filter((token) => token !== null)).toEqual(['', 'first', 'second']);
  });

  test('[BT8] when the server no longer has the session, a new one plays on: the room, or quick play', async () => {
    const gone = { ...errorMessage('no-such-room'), answers: CLIENT_MESSAGES.join.type };
    const other = frameOf({ ...JOINED, code: 'Q4Q4Q' });
    const address = await startScriptedServer(first, [[frameOf(WELCOME)], [frameOf(gone)], [other], [], []]);
    const moves = new Queue<string>();
    const joined = new Queue<MatchModel>();
    const client = await BotClient.connect(address, 'Ann', {
      onJoined: (_client, match) => joined.put(match),
      onMovedOn: (_client, from, to) => moves.put(`${from} ${to}`),
    });
    onTestFinished(() => client.close());
    const match = await client.enter(PLAY);
    expect(await joined.take()).toBe(match);
    client.steer(RIGHT);
    expect(await moves.take()).toBe('K7XQ2 Q4Q4Q');
    expect((await joined.take()).code).toBe('Q4Q4Q');
    expect(client.steer(RIGHT)).toBe(1);
    expect([client.resumedCount, client.movedOnCount]).toEqual([0, 1]);
  });

  test('[BT8] where no room takes it either, the refusal ends it', async () => {
    const gone = { ...errorMessage('no-such-room'), answers: CLIENT_MESSAGES.join.type };
    const wrong = { ...errorMessage('bad-settings'), answers: CLIENT_MESSAGES.play.type };
    const address = await startScriptedServer(first, [[frameOf(WELCOME)], [frameOf(gone)], [frameOf(wrong)]]);
    const client = await BotClient.connect(address, 'Ann');
    await client.enter(PLAY);
    client.steer(RIGHT);
    expect(await client.closed).toMatchObject({ fault: 'bad-settings' });
    await expect(client.enter(PLAY)).rejects.toMatchObject({ fault: 'connection-lost' });
  });

  test('[BT8] a client that gives up ends instead', async () => {
    const client = await BotClient.connect(await startFakeServer(...first), 'Ann', {}, { afterLoss: 'give-up' });
    await client.enter(PLAY);
    client.steer(RIGHT);
    expect(await client.closed).toMatchObject({ fault: 'session-lost' });
    expect([client.resumedCount, client.movedOnCount]).toEqual([0, 0]);
  });

  test('[BT8] a fatal error on the way back that cannot be resumed ends the session', async () => {
    const refusal = frameOf(errorMessage('wrong-version'));
    const client = await BotClient.connect(await startScriptedServer(first, [[refusal]]), 'Ann');
    await client.enter(PLAY);
    client.steer(RIGHT);
    expect(await client.closed).toMatchObject({ fault: 'wrong-version' });
  });

  test('[BT8] a full server on the way back is tried again', async () => {
    const full = frameOf(errorMessage('server-full'));
    const address = await startScriptedServer(first, [[full]], [...back, []]);
    const resumed = new Queue<BotClient>();
    const client = await BotClient.connect(address, 'Ann', { onResumed: (again) => resumed.put(again) });
    onTestFinished(() => client.close());
    await client.enter(PLAY);
    client.steer(RIGHT);
    expect(await resumed.take()).toBe(client);
    expect(client.resumedCount).toBe(1);
  });

  test('[BT8] a client that was closed does not come back', async () => {
    const address = await startScriptedServer(first, back);
    const client = await BotClient.connect(address, 'Ann');
    await client.enter(PLAY);
    client.steer(RIGHT);
    client.close();
    expect(await client.closed).toBeNull();
    expect(client.steer(RIGHT)).toBe(2);
    expect(client.resumedCount).toBe(0);
  });
});

/** Things that come, and can be waited for. */
class Queue<Item> {
  private readonly items: Item[] = [];
  private waiting: (() => void) | null = null;

  put(item: Item): void {
    this.items.push(item);
    this.waiting?.();
  }

  async take(): Promise<Item> {
    while (this.items.length === 0) await new Promise<void>((resolve) => (this.waiting = resolve));
    return this.items.shift()!;
  }
}

/** Waits for the snapshot of a tick. */
class Snapshots {
  private tick = 0;
  private waiting: { tick: number; resolve: () => void } | null = null;
  readonly handlers: BotHandlers = {
    onUpdate: (_client, { world }) => {
      this.tick = world.tick;
      if (this.waiting !== null && this.tick >= this.waiting.tick) this.waiting.resolve();
    },
  };

  async reach(tick: number): Promise<void> {
    if (this.tick < tick) await new Promise<void>((resolve) => (this.waiting = { tick, resolve }));
  }
}

function addressOf({ port }: TestServer) {
  return { host: '127.0.0.1', port };
}

async function connect(server: TestServer, handlers: BotHandlers = {}): Promise<BotClient> {
  const client = await BotClient.connect(addressOf(server), 'Ann', handlers);
  onTestFinished(() => client.close());
  return client;
}
