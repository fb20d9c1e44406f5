// The example of protocol/README.md: a client written without a line of ours, held to the golden bytes and to the server.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { gameServerConfig } from '../../game-server/config.ts';
import { startGameServer } from '../../game-server/main.ts';
import { BotClient } from '../../bots/bot-client.ts';
import type { MatchModel } from '#client';
import { CLASSIC } from '../../simulation/mazes/classic.ts';
import { startCuttableWay } from '../bots/cuttable-way.ts';
import { ROOM_SETTINGS } from '../support/room-settings.ts';

const EXAMPLE = new URL('../../protocol/examples/bot.js', import.meta.url);
interface StrangersWorld {
  field(name: string, i?: number): number;
  readonly tiles: readonly string[];
  readonly seat: number;
}
type Example = {
  decode(payload: Buffer): unknown[];
  frame(message: unknown[]): Buffer;
  decide(world: StrangersWorld): number;
};
const { decode, frame, decide } = (await import(EXAMPLE.href)) as Example;

const golden = JSON.parse(readFileSync(new URL('../golden/wire.json', import.meta.url), 'utf8')) as Record<
  'client' | 'server',
  Record<string, { frame: string }>
>;

test.each([...Object.entries(golden.client), ...Object.entries(golden.server)])(
  "[M8] a stranger's decoder reads %s, and writes it so that it means the same",
  (_name, row) => {
    const bytes = Buffer.from(row.frame, 'hex');
    expect(bytes.readUInt32BE()).toBe(bytes.length - 4);
    const message = decode(bytes.subarray(4));
    expect(message[0]).toBeTypeOf('number');
    const isWritable = message.flat(9).every((item) => typeof item !== 'number' || item >= 0);
    if (isWritable && message.length < 10) expect(decode(frame(message).subarray(4))).toEqual(message);
  },
);

const HOST = '127.0.0.1';
const TWO_SEATS = { ...ROOM_SETTINGS, seatCount: 2 };
const silent = pino({ level: 'silent' });

test("[S6] a stranger's bot gets a seat, eats, and its inputs come back in the snapshots", async () => {
  const config = gameServerConfig({ host: HOST, port: 0, adminPort: 0 });
  const server = await startGameServer(config, silent);
  onTestFinished(() => server.drain());
  let seen!: (match: MatchModel) => void;
  const ate = new Promise<MatchModel>((resolve) => (seen = resolve));
  const watcher = await BotClient.connect({ host: '127.0.0.1', port: server.port }, 'Watcher', {
    onUpdate(_client, match) {
      const { world } = match;
      const stranger = match.seats.findIndex(({ name, driver }) => name === 'Stranger' && driver === 'bot');
      if (stranger >= 0 && world.seatInput[stranger]! > 0 && world.seatScore[stranger]! >= 50) seen(match);
    },
  });
  onTestFinished(() => watcher.close());
  const { code } = await watcher.enter({
    type: 'create',
    settings: { ...ROOM_SETTINGS, seatCount: 2 },
    password: '',
    rate: 60,
  });
  watcher.send({ type: 'start' });
  const stranger = spawn(process.execPath, [fileURLToPath(EXAMPLE), '127.0.0.1', String(server.port), code]);
  onTestFinished(() => void stranger.kill());
  expect((await ate).code).toBe(code);
});

/** A World in which seat 0 is Pac-Man 0. @param ghosts where they hunt, as column and line */
function worldWith(
  pac: readonly [number, number],
  ghosts: readonly (readonly [number, number])[],
  dots: number[] = [],
) {
  const pixel = ([column, line]: readonly [number, number]) => ({ x: column * 8 + 3, y: (line + 3) * 8 + 4 });
  const places = [0, 1, 2, 3].map((i) => pixel(ghosts[i] ?? [13, 14]));
  const fields: Record<string, number[]> = {
    ...{ seatRole: [1], seatActor: [0], pacX: [pixel(pac).x], pacY: [pixel(pac).y], dots },
    ghostX: places.map(({ x }) => x),
    ghostY: places.map(({ y }) => y),
    ghostState: [0, 1, 2, 3].map((i) => (i < ghosts.length ? 0 : 1)),
    ghostFrightened: [0, 0, 0, 0],
  };
  return { seat: 0, tiles: CLASSIC, field: (name: string, i = 0) => fields[name]![i] ?? 0 };
}

const [RIGHT, DOWN, LEFT] = [0, 1, 2];
/** A dot in each column of the first line of ways. */
const DOTS_ABOVE = [0, 0x7ff_fffe];

