import { once } from 'node:events';
import { createPrivateKey } from 'node:crypto';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer as createTlsServer, connect as connectTls, type TLSSocket } from 'node:tls';
import { connect, type AddressInfo, type NetConnectOpts } from 'node:net';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { encodeProxyHeaderV1, encodeProxyHeaderV2 } from '#net';
import { bridgeConfig } from '../../../bridge/config.ts';
import {
  browserOf,
  openBridge,
  openBrowser,
  openEchoTarget,
  openFolder,
  openTarget,
  readToEnd,
  type TestBridge,
} from '../support.ts';
import { rawSocket } from '../../support/raw-socket.ts';

interface Certificate {
  cert: string;
  key: string;
}

const certificates: Record<string, Certificate> = {};

beforeAll(async () => {
  for (const name of ['localhost', 'other.example']) {
    const altNames = [
      { type: 2 as const, value: name },
      { type: 7 as const, ip: '127.0.0.1' },
    ];
    const extensions = [{ name: 'subjectAltName' as const, altNames }];
    const { cert, private: key } = await generate([{ name: 'commonName', value: name }], { extensions });
    certificates[name] = { cert, key };
  }
});

/** Files of a certificate. */
async function filesOf(name: string): Promise<Certificate> {
  const folder = await openFolder();
  const { cert = '', key = '' } = certificates[name] ?? {};
  await writeFile(join(folder, 'cert.pem'), cert);
  await writeFile(join(folder, 'key.pem'), key);
  return { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
}

/** Name in the certificate that the bridge shows. */
async function nameShown(bridge: TestBridge, options: object = {}): Promise<string> {
  const socket = connectTls({ port: bridge.port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, 'secureConnect');
  return String(socket.getPeerCertificate().subject.CN);
}

test('[B19] TLS and plain on one port, WebSocket and page', async () => {
  const bridge = await openBridge(await openEchoTarget(), { tls: await filesOf('localhost') });
  const ca = certificates['localhost']?.cert;
  for (const options of [{}, { tls: true, ...(ca === undefined ? {} : { ca }) }]) {
    const browser = await openBrowser(bridge, options);
    browser.socket.send('hello');
    expect(String(await browser.bytes(5))).toBe('hello');
  }
  expect((await fetch(`http://127.0.0.1:${bridge.port}/`)).status).toBe(404);
});

test('[B12] TLS on a port that has none is logged as that', async () => {
  const bridge = await openBridge(await openEchoTarget());
  await expect(nameShown(bridge)).rejects.toThrow(/wrong version number|EPROTO/);
  await expect
    .poll(() => bridge.log)
    .toContainEqual(
      expect.objectContaining({ refusal: 'bad-request', error: expect.stringContaining('--cert turns it on') }),
    );
});

test('[B14] a key with a password is an error that says how to take it away', async () => {
  const { cert, key } = await filesOf('localhost');
  const locked = createPrivateKey(await readFile(key)).export({
    format: 'pem',
    type: 'pkcs8',
    cipher: 'aes-256-cbc',
    passphrase: 'secret',
  });
  await writeFile(key, locked);
  await expect(openBridge(await openEchoTarget(), { tls: { cert, key } })).rejects.toThrow(
    /key\.pem: the key has a password: "openssl pkey"/,
  );
});

test('[B19] where only TLS is spoken, plain connections are closed', async () => {
  const bridge = await openBridge(await openEchoTarget(), { tls: { ...(await filesOf('localhost')), only: true } });
  await openBrowser(bridge, { tls: true, rejectUnauthorized: false });
  const raw = rawSocket(bridge.port);
  raw.write('GET / HTTP/1.1\r\nHost: b\r\n\r\n');
  await once(raw, 'close');
  expect(raw.bytesRead).toBe(0);
});

test.each([
  ['stays', false],
  ['has sent its FIN', true],
])('[B19] a client that begins TLS and %s is closed when its handshake takes too long', async (_, ends) => {
  const bridge = await openBridge(await openEchoTarget(), { headerTimeoutMs: 1000, tls: await filesOf('localhost') });
  const client = connect({ port: bridge.port, host: '127.0.0.1', allowHalfOpen: true });
  onTestFinished(() => void client.destroy());
  // The head of a record with a ClientHello.
  client.resume().write(Buffer.from([0x16, 3, 1, 1, 0, 1]));
  if (ends) client.end();
  await once(client, 'end');
});

test('[B19] a version that is too old is refused', async () => {
  const tls = { ...(await filesOf('localhost')), minVersion: 'TLSv1.3' as const };
  const bridge = await openBridge(await openEchoTarget(), { tls });
  await expect(nameShown(bridge, { maxVersion: 'TLSv1.2' })).rejects.toThrow(/protocol version/);
  expect(await nameShown(bridge)).toBe('localhost');
});

test('[B19] the certificate is that of the name the client asks for', async () => {
  const sni = [{ host: 'Other.example', ...(await filesOf('other.example')) }];
  const bridge = await openBridge(await openEchoTarget(), { tls: { ...(await filesOf('localhost')), sni } });
  expect(await nameShown(bridge, { servername: 'other.example' })).toBe('other.example');
  expect(await nameShown(bridge, { servername: 'localhost' })).toBe('localhost');
  expect(await nameShown(bridge)).toBe('localhost');
});

test('[B19] certificates are read again without dropping a tunnel', async () => {
  const tls = await filesOf('localhost');
  const target = await openEchoTarget();
  const bridge = await openBridge(target, { tls });
  const browser = await openBrowser(bridge, { tls: true, rejectUnauthorized: false });
  const other = await filesOf('other.example');
  await copyFile(other.cert, tls.cert);
  await copyFile(other.key, tls.key);
  bridge.reload(bridgeConfig({ listen: '0', target, tls }));
  expect(await nameShown(bridge)).toBe('other.example');
  browser.socket.send('still here');
  expect(String(await browser.bytes(10))).toBe('still here');
});

test('[B19] with --verify-client no client connects without a certificate', async () => {
  const tls = await filesOf('localhost');
  const bridge = await openBridge(await openEchoTarget(), { tls: { ...tls, clientCa: tls.cert } });
  expect(bridge.log.filter(({ msg }) => msg.startsWith('plain connections need no certificate'))).toHaveLength(1);
  const stranger = new WebSocket(`wss://127.0.0.1:${bridge.port}/`, { rejectUnauthorized: false });
  await once(stranger, 'error');
  const own = certificates['localhost'] ?? { cert: '', key: '' };
  await openBrowser(bridge, { tls: true, rejectUnauthorized: false, ...own });
});

test('[B19] authorities of clients, and certificates by name, are read again as well', async () => {
  const [tls, other] = [await filesOf('localhost'), await filesOf('other.example')];
  const clientCa = join(await openFolder(), 'ca.pem');
  await copyFile(other.cert, clientCa);
  const named = await filesOf('localhost');
  const settings = { tls: { ...tls, clientCa, sni: [{ host: 'named.example', ...named }] } };
  const target = await openEchoTarget();
  const bridge = await openBridge(target, settings);
  const own = certificates['localhost'] ?? { cert: '', key: '' };
  const trusted = { tls: true, rejectUnauthorized: false, ...certificates['other.example'] };
  const tunnel = await openBrowser(bridge, trusted);
  await once(browserOf(bridge, { tls: true, rejectUnauthorized: false, ...own }).socket, 'error');

  await copyFile(tls.cert, clientCa);
  await copyFile(other.cert, named.cert);
  await copyFile(other.key, named.key);
  bridge.reload(bridgeConfig({ listen: '0', target, ...settings }));
  await openBrowser(bridge, { ...trusted, ...own });
  await once(browserOf(bridge, trusted).socket, 'error');
  expect(await nameShown(bridge, { servername: 'named.example', ...own })).toBe('other.example');
  tunnel.socket.send('hello');
  expect(String(await tunnel.bytes(5))).toBe('hello');
});

test('[B16] TLS to the target, with a chosen authority', async () => {
  const { cert = '', key = '' } = certificates['localhost'] ?? {};
  const server = createTlsServer({ cert, key }, (socket: TLSSocket) => socket.on('error', () => {}).pipe(socket));
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const target = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  const { cert: ca } = await filesOf('localhost');

  const bridge = await openBridge(target, { targetTls: { ca } });
  const browser = await openBrowser(bridge);
  browser.socket.send('hello');
  expect(String(await browser.bytes(5))).toBe('hello');
  browser.socket.close();
  expect(await bridge.nextEnd()).toMatchObject({ bytesToTarget: 5, bytesToBrowser: 5 });

  const distrusting = await openBrowser(await openBridge(target, { targetTls: {} }), { origin: 'null' }).catch(String);
  expect(distrusting).toContain('403');
  const refused = await openBridge(target, { targetTls: {}, origins: 'null' });
  expect((await (await openBrowser(refused, { origin: 'null' })).closed).code).toBe(1014);
});

test.each(['v1', 'v2'] as const)(
  '[B9] a PROXY header %s of a trusted peer says who calls, plain and TLS, on TCP and on a unix socket',
  async (version) => {
    const encode = version === 'v1' ? encodeProxyHeaderV1 : encodeProxyHeaderV2;
    const path = join(await openFolder(), 'bridge.sock');
    const bridge = await openBridge(await openEchoTarget(), {
      listen: ['127.0.0.1:0', `unix:${path}`],
      tls: await filesOf('localhost'),
      trust: ['127.0.0.1', 'unix'],
      acceptProxyHeader: true,
    });
    const open = async (to: NetConnectOpts, isTls: boolean, address: string): Promise<WebSocket> => {
      const raw = connect(to).on('error', () => {});
      await once(raw, 'connect');
      raw.write(encode({ address, port: 4711 }, { address: '192.0.2.2', port: 80 }));
      const socket = isTls ? connectTls({ socket: raw, rejectUnauthorized: false }) : raw;
      const browser = new WebSocket('ws://bridge/', { createConnection: () => socket });
      await once(browser, 'open');
      return browser;
    };
    for (const to of [{ port: bridge.port, host: '127.0.0.1' }, { path }]) {
      for (const isTls of [false, true]) {
        const addresses = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
        const browsers = await Promise.all(addresses.map((address) => open(to, isTls, address)));
        for (const [index, browser] of browsers.entries()) {
          browser.close();
          expect((await bridge.nextEnd())['client']).toBe(addresses[index]);
        }
      }
    }
  },
);

test('[B9] a PROXY header in pieces, and with the request glued to it', async () => {
  const header = encodeProxyHeaderV1({ address: '192.0.2.1', port: 1 }, { address: '192.0.2.2', port: 80 });
  const bridge = await openBridge(await openEchoTarget(), { trust: '127.0.0.1', acceptProxyHeader: true });
  const raw = rawSocket(bridge.port);
  await once(raw, 'connect');
  raw.write(header.subarray(0, 9));
  await new Promise((resolve) => setImmediate(resolve));
  raw.write(Buffer.concat([header.subarray(9), Buffer.from('GET / HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n')]));
  expect(String(await readToEnd(raw))).toMatch(/^HTTP\/1\.1 404 /);
});

test('[B9] a trusted peer without a PROXY header is closed, and a stranger is not believed', async () => {
  const strict = await openBridge(await openEchoTarget(), { trust: '127.0.0.1', acceptProxyHeader: true });
  const raw = rawSocket(strict.port);
  raw.write('GET / HTTP/1.1\r\nHost: b\r\n\r\n');
  await once(raw, 'close');
  expect(raw.bytesRead).toBe(0);
  const open = await openBridge(await openEchoTarget(), { trust: '192.0.2.1', acceptProxyHeader: true });
  await openBrowser(open);
});

test('[B20] a unix socket, whose peers may be trusted', async () => {
  const path = join(await openFolder(), 'bridge.sock');
  const target = await openTarget((socket) => socket.on('end', () => socket.end()));
  const bridge = await openBridge(target, {
    listen: ['127.0.0.1:0', `unix:${path}`],
    trust: 'unix',
    proxyHeader: 'v2',
  });
  const browser = new WebSocket(`ws+unix://${path}:/`, { headers: { 'X-Forwarded-For': '192.0.2.7' } });
  await once(browser, 'open');
  const [header] = (await once(await target.nextConnection(), 'data')) as [Buffer];
  expect(header[13]).toBe(0); // we have no address of our own to name
  browser.terminate();
  expect((await bridge.nextEnd())['client']).toBe('192.0.2.7');
  const page = request({ socketPath: path, path: '/' }).end();
  const [response] = await once(page, 'response');
  expect((response as { statusCode: number }).statusCode).toBe(404);
});
