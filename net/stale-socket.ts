/** Unix sockets that a process has left behind when it was killed: the file is there, and nobody listens. */
import { createHash } from 'node:crypto';
import { lstat, realpath, unlink } from 'node:fs/promises';
import { connect, createServer, type ListenOptions, type Server } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** Another start may have bound its socket and not listen yet, which looks like one that was left behind. */
const BOUND_MS = 50;

/**
 * Listens, and does so again if it fails because of a unix socket on which nobody listens, which is removed. Only on Linux:
 * elsewhere nothing keeps two starts from removing the socket of each other.
 * @throws what `listen` throws, and leaves what is there, if it is in use, no socket, or taken over by another start
 */
export async function listenOverStale(
  where: ListenOptions | { readonly fd: number },
  listen: () => Promise<unknown>,
): Promise<void> {
  const path = 'path' in where ? where.path : undefined;
  try {
    await listen();
  } catch (error) {
    if (path === undefined || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    const lock = await lockOf(path);
    if (lock === null) throw error;
    try {
      if (!(await isStale(path))) throw error;
      await unlink(path);
      await listen();
    } finally {
      lock.close();
    }
  }
}

async function isStale(path: string): Promise<boolean> {
  if (!(await lstat(path)).isSocket() || !(await isRefused(path))) return false;
  await delay(BOUND_MS);
  return isRefused(path);
}

function isRefused(path: string): Promise<boolean> {
  const probe = connect({ path });
  return new Promise((resolve) => {
    probe.once('connect', () => resolve(false));
    probe.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED'));
  }).finally(() => probe.destroy()) as Promise<boolean>;
}

/** An abstract socket, which is gone with its process however that ends. Null where another start has it. */
async function lockOf(path: string): Promise<Server | null> {
  if (process.platform !== 'linux') return null;
  const place = join(await realpath(dirname(path)), basename(path));
  const lock = createServer((socket) => void socket.destroy());
  // `exclusive`: of this process, not of all in a cluster.
  lock.listen({ path: `\0packetman-${createHash('sha256').update(place).digest('hex')}`, exclusive: true });
  return once(lock, 'listening').then(
    () => lock,
    () => null,
  );
}
