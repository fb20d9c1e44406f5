// The servers of a run, and the clients that all of them have in turn.

import { type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { DelayCounts } from '#protocol';
import type { ClientCounts } from './counting-clients.ts';
import { CLIENT_CORE, end, message, SERVER_CORE, start, temporaryFolder, until } from './processes.ts';

const HERE = import.meta.dirname;
const PACKETMAN = join(HERE, '../../../cli/main.js');

/** What a server has used since it started, and what it holds now. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly rssBytes: number;
  readonly ticksDropped: number;
  readonly connections: number;
  /** Only the game server has these. */
  readonly sessions?: number;
  readonly bytesOut?: number;
  readonly latenessMs?: DelayCounts;
  /** From reading an input to handing the piece with it to the sockets of the others. */
  readonly inputToWireMs?: DelayCounts;
}

export interface Server {
  readonly port: number;
  usage(): Promise<Usage>;
  end(): Promise<void>;
}

/** Clients of one server, in a process of their own. */
export interface Group {
  counts(): Promise<ClientCounts>;
  /** All leave. Settles when the server has none of them. */
  end(): Promise<void>;
}

/** A server that does nothing but write `rate` times a second to each client. */
export function startNull(rate: number): Promise<Server> {
  return startBare('null-server.js', [String(rate)]);
}

/** A server that passes inputs on, and knows no rules. */
export function startRelay(): Promise<Server> {
  return startBare('relay-server.js', []);
}

/** The game server, with a data folder of its own. @param more flags @param env environment variables */
export async function startGame(
  journal: 'journal' | 'no journal' = 'journal',
  more: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Server & { readonly adminPort: number }> {
  const flags = [
    '--host',
    '127.0.0.1',
    '--port',
    '0',
    '--admin-port',
    '0',
    '--log-level',
    'warn',
    '--data',
    temporaryFolder(),
  ];
  if (journal === 'no journal') flags.push('--no-journal');
  flags.push(...more);
  const server = start(SERVER_CORE, PACKETMAN, ['server', ...flags], env);
  const { listening } = (await message(server)) as { listening: { port: number; adminPort: number } };
  const { port, adminPort } = listening;
  const stats = `http://127.0.0.1:${adminPort}/api/stats`;
  return {
    ...{ port, adminPort },
    usage: async () => (await (await fetch(stats)).json()) as Usage,
    end: () => end(server),
  };
}

/**
 * Starts clients, and waits until all are connected.
 * @param rates the streams that they ask for, room by room in turn
 * @param names what their names begin with: no name may be there twice in a cluster
 */
export async function startClients(
  server: Server,
  clients: number,
  rates: readonly number[],
  names = 'bench',
): Promise<Group> {
  const args = [names, server.port, clients, ...rates].map(String);
  const group = start(CLIENT_CORE, join(HERE, 'counting-clients.js'), args);
  await until(async () => (await server.usage()).connections >= clients, `${clients} clients to come`);
  return {
    counts: async () => (await ask(group, 'counts')) as ClientCounts,
    async end() {
      group.send('end');
      const isEmpty = ({ connections, sessions = 0 }: Usage) => connections === 0 && sessions === 0;
      await until(async () => isEmpty(await server.usage()), 'the clients to be gone');
      await end(group);
    },
  };
}

async function startBare(file: string, args: readonly string[]): Promise<Server> {
  const server = start(SERVER_CORE, join(HERE, file), args);
  const { port } = (await message(server)) as { port: number };
  return { port, usage: async () => (await ask(server, 'usage')) as Usage, end: () => end(server) };
}

function ask(child: ChildProcess, request: string): Promise<unknown> {
  const answer = message(child);
  child.send(request);
  return answer;
}
