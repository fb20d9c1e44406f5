// Reads the memory use of a Node process that was started with `--inspect=127.0.0.1:0`. The program needs no code for it.

import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { WebSocket } from 'ws';

export interface Memory {
  /** Bytes that are in use after a collection: objects, and buffers outside the heap; compiled code is not among them. */
  readonly live: number;
  /** Bytes of compiled code and its data. They grow while code runs that has not run often before. */
  readonly code: number;
  /** Resident set size in bytes, right after the collection. */
  readonly rss: number;
}

export interface Inspected {
  /** Runs a full garbage collection, which stops the process for some time, and reads the memory use. */
  memory(): Promise<Memory>;
  close(): void;
}

const MEMORY = `JSON.stringify({
  ...process.memoryUsage(),
  code: process.getBuiltinModule('v8').getHeapCodeStatistics().code_and_metadata_size,
})`;

/** @param stderr of the process, on which Node says where its inspector listens */
export async function inspect(stderr: Readable): Promise<Inspected> {
  const socket = new WebSocket(await addressIn(stderr));
  await once(socket, 'open');
  const answers = new Map<number, (result: { result?: { value?: string } }) => void>();
  let asked = 0;
  socket.on('message', (data: Buffer) => {
    const { id, result } = JSON.parse(data.toString()) as { id: number; result: object };
    answers.get(id)?.(result);
    answers.delete(id);
  });
  const ask = (method: string, params = {}) =>
    new Promise<{ result?: { value?: string } }>((resolve) => {
      answers.set(++asked, resolve);
      socket.send(JSON.stringify({ id: asked, method, params }));
    });
  return {
    async memory() {
      await ask('HeapProfiler.collectGarbage');
      const { result } = await ask('Runtime.evaluate', { expression: MEMORY });
      const { heapUsed, external, rss, code } = JSON.parse(result!.value!) as NodeJS.MemoryUsage & { code: number };
      return { live: heapUsed + external - code, code, rss };
    },
    close: () => socket.terminate(),
  };
}

/** Reads `stderr` up to the address only. The caller must read the rest. */
function addressIn(stderr: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    stderr.on('data', function look(chunk: Buffer) {
      text += chunk.toString();
      const address = text.match(/ws:\/\/\S+(?=\s)/);
      if (address === null) return;
      stderr.off('data', look);
      resolve(address[0]);
    });
    stderr.once('end', () => reject(new Error('the process did not say where its inspector listens')));
  });
}
