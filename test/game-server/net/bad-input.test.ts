// What a client may do wrong, over real sockets: the right code, one log line, and nothing for anybody else.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeClient, encodeFrame, errorMessage, PROTOCOL_VERSION, type UnknownWord } from '#protocol';
import { startTestServer, type TestServer } from '../../support/test-server.ts';
import type { TcpPlayer } from '../../support/tcp-player.ts';

const hello = (name: string, version = PROTOCOL_VERSION, kind = 'human' as 'human' | UnknownWord) =>
  encodeFrame(
    encodeClient({ type: 'hello', version, name, kind, token: '', rules: 0, colour: 0, mark: 0, ticket: '', seen: 0 }),
  );
const join = encodeFrame(encodeClient({ type: 'join', code: 'ABCDE', password: '', rate: 20 }));

const BEFORE_HELLO: readonly (readonly [what: string, bytes: Uint8Array, code: string])[] = [
  ['a length above the limit', Uint8Array.of(0, 0, 8, 1), 'frame-too-big'],
  ['a length of HTTP', new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n'), 'frame-too-big'],
  ['a length of nothing', Uint8Array.of(0, 0, 0, 0), 'frame-empty'],
  ['what is not msgpack', encodeFrame(Uint8Array.of(0xc1, 0xc1)), 'payload-malformed'],
  [
    'a name in Latin-1',
    encodeFrame(Uint8Array.of(0x94, 1, 1, 0xa3, 0x5a, 0x6f, 0xeb, 0xa3, 0x62, 0x6f, 0x74)),
    'payload-malformed',
  ],
  ['a type nobody knows', encodeFrame(Uint8Array.of(0x91, 63)), 'unknown-type'],
  ['a field of another kind', encodeFrame(Uint8Array.of(0x95, 1, 1, 1, 1, 1)), 'bad-fields'],
  ['a message before hello', join, 'not-allowed-now'],
  ['version 1', hello('Ann', 1), 'wrong-version'],
  ['a later version', hello('Ann', PROTOCOL_VERSION + 1), 'wrong-version'],
  ['a later version with a kind of its own', hello('', 3, 'ghost' as UnknownWord), 'wrong-version'],
  ['a kind that no client has', hello('Ann', PROTOCOL_VERSION, 'ghost' as UnknownWord), 'bad-fields'],
  ['a name too long', hello('a'.repeat(17)), 'bad-name'],
  ['an empty name', hello('  '), 'bad-name'],
  ['the name of the server', hello('Server'), 'name-reserved'],
  ['a name that looks like one of the AI', hello('P1p-2'), 'name-reserved'],
  ['a name that turns the text around', hello('Ann\u202e'), 'bad-name'],
];

test.each(BEFORE_HELLO)(
  '[GS2] %s is answered with its code, logged once, and ends the connection',
  async (_, bytes, code) => {
    const server = await startTestServer();
    const stranger = await server.connect();
    stranger.bytes(bytes);
    expect(await stranger.error()).toBe(code);
    const lines = server.logLines.filter((line) => line.code !== undefined);
    expect(lines).toMatchObject([{ code, address: '127.0.0.1' }]);
    expect((await server.admin('/metrics')).text).toContain(`packetman_errors_total{code="${code}"} 1`);
  },
);

test('[GS2] a client of version 1 can read what the answer says: which version the server speaks', async () => {
  const server = await startTestServer();
  const ann = await server.connect();
  ann.bytes(hello('Ann', 1));
  expect(await ann.next('error')).toEqual(errorMessage('wrong-version', 1));
  expect(errorMessage('wrong-version').text).toBe('the server speaks version 2 of the protocol');
});

test('[GS2] after hello the smaller limit holds, also for a frame in the same chunk', async () => {
  const server = await startTestServer();
  const ann = await server.connect();
  ann.bytes(Uint8Array.of(...hello('Ann'), 0, 0, 4, 1));
  await ann.next('welcome');
  expect(await ann.error()).toBe('frame-too-big');
});

test('[GS1] a second hello, or a second room, is not allowed', async () => {
  const server = await startTestServer();
  const [ann, bob] = [await server.enter('Ann'), await server.enter('Bob')];
  ann.bytes(hello('Ann'));
  expect(await ann.error()).toBe('not-allowed-now');
  await bob.play();
  bob.bytes(join);
  expect(await bob.error()).toBe('not-allowed-now');
});

test('[GS1] leave and input in the lobby do nothing: the room may have ended while they were under way', async () => {
  const server = await startTestServer();
  const ann = await server.enter();
  ann.send({ type: 'leave' });
  ann.send({ type: 'input', sequence: 1, tick: 0, direction: 0, seenTick: 0 });
  expect(await ann.ping()).toMatchObject({ time: 1, tick: 0 });
  expect(ann.inbox).toEqual([]);
});

test('[GS3] names are unique: later ones get a suffix, until the first session has ended', async () => {
  const server = await startTestServer();
  const ann = await server.connect();
  expect((await ann.hello(' Ann ')).name).toBe('Ann');
  const second = await server.connect();
  expect((await second.hello('Ann')).name).toBe('Ann-2');
  ann.send({ type: 'leave' });
  ann.socket.end();
  await ann.closed();
  const third = await server.connect();
  expect((await third.hello('Ann')).name).toBe('Ann');
});

test('[GC6] whatever bytes other clients send, players see no gap', async () => {
  const server = await startTestServer();
  const ann = await server.enter();
  await ann.play();
  const anyBytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
  const anyFrame = fc.uint8Array({ minLength: 1, maxLength: 100 }).map(encodeFrame);
  const anyMessage = fc.uint8Array({ maxLength: 40 }).map((tail) => encodeFrame(Uint8Array.of(0x95, 6, ...tail)));
  await fc.assert(
    fc.asyncProperty(fc.oneof(anyBytes, anyFrame, anyMessage), fc.boolean(), async (bytes, isWelcome) => {
      const stranger = await (isWelcome ? server.enter('Eve') : server.connect());
      stranger.bytes(bytes);
      stranger.socket.end();
      await stranger.closed();
      await server.run(1, ann);
    }),
    { numRuns: 100, seed: 1980 },
  );
  expectNoGap(server, ann);
});

function expectNoGap(server: TestServer, player: TcpPlayer): void {
  expect(player.seenTicks).toEqual(Array.from(player.seenTicks, (_, i) => i + 1));
  expect(player.seenTicks).toHaveLength([...server.lobby.rooms][0]!.world.tick);
}
