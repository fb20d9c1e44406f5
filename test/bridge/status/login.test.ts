// Who may see the status page, and which requests may change something.
import { appendFile, rm, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { bridgeConfig } from '../../../bridge/config.ts';
import { statusLogins } from '../../../bridge/status/logins.ts';
import { VIEWERS_MAX, Viewers } from '../../../bridge/status/viewers.ts';
import { SecretGuesses } from '../../../bridge/routes/secret-guesses.ts';
import { ask, get, holdTime, metric, openBridge, openBrowser, openEchoTarget } from '../support.ts';
import {
  end,
  LOGIN,
  OF_PAGE,
  openStatusBridge,
  passwordFile,
  passwordLine,
  postTo,
  sessionsAnswer,
  signIn,
  snapshotOf,
} from './support.ts';

test('[B90] there is no page by default', async () => {
  const bridge = await openBridge(await openEchoTarget());
  expect((await get(bridge, '/status/')).status).toBe(404);
  expect((await postTo(bridge, '/status/login', LOGIN)).status).toBe(405);
});

test('[B90] without passwords the settings are refused, in one line', () => {
  const settings = { listen: '0', target: '1', status: '/status' };
  expect(() => bridgeConfig(settings)).toThrow(/^status: a login is needed, statusPasswords$/);
});

test.each(['status', '/', '/status/', '/a b', '/../x', '/%41', '/a//b', '/.hidden'])(
  '[B90] %s is no path of the page',
  async (status) => {
    const statusPasswords = await passwordFile();
    expect(() => bridgeConfig({ listen: '0', target: '1', status, statusPasswords })).toThrow(
      /^status: expected a path/,
    );
  },
);

test('[B90] the path without a slash leads to the page, by a relative address', async () => {
  const bridge = await openStatusBridge(await openEchoTarget(), { status: '/ops/status' });
  const { status, headers } = await get(bridge, '/ops/status');
  expect([status, headers.location]).toEqual([308, 'status/']);
});

test('[B90] other methods are 405, other paths 404', async () => {
  const bridge = await openStatusBridge(await openEchoTarget());
  const { status, headers } = await get(bridge, '/status/end');
  expect([status, headers.allow]).toEqual([405, 'POST']);
  expect((await ask(bridge, 'PUT', '/status/sessions')).status).toBe(405);
  expect((await get(bridge, '/status/other')).status).toBe(404);
  expect((await get(bridge, '/status/../status/other')).status).toBe(404);
});

test('[B90] the page has a strict policy', async () => {
  const { headers } = await get(await openStatusBridge(await openEchoTarget()), '/status/sessions');
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers['cache-control']).toBe('no-store');
});

test('[B91] without a login nothing is told and nothing ended', async () => {
  const bridge = await openStatusBridge(await openEchoTarget());
  const browser = await openBrowser(bridge);
  const { rows } = await snapshotOf(bridge, await signIn(bridge));
  for (const cookie of ['', 'bridge-status=1', `bridge-status-${bridge.port}=b2xnYQ.9999999999999.x.AAAA`]) {
    const { status, body } = await sessionsAnswer(bridge, cookie);
    expect([status, JSON.parse(String(body))]).toEqual([401, expect.objectContaining({ error: 'not-signed-in' })]);
    expect((await end(bridge, cookie, rows[0]!.id)).status).toBe(401);
  }
  expect(browser.socket.readyState).toBe(browser.socket.OPEN);
});

test('[B91] the cookie is for this path and this site only, and hidden from scripts', async () => {
  const bridge = await openStatusBridge(await openEchoTarget(), { trust: ['127.0.0.1'] });
  const cookieOf = async (headers = {}) =>
    (await postTo(bridge, '/status/login', LOGIN, { ...OF_PAGE, ...headers })).headers['set-cookie']![0]!;
  const cookie = await cookieOf();
  expect(cookie).toMatch(/^bridge-status-\d+=[\w.-]+; Max-Age=43200; HttpOnly; SameSite=Strict$/);
  const behindTls = await cookieOf({ 'x-forwarded-for': '203.0.113.1', 'x-forwarded-proto': 'https' });
  expect(behindTls).toMatch(/; Secure$/);
});

test('[B91] signing out takes the cookie away', async () => {
  const bridge = await openStatusBridge(await openEchoTarget());
  const { headers } = await postTo(bridge, '/status/logout', {});
  expect(headers['set-cookie']![0]).toMatch(/^bridge-status-\d+=; Max-Age=0;/);
});

test('[B91] a login ends when its password changes, and lasts when another one does', async () => {
  const bridge = await openStatusBridge(await openEchoTarget());
  const cookie = await signIn(bridge);
  await appendFile(bridge.passwords, passwordLine('other', 'x'));
  expect((await sessionsAnswer(bridge, cookie)).status).toBe(200);
  await writeFile(bridge.passwords, passwordLine(LOGIN.name, LOGIN.password));
  expect((await sessionsAnswer(bridge, cookie)).status).toBe(401);
});

test('[B91] a login ends after its time, and is no other process’s with another key', async () => {
  const passwords = await passwordFile();
  const [ours, theirs] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)].map((key) => statusLogins(passwords, key));
  const guesses = new SecretGuesses().of({ address: '203.0.113.1', port: 0, forwarded: false });
  const cookie = (await ours!.signIn(LOGIN.name, LOGIN.password, guesses)) as string;
  expect(await ours!.operatorOf(cookie)).toMatchObject({ name: LOGIN.name });
  expect(await theirs!.operatorOf(cookie)).toBeNull();
  const [name, expires, id, signed] = cookie.split('.') as [string, string, string, string];
  for (const forged of [
    [name, String(Number(expires) + 1), id, signed],
    [name, '0', id, signed],
    [name, 'x', id, signed],
    [name, expires, 'other', signed],
    [Buffer.from('root').toString('base64url'), expires, id, signed],
    [name, expires, id, ''],
    [name],
  ]) {
    expect(await ours!.operatorOf(forged.join('.'))).toBeNull();
  }
});

