import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { addressText, type TcpAddress } from '../../../bridge/target/address.ts';
import { bridgeConfig } from '../../../bridge/config.ts';
import {
  closedAddress,
  fromPage,
  openBridge,
  openBrowser,
  openFolder,
  openTarget,
  refusedStatus,
  type BrowserOptions,
  type TestBridge,
} from '../support.ts';

/** A target that says its name to whoever connects. */
function openNamed(name: string): Promise<TcpAddress> {
  return openTarget((socket) => socket.end(name));
}

/** What the target says to which a handshake leads. */
async function hear(bridge: TestBridge, path: string, options: BrowserOptions = {}): Promise<string> {
  return String(await (await openBrowser(bridge, options, path)).rest());
}

test('[B16] by path, by all paths below one, and the remaining ones', async () => {
  const [one, below, rest] = [await openNamed('one'), await openNamed('below'), await openNamed('rest')];
  const bridge = await openBridge(null, {
    routes: [
      { name: 'one', path: '/one', target: one },
      { name: 'below', path: '/below/', target: below },
      { name: 'rest', target: rest },
    ],
  });
  expect(await hear(bridge, '/one')).toBe('one');
  expect(await hear(bridge, '/one/')).toBe('rest');
  expect(await hear(bridge, '/x/../one')).toBe('one');
  expect(await hear(bridge, '/below/a/b')).toBe('below');
  expect(await hear(bridge, '/')).toBe('rest');
  expect(await bridge.nextEnd()).toMatchObject({ route: 'one', target: addressText(one), path: '/one' });
});

test('[B16] by host and by sub-protocol', async () => {
  const [host, mqtt] = [await openNamed('host'), await openNamed('mqtt')];
  const bridge = await openBridge(null, {
    routes: [
      { name: 'host', host: 'Game.Example', target: host },
      { name: 'mqtt', protocols: ['mqtt'], target: mqtt },
    ],
  });
  expect(await hear(bridge, '/', { headers: { Host: 'game.example:8080' } })).toBe('host');
  const browser = await openBrowser(bridge, { protocols: ['mqtt'] });
  expect(browser.socket.protocol).toBe('mqtt');
  expect(String(await browser.rest())).toBe('mqtt');
  expect(await refusedStatus(bridge, { protocols: ['other'] })).toBe(400);
});

test('[B16] by token in the query, a cookie or a sub-protocol, which no log line shows', async () => {
  const [red, blue] = [await openNamed('red'), await openNamed('blue')];
  const bridge = await openBridge(null, {
    routes: [
      { name: 'red', token: 'secret-red', target: red },
      { name: 'blue', token: 'secret-blue', tokenSources: 'query', target: blue },
    ],
  });
  expect(await hear(bridge, '/?token=secret-red')).toBe('red');
  expect(await hear(bridge, '/', { headers: { Cookie: 'a=b; token=secret-red' } })).toBe('red');
  const browser = await openBrowser(bridge, { protocols: ['token.secret-red'] });
  expect(browser.socket.protocol).toBe('token.secret-red');
  const both = await openBrowser(bridge, { protocols: ['token.secret-red', 'binary'] });
  expect(both.socket.protocol).toBe('binary');
  expect(await hear(bridge, '/?token=secret-blue')).toBe('blue');
  expect(await refusedStatus(bridge, { headers: { Cookie: 'token=secret-blue' } })).toBe(404);
  expect(await refusedStatus(bridge, {}, '/?token=other')).toBe(404);
  const page = await openBrowser(bridge, fromPage(bridge), '/?token=other');
  expect(await page.closed).toEqual({ code: 1008, reason: 'nothing at this address' });
  expect(JSON.stringify(bridge.log)).not.toContain('secret');
});

test("[B16] websockify's token files and folders are read as they are, and again when they change", async () => {
  const [red, blue] = [await openNamed('red'), await openNamed('blue')];
  const folder = await openFolder();
  const file = join(folder, 'tokens');
  await writeFile(file, `# comment\n\nred: ${addressText(red)}\nbroken: nowhere\nbad line\n`);
  await mkdir(join(folder, 'ignored'));
  for (const tokens of [file, folder]) {
    const bridge = await openBridge(null, { tokens });
    expect(await hear(bridge, '/?token=red')).toBe('red');
    for (const token of ['blue', 'broken', 'bad', '# comment', '']) {
      expect(await refusedStatus(bridge, {}, `/?token=${encodeURIComponent(token)}`)).toBe(404);
    }
  }
  const bridge = await openBridge(null, { tokens: folder });
  expect(await refusedStatus(bridge, {}, '/?token=blue')).toBe(404);
  await writeFile(join(folder, 'new'), `blue: ${addressText(blue)}`);
  await rename(join(folder, 'new'), join(folder, 'more'));
  expect(await hear(bridge, '/?token=blue')).toBe('blue');
});

test('[B16] of several addresses the first that accepts, a name, and a unix socket', async () => {
  const target = await openNamed('second');
  const several = await openBridge(null, { target: [await closedAddress(), target] });
  expect(await hear(several, '/')).toBe('second');
  expect(await hear(await openBridge({ host: 'localhost', port: target.port }), '/')).toBe('second');

  const path = join(await openFolder(), 'target.sock');
  const server = createServer((socket) => socket.on('error', () => {}).end('unix')).listen(path);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  expect(await hear(await openBridge(null, { target: { path } }), '/')).toBe('unix');
});

test('[B14] another configuration counts for new tunnels, and leaves those that are open', async () => {
  const [before, after] = [await openTarget((socket) => socket.pipe(socket)), await openNamed('after')];
  const bridge = await openBridge(before);
  const open = await openBrowser(bridge);
  bridge.reload(bridgeConfig({ listen: '0', target: after, originless: true }));
  expect(bridge.log.at(-1)).toMatchObject({ level: 40, settings: ['listen'] });
  expect(await hear(bridge, '/')).toBe('after');
  open.socket.send('still here');
  expect(String(await open.bytes(10))).toBe('still here');
});

test('[B14] a configuration that cannot be read changes nothing', async () => {
  const bridge = await openBridge(await openNamed('same'));
  const folder = await openFolder();
  const key = join(folder, 'key');
  await writeFile(key, '-----BEGIN nothing');
  await chmod(key, 0o600);
  const config = bridgeConfig({ listen: '0', target: '1', auth: { jwtKey: key } });
  expect(() => bridge.reload(config)).toThrow(/PEM|DECODER|asn1|routines/i);
  expect(await hear(bridge, '/')).toBe('same');
});
