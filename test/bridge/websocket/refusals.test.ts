import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { generate } from 'selfsigned';
import { expect, onTestFinished, test } from 'vitest';
import { printable, RefusalLog } from '../../../bridge/ops/refusal-log.ts';
import type { Drop } from '../../../bridge/ops/refusal-log.ts';
import {
  closedAddress,
  fromPage,
  get,
  metric,
  openBridge,
  openBrowser,
  openEchoTarget,
  openFolder,
  openTarget,
  readToEnd,
  refusedStatus,
  type LogLine,
  type TestBridge,
} from '../support.ts';

const INFO = 30;
const WARN = 40;

const refusals = ({ log }: TestBridge) => log.filter(({ msg }) => msg === 'refused');

test.each<[string, Record<string, string>, RegExp]>([
  [
    'behind a proxy that writes its own Host',
    { Origin: 'https://game.example' },
    /proxy_set_header Host \$http_host.*--origin https:\/\/game\.example$/,
  ],
  [
    'of another host',
    { Origin: 'https://evil.example', Host: 'game.example' },
    /Origin and Host differ.*--origin https:\/\/evil\.example$/,
  ],
  [
    'of another port',
    { Origin: 'http://game.example:1', Host: 'game.example:2' },
    /differ in the port.*--origin http:\/\/game\.example:1$/,
  ],
  [
    'of another port, behind a proxy',
    { Origin: 'http://game.example:1', Host: 'game.example', 'X-Forwarded-For': '192.0.2.1' },
    /proxy_set_header/,
  ],
  ['without an origin', { Origin: 'null' }, /--origin null$/],
  ['whose origin is a line of a shell', { Origin: 'https://$(reboot)' }, /--origin \.\.\.$/],
  [
    'under a name that is not ours',
    { Origin: 'http://game.example.', Host: 'game.example.:80' },
    /--host-name game\.example; where only listed pages may connect: --origin/,
  ],
  [
    'under a name that is a line of a shell',
    { Origin: 'http://$(reboot).example', Host: '$(reboot).example' },
    /no name of a host; where only/,
  ],
])('[B12] a page %s leaves a warning with Origin, Host and the flag to use', async (_, headers, hint) => {
  const bridge = await openBridge(await openEchoTarget());
  expect(await refusedStatus(bridge, { headers })).toBe(403);
  const { Origin: origin, Host: host = `127.0.0.1:${bridge.port}` } = headers;
  const [line] = refusals(bridge);
  expect(line).toMatchObject({ level: WARN, refusal: 'foreign-origin', client: '127.0.0.1', origin, host });
  expect(line?.['hint']).toMatch(hint);
});

test('[B12] a few lines a minute of each kind, then the number of those left out', () => {
  let nowMs = 0;
  const lines: LogLine[] = [];
  const log = new RefusalLog(pino({}, { write: (text) => lines.push(JSON.parse(text) as LogLine) }), () => nowMs);
  const flood = (kind: Drop, count: number) => {
    for (let each = 0; each < count; each += 1) log.dropped(kind, '192.0.2.1');
  };
  flood('not-tls', 1000);
  flood('tls-failed', 1);
  expect(lines.map(({ refusal }) => refusal)).toEqual([...Array.from({ length: 5 }, () => 'not-tls'), 'tls-failed']);
  nowMs = 59_999;
  flood('not-tls', 1);
  expect(lines).toHaveLength(6);
  nowMs = 60_000;
  flood('not-tls', 2);
  expect(lines.slice(6).map(({ notLogged }) => notLogged)).toEqual([996, undefined]);
});

test('[B12] what callers cause by themselves is no warning, what the operator can mend is one', () => {
  const lines: LogLine[] = [];
  const log = new RefusalLog(pino({}, { write: (text) => lines.push(JSON.parse(text) as LogLine) }), () => 0);
  const drops: Drop[] = ['silent', 'bad-request', 'not-tls', 'proxy-refused', 'connections-full'];
  for (const drop of drops) log.dropped(drop, '192.0.2.1');
  expect(lines.map(({ level }) => level)).toEqual([INFO, INFO, WARN, WARN, WARN]);
});

test('[B12] what strangers write is cut and cleaned before it is logged', async () => {
  expect(printable('a\u001B[2Jb\r\n\u202Ec\u0000d\u00e9')).toBe('a?[2Jb???c?d?');
  expect(printable('x'.repeat(300))).toBe(`${'x'.repeat(200)}...`);

  const bridge = await openBridge(await openEchoTarget());
  const long = 'x'.repeat(5000);
  const headers = { Origin: `https://${long}\u00ff`, Host: `${long}\u009b31m` };
  expect(await refusedStatus(bridge, { headers }, `/${long}?token=secret`)).toBe(403);
  const browser = await openBrowser(bridge, {}, `/${long}?token=secret`);
  browser.socket.close();
  const { path } = await bridge.nextEnd();
  expect(path).toBe(`/${'x'.repeat(199)}...`);
  const text = JSON.stringify(bridge.log);
  expect(text).not.toMatch(/x{201}|secret|[^\x20-\x7e]/);
});

