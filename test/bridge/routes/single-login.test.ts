// One name and password in the settings, as with websockify's BasicHTTPAuth, and only the listed origins, as with ExpectOrigin.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bridgeConfig } from '../../../bridge/config.ts';
import {
  fromPage,
  get,
  holdTime,
  metric,
  openBridge,
  openBrowser,
  openEchoTarget,
  openFolder,
  refusedAnswer,
  refusedStatus,
} from '../support.ts';

const LOGIN = 'ada:open: sesame é';
const basic = (login: string) => ({ authorization: `Basic ${Buffer.from(login).toString('base64')}` });

test('[B74] a route asks for the only login', async () => {
  const bridge = await openBridge(await openEchoTarget(), { auth: { login: LOGIN } });
  const browser = await openBrowser(bridge, { headers: basic(LOGIN) });
  browser.socket.send('echo');
  expect(String(await browser.bytes(4))).toBe('echo');
  browser.socket.close();
  expect(await bridge.nextEnd()).toMatchObject({ user: 'ada' });
  const { statusCode, headers } = await refusedAnswer(bridge);
  expect([statusCode, headers['www-authenticate']]).toEqual([401, 'Basic realm="bridge", charset="UTF-8"']);
  expect(await metric(bridge, 'bridge_wrong_secrets_total')).toBe(0);
});

test('[B74] wrong ones are guesses, and lock out nobody who was right', async () => {
  holdTime();
  const bridge = await openBridge(await openEchoTarget(), { auth: { login: LOGIN } });
  await openBrowser(bridge, { headers: basic(LOGIN) });
  for (const wrong of ['ada:', 'ada', ':', 'bob:open: sesame é', `${LOGIN} `]) {
    expect(await refusedStatus(bridge, { headers: basic(wrong) })).toBe(401);
  }
  expect(await refusedStatus(bridge, { headers: basic('ada:other') })).toBe(429);
  expect(await refusedStatus(bridge, { headers: basic('ada:') })).toBe(401);
  await openBrowser(bridge, { headers: basic(LOGIN) });
});

test('[B74] the page asks for the only login', async () => {
  const bridge = await openBridge(await openEchoTarget(), { webLogin: LOGIN, web: await openFolder() });
  expect((await get(bridge, '/')).status).toBe(401);
  expect((await get(bridge, '/', basic('ada:open'))).status).toBe(401);
  expect((await get(bridge, '/', basic(LOGIN))).status).toBe(404);
});

test('[B74] a login without a password, and one beside a file, are errors that do not show it', () => {
  for (const login of ['secret', ':secret', 'secret:']) {
    const wrong = () => bridgeConfig({ listen: '0', target: '1', auth: { login } });
    expect(wrong).toThrow('auth.login: expected name:password');
    expect(wrong).not.toThrow('secret');
  }
  const both = { login: 'a:b', passwords: import.meta.filename };
  expect(() => bridgeConfig({ listen: '0', target: '1', auth: both })).toThrow(
    'auth: expected one of passwords and login',
  );
});

test('[B74] without ownOrigin only listed pages may connect', async () => {
  const settings = { origins: 'https://a.example', ownOrigin: false, originless: false };
  const bridge = await openBridge(await openEchoTarget(), settings);
  await openBrowser(bridge, { origin: 'https://a.example' });
  expect(await refusedStatus(bridge, fromPage(bridge))).toBe(403);
  expect(await refusedStatus(bridge)).toBe(403);
  const hints = bridge.log.filter(({ msg }) => msg === 'refused').map(({ hint }) => hint);
  expect(hints[0]).toContain(`--origin http://127.0.0.1:${bridge.port}`);
});

test('[B20] a unix socket gets the mode that is asked for', async () => {
  const path = join(await openFolder(), 'socket');
  const umask = process.umask();
  await openBridge(await openEchoTarget(), { listen: { path }, unixMode: '0620' });
  expect(statSync(path).mode & 0o777).toBe(0o620);
  expect(process.umask()).toBe(umask);
  expect(() => bridgeConfig({ listen: '0', target: '1', unixMode: '0999' })).toThrow('unixMode: expected a mode');
});
