// `packetman start --nodes 3` is restarted node by node, while bots play at all of them: real processes and a real Redis.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { beforeAll, expect, onTestFailed, onTestFinished, test } from 'vitest';
import { BotClient } from '../../bots/bot-client.ts';
import { Watch, type Watched } from '../../load/frames/watch.ts';
import { ensureBuilt } from '../../tools/set-up.js';
import { newFolder } from '../support/new-folder.ts';
import { RedisServer } from '../support/redis-server.ts';
import { ROOM_SETTINGS } from '../support/room-settings.ts';
import { PACKETMAN } from './program.ts';

const FLAGS = [
  '--no-api',
  '--port=0',
  '--admin-port=0',
  '--bridge-port=0',
  '--host=127.0.0.1',
  '--node-host=127.0.0.1',
];
/** Updates that each player gets before the restart and after it. */
const UPDATES = 40;
const TURNS = [0, 1, 2, 3] as const;

beforeAll(ensureBuilt, 120_000);

/** Starts the nodes. `until` waits for a line that they log. */
async function startNodes() {
  const redis = await RedisServer.start();
  onTestFinished(() => redis.stop());
  const args = ['start', '--nodes=3', ...FLAGS, `--data=${newFolder()}`, '--log-level=info'];
  const child = spawn(process.execPath, [PACKETMAN, ...args], { env: { ...process.env, REDIS_URL: redis.url } });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const lines: string[] = [];
  let changed = (): void => {};
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      changed();
    });
  }
  onTestFailed(() => console.error(lines.slice(-100).join('\n')));
  const until = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = lines.find((line) => pattern.test(line));
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => (changed = resolve));
    }
  };
  const bots = await until(/bots: /);
  return { child, until, ports: Array.from(bots.matchAll(/:(\d+)/g), ([, port]) => Number(port)) };
}

test(
  '[PF43] a rolling restart of three nodes: no tick, seat or session of anybody is lost',
  { timeout: 300_000 },
  async () => {
    const { child, until, ports } = await startNodes();
    const watch = new Watch();
    onTestFinished(() => watch.stop());
    const players: { client: BotClient; watched: Watched & { node: string }; updates: number; lost: number }[] = [];
    let moved = (): void => {};
    const enter = async (port: number, name: string, code: string | null): Promise<BotClient> => {
      const watched = { name, kind: 'bot', node: String(port) };
      const player = { watched, updates: 0, lost: 0 };
      // The old connection brings frames until the other node has the match.
      let next = watched.node;
      let inputs = 0;
      const client = await BotClient.connect({ host: '127.0.0.1', port }, name, {
        onJoined(_, match) {
          watched.node = next;
          watch.joined(watched, match);
        },
        onUpdate(_, match) {
          watch.moved(watched, match, match.world.tick > 0);
          player.updates++;
          moved();
        },
        onTurn: (bot) => void bot.steer(TURNS[inputs++ % TURNS.length]!),
        onRedirected: (_, to) => (next = String(to.port)),
        onMovedOn: () => player.lost++,
        // A slow restart takes longer than a match.
        onResults: (bot) => bot.send({ type: 'ready', ready: true }),
      });
      players.push(Object.assign(player, { client }));
      const settings = { ...ROOM_SETTINGS, mode: 'coop', seatCount: 2 };
      await client.enter(
        code === null ? { type: 'create', settings, password: '' } : { type: 'join', code, password: '' },
      );
      return client;
    };
    for (const [index, port] of ports.entries()) {
      const host = await enter(port, `Ann${index}`, null);
      await enter(port, `Bob${index}`, host.match!.code);
      host.send({ type: 'start' });
    }
    const codes = players.map(({ client }) => client.match!.code);
    const go = async (): Promise<void> => {
      for (const player of players) player.updates = 0;
      while (!players.every(({ updates }) => updates >= UPDATES)) {
        await new Promise<void>((resolve) => (moved = resolve));
      }
    };
    await go();
    child.kill('SIGUSR2');
    await until(/rolling restart (?:is complete|stops)/);
    await until(/rolling restart is complete/);
    await go();
    expect(watch.faults.first).toEqual([]);
    expect(players.map(({ client }) => client.match!.code)).toEqual(codes);
    expect(players.map(({ lost }) => lost)).toEqual(players.map(() => 0));
    for (const { client } of players) client.close();
  },
);
