// The two servers and their clients.

import { type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { DelayCounts } from '#protocol';
import { CLIENT_CORE, end, message, SERVER_CORE, start, until } from './processes.ts';

const HERE = import.meta.dirname;
const PACKETMAN = join(HERE, '../../../cli/main.js');
/** Longer than any measurement: the clients are stopped, not waited for. */
const LOAD_SECONDS = '600';

/** What a server has used since it started, and what it holds now. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly rssBytes: number;
  readonly ticksDropped: number;
  readonly connections: number;
  /** Only the game server has these. */
  readonly sessions?: number;
  readonly bytesOut?: number;
  readonly tickMs?: DelayCounts;
  readonly latenessMs?: DelayCounts;
}

export interface Contestant {
  readonly name: string;
  usage(): Promise<Usage>;
  /** Starts so many clients. */
  startClients(clients: number): ChildProcess;
  endClients(clients: ChildProcess): Promise<void>;
  end(): Promise<void>;
}

export async function startNull(): Promise<Contestant> {
  const server = start(SERVER_CORE, join(HERE, 'null-server.js'), []);
  const { port } = (await message(server)) as { port: number };
  const usage = async (): Promise<Usage> => {
    server.send('usage');
    return (await message(server)) as Usage;
  };
  return {
    name: 'null server',
    usage,
    startClients: (clients) => start(CLIENT_CORE, join(HERE, 'null-clients.js'), [String(port), String(clients)]),
    async endClients(clients) {
      await end(clients, 'SIGKILL');
      await until(async () => (await usage()).connections === 0, 'the clients to be gone');
    },
    end: () => end(server, 'SIGKILL'),
  };
}

/** @returns the game server, and its port for other clients. */
export async function startGame(): Promise<Contestant & { readonly port: number }> {
  const flags = ['--host', '127.0.0.1', '--port', '0', '--admin-port', '0', '--log-level', 'warn'];
  const server = start(SERVER_CORE, PACKETMAN, ['server', ...flags]);
  const { listening } = (await message(server)) as { listening: { port: number; adminPort: number } };
  const admin = `http://127.0.0.1:${listening.adminPort}`;
  const target = ['--host', '127.0.0.1', '--port', String(listening.port), '--admin-url', admin];
  const usage = async (): Promise<Usage> => (await (await fetch(`${admin}/api/stats`)).json()) as Usage;
  return {
    name: 'game server',
    port: listening.port,
    usage,
    startClients: (clients) =>
      start(CLIENT_CORE, PACKETMAN, ['load', '--clients', String(clients), '--seconds', LOAD_SECONDS, ...target]),
    async endClients(clients) {
      await end(clients, 'SIGTERM');
      await until(async () => (await usage()).sessions === 0, 'the clients to be gone');
    },
    end: () => end(server, 'SIGKILL'),
  };
}
