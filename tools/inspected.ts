// A Node process started with `--inspect=127.0.0.1:0`, asked for its memory: nothing is built into the program for that.

import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { WebSocket } from 'ws';

export interface Memory {
  /** Bytes that are in use after a collection: objects, and buffers outside the heap; compiled code is not among them. */
  readonly live: number;
  /** Bytes of compiled code and what belongs to it. It grows for as long as code runs that has not run often before. */
  readonly code: number;
  /** What the process holds of the system's memory, right after it. */
  readonly rss: number;
}

export interface Inspected {
  /** Collects all rubbish, which stops the process for some time, and looks. */
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

/** What follows on `stderr` is left to others, and must be read by someone. */
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
