import { once } from 'node:events';
import { readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { staticFiles } from '../../../bridge/http/static.ts';
import { openFolder } from '../support.ts';

test('[B10] a file is closed when its client broke off before the first byte', async () => {
  const folder = await openFolder();
  const path = join(realpathSync(folder), 'film.webm');
  await writeFile(path, Buffer.alloc(100_000));
  const serveFile = staticFiles(folder, []);
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }).on('error', () => {});
  const [request, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
  request.socket.destroy();
  await once(response, 'close');
  await serveFile(request, response, '/film.webm');
  await expect.poll(() => openFiles().includes(path)).toBe(false);
});

/** Of this process. */
function openFiles(): string[] {
  return readdirSync('/proc/self/fd').map((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`);
    } catch {
      return '';
    }
  });
}
