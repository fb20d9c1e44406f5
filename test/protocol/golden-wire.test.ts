import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  CLIENT_TYPES,
  decodeClient,
  decodeServer,
  encodeClient,
  encodeFrame,
  encodeServer,
  FrameDecoder,
  SERVER_PAYLOAD_BYTES_MAX,
  SERVER_TYPES,
  type ClientMessage,
  type ServerMessage,
} from '#protocol';

// `UPDATE=1 npx vitest run test/protocol` writes the frames anew. A frame that changes breaks every client there is:
// PROTOCOL_VERSION must rise, or the change be an appended field.
const FILE = new URL('../golden/wire.json', import.meta.url);

type Golden = { message: ClientMessage | ServerMessage; frame: string };
const golden = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Golden>;

if (process.env['UPDATE'] !== undefined) {
  for (const row of Object.values(golden)) row.frame = hexOfFrame(row.message);
  writeFileSync(FILE, `${JSON.stringify(golden, null, 2)}\n`);
}

test.each(Object.entries(golden))('[M8] %s has the agreed bytes, in both directions', (_name, { message, frame }) => {
  expect(hexOfFrame(message)).toBe(frame);
  const decoder = new FrameDecoder(SERVER_PAYLOAD_BYTES_MAX);
  decoder.push(Buffer.from(frame, 'hex'));
  const payload = decoder.next()!;
  expect(isFromClient(message) ? decodeClient(payload) : decodeServer(payload)).toEqual({ message });
});

test('[M8] there are agreed bytes for every message', () => {
  const types = new Set(Object.values(golden).map(({ message }) => message.type));
  expect([...types].sort()).toEqual([...Object.keys(CLIENT_TYPES), ...Object.keys(SERVER_TYPES)].sort());
});

function hexOfFrame(message: ClientMessage | ServerMessage): string {
  const payload = isFromClient(message) ? encodeClient(message) : encodeServer(message);
  return Buffer.from(encodeFrame(payload)).toString('hex');
}

function isFromClient(message: ClientMessage | ServerMessage): message is ClientMessage {
  return message.type in CLIENT_TYPES;
}
