/** Unix sockets that a process has left behind when it was killed: the file is there, and nobody listens. */
import { createHash } from 'node:crypto';
import { lstat, realpath, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** Another start may have bound its socket and not listen yet, which looks like one that was left behind. */
const BOUND_MS = 50;

/**
 * Listens, and before that removes a unix socket on which nobody listens. Only on Linux: elsewhere nothing keeps two starts
 * from removing the socket of each other. It listens once: in a cluster another call would not share the listener.
 * @param path undefined where it listens on no unix socket
 * @throws what `listen` throws, if the path is in use, no socket, or taken over by another start
 */
export async function listenOverStale(path: string | undefined, listen: () => Promise<unknown>): Promise<void> {
  const lock = path !== undefined && (await isLeft(path)) ? await lockOf(path) : null;
  try {
    if (path !== undefined && lock !== null && (await isStale(path))) await unlink(path);
    await listen();
  } finally {
    lock?.close();
  }
}

async function isStale(path: string): Promise<boolean> {
  if (!(await isLeft(path))) return false;
  await delay(BOUND_MS);
  return isLeft(path);
}

async function isLeft(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  return found !== null && found.isSocket() && isRefused(path);
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
