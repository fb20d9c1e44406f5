import { generateKeyPairSync, scryptSync } from 'node:crypto';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { expect, onTestFinished, test, vi } from 'vitest';
import { authorizer } from '../../../bridge/routes/auth.ts';
import { SecretGuesses } from '../../../bridge/routes/secret-guesses.ts';
import {
  ask,
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

const SECRET = 'a secret of at least thirty-two bytes';
const SALT = Buffer.from('salt of 16 bytes');

async function fileWith(text: string): Promise<string> {
  const path = join(await openFolder(), 'file');
  await writeFile(path, text);
  return path;
}

/** A line of a password file for a login of `name:password`. */
function hashed(login: string): string {
  const [name, ...password] = login.split(':');
  const hash = scryptSync(password.join(':'), SALT, 32).toString('base64');
  return `${name}:scrypt:${SALT.toString('base64')}:${hash}`;
}

function passwordFile(...logins: string[]): Promise<string> {
  const lines = (logins.length === 0 ? ['ada:open:sesame'] : logins).map(hashed);
  return fileWith([...lines, 'broken:scrypt:::', ''].join('\n'));
}

function token(expiresInMs: number, claims: Record<string, unknown> = {}, secret = SECRET): Promise<string> {
  const exp = (Date.now() + expiresInMs) / 1000;
  return new SignJWT({ sub: 'ada', exp, ...claims }).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(secret));
}

const basic = (login: string) => ({ headers: { Authorization: `Basic ${Buffer.from(login).toString('base64')}` } });

test('[B17] a name and password from the file, or 401 with the question, also for a page', async () => {
  const bridge = await openBridge(await openEchoTarget(), { auth: { passwords: await passwordFile() } });
  const { socket } = await openBrowser(bridge, basic('ada:open:sesame'));
  socket.close();
  expect(await bridge.nextEnd()).toMatchObject({ user: 'ada' });
  for (const login of ['ada:other', 'eve:open:sesame', 'broken:', 'ada']) {
    expect(await refusedStatus(bridge, basic(login))).toBe(401);
  }
  for (const options of [{}, fromPage(bridge), { ...fromPage(bridge), ...basic('ada:other') }]) {
    const { statusCode, headers } = await refusedAnswer(bridge, options);
    expect([statusCode, headers['www-authenticate']]).toEqual([401, 'Basic realm="bridge", charset="UTF-8"']);
  }
  await openBrowser(bridge, { ...fromPage(bridge), ...basic('ada:open:sesame') });
});

test('[B17] if only a token is accepted, no password is asked for, and a page gets a close code', async () => {
  const bridge = await openBridge(await openEchoTarget(), { auth: { jwtKey: await fileWith(SECRET) } });
  expect((await refusedAnswer(bridge)).headers['www-authenticate']).toBe('Bearer realm="bridge"');
  const page = await openBrowser(bridge, fromPage(bridge));
  expect(await page.closed).toEqual({ code: 1008, reason: 'not authorized' });

  const both = { passwords: await passwordFile(), jwtKey: await fileWith(SECRET) };
  const either = await openBridge(await openEchoTarget(), { auth: both });
  const { rawHeaders } = await refusedAnswer(either, fromPage(either));
  expect(rawHeaders.filter((_, index) => rawHeaders[index - 1] === 'WWW-Authenticate')).toHaveLength(2);
  await openBrowser(either, basic('ada:open:sesame'));
  await openBrowser(either, {}, `/?token=${await token(60_000)}`);
});

