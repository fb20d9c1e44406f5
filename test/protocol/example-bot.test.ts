// The example of protocol/README.md: a client written without a line of ours, held to the golden bytes and to the server.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { gameServerConfig } from '../../game-server/config.ts';
import { startGameServer } from '../../game-server/main.ts';
import { BotClient } from '../../bots/bot-client.ts';
import type { BotMatch } from '../../bots/bot-match.ts';
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

test(
  "[S6] a stranger's bot gets a seat, eats, and its inputs come back in the snapshots",
  { timeout: 30_000 },
  async () => {
    const config = gameServerConfig({ host: '127.0.0.1', port: 0, adminPort: 0 });
    const server = await startGameServer(config, pino({ level: 'silent' }));
    onTestFinished(() => server.drain());
    let seen!: (match: BotMatch) => void;
    const ate = new Promise<BotMatch>((resolve) => (seen = resolve));
    const watcher = await BotClient.connect({ host: '127.0.0.1', port: server.port }, 'Watcher', {
      onSnapshot(_client, match) {
        const { world } = match;
        const stranger = match.seats.findIndex(({ name, driver }) => name === 'Stranger' && driver === 'bot');
        if (stranger >= 0 && world.pacInput[stranger]! > 1 && world.pacScore[stranger]! >= 50) seen(match);
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
