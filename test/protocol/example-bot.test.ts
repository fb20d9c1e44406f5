// The example of protocol/README.md: a client written without a line of ours, held to the golden bytes and to the server.

import { spawn } from 'node:child_process';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { gameServerConfig } from '../../game-server/config.ts';
import { startGameServer } from '../../game-server/main.ts';
import { BotClient } from '../../bots/bot-client.ts';
import type { MatchModel } from '#client';
import { startCuttableWay } from '../bots/cuttable-way.ts';
import { ROOM_SETTINGS } from '../support/room-settings.ts';

const EXAMPLE = new URL('../../protocol/examples/bot.js', import.meta.url);
type Example = { decode(payload: Buffer): unknown[]; frame(message: unknown[]): Buffer };
const { decode, frame } = (await import(EXAMPLE.href)) as Example;

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

test(
  "[S6] a stranger's bot gets a seat, eats, and its inputs come back in the snapshots",
  { timeout: 30_000 },
  async () => {
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
  },
);

test.each(['versus', 'battle'])(
  "[S6] a stranger's bot plays %s beside built-in AI, whatever it steers",
  { timeout: 30_000 },
  async (mode) => {
    const server = await startGameServer(gameServerConfig({ host: HOST, port: 0, adminPort: 0 }), silent);
    onTestFinished(() => server.drain());
    let played!: () => void;
    const plays = new Promise<void>((resolve) => (played = resolve));
    const host = await BotClient.connect({ host: HOST, port: server.port }, 'Watcher', {
      onUpdate(_client, { code, seats }) {
        const stranger = seats.findIndex(({ name, driver }) => name === 'Stranger' && driver === 'bot');
        // Not everybody sees the inputs of a Pac-Man of `versus`: the server's own World has them. One is enough: with ghosts on
        // all ways the bot stays where it is for as long as they do.
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

/** Starts the bot. @returns what waits for the next room that it says to have joined. */
function startStranger(port: number, code: string): () => Promise<string> {
  const stranger = spawn(process.execPath, [fileURLToPath(EXAMPLE), HOST, String(port), code]);
  onTestFinished(() => void stranger.kill());
  const lines = createInterface(stranger.stdout)[Symbol.asyncIterator]();
  return async () => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true) throw new Error('the bot has ended');
      if (value.startsWith('joined ')) return value.slice('joined '.length);
    }
  };
}
