/** A bridge with a target behind it and browsers in front, all on real sockets, gone when the test is over. */
import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, vi } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import type { TokenTargets } from '../../bridge/routes/token-targets.ts';
import type { TargetAddress, TcpAddress } from '../../bridge/target/address.ts';
import { bridgeConfig, type BridgeSettings } from '../../bridge/config.ts';
import { startBridge, type Bridge } from '../../bridge/main.ts';
import { freePort } from '../support/free-port.ts';

const LOCAL: TcpAddress = { host: '127.0.0.1', port: 0 };

/** One line of the bridge's log. */
export interface LogLine {
  msg: string;
  [field: string]: unknown;
}

export interface TestBridge extends Bridge {
  readonly log: LogLine[];
  /** The log line of the next finished tunnel not yet asked for. */
  nextEnd(): Promise<LogLine>;
}

/** A bridge to `target`, or with routes of its own, on a free port; its log is kept instead of printed. */
export async function openBridge(target: TcpAddress | null, settings: BridgeSettings = {}): Promise<TestBridge> {
  const log: LogLine[] = [];
  const ends = new Inbox<LogLine>();
  const write = (text: string) => {
    const line = JSON.parse(text) as LogLine;
    log.push(line);
    if (line.msg === 'tunnel ended') ends.put(line);
  };
  const config = bridgeConfig({ listen: LOCAL, target: target ?? undefined, ...settings });
  const bridge = await startBridge(config, pino({ level: 'debug' }, { write }));
  onTestFinished(() => bridge.drain(1));
  return { ...bridge, log, nextEnd: () => ends.take() };
}

/** Waits for the connection of a bridge with `tokenRedis`: until then a client is refused when it takes as long as a look-up may. */
export async function connectedToRedis({ log }: Pick<TestBridge, 'log'>): Promise<void> {
  await expect.poll(() => log.some(({ msg }) => msg === 'connected to Redis')).toBe(true);
}

export interface Target extends TcpAddress {
  /** The next connection not yet asked for. */
  nextConnection(): Promise<Socket>;
  /** How many there were so far. */
  connections(): number;
}

/** A TCP server on a free port. Its sockets are half-open and have been given an error listener. */
export async function openTarget(onConnection: (socket: Socket) => void = () => {}): Promise<Target> {
  const connections = new Inbox<Socket>();
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    count += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    onConnection(socket);
    connections.put(socket);
  });
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { ...(await listen(server)), nextConnection: () => connections.take(), connections: () => count };
}

export function openEchoTarget(): Promise<Target> {
  return openTarget((socket) => socket.pipe(socket));
}

/** An address where nobody listens. */
export async function closedAddress(): Promise<TcpAddress> {
  return { host: '127.0.0.1', port: await freePort() };
}