test.each([
  ['goes for the nearest dot', worldWith([6, 5], [], [0, 0, 0, 0, 0, 1 << 8]), RIGHT],
  ['goes round a ghost that is on the way to it', worldWith([1, 1], [[4, 1]], [0, 0x10]), DOWN],
  [
    'flees from two ghosts in a corner to the one that is farther',
    worldWith(
      [1, 1],
      [
        [3, 1],
        [1, 4],
      ],
      DOTS_ABOVE,
    ),
    DOWN,
  ],
  [
    'flees into the other way when both are close',
    worldWith(
      [1, 1],
      [
        [4, 1],
        [1, 3],
      ],
      DOTS_ABOVE,
    ),
    RIGHT,
  ],
  ['goes on through the tunnel', worldWith([0, 14], [[4, 14]], [0, 0x10]), LEFT],
])("[S6] a stranger's bot %s", (_, world, direction) => expect(decide(world)).toBe(direction));

test("[S6] a stranger's bot never stands still, wherever the ghosts are", () => {
  const ways = CLASSIC.flatMap((line, y) =>
    [...line].flatMap((sign, x) => ('.o '.includes(sign) ? [[x, y] as const] : [])),
  );
  fc.assert(
    fc.property(fc.constantFrom(...ways), fc.array(fc.constantFrom(...ways), { maxLength: 4 }), (pac, ghosts) => {
      expect(decide(worldWith(pac, ghosts, DOTS_ABOVE))).toBeGreaterThanOrEqual(0);
    }),
  );
});

test.each(['versus', 'battle'])(
  "[S6] a stranger's bot plays %s beside built-in AI, whatever it steers",
  async (mode) => {
    const server = await startGameServer(gameServerConfig({ host: HOST, port: 0, adminPort: 0 }), silent);
    onTestFinished(() => server.drain());
    let played!: () => void;
    const plays = new Promise<void>((resolve) => (played = resolve));
    const host = await BotClient.connect({ host: HOST, port: server.port }, 'Watcher', {
      onUpdate(_client, { code, seats }) {
        const stranger = seats.findIndex(({ name, driver }) => name === 'Stranger' && driver === 'bot');
        // Not everybody sees the inputs of a Pac-Man of `versus`: the server's own World has them.
        if (stranger >= 0 && server.lobby.room(code)!.world.seatInput[stranger]! > 0) played();
      },
    });
    onTestFinished(() => host.close());
    const settings = { ...ROOM_SETTINGS, mode, seatCount: 4, fill: true };
    const { code } = await host.enter({ type: 'create', settings, password: '', rate: 20 });
    host.send({ type: 'start' });
    startStranger(server.port, code);
    await plays;
  },
);

test("[E2] a stranger's bot whose connection is lost resumes its session, with its name and its seat", async () => {
  const server = await startGameServer(gameServerConfig({ host: HOST, port: 0, adminPort: 0 }), silent);
  onTestFinished(() => server.drain());
  const host = await BotClient.connect({ host: HOST, port: server.port }, 'Ann');
  onTestFinished(() => host.close());
  const { code } = await host.enter({ type: 'create', settings: TWO_SEATS, password: '', rate: 20 });
  const way = await startCuttableWay(server.port);
  const joined = startStranger(way.port, code);
  const names = () => server.lobby.room(code)!.seats.players.map(({ player }) => player.name);
  expect([await joined(), names()]).toEqual([code, ['Ann', 'Stranger']]);
  way.cut();
  expect([await joined(), names()]).toEqual([code, ['Ann', 'Stranger']]);
});

test("[M8] a stranger's bot whose session is gone begins a new one, and gets back into its room", async () => {
  const config = gameServerConfig({ host: HOST, port: 0, adminPort: 0, disconnectedSessionsMax: 0 });
  const server = await startGameServer(config, silent);
  onTestFinished(() => server.drain());
  const host = await BotClient.connect({ host: HOST, port: server.port }, 'Ann');
  onTestFinished(() => host.close());
  const { code } = await host.enter({ type: 'create', settings: TWO_SEATS, password: '', rate: 20 });
  const way = await startCuttableWay(server.port);
  const joined = startStranger(way.port, code);
  expect(await joined()).toBe(code);
  way.cut();
  expect(await joined()).toBe(code);
});

