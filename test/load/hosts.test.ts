// Workers on other machines: here they are in this process, and all that goes between is real.

import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { PLAYER_THINK_TIMES } from '../../bots/brains/walker.ts';
import { gameServerConfig } from '../../game-server/config.ts';
import { startGameServer } from '../../game-server/main.ts';
import { targetOf } from '../../load/client-plan.ts';
import { Channel } from '../../load/hosts/channel.ts';
import { serveLoadWorker } from '../../load/hosts/serve-worker.ts';
import { runLoad, type LoadOptions } from '../../load/load.ts';
import { rawSocket } from '../support/raw-socket.ts';

const SECRET = 'a secret of these tests';

test('[LN7] workers on other machines share the clients, over all nodes, and there is one report', async () => {
  const [first, second] = [await startServer(), await startServer()];
  const hosts = [await startWorker(), await startWorker()];
  const lines: string[] = [];
  const nodes = [first, second].map(({ port }) => ({ host: '127.0.0.1', port }));
  const options = { ...optionsFor(first), clients: 8, nodes, hosts: hosts.map(({ host }) => host), secret: SECRET };
  expect(await runLoad({ ...options, seconds: 2 }, (line) => lines.push(line))).toBe(0);
  expect(lines.join('\n')).toContain('8 of 8 connected, 0 lost');
  expect(lines.join('\n')).toMatch(/worker 1 +4 clients.*\n.*worker 2 +4 clients/);
  expect(lines.join('\n')).toMatch(/update interval +p50 [1-9]/);
  expect([first, second].map(({ peak }) => peak())).toEqual([4, 4]);
  // A worker serves the next test.
  expect(await runLoad({ ...options, clients: 2 }, () => {})).toBe(0);
  expect(hosts[0]!.lines.filter((line) => line.includes('a load test from'))).toHaveLength(2);
});

test('[LN7] the clients of each mode come to all nodes in turn', () => {
  const nodes = [1, 2].map((port) => ({ host: 'game', port }));
  const plan = { ...optionsFor({ port: 9, adminPort: 9 }), nodes, modes: ['coop', 'battle'] };
  const ports = Array.from({ length: 6 }, (_, place) => targetOf(plan, place).port);
  expect(ports).toEqual([1, 1, 2, 2, 1, 1]);
  expect(targetOf({ ...plan, nodes: undefined }, 5).port).toBe(9);
});

test('[LN7] a worker whose connection is lost is named, and its clients are lost', async () => {
  const server = await startServer();
  const workers = [await startWorker(), await startWorker()];
  const hosts = workers.map(({ host }) => host);
  const lines: string[] = [];
  const told = (line: string) => {
    lines.push(line);
    if (line.startsWith('connecting: 6 of 6')) void workers[1]!.close();
  };
  const options = { ...optionsFor(server), clients: 6, seconds: 60, hosts, secret: SECRET };
  expect(await runLoad(options, told)).toBe(1);
  expect(lines.join('\n')).toMatch(/worker 2 was lost \(.*\), and its clients with it/);
  expect(lines.join('\n')).toContain('3 worker-died');
});

test('[LN8] a worker with another secret, or that serves another test, is an error of one line before the test', async () => {
  const server = await startServer();
  const worker = await startWorker();
  const other = await startWorker('another secret of tests');
  const lines: string[] = [];
  const run = (hosts: LoadOptions['hosts']) =>
    runLoad({ ...optionsFor(server), clients: 2, hosts, secret: SECRET }, (line) => lines.push(line));
  const busy = await Channel.asController(await dial(worker.host.port), SECRET);
  expect(await run([other.host])).toBe(1);
  expect(await run([worker.host])).toBe(1);
  expect(lines).toEqual([
    `packetman: 127.0.0.1:${other.host.port}: it has another secret, or serves another load test`,
    `packetman: 127.0.0.1:${worker.host.port}: it has another secret, or serves another load test`,
  ]);
  expect(other.lines.at(-1)).toMatch(/refused .*: it has another secret$/);
  expect(worker.lines.at(-1)).toMatch(/refused .*: this worker serves another load test$/);
  busy.destroy();
});

