// The Redis of a run: a process of its own, on the core of the clients, without files.

import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { connectRedis, KEYS } from '#redis';
import { CLIENT_CORE, end, run, temporaryFolder, until } from '../server/processes.ts';

const SILENT = { info() {}, warn() {} };

export interface BenchRedis {
  readonly url: string;
  /** Used since it started. */
  cpuSeconds(): Promise<number>;
  /** Received since it started. */
  bytesIn(): Promise<number>;
  /** What the streams of all rooms that are open take now. */
  streamBytes(): Promise<number>;
  end(): Promise<void>;
}

/** @throws if there is no redis-server on this machine, or it does not start */
export async function startRedis(): Promise<BenchRedis> {
  const port = await freePort();
  const program = 'redis-server';
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = run(CLIENT_CORE, [program, ...options, '--dir', temporaryFolder()]);
  const url = `redis://127.0.0.1:${port}/0`;
  const client = connectRedis(url, { name: 'bench', log: SILENT });
  await until(async () => client.status === 'ready', 'Redis');
  return {
    url,
    async cpuSeconds() {
      const info = await client.info('cpu');
      return figure(info, 'used_cpu_user') + figure(info, 'used_cpu_sys');
    },
    async bytesIn() {
      return figure(await client.info('stats'), 'total_net_input_bytes');
    },
    async streamBytes() {
      const codes = await client.smembers(KEYS.rooms);
      const sizes = await Promise.all(codes.map((code) => client.memory('USAGE', KEYS.room(code))));
      return sizes.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
    },
    async end() {
      client.disconnect();
      await end(server);
    },
  };
}

function figure(info: string, name: string): number {
  return Number(new RegExp(`^${name}:(.+)`, 'm').exec(info)![1]);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  while (!server.listening) await wait(1);
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