async function listen(server: Server): Promise<{ host: string; port: number }> {
  server.listen(LOCAL);
  await once(server, 'listening');
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

export interface BrowserOptions extends ClientOptions {
  protocols?: string[];
  tls?: boolean;
}

export interface Browser {
  readonly socket: WebSocket;
  /** Code and reason of the end, 1006 when there was no Close frame. */
  readonly closed: Promise<{ code: number; reason: string }>;
  /** The next `length` bytes, wherever message borders fall. */
  bytes(length: number): Promise<Buffer>;
  /** All bytes not yet taken, once the socket is closed. */
  rest(): Promise<Buffer>;
}

/** What a browser needs to know of a bridge. */
export type Reachable = Pick<Bridge, 'port'>;

/** A WebSocket that may not be open yet. Failing to open shows as 1006. */
export function browserOf(bridge: Reachable, options: BrowserOptions = {}, path = '/'): Browser {
  const { protocols = [], tls = false, ...rest } = options;
  const url = `${tls ? 'wss' : 'ws'}://127.0.0.1:${bridge.port}${path}`;
  const socket = new WebSocket(url, protocols, rest);
  const received = new ByteInbox();
  socket.on('error', () => {});
  socket.on('message', (data) => received.put(data as Buffer));
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  onTestFinished(() => socket.terminate());
  return {
    socket,
    closed,
    bytes: (length) => received.take(length),
    rest: async () => {
      await closed;
      return received.take(received.length);
    },
  };
}

/** A WebSocket that is open. */
export async function openBrowser(bridge: Reachable, options: BrowserOptions = {}, path = '/'): Promise<Browser> {
  const browser = browserOf(bridge, options, path);
  await once(browser.socket, 'open');
  return browser;
}

/** A browser that shows a page of the bridge's own host. */
export function fromPage(bridge: Reachable): ClientOptions {
  return { origin: `http://127.0.0.1:${bridge.port}` };
}

/** The HTTP answer with which a handshake is refused. */
export async function refusedAnswer(
  bridge: Reachable,
  options: BrowserOptions = {},
  path = '/',
): Promise<IncomingMessage> {
  const { socket } = browserOf(bridge, options, path);
  const [, response] = await once(socket, 'unexpected-response');
  return response as IncomingMessage;
}

/** The HTTP status with which a handshake is refused. */
export async function refusedStatus(...handshake: Parameters<typeof refusedAnswer>): Promise<number | undefined> {
  return (await refusedAnswer(...handshake)).statusCode;
}

/** All bytes of a socket up to its end, also of a paused one. */
export async function readToEnd(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.resume();
  await once(socket, 'end');
  return Buffer.concat(chunks);
}

/** Bytes in which every position differs from its neighbours, so that loss, doubling and swapping all show. */
export function patternBytes(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let index = 0; index < length; index += 1) bytes[index] = (index * 31 + (index >> 8) * 7) & 0xff;
  return bytes;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export function get(bridge: Reachable, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return ask(bridge, 'GET', path, headers);
}

/** One request, its path sent exactly as written. */
export async function ask(
  bridge: Reachable,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: Buffer,
): Promise<Answer> {
  const request = httpRequest({ host: '127.0.0.1', port: bridge.port, method, path, headers }).end(body);
  // The bridge may close the connection behind an answer before it has read the whole body.
  request.on('error', () => {});
  const [response] = await once(request, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
}

/** The value of one metric, 0 if it is not there. */
export async function metric(bridge: Pick<Bridge, 'metricsText'>, name: string): Promise<number> {
  const line = (await bridge.metricsText()).split('\n').find((text) => text.startsWith(`${name} `));
  return Number(line?.split(' ').at(-1) ?? 0);
}

/** Things that are waited for one at a time, in the order in which they came. */
class Inbox<Thing> {
  readonly #things: Thing[] = [];
  readonly #takers: ((thing: Thing) => void)[] = [];

  put(thing: Thing): void {
    const taker = this.#takers.shift();
    if (taker === undefined) this.#things.push(thing);
    else taker(thing);
  }

  take(): Promise<Thing> {
    const thing = this.#things.shift();
    return thing === undefined ? new Promise((resolve) => this.#takers.push(resolve)) : Promise.resolve(thing);
  }
}

/** A byte stream from which one reader takes pieces of the lengths it wants. */
class ByteInbox {
  #chunks: Buffer[] = [];
  #wanted: { length: number; resolve: (bytes: Buffer) => void } | null = null;
  length = 0;

  put(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.length += chunk.length;
    this.#serve();
  }

  take(length: number): Promise<Buffer> {
    return new Promise((resolve) => {
      this.#wanted = { length, resolve };
      this.#serve();
    });
  }

  #serve(): void {
    if (this.#wanted === null || this.length < this.#wanted.length) return;
    const { length, resolve } = this.#wanted;
    const all = Buffer.concat(this.#chunks);
    this.#wanted = null;
    this.#chunks = [all.subarray(length)];
    this.length -= length;
    resolve(all.subarray(0, length));
  }
}

/**
 * Stops the clock by which the bridge counts guesses, handshakes and viewers: an address waits a second after its fifth wrong
 * secret, which must not pass while a busy machine asks again. Timers go on.
 */
export function holdTime(): void {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
}

/** A folder of its own for the test. */
export async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bridge-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** Where a token leads, null for nowhere. */
export async function targetsIn(tokens: TokenTargets, token: string): Promise<readonly TargetAddress[] | null> {
  const found = await tokens.targetsOf(token);
  if (found !== null && 'refusal' in found) throw new Error(`refused: ${found.refusal}`);
  return found && found.targets;
}