test('[B12] every refused handshake leaves a line and is counted, by its kind', async () => {
  const { host, port } = await closedAddress();
  const settings = { path: '/no', target: `${host}:${port}`, name: 'down' };
  const routes = [settings, { name: 'echo', path: '/echo', target: await openEchoTarget() }];
  const bridge = await openBridge(null, { routes, tunnelsMax: 1 });
  await refusedStatus(bridge, {}, '/elsewhere');
  await refusedStatus(bridge, {}, '/no');
  await refusedStatus(bridge, { protocols: ['x'] }, '/echo');
  const old = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '12' };
  expect((await get(bridge, '/echo', old)).status).toBe(400);
  await openBrowser(bridge, {}, '/echo');
  await refusedStatus(bridge, {}, '/echo');
  const full = await openBrowser(bridge, fromPage(bridge), '/echo');
  await full.closed;

  const kinds = ['no-route', 'target-unreachable', 'wrong-protocol', 'malformed', 'over-capacity', 'over-capacity'];
  expect(refusals(bridge).map(({ refusal }) => refusal)).toEqual(kinds);
  for (const line of refusals(bridge)) expect(line['hint']).toEqual(expect.any(String));
  for (const kind of kinds) {
    const count = kinds.filter((each) => each === kind).length;
    expect(await metric(bridge, `bridge_handshakes_total{result="${kind}"}`)).toBe(count);
  }
});

test('[B12] HTTP answers are counted by status, and what could not be answered leaves a line', async () => {
  const { port } = await closedAddress();
  const passOn = { '/api': `http://127.0.0.1:${port}` };
  const bridge = await openBridge(await openTarget(), { passOn });
  await get(bridge, '/missing');
  await get(bridge, '/missing');
  await get(bridge, '/api/rooms?secret');
  await expect.poll(() => metric(bridge, 'bridge_http_answers_total{status="502"}')).toBe(1);
  expect(await metric(bridge, 'bridge_http_answers_total{status="404"}')).toBe(2);
  expect(refusals(bridge)).toEqual([
    expect.objectContaining({ level: WARN, refusal: 'http-error', path: '/api/rooms', cause: 'answer 502' }),
  ]);
});

