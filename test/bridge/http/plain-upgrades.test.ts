import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, Socket, type AddressInfo } from 'node:net';
import { duplexPair } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { plainUpgrade } from '../../../bridge/http/plain-upgrades.ts';
import { randomNumbers } from '../../../tools/kill/random-numbers.ts';
import { openBridge, openTarget } from '../support.ts';

const LINES = [
  'Host: bridge:6080',
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
  'Connection: keep-alive, Upgrade',
  'Pragma: no-cache',
  'Upgrade: websocket',
  'Origin: http://bridge:6080',
  'Sec-WebSocket-Version: 13',
  'Cookie: token=a; other="b c"',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits',
  'Sec-WebSocket-Protocol:binary,  base64 ',
];

const OTHER_FIRSTS = [
  'GET /path/%41?token=a&b=c~ HTTP/1.1',
  ...['GET / HTTP/1.1', 'GET //x/../y HTTP/1.1', 'GET /%zz?%&=%00 HTTP/1.1', "GET /:80@x;y?z??' HTTP/1.1"],
  ...['get / HTTP/1.1', 'GET * HTTP/1.1', 'GET /?a="b" HTTP/1.1', 'GET / HTTP/1.10', 'GET / HTTP/1.1 '],
];
const OTHER_NAMES = [
  ...['Host', 'Cookie', 'Connection', 'Proxy-Connection', 'Upgrade', 'Content-Length', 'Transfer-Encoding', 'TE'],
  ...['Keep-Alive', 'Set-Cookie', 'HTTP2-Settings', '__proto__', 'constructor', 'toString', "x|y~'", 'X_A', ''],
];
const OTHER_VALUES = [
  ...['close', 'upgrade', ' Upgrade, close', ' close ,upgrade', 'upgrade,', '  ,upgrade', ',,upgrade,,', 'upgrade ,x'],
  ...['upgrade x', 'upgradex', 'closeupgrade', 'keep-alive upgrade', '"upgrade"', 'upgrade;q=1', 'upgrade\tx', '\t'],
  ...[' websocket, h2c', 'WebSocket', ' WEBSOCKET ', 'websocket/13', '', '   ', '0', 'chunked', 'a"b', '\xe9', '\0'],
];

function requestOf({ first = 'GET /path/%41?token=a&b=c~ HTTP/1.1', lines = LINES, behind = '' } = {}): string {
  return `${[first, ...lines].join('\r\n')}\r\n\r\n${behind}`;
}

function read(text: string): IncomingMessage | null {
  return plainUpgrade(Buffer.from(text, 'latin1'), new Socket());
}

/** What Node's own server makes of it: a request if it emits `upgrade`. */
async function readByNode(text: string): Promise<IncomingMessage> {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  onTestFinished(() => void client.destroy());
  client.on('error', () => {});
  client.write(text, 'latin1');
  const [request, socket] = (await once(server, 'upgrade')) as [IncomingMessage, Socket];
  socket.destroy();
  return request;
}

function readingOf({ method, url, httpVersion, headers, headersDistinct, rawHeaders }: IncomingMessage) {
  return { method, url, httpVersion, headers: { ...headers }, headersDistinct: { ...headersDistinct }, rawHeaders };
}

test.each([
  ['of a browser', requestOf()],
  ['of a program', requestOf({ lines: LINES.filter((line) => !/^(Origin|Cookie|User|Pragma)/.test(line)) })],
  ['with names in other letters', requestOf({ lines: LINES.map((line) => line.toLowerCase()) })],
  ['with an empty value', requestOf({ lines: [...LINES, 'X-Empty:'] })],
])('[B86] a handshake %s is read as Node reads it', async (_, text) => {
  const byNode = await readByNode(text);
  const request = read(text)!;
  expect(readingOf(request)).toEqual(readingOf(byNode));
});

/** Handshakes with some lines changed, left out, moved, doubled or added, and now and then a byte. */
function changedHandshake(rng: () => number): string {
  const below = (count: number) => Math.floor(rng() * count);
  const oneOf = (texts: readonly string[]) => texts[below(texts.length)]!;
  const lines = [...LINES];
  const change = below(6);
  const at = below(lines.length);
  if (change === 0) lines.splice(at, 1);
  else if (change === 1) lines.splice(below(lines.length), 0, lines.splice(at, 1)[0]!);
  else if (change === 2) lines.splice(at, 0, lines[below(lines.length)]!);
  else if (change === 3) lines.splice(at, 0, `${oneOf(OTHER_NAMES)}:${oneOf(OTHER_VALUES)}`);
  else if (change === 4) lines[at] = `${lines[at]!.split(':')[0]!}:${oneOf(OTHER_VALUES)}`;
  const text = requestOf({ first: oneOf(OTHER_FIRSTS), lines });
  if (rng() < 0.5) return text;
  const cut = below(text.length);
  return text.slice(0, cut) + String.fromCodePoint(below(256)) + text.slice(cut + below(2));
}