test("[M8] after a restart of the server, its room gone, a stranger's bot plays on by quick play", async () => {
  const first = await startGameServer(gameServerConfig({ host: HOST, port: 0, adminPort: 0 }), silent);
  const { port } = first;
  const host = await BotClient.connect({ host: HOST, port }, 'Ann');
  const { code } = await host.enter({ type: 'create', settings: TWO_SEATS, password: '', rate: 20 });
  const joined = startStranger(port, code);
  expect(await joined()).toBe(code);
  host.close();
  await first.drain();

  const second = await startGameServer(gameServerConfig({ host: HOST, port, adminPort: 0 }), silent);
  onTestFinished(() => second.drain());
  const newCode = await joined();
  let moved!: () => void;
  const plays = new Promise<void>((resolve) => (moved = resolve));
  const watcher = await BotClient.connect({ host: HOST, port }, 'Watcher', {
    onUpdate(_client, { seats, world }) {
      const seat = seats.findIndex(({ name, driver }) => name === 'Stranger' && driver === 'bot');
      if (seat >= 0 && world.seatInput[seat]! > 0) moved();
    },
  });
  onTestFinished(() => watcher.close());
  await watcher.enter({ type: 'join', code: newCode, password: '', rate: 60 });
  await plays;
});

test("[M8] a stranger's bot takes a silent connection for a lost one, and dials again", async () => {
  const connections: Socket[] = [];
  const server = createServer();
  onTestFinished(() => {
    for (const socket of connections) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  const dialledTwice = new Promise<void>((resolve) => {
    server.on('connection', (socket) => {
      socket.on('error', () => {}).resume();
      connections.push(socket);
      if (connections.length === 2) resolve();
    });
  });
  startStranger((server.address() as AddressInfo).port, 'K7XQ2');
  await dialledTwice;
});

test("[E2] a stranger's bot leaves at Ctrl-C, so that its name and seat are free, and ends with 0", async () => {
  const server = await startGameServer(gameServerConfig({ host: HOST, port: 0, adminPort: 0 }), silent);
  onTestFinished(() => server.drain());
  const stranger = spawnStranger(server.port);
  const lines = createInterface(stranger.stdout)[Symbol.asyncIterator]();
  expect((await lines.next()).value).toMatch(/^joined /);
  stranger.kill('SIGINT');
  expect(await ended(stranger)).toEqual([0, '']);
  expect([...server.lobby.rooms]).toEqual([]);
});

test("[E2] a stranger's bot ends with a sentence if the room is not there, or no server is", async () => {
  const server = await startGameServer(gameServerConfig({ host: HOST, port: 0, adminPort: 0 }), silent);
  const { port } = server;
  const [code, text] = await ended(spawnStranger(port, 'ABCDE'));
  expect([code, text]).toEqual([1, expect.stringContaining('no room for us: there is no room with this code')]);
  await server.drain();
  const [refusedCode, refusedText] = await ended(spawnStranger(port));
  expect([refusedCode, refusedText]).toEqual([1, expect.stringMatching(/^cannot connect to 127\.0\.0\.1:\d+: .+/)]);
});

test.each<[string, readonly unknown[], string]>([
  ['a fatal error', [71, 13, 'the name is bad', true, 1, 'stop'], 'the server has ended the session: the name is bad'],
  [
    'no room',
    [
      [64, 2, 'Stranger', 60, 2000, 't', false],
      [71, 27, 'only for humans', false, 2],
    ],
    'no room for us: only for humans',
  ],
  ['a message that is not msgpack of ours', [], 'a fault of this bot, or of the server'],
])("[E2] a stranger's bot ends with a sentence after %s", async (_, messages, sentence) => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      const all = (Array.isArray(messages[0]) ? messages : [messages]) as unknown[][];
      socket.write(messages.length === 0 ? Buffer.of(0, 0, 0, 1, 0xc1) : Buffer.concat(all.map(frame)));
    });
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  const [code, text] = await ended(spawnStranger((server.address() as AddressInfo).port));
  expect([code, text]).toEqual([1, expect.stringContaining(sentence)]);
});

function spawnStranger(port: number, ...room: string[]) {
  const stranger = spawn(process.execPath, [fileURLToPath(EXAMPLE), HOST, String(port), ...room]);
  onTestFinished(() => void stranger.kill('SIGKILL'));
  return stranger;
}

/** @returns the exit code, and what was written to stderr */
async function ended(stranger: ReturnType<typeof spawnStranger>): Promise<[number | null, string]> {
  let text = '';
  stranger.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [code] = (await once(stranger, 'close')) as [number | null];
  return [code, text];
}

/** Starts the bot. @returns what waits for the next room that it says to have joined. */
function startStranger(port: number, code: string): () => Promise<string> {
  const stranger = spawnStranger(port, code);
  const lines = createInterface(stranger.stdout)[Symbol.asyncIterator]();
  return async () => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true) throw new Error('the bot has ended');
      if (value.startsWith('joined ')) return value.slice('joined '.length);
    }
  };
}