test('[B17] with webPasswords the page and all that is passed on asks as well, and keeps the login for itself', async () => {
  const seen: (string | undefined)[] = [];
  const api = createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.end('api');
  }).listen(0, '127.0.0.1');
  await once(api, 'listening');
  onTestFinished(() => void api.close());
  const web = await openFolder();
  await writeFile(join(web, 'index.html'), 'page');
  const passOn = { '/api': `http://127.0.0.1:${(api.address() as AddressInfo).port}` };
  const webPasswords = await passwordFile();
  const bridge = await openBridge(await openEchoTarget(), { web, passOn, webPasswords });

  const paths = ['/', '/index.html', '/missing', '/api', '/api/x', '//', '/api/../index.html', '/%61pi', 'http://x/'];
  for (const path of paths) {
    for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
      const { status, headers, body } = await ask(bridge, method, path);
      expect([path, status, headers['www-authenticate']]).toEqual([path, 401, 'Basic realm="bridge", charset="UTF-8"']);
      expect(String(body)).not.toContain('api');
    }
  }
  const { headers } = basic('ada:open:sesame');
  expect(String((await get(bridge, '/', headers)).body)).toBe('page');
  expect(String((await get(bridge, '/api', headers)).body)).toBe('api');
  expect(seen).toEqual([undefined]);
  expect((await get(bridge, '/', basic('ada:wrong').headers)).status).toBe(401);
});

test('[B23] after five wrong passwords an address waits, also with the right one; a login that was accepted before does not', async () => {
  holdTime();
  const passwords = await passwordFile('ada:open:sesame', 'bob:swordfish');
  const settings = { trust: '127.0.0.1', auth: { passwords }, webPasswords: passwords, web: await openFolder() };
  const bridge = await openBridge(await openEchoTarget(), settings);
  const as = (login: string, address: string) => ({ headers: { ...basic(login).headers, 'X-Forwarded-For': address } });
  await openBrowser(bridge, as('bob:swordfish', '192.0.2.1'));
  for (let guess = 0; guess < 5; guess += 1) {
    expect(await refusedStatus(bridge, as(`ada:${guess}`, '192.0.2.1'))).toBe(401);
  }
  const { statusCode, headers } = await refusedAnswer(bridge, as('ada:open:sesame', '192.0.2.1'));
  expect([statusCode, headers['retry-after']]).toEqual([429, '1']);
  const page = await openBrowser(bridge, { ...fromPage(bridge), ...as('ada:open:sesame', '192.0.2.1') });
  expect(await page.closed).toEqual({ code: 1008, reason: 'too many failed logins from your address' });
  expect((await get(bridge, '/', as('ada:open:sesame', '192.0.2.1').headers)).status).toBe(429);

  await openBrowser(bridge, as('bob:swordfish', '192.0.2.1'));
  await openBrowser(bridge, as('ada:open:sesame', '192.0.2.2'));
  expect(await metric(bridge, 'bridge_wrong_secrets_total')).toBe(5);
  expect(await metric(bridge, 'bridge_handshakes_total{result="too-many-failures"}')).toBe(2);
  const line = bridge.log.find(({ refusal }) => refusal === 'too-many-failures');
  expect(line).toMatchObject({ level: 40, client: '192.0.2.1', hint: expect.stringMatching(/--trust/) });
});

test('[B23] guesses that come all at once are no more than those that come one by one', async () => {
  holdTime();
  const bridge = await openBridge(await openEchoTarget(), { auth: { passwords: await passwordFile() } });
  const guesses = Array.from({ length: 40 }, (_, guess) => refusedStatus(bridge, basic(`ada:${guess}`)));
  const answers = await Promise.all(guesses);
  expect(answers.filter((status) => status === 401)).toHaveLength(5);
  expect(answers.filter((status) => status === 429)).toHaveLength(35);
});

test('[B23] of more logins at once than can wait for a hash the others come again later, and have guessed nothing', async () => {
  let counted = 0;
  const guesses = new SecretGuesses(() => (counted += 1));
  const authorize = authorizer({ passwords: await passwordFile() });
  const login = (as: string, i: number) =>
    authorize(
      { authorization: basic(as).headers.Authorization },
      null,
      guesses.of({ address: `10.0.${i >> 8}.${i & 255}`, port: 0, forwarded: true }),
    );
  const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => login(`ada:${i}`, i)));
  const refusals = answers.map((answer) => ('refusal' in answer ? answer.refusal : null));
  const wrong = refusals.filter((refusal) => refusal === 'unauthorized');
  expect(new Set(refusals)).toEqual(new Set(['unauthorized', 'over-capacity']));
  expect(wrong.length).toBeGreaterThanOrEqual(66);
  expect(counted).toBe(wrong.length);
  // All five are still free.
  for (let each = 0; each < 5; each += 1) {
    const again = await login(`ada:again ${each}`, refusals.indexOf('over-capacity'));
    expect(again).toMatchObject({ refusal: 'unauthorized' });
  }
  expect(await login('ada:open:sesame', refusals.lastIndexOf('over-capacity'))).toMatchObject({ user: 'ada' });
});

