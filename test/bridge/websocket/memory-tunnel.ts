/**
 * A tunnel between a browser and a target that are both in memory, on a clock that only the test moves: streams deliver
 * within the current turns of the event loop, and every timer of the tunnel and of its WebSocket is a fake one.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { duplexPair, type Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { onTestFinished, vi } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import { DialError, type Target } from '../../../bridge/target/dial.ts';
import { acceptBrowser, type BrowserSocket } from '../../../bridge/websocket/browser-socket.ts';
import { noTraffic, type TunnelLimits } from '../../../bridge/websocket/relay.ts';
import { Tunnel, type TunnelParts } from '../../../bridge/websocket/tunnel.ts';

export const LIMITS: TunnelLimits = {
  text: 'forward',
  messageBytesMax: 1024 * 1024,
  queuedBytesMax: 64 * 1024,
  fullQueueTimeoutMs: 30_000,
  pingEveryMs: 25_000,
  idleTimeoutMs: null,
  lingerMs: 10_000,
};

const BROWSER_LIMITS = { maxPayload: LIMITS.messageBytesMax, maxBufferedChunks: 4096, maxFragments: 4096 };

/** What a stream keeps before its writer has to wait. By default it depends on the version of Node. */
const STREAM_BYTES = 16 * 1024;

/** More than any stream here takes to deliver what it has. */
const TURNS_MAX = 10_000;

export interface MemoryTunnel {
  readonly tunnel: Tunnel;
  /** The browser's end. */
  readonly browser: WebSocket;
  /** The target's end; nothing reads it until the test does. */
  readonly target: Duplex;
  /** Resolves when the browser's end has closed. */
  readonly closed: Promise<unknown>;
  /** All bytes that the browser has received. */
  readonly received: () => Buffer;
  /** Round-trip times in milliseconds, in their order. */
  readonly rttsMs: number[];
  /** Lets the target accept. */
  accept(): void;
  /** Fails the dial. */
  refuse(id: DialError['id']): void;
  readonly isCancelled: () => boolean;
}

/** A tunnel whose target has not accepted yet. */
export async function dialingTunnel(
  limits: Partial<TunnelLimits> = {},
  options: ClientOptions = {},
  parts: Partial<TunnelParts> = {},
): Promise<MemoryTunnel> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const [browserSide, wire] = connection();
  const [targetSide, target] = connection();
  const rttsMs: number[] = [];
  let isCancelled = false;
  let accept: (target: Target) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const connected = new Promise<Target>((resolve, reject) => ([accept, fail] = [resolve, reject]));
  const dial = { connected, cancel: () => void (isCancelled = true) };

  const http = createServer();
  let accepted: BrowserSocket | undefined;
  http.on('upgrade', ({ headers }, _, head) => {
    wire.unshift(head);
    accepted = acceptBrowser(wire, headers['sec-websocket-key'] ?? '', null, BROWSER_LIMITS);
  });
  http.emit('connection', wire);
  const browser = new WebSocket('ws://bridge/', { ...options, createConnection: () => browserSide as Socket });
  const chunks: Buffer[] = [];
  const closed = once(browser, 'close');
  browser.on('error', () => {});
  browser.on('message', (data) => chunks.push(data as Buffer));
  await once(browser, 'open');
  const tunnel = new Tunnel({
    browser: accepted!,
    wire,
    dial,
    preamble: null,
    frames: null,
    limits: { ...LIMITS, ...limits },
    traffic: noTraffic(),
    recording: null,
    onRtt: (rttMs) => rttsMs.push(rttMs),
    ...parts,
  });
  return {
    tunnel,
    browser,
    target,
    closed,
    received: () => Buffer.concat(chunks),
    rttsMs,
    accept: () => accept(connectedTarget(targetSide)),
    refuse: (id) => fail(new DialError(id)),
    isCancelled: () => isCancelled,
  };
}

/** A tunnel whose target has accepted. */
export async function openTunnel(...settings: Parameters<typeof dialingTunnel>): Promise<MemoryTunnel> {
  const opened = await dialingTunnel(...settings);
  opened.accept();
  await nextTurn();
  return opened;
}

/** Two ends; one that is destroyed before its time destroys the other, as a reset does. */
function connection(): [Duplex, Duplex] {
  const ends = duplexPair({ highWaterMark: STREAM_BYTES });
  const [one, other] = ends;
  const reset = (end: Duplex, peer: Duplex) =>
    end.once('close', () => void (end.writableFinished && end.readableEnded ? null : peer.destroy()));
  reset(one, other);
  reset(other, one);
  return ends;
}

/** As dial.ts hands one over. */
function connectedTarget(stream: Duplex): Target {
  const socket = Object.assign(stream, { setKeepAlive: () => stream }) as unknown as Socket;
  const target: Target = { socket, address: 'memory', deliver: () => false };
  socket.on('data', (chunk: Buffer) => void target.deliver(chunk, false));
  socket.on('error', () => {});
  socket.pause();
  return target;
}

/** Waits for something that the streams bring about by themselves. */
export async function until(isTrue: () => boolean): Promise<void> {
  for (let turn = 0; turn < TURNS_MAX; turn += 1) {
    if (isTrue()) return;
    await nextTurn();
  }
  throw new Error('it does not happen by itself');
}

/** Moves the clock on, and lets what its timers have begun come to an end. */
export async function pass(ms: number): Promise<void> {
  vi.advanceTimersByTime(ms);
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
}
