/**
 * Plays a recording: as the browser against a bridge, or as the target for the first that connects, at true or
 * scaled speed. The file's layout is in recorder.ts.
 */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { TcpAddress } from '../target/address.ts';
import { readBytes } from '#process';
import { RECORD_HEAD_BYTES, RECORD_KINDS } from './recorder.ts';

/** What is played is held in memory; a bridge records at most 16 MiB of a tunnel by default. */
const FILE_BYTES_MAX = 1024 * 1024 * 1024;

/** How long the other side may take to answer, beyond the longest silence in the recording. */
const ANSWER_MS_MAX = 10_000;
/** How long it may take to end a connection that we have ended. */
const CLOSE_MS_MAX = 2000;

export interface RecordedTunnel {
  /** The line about it, as it stands in the file. */
  readonly about: object;
  readonly records: readonly TunnelRecord[];
  /** False when the file was cut, on purpose or by a crash. */
  readonly isWhole: boolean;
}

export interface TunnelRecord {
  readonly kind: 'to-target' | 'to-browser';
  /** Since the tunnel began. */
  readonly atMs: number;
  readonly bytes: Buffer;
}

export interface Replayed {
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** Whether the other side sent exactly the recorded bytes. */
  readonly isSame: boolean;
}

/** @throws {Error} when it is no such file */
export function readRecording(path: string): RecordedTunnel {
  const file = readBytes(path, FILE_BYTES_MAX);
  const lineEnd = file.indexOf('\n');
  const about = aboutOf(file.toString('utf8', 0, Math.max(lineEnd, 0)));
  if (about === null) throw new Error(`${path}: not a recording`);
  const records: TunnelRecord[] = [];
  let at = lineEnd + 1;
  let microseconds = 0;
  let isWhole = false;
  while (at + RECORD_HEAD_BYTES <= file.length) {
    microseconds += file.readUInt32BE(at + 1);
    const end = at + RECORD_HEAD_BYTES + file.readUInt32BE(at + 5);
    if (end > file.length) break;
    const bytes = file.subarray(at + RECORD_HEAD_BYTES, end);
    const kind = file[at];
    isWhole = kind === RECORD_KINDS.end;
    // What follows is no recording, or none of this version.
    if (kind !== RECORD_KINDS['to-target'] && kind !== RECORD_KINDS['to-browser']) break;
    if (kind === RECORD_KINDS['to-target']) records.push({ kind: 'to-target', atMs: microseconds / 1000, bytes });
    if (kind === RECORD_KINDS['to-browser']) records.push({ kind: 'to-browser', atMs: microseconds / 1000, bytes });
    at = end;
  }
  return { about, records, isWhole };
}

/** The first line, when a recorder has written it. */
function aboutOf(line: string): object | null {
  try {
    const about: unknown = JSON.parse(line);
    return typeof about === 'object' && about !== null && 'tunnel' in about ? about : null;
  } catch {
    return null;
  }
}

/**
 * Sends what the browser sent, and waits for as many bytes as the target sent, or until it closes.
 * @param url of a bridge, `ws://host:port/path`
 * @param speed 1 for true speed, 2 for twice as fast, Infinity for at once
 */
export async function replayBrowser(tunnel: RecordedTunnel, url: string, speed: number): Promise<Replayed> {
  const expected = bytesOf(tunnel, 'to-browser');
  const socket = new WebSocket(url, { handshakeTimeout: ANSWER_MS_MAX });
  const received = new Comparison(expected);
  socket.on('message', (data) => received.add(data as Buffer));
  const closed = new Promise<void>((resolve) => socket.once('close', resolve));
  await once(socket, 'open');
  const sentBytes = await sendRecords(tunnel, 'to-target', speed, (bytes) => socket.send(bytes));
  await Promise.race([received.complete, closed, received.silent(silenceMs(tunnel, speed))]);
  socket.close();
  await withTimeLimit(closed, () => socket.terminate());
  return { sentBytes, receivedBytes: received.length, isSame: received.isSame };
}

/** A target that is played for the first client that connects. */
export interface PlayedTarget {
  readonly port: number;
  readonly replayed: Promise<Replayed>;
}

/** Listens, and sends the first client what the target sent, as `replayBrowser` does for the other side. */
export async function replayTarget(tunnel: RecordedTunnel, listen: TcpAddress, speed: number): Promise<PlayedTarget> {
  const server = createServer({ noDelay: true });
  server.listen(listen);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const play = async (): Promise<Replayed> => {
    const [socket] = (await once(server, 'connection')) as [Socket];
    server.close();
    const received = new Comparison(bytesOf(tunnel, 'to-target'));
    socket.on('error', () => {});
    socket.on('data', (bytes) => received.add(bytes));
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    const sentBytes = await sendRecords(tunnel, 'to-browser', speed, (bytes) => socket.write(bytes));
    await Promise.race([received.complete, closed, received.silent(silenceMs(tunnel, speed))]);
    socket.end();
    await withTimeLimit(closed, () => socket.destroy());
    return { sentBytes, receivedBytes: received.length, isSame: received.isSame };
  };
  return { port, replayed: play() };
}

/** The longest silence of the recording, and some time for the other side to answer. */
function silenceMs({ records }: RecordedTunnel, speed: number): number {
  const gaps = records.map(({ atMs }, i) => atMs - (records[i - 1]?.atMs ?? 0));
  return ANSWER_MS_MAX + gaps.reduce((longest, gap) => Math.max(longest, gap), 0) / speed;
}

/** Waits for an end, and forces it when it does not come. */
async function withTimeLimit(closed: Promise<void>, force: () => void): Promise<void> {
  const timer = setTimeout(force, CLOSE_MS_MAX);
  await closed;
  clearTimeout(timer);
}

async function sendRecords(
  { records }: RecordedTunnel,
  kind: TunnelRecord['kind'],
  speed: number,
  send: (bytes: Buffer) => void,
): Promise<number> {
  const startedMs = performance.now();
  let sentBytes = 0;
  for (const { kind: itsKind, atMs, bytes } of records) {
    if (itsKind !== kind) continue;
    const leftMs = startedMs + atMs / speed - performance.now();
    if (leftMs > 0) await delay(leftMs);
    send(bytes);
    sentBytes += bytes.length;
  }
  return sentBytes;
}

function bytesOf({ records }: RecordedTunnel, kind: TunnelRecord['kind']): Buffer {
  return Buffer.concat(records.filter((record) => record.kind === kind).map(({ bytes }) => bytes));
}

/** Compares a stream with what it should be, as it comes. */
class Comparison {
  readonly complete: Promise<void>;
  readonly #expected: Buffer;
  #resolveComplete: () => void = () => {};
  #quiet: NodeJS.Timeout | undefined;
  #isSame = true;
  length = 0;

  constructor(expected: Buffer) {
    this.#expected = expected;
    this.complete = new Promise((resolve) => (this.#resolveComplete = resolve));
    if (expected.length === 0) this.#resolveComplete();
  }

  get isSame(): boolean {
    return this.#isSame && this.length === this.#expected.length;
  }

  /** Settles when nothing more has come for so long; the process does not wait for that. */
  silent(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#quiet = setTimeout(resolve, ms).unref();
    });
  }

  add(bytes: Buffer): void {
    this.#quiet?.refresh();
    this.#isSame &&= this.#expected.subarray(this.length, this.length + bytes.length).equals(bytes);
    this.length += bytes.length;
    if (this.length >= this.#expected.length) this.#resolveComplete();
  }
}