test('[B23] a page that asks for many files at once with one login is no guesser, right or wrong', async () => {
  const web = await openFolder();
  await writeFile(join(web, 'index.html'), 'page');
  const bridge = await openBridge(await openEchoTarget(), { web, webPasswords: await passwordFile() });
  const all = (login: string) =>
    Promise.all(Array.from({ length: 100 }, async () => (await get(bridge, '/', basic(login).headers)).status));
  expect(new Set(await all('ada:wrong'))).toEqual(new Set([401]));
  expect(new Set(await all('ada:open:sesame'))).toEqual(new Set([200]));
  expect(await metric(bridge, 'bridge_wrong_secrets_total')).toBe(1);
});

test('[B23] a login that was right is not when its line in the file has changed', async () => {
  const passwords = await passwordFile('ada:open:sesame');
  const bridge = await openBridge(await openEchoTarget(), { auth: { passwords } });
  await openBrowser(bridge, basic('ada:open:sesame'));
  await writeFile(passwords, hashed('ada:new'));
  expect(await refusedStatus(bridge, basic('ada:open:sesame'))).toBe(401);
  await openBrowser(bridge, basic('ada:new'));
  await writeFile(passwords, '');
  expect(await refusedStatus(bridge, basic('ada:new'))).toBe(401);
});

test('[B23] if the file cannot be read, no guess is counted, and the log names the file', async () => {
  const passwords = await passwordFile('ada:open:sesame');
  const settings = { auth: { passwords }, webPasswords: passwords };
  const bridge = await openBridge(await openEchoTarget(), settings);
  await rm(passwords);
  for (let each = 1; each <= 6; each += 1) {
    expect(await refusedStatus(bridge, basic(`user${each}:secret`))).toBe(503);
    expect((await get(bridge, '/', basic(`user${each}:secret`).headers)).status).toBe(503);
  }
  expect(await metric(bridge, 'bridge_wrong_secrets_total')).toBe(0);
  expect(bridge.log.find(({ refusal }) => refusal === 'http-error')?.['cause']).toMatch(/ENOENT.*file/);
});

test('[B23] guesses at tokens of routes and files wait as well, those at a route behind which another one fits too', async () => {
  holdTime();
  const tokens = await fileWith('red: 127.0.0.1:9\n');
  const [first, second] = [await openEchoTarget(), await openEchoTarget()];
  const routes = [
    { name: 'fixed', path: '/fixed', token: 'secret', target: first },
    { name: 'file', path: '/file', tokens },
    { name: 'inner', path: '/both', token: 'secret', target: first },
    { name: 'outer', path: '/both', target: second },
  ];
  for (const path of ['/fixed', '/file']) {
    const bridge = await openBridge(null, { routes });
    for (let guess = 0; guess < 5; guess += 1)
      expect(await refusedStatus(bridge, {}, `${path}?token=${guess}`)).toBe(404);
    expect(await refusedStatus(bridge, {}, `${path}?token=secret`)).toBe(429);
    expect(await refusedStatus(bridge, {}, path)).toBe(404);
    expect(await refusedStatus(bridge, {}, `${path}?token=1`)).toBe(404);
  }
  const bridge = await openBridge(null, { routes });
  const reached = async (query: string) => {
    const { socket } = await openBrowser(bridge, {}, `/both?token=${query}`);
    socket.close();
    return (await bridge.nextEnd())['route'];
  };
  for (let guess = 0; guess < 5; guess += 1) expect(await reached(String(guess))).toBe('outer');
  expect(await reached('secret')).toBe('outer');
});

