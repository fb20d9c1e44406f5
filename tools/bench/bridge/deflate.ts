// `node dist/tools/bench/bridge/deflate.js [FOLDER]`: what compressing messages costs the bridge, and what it saves, with lines
// of JSON and with the messages in a folder of recordings. Linux only, as main.ts.
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { startOurs } from './contestants.ts';

const TUNNELS = 100;
const EVERY_MS = 33;
const SECONDS = 8;
const MESSAGES_MAX = 20_000;
const JSON_OBJECTS = 20;
/** Of a record. */
const RECORD_HEAD_BYTES = 9;
const TO_BROWSER = 2;

const folder = process.argv[2];
const kinds: [string, Buffer[]][] = [['JSON', Array.from({ length: 200 }, (_, index) => jsonOf(index))]];
if (folder !== undefined) kinds.push(['recorded', recordedIn(folder)]);
for (const [name, messages] of kinds) {
  const mean = messages.reduce((sum, { length }) => sum + length, 0) / messages.length;
  console.log(`${name}: ${messages.length} messages of ${Math.round(mean)} bytes on average`);
  console.log(`    plain: ${await measure(messages)}`);
  console.log(`--deflate: ${await measure(messages, '--deflate')}`);
}

async function measure(messages: readonly Buffer[], ...flags: string[]): Promise<string> {
  const targets: Socket[] = [];
  const target = createServer((socket) => void targets.push(socket.on('error', () => {}))).listen(0, '127.0.0.1');
  await once(target, 'listening');
  const bridge = await startOurs('ours', (target.address() as AddressInfo).port, ...flags);
  const memoryBefore = bridge.memoryBytes();
  const browsers = Array.from({ length: TUNNELS }, () => new WebSocket(`ws://127.0.0.1:${bridge.port}`));
  let count = 0;
  for (const browser of browsers) browser.on('message', () => (count += 1));
  await Promise.all(browsers.map((browser) => once(browser, 'open')));
  const wires = browsers.map((browser) => (browser as unknown as { _socket: Socket })._socket);
  let round = 0;
  const timer = setInterval(() => {
    for (const [index, socket] of targets.entries()) socket.write(messages[(round + index * 131) % messages.length]!);
    round += 1;
  }, EVERY_MS);
  const now = () => [bridge.cpuMs(), count, wires.reduce((sum, { bytesRead }) => sum + bytesRead, 0)] as const;
  await delay(1000);
  const [cpuBefore, countBefore, bytesBefore] = now();
  await delay(SECONDS * 1000);
  const [cpuMs, counted, bytes] = now();
  const each = (figure: number) => figure / (counted - countBefore);
  const kib = (bridge.memoryBytes() - memoryBefore) / 1024 / TUNNELS;
  clearInterval(timer);
  for (const browser of browsers) browser.terminate();
  bridge.stop();
  target.close();
  return `${each((cpuMs - cpuBefore) * 1000).toFixed(1)} us and ${each(bytes - bytesBefore).toFixed(0)} bytes a message, ${kib.toFixed(0)} KiB a tunnel`;
}

function jsonOf(index: number): Buffer {
  const objects = Array.from({ length: JSON_OBJECTS }, (_, at) => {
    const id = index * JSON_OBJECTS + at;
    return { id, name: `player ${(id * 7919) % 9000}`, score: (id * 104_729) % 100_000, isReady: id % 3 === 0 };
  });
  return Buffer.from(`${JSON.stringify(objects)}\n`);
}

function recordedIn(path: string): Buffer[] {
  const messages = readdirSync(path).flatMap((name) => messagesToBrowser(readFileSync(join(path, name))));
  if (messages.length === 0) throw new Error(`${path}: no messages to a browser`);
  return messages.slice(0, MESSAGES_MAX);
}

/** The layout is in bridge/ops/recorder.ts: a line, then records of a kind, a time, a length and bytes. */
function messagesToBrowser(recording: Buffer): Buffer[] {
  const messages: Buffer[] = [];
  let at = recording.indexOf('\n') + 1;
  while (at + RECORD_HEAD_BYTES <= recording.length) {
    const start = at + RECORD_HEAD_BYTES;
    const end = start + recording.readUInt32BE(at + 5);
    if (recording[at] === TO_BROWSER) messages.push(recording.subarray(start, end));
    at = end;
  }
  return messages;
}