test('[B91] a login ends with the line that it was made by, whatever else is in the file', async () => {
  const passwords = await passwordFile();
  const note = `${LOGIN.name}:note:on duty on Mondays\n`;
  await writeFile(passwords, note + passwordLine(LOGIN.name, LOGIN.password));
  const logins = statusLogins(passwords, Buffer.alloc(32, 1));
  const guesses = new SecretGuesses().of({ address: '203.0.113.1', port: 0, forwarded: false });
  const cookie = (await logins.signIn(LOGIN.name, LOGIN.password, guesses)) as string;
  expect(await logins.operatorOf(cookie)).toMatchObject({ name: LOGIN.name });
  await writeFile(passwords, note + passwordLine(LOGIN.name, 'another one'));
  expect(await logins.operatorOf(cookie)).toBeNull();
});

test('[B91] wrong passwords are guesses: counted, and after five refused with the time to wait', async () => {
  holdTime();
  const bridge = await openStatusBridge(await openEchoTarget());
  for (let i = 0; i < 5; i++) {
    const { status, body } = await postTo(bridge, '/status/login', { name: LOGIN.name, password: `wrong ${i}` });
    expect([status, JSON.parse(String(body))]).toEqual([401, expect.objectContaining({ error: 'wrong-login' })]);
  }
  const { status, headers, body } = await postTo(bridge, '/status/login', LOGIN);
  expect([status, headers['retry-after']]).toEqual([429, '1']);
  expect(JSON.parse(String(body))).toMatchObject({ error: 'too-many-failures' });
  expect(await metric(bridge, 'bridge_wrong_secrets_total')).toBe(5);
  expect(bridge.log.some(({ refusal }) => refusal === 'too-many-failures')).toBe(true);
});

test('[B91] a file of passwords that is gone is no wrong password', async () => {
  const bridge = await openStatusBridge(await openEchoTarget());
  const cookie = await signIn(bridge);
  await rm(bridge.passwords);
  expect((await postTo(bridge, '/status/login', { ...LOGIN, password: 'new' })).status).toBe(503);
  expect((await sessionsAnswer(bridge, cookie)).status).toBe(503);
  expect(await metric(bridge, 'bridge_wrong_secrets_total')).toBe(0);
});

test.each([
  ['no header of the page', { 'content-type': 'application/json' }],
  ['another Origin', { ...OF_PAGE, origin: 'https://evil.example' }],
  ['an Origin that is none', { ...OF_PAGE, origin: 'null' }],
  ['another site', { ...OF_PAGE, 'sec-fetch-site': 'cross-site' }],
  ['another host of the site', { ...OF_PAGE, 'sec-fetch-site': 'same-site' }],
])('[B92] a request from elsewhere changes nothing: %s', async (_, headers) => {
  const bridge = await openStatusBridge(await openEchoTarget());
  const browser = await openBrowser(bridge);
  const cookie = await signIn(bridge);
  const { rows } = await snapshotOf(bridge, cookie);
  const { status, body } = await end(bridge, cookie, rows[0]!.id, headers);
  expect([status, JSON.parse(String(body))]).toEqual([403, expect.objectContaining({ error: 'foreign-origin' })]);
  expect((await postTo(bridge, '/status/login', LOGIN, headers)).status).toBe(403);
  expect(browser.socket.readyState).toBe(browser.socket.OPEN);
});

test('[B91] a body that is no such object, or too long, is 400', async () => {
  const bridge = await openStatusBridge(await openEchoTarget());
  const bodies = ['', '[]', 'null', '{', '{"name":1,"password":"x"}', '{"name":"x"}', `{"name":"${'x'.repeat(5000)}"}`];
  for (const body of bodies) {
    const { status } = await ask(bridge, 'POST', '/status/login', OF_PAGE, Buffer.from(body));
    expect([body.slice(0, 30), status]).toEqual([body.slice(0, 30), 400]);
  }
});

test('[B93] so many may look at once; one that has gone makes room', () => {
  const viewers = new Viewers();
  for (let i = 0; i < VIEWERS_MAX; i++) expect(viewers.mayLook(`login ${i}`, 0)).toBe(true);
  expect(viewers.mayLook('one more', 5000)).toBe(false);
  expect(viewers.mayLook('login 0', 5000)).toBe(true);
  expect(viewers.mayLook('one more', 10_001)).toBe(true);
});

test('[B93] one more viewer is told so', async () => {
  holdTime();
  const bridge = await openStatusBridge(await openEchoTarget());
  const cookies: string[] = [];
  for (let i = 0; i <= VIEWERS_MAX; i++) cookies.push(await signIn(bridge));
  const statuses: number[] = [];
  for (const cookie of cookies) statuses.push((await sessionsAnswer(bridge, cookie)).status);
  expect(statuses).toEqual([...Array.from({ length: VIEWERS_MAX }, () => 200), 503]);
  expect(JSON.parse(String((await sessionsAnswer(bridge, cookies.at(-1)!)).body))).toMatchObject({
    error: 'too-many-viewers',
  });
});