test('[B23] a forged token counts as a guess, an expired one does not', async () => {
  holdTime();
  const bridge = await openBridge(await openEchoTarget(), { auth: { jwtKey: await fileWith(SECRET) } });
  const status = async (jwt: string) => refusedStatus(bridge, {}, `/?token=${jwt}`);
  for (let each = 1; each <= 8; each += 1) expect(await status(await token(-1000 * each))).toBe(401);
  expect(await metric(bridge, 'bridge_wrong_secrets_total')).toBe(0);
  const good = await token(60_000);
  await openBrowser(bridge, {}, `/?token=${good}`);
  for (let each = 1; each <= 5; each += 1) {
    expect(await status(await token(60_000, {}, `another secret of thirty-two bytes ${each}`))).toBe(401);
  }
  expect(await status(await token(61_000))).toBe(429);
  await openBrowser(bridge, {}, `/?token=${good}`);
});

test('[B17] a token, as a header or where tokens are, that is signed, for us, and has not expired', async () => {
  const jwtKey = await fileWith(`${SECRET}\n`);
  const auth = { jwtKey, jwtIssuer: 'us', jwtAudience: 'bridge' };
  const bridge = await openBridge(await openEchoTarget(), { auth });
  const claims = { iss: 'us', aud: 'bridge' };
  const good = await token(60_000, claims);
  await openBrowser(bridge, { headers: { Authorization: `Bearer ${good}` } });
  await openBrowser(bridge, {}, `/?token=${good}`);
  await openBrowser(bridge, { protocols: [`token.${good}`] });
  const bad = [
    await token(-1000, claims),
    await token(60_000, { ...claims, iss: 'them' }),
    await token(60_000, { iss: 'us' }),
    await token(60_000, claims, 'another secret of thirty-two bytes'),
    await token(60_000, { ...claims, exp: undefined }),
    'nonsense',
  ];
  for (const text of bad) expect(await refusedStatus(bridge, {}, `/?token=${text}`)).toBe(401);
});

test('[B17] a token signed with the private key is accepted, one that uses the public key as a secret is not', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = String(publicKey.export({ type: 'spki', format: 'pem' }));
  const bridge = await openBridge(await openEchoTarget(), { auth: { jwtKey: await fileWith(pem) } });
  const signed = new SignJWT({}).setProtectedHeader({ alg: 'EdDSA' }).setExpirationTime('1h').sign(privateKey);
  await openBrowser(bridge, {}, `/?token=${await signed}`);
  expect(await refusedStatus(bridge, {}, `/?token=${await token(60_000, {}, pem)}`)).toBe(401);
});

test('[B12] the subject of a token is cut and cleaned before it is logged', async () => {
  const bridge = await openBridge(await openEchoTarget(), { auth: { jwtKey: await fileWith(SECRET) } });
  const jwt = await token(60_000, { sub: `ada\u202E\n${'x'.repeat(300)}` });
  (await openBrowser(bridge, {}, `/?token=${jwt}`)).socket.close();
  expect((await bridge.nextEnd())['user']).toBe(`ada??${'x'.repeat(195)}...`);
});

test('[B17] a token whose subject is a number is as good, and a key file without a key none', async () => {
  const bridge = await openBridge(await openEchoTarget(), { auth: { jwtKey: await fileWith(SECRET) } });
  const browser = await openBrowser(bridge, {}, `/?token=${await token(60_000, { sub: 42 })}`);
  browser.socket.close();
  expect((await bridge.nextEnd())['user']).toBe('42');
  const jwtKey = await fileWith('\n');
  await expect(openBridge(await openEchoTarget(), { auth: { jwtKey } })).rejects.toThrow(`${jwtKey}: expected a key`);
  const broken = await fileWith('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n');
  await expect(openBridge(await openEchoTarget(), { auth: { jwtKey: broken } })).rejects.toThrow(`${broken}: error:`);
});

test('[B17] a tunnel ends when its token expires', async () => {
  const bridge = await openBridge(await openEchoTarget(), { auth: { jwtKey: await fileWith(SECRET) } });
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const browser = await openBrowser(bridge, {}, `/?token=${await token(60_000)}`);
  vi.advanceTimersByTime(60_001);
  expect(await browser.closed).toEqual({ code: 1008, reason: 'login expired' });
});
