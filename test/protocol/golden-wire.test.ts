import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  CLIENT_MESSAGES,
  decodeClient,
  decodeServer,
  encodeClient,
  encodeFrame,
  encodeServer,
  FrameDecoder,
  SERVER_MESSAGES,
  SERVER_PAYLOAD_BYTES_MAX,
  type ClientMessage,
  type ServerMessage,
} from '#protocol';

// Examples of every message, with their bytes. To add one, write its `message` and an empty `frame` into the file;
// `UPDATE=1 npx vitest run test/protocol` fills in all frames. A frame that changes breaks every client there is:
// PROTOCOL_VERSION must rise, or the change be an appended field.
const FILE = new URL('../golden/wire.json', import.meta.url);

type Examples<Message> = Record<string, { readonly message: Message; frame: string }>;
const golden = JSON.parse(readFileSync(FILE, 'utf8')) as {
  client: Examples<ClientMessage>;
  server: Examples<ServerMessage>;
};

if (process.env['UPDATE'] !== undefined) {
  for (const row of Object.values(golden.client)) row.frame = hexOfFrame(encodeClient(row.message));
  for (const row of Object.values(golden.server)) row.frame = hexOfFrame(encodeServer(row.message));
  writeFileSync(FILE, `${JSON.stringify(golden, null, 2)}\n`);
}

describe.each([
  { from: 'client', examples: golden.client, table: CLIENT_MESSAGES, encode: encodeClient, decode: decodeClient },
  { from: 'server', examples: golden.server, table: SERVER_MESSAGES, encode: encodeServer, decode: decodeServer },
] as const)('from the $from', ({ examples, table, encode, decode }) => {
  test.each(Object.entries(examples))('[M8] %s has the agreed bytes, in both directions', (_name, row) => {
    expect(hexOfFrame(encode(row.message as never))).toBe(row.frame);
    expect(decode(payloadOf(row.frame))).toEqual({ message: row.message });
  });

  test('[M8] there are agreed bytes for every message', () => {
    const types = Object.values(examples).map(({ message }: { message: { type: string } }) => message.type);
    expect([...new Set(types)]).toEqual(Object.keys(table));
  });
});

function hexOfFrame(payload: Uint8Array): string {
  return Buffer.from(encodeFrame(payload)).toString('hex');
}

function payloadOf(frame: string): Uint8Array {
  const decoder = new FrameDecoder(SERVER_PAYLOAD_BYTES_MAX);
  decoder.push(Buffer.from(frame, 'hex'));
  return decoder.next()!;
}