test('[B12] connections that are closed before a request are counted by their reason, and leave a line', async () => {
  const folder = await openFolder();
  const pems = await generate([{ name: 'commonName', value: 'localhost' }]);
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  await writeFile(cert, pems.cert);
  await writeFile(key, pems.private);
  const target = await openTarget();
  const behindProxy = { trust: '127.0.0.1', acceptProxyHeader: true };
  const [patient, hasty] = [{ headerTimeoutMs: 60_000 }, { headerTimeoutMs: 200 }];
  const [plain, plainHasty] = [await openBridge(target, patient), await openBridge(target, hasty)];
  const proxied = await openBridge(target, { ...behindProxy, ...patient });
  const proxiedHasty = await openBridge(target, { ...behindProxy, ...hasty });
  const secure = await openBridge(target, { tls: { cert, key, only: true } });

  expect(await said(plain, 'no HTTP\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
  expect(await said(plainHasty, 'GET / HTTP/1.1\r\nHost: bri')).toMatch(/^HTTP\/1.1 408 /);
  expect(await said(plain, `GET / HTTP/1.1\r\nHost: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431 /);
  await said(proxied, 'GET / HTTP/1.1\r\n\r\n');
  await said(proxiedHasty, 'PROXY TC');
  await said(secure, 'GET / HTTP/1.1\r\n\r\n');
  await said(secure, `\u0016\u0003\u0001${'no TLS'.repeat(20)}`);

  const drops = async (bridge: TestBridge, reason: Drop) =>
    metric(bridge, `bridge_connections_dropped_total{reason="${reason}"}`);
  expect([await drops(plain, 'bad-request'), await drops(plainHasty, 'silent')]).toEqual([2, 1]);
  expect([await drops(proxied, 'no-proxy-header'), await drops(proxiedHasty, 'silent')]).toEqual([1, 1]);
  expect(await drops(secure, 'not-tls')).toBe(1);
  await expect.poll(() => drops(secure, 'tls-failed')).toBe(1);
  const [line] = refusals(proxied);
  expect(line).toMatchObject({
    level: WARN,
    client: '127.0.0.1',
    hint: expect.stringMatching(/--accept-proxy-header/),
  });
});

test('[B6] a client that sends nothing, closes, or breaks off is not counted as refused', async () => {
  const hasty = { trust: '127.0.0.1', headerTimeoutMs: 100 };
  const silent = [
    await openBridge(await openTarget(), { ...hasty, acceptProxyHeader: true }),
    await openBridge(await openTarget(), hasty),
  ];
  for (const each of silent) await said(each, '');
  const bridge = await openBridge(await openTarget(), { headerTimeoutMs: 60_000 });
  for (const text of ['', 'GET / HT', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n']) {
    const socket = await opened(bridge);
    socket.write(text);
    socket.resetAndDestroy();
  }
  expect((await get(bridge, '/')).status).toBe(404);
  expect([bridge, ...silent].flatMap(refusals)).toEqual([]);
});

test('[B15] a handshake that does not wait for the answer before it gets none that would stand amid it', async () => {
  const web = await openFolder();
  await writeFile(join(web, 'index.html'), 'the page');
  const bridge = await openBridge(await openEchoTarget(), { web });
  const socket = await opened(bridge);
  const handshake =
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';
  socket.write(`GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n${handshake}\r\n`);
  expect(String(await readToEnd(socket))).not.toContain('101 Switching');
});

test.each([true, false])(
  '[B6] nonsense behind a request does not spoil the answer to it; both at once: %s',
  async (isAtOnce) => {
    const web = await openFolder();
    await writeFile(join(web, 'big.bin'), Buffer.alloc(16 * 1024 * 1024, 'a'));
    const bridge = await openBridge(await openTarget(), { web });
    const socket = await opened(bridge);
    socket.write(`GET /big.bin HTTP/1.1\r\nHost: a\r\n\r\n${isAtOnce ? 'nonsense\r\n\r\n' : ''}`);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (!isAtOnce && chunks.length === 1) socket.write('nonsense\r\n\r\n');
    });
    await once(socket, 'close');
    const [head = '', ...bodies] = Buffer.concat(chunks).toString('latin1').split('\r\n\r\n');
    // At once there may be no answer at all, since it had not begun.
    if (isAtOnce) expect(head === '' || head.startsWith('HTTP/1.1 200 ')).toBe(true);
    else expect(head).toMatch(/^HTTP\/1.1 200 /);
    expect(bodies.join('\r\n\r\n')).toMatch(/^a*$/);
  },
);

async function opened(bridge: TestBridge): Promise<Socket> {
  const socket = connect(bridge.port, '127.0.0.1').on('error', () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

test('[B12] a peer that names another caller and is not trusted is logged once, with the flag', async () => {
  const bridge = await openBridge(await openTarget());
  const warnings = () => bridge.log.filter(({ warning }) => warning !== undefined);
  await get(bridge, '/');
  expect(warnings()).toEqual([]);
  for (const headers of [{ 'X-Forwarded-For': '192.0.2.1' }, { Forwarded: 'for=192.0.2.1' }]) {
    await get(bridge, '/', headers);
  }
  expect(warnings()).toMatchObject([{ level: WARN, warning: 'untrustedProxy', address: '127.0.0.1' }]);
  expect(warnings()[0]?.msg).toContain('--trust');

  const trusting = await openBridge(await openTarget(), { trust: '127.0.0.1' });
  await get(trusting, '/', { 'X-Forwarded-For': '192.0.2.1' });
  expect(trusting.log.filter(({ warning }) => warning !== undefined)).toEqual([]);
});

test.each([
  ['is not trusted', { trust: '192.0.2.1', acceptProxyHeader: true }],
  ['is not asked for one', {}],
])('[B12] a PROXY header of a peer that %s has a line that names the flags', async (_, settings) => {
  const bridge = await openBridge(await openTarget(), settings);
  const version2 = '\r\n\r\n\0\r\nQUIT\n\u0021\u0011\0\u000c' + '\u0001'.repeat(12);
  for (const text of ['PROXY TCP4 192.0.2.9 127.0.0.1 1 2\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n', version2]) {
    await said(bridge, text);
  }
  const lines = refusals(bridge);
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    expect(line).toMatchObject({ level: WARN, refusal: 'proxy-refused', client: '127.0.0.1' });
    expect(line['hint']).toMatch(/--accept-proxy-header.*--trust/);
  }
  expect(await metric(bridge, 'bridge_connections_dropped_total{reason="proxy-refused"}')).toBe(2);
});

/** Says this, and waits until the bridge has closed the connection. @returns what it answered */
async function said(bridge: TestBridge, text: string): Promise<string> {
  const socket = await opened(bridge);
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
  socket.write(text);
  await once(socket, 'close');
  return answer;
}