test('[B86] whatever is read here of changed handshakes, Node reads the same', async () => {
  const rng = randomNumbers(86);
  const server = createServer();
  let byNode: IncomingMessage | null = null;
  server.on('upgrade', (request: IncomingMessage, _: unknown, head: Buffer) => {
    byNode = head.length === 0 ? request : null;
  });
  server.on('request', () => {});
  let count = 0;
  for (let tries = 0; tries < 5000; tries += 1) {
    const text = changedHandshake(rng);
    const request = read(text);
    if (request === null) continue;
    count += 1;
    byNode = null;
    const [client, wire] = duplexPair();
    server.emit('connection', wire);
    client.write(text, 'latin1');
    await new Promise(setImmediate);
    expect({ text, isRead: byNode !== null }).toEqual({ text, isRead: true });
    expect(readingOf(request)).toEqual(readingOf(byNode!));
    client.destroy();
    wire.destroy();
  }
  expect(count).toBeGreaterThan(500);
});

test.each([
  ['a part of a request', requestOf().slice(0, -1)],
  ['bytes behind it', requestOf({ behind: 'x' })],
  ['a second request behind it', requestOf({ behind: requestOf() })],
  ['another method', requestOf({ first: 'POST / HTTP/1.1' })],
  ['HTTP/1.0', requestOf({ first: 'GET / HTTP/1.0' })],
  ['a whole URL', requestOf({ first: 'GET http://bridge/ HTTP/1.1' })],
  ['a fragment', requestOf({ first: 'GET /#a HTTP/1.1' })],
  ['two spaces', requestOf({ first: 'GET  / HTTP/1.1' })],
  ['line feeds alone', requestOf().replaceAll('\r\n', '\n')],
  ['one line feed alone', requestOf().replace('\r\n', '\n')],
  ['a carriage return in a value', requestOf({ lines: [...LINES, 'X-A: a\rb'] })],
  ['a zero in a value', requestOf({ lines: [...LINES, 'X-A: a\0b'] })],
  ['a tab in a value', requestOf({ lines: [...LINES, 'X-A: a\tb'] })],
  ['letters beyond ASCII', requestOf({ lines: [...LINES, 'X-A: \xe9'] })],
  ['a folded line', requestOf({ lines: [...LINES, 'X-A: a', ' b'] })],
  ['a space before the colon', requestOf({ lines: [...LINES, 'X-A : a'] })],
  ['a line without a name', requestOf({ lines: [...LINES, ': a'] })],
  ['a line without a colon', requestOf({ lines: [...LINES, 'X-A'] })],
  ['a header twice', requestOf({ lines: [...LINES, 'host: other'] })],
  ['a header of the name __proto__', requestOf({ lines: [...LINES, '__proto__: a'] })],
  ['a length', requestOf({ lines: [...LINES, 'Content-Length: 0'] })],
  ['a coding', requestOf({ lines: [...LINES, 'Transfer-Encoding: chunked'] })],
  ['an expectation', requestOf({ lines: [...LINES, 'Expect: 100-continue'] })],
  ['a header that Node reads as a list', requestOf({ lines: [...LINES, 'Set-Cookie: a=b'] })],
  ['no host', requestOf({ lines: LINES.slice(1) })],
  ['another protocol', requestOf({ lines: LINES.map((line) => line.replace('websocket', 'h2c')) })],
  ['no Upgrade in Connection', requestOf({ lines: LINES.map((line) => line.replace(', Upgrade', ', Upgraded')) })],
  ['a page', 'GET / HTTP/1.1\r\nHost: bridge\r\nAccept: */*\r\n\r\n'],
  ['more than 40 headers', requestOf({ lines: [...LINES, ...Array.from({ length: 30 }, (_, at) => `X-${at}: a`)] })],
  ['more than 4 KiB', requestOf({ lines: [...LINES, `X-A: ${'a'.repeat(4096)}`] })],
])('[B86] %s is left to the HTTP server', (_, text) => {
  expect(read(text)).toBeNull();
});

test('[B86] a request in single bytes, a page and a handshake with frames behind it get their answers', async () => {
  const bridge = await openBridge(await openTarget((socket) => socket.pipe(socket)));
  const handshake = requestOf({ first: 'GET / HTTP/1.1', lines: LINES.filter((line) => !line.startsWith('Origin')) });
  const answerTo = async (pieces: readonly string[], until: RegExp): Promise<string> => {
    const socket = connect({ port: bridge.port, host: '127.0.0.1', noDelay: true });
    onTestFinished(() => void socket.destroy());
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    for (const piece of pieces) {
      socket.write(piece, 'latin1');
      await new Promise(setImmediate);
    }
    while (!until.test(text)) await once(socket, 'data');
    return text;
  };
  const lines = handshake.replace('Sec-WebSocket-Protocol:binary,  base64 \r\n', '');
  expect(await answerTo([...lines], /\r\n\r\n/)).toMatch(/^HTTP\/1\.1 101 /);
  const echoed = await answerTo([`${lines}\x82\x81\0\0\0\0x`], /x$/);
  expect(echoed.endsWith('\r\n\r\n\x82\x01x')).toBe(true);
  expect(await answerTo(['GET /none HTTP/1.1\r\nHost: localhost\r\n\r\n'], /\r\n\r\n/)).toMatch(/^HTTP\/1\.1 404 /);
});