test('[LN8] what a stranger sends to a worker changes nothing', async () => {
  const worker = await startWorker();
  for (const bytes of [Buffer.from('GET / HTTP/1.1\r\n\r\n'), Buffer.alloc(5000), Buffer.from([0, 0, 0, 2, 1, 2])]) {
    const socket = await dial(worker.host.port);
    socket.resume().on('error', () => {});
    socket.end(bytes);
    await once(socket, 'close');
  }
  const server = await startServer();
  const options = { ...optionsFor(server), hosts: [worker.host], secret: SECRET };
  expect(await runLoad(options, () => {})).toBe(0);
  expect(worker.lines.filter((line) => line.includes('refused'))).toHaveLength(3);
});

test('[LN8] a frame that was changed on the way, or sent a second time, ends the connection', async () => {
  for (const spoil of [flipped, twice]) {
    const worker = await startWorker();
    const channel = await Channel.asController(await dial(await startRelay(worker.host.port, spoil)), SECRET);
    const closed = new Promise<string>((resolve) => channel.open(() => {}, resolve));
    channel.send({ number: 1, order: { type: 'plan', plan: optionsFor({ port: 1, adminPort: 1 }) } });
    await closed;
    await expect.poll(() => worker.lines.length).toBeGreaterThan(1);
  }
});

/** The third frame of the controller on: its order. */
const flipped = (chunk: Buffer) => Buffer.from(chunk.map((byte, i) => (i === chunk.length - 1 ? byte ^ 1 : byte)));
const twice = (chunk: Buffer) => Buffer.concat([chunk, chunk]);

/** Passes on all, except that the second chunk of the controller is spoilt. @returns its port */
async function startRelay(to: number, spoil: (chunk: Buffer) => Buffer): Promise<number> {
  const relay = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    let chunks = 0;
    near.on('data', (chunk: Buffer) => far.write(++chunks === 1 ? chunk : spoil(chunk)));
    far.on('data', (chunk: Buffer) => near.write(chunk));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => {}).on('close', () => other.destroy());
    }
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  onTestFinished(() => void relay.close());
  return (relay.address() as AddressInfo).port;
}

async function dial(port: number): Promise<Socket> {
  const socket = rawSocket(port);
  await once(socket, 'connect');
  return socket;
}

async function startWorker(secret = SECRET) {
  const lines: string[] = [];
  const worker = await serveLoadWorker({ host: '127.0.0.1', port: 0 }, secret, (line) => lines.push(line));
  onTestFinished(() => worker.close().catch(() => {}));
  return { lines, host: { host: '127.0.0.1', port: worker.port }, close: () => worker.close() };
}

async function startServer() {
  const config = gameServerConfig({ host: '127.0.0.1', port: 0, adminPort: 0 });
  const server = await startGameServer(config, pino({ level: 'silent' }));
  let most = 0;
  const looking = setInterval(
    () =>
      (most = Math.max(
        most,
        [...server.lobby.rooms].reduce((sum, { members }) => sum + [...members].length, 0),
      )),
    20,
  );
  onTestFinished(() => clearInterval(looking));
  onTestFinished(() => server.drain());
  return { port: server.port, adminPort: server.adminPort, peak: () => most };
}

function optionsFor({ port, adminPort }: { port: number; adminPort: number }): LoadOptions {
  return {
    ...{ host: '127.0.0.1', port, adminUrls: [`http://127.0.0.1:${adminPort}`], rate: 20, seed: 7, modes: ['coop'] },
    ...{ seats: 0, bots: 0, think: PLAYER_THINK_TIMES, slow: 0, giveUp: false, workers: 1, ramp: 1000, churn: 0 },
    ...{ clients: 1, seconds: 0.3, settle: 0, expect: [], findLimit: false },
  };
}
