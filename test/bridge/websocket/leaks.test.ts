import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { bridgeConfig } from '../../../bridge/config.ts';
import { startBridge, type Bridge } from '../../../bridge/main.ts';
import { metric } from '../support.ts';

const MIB = 1024 * 1024;
const AT_ONCE = 50;
/** Longer than a busy machine takes for all tunnels. */
const TEST_MS_MAX = 300_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Each opens, has a few bytes echoed, and closes. The callers are in this process too. */
async function shortTunnels(bridge: Bridge, count: number): Promise<void> {
  let left = count;
  const caller = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const socket = new WebSocket(`ws://127.0.0.1:${bridge.port}/`);
      await new Promise((resolve, reject) => {
        socket.on('error', reject);
        socket.on('open', () => socket.send('hello'));
        socket.on('message', () => (left % 3 === 0 ? socket.terminate() : socket.close()));
        socket.on('close', resolve);
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
  await expect.poll(() => metric(bridge, 'bridge_tunnels')).toBe(0);
}

test.runIf(process.platform === 'linux')(
  '[B6] 10,000 short tunnels leave no memory and no descriptor behind',
  async () => {
    // Not the target of the other tests: that one keeps its sockets for whoever asks.
    const server = createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const bridge = await startBridge(bridgeConfig({ listen: '127.0.0.1:0', target }), pino({ level: 'silent' }));
    onTestFinished(() => bridge.drain(1));
    const descriptors = () => readdirSync('/proc/self/fd').length;
    const heapBytes = () => {
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    await shortTunnels(bridge, 1000);
    await expect.poll(descriptors).toBeLessThan(100);
    const [descriptorsBefore, before] = [descriptors(), heapBytes()];
    await shortTunnels(bridge, 10_000);
    await expect.poll(descriptors).toBeLessThanOrEqual(descriptorsBefore);
    await expect.poll(() => heapBytes() - before).toBeLessThan(3 * MIB);
  },
  TEST_MS_MAX,
);
