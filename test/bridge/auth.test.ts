import { generateKeyPairSync, scryptSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { fromPage, openBridge, openBrowser, openEchoTarget, openFolder, refusedStatus } from './support.ts';

const SECRET = 'a secret of at least thirty-two bytes';
const SALT = Buffer.from('salt of 16 bytes');

async function fileWith(text: string): Promise<string> {
  const path = join(await openFolder(), 'file');
  await writeFile(path, text);
  return path;
}

function token(expiresInMs: number, claims: Record<string, unknown> = {}, secret = SECRET): Promise<string> {
  const exp = (Date.now() + expiresInMs) / 1000;
  return new SignJWT({ sub: 'ada', exp, ...claims }).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(secret));
}

const basic = (login: string) => ({ headers: { Authorization: `Basic ${Buffer.from(login).toString('base64')}` } });

test('[B17] a name and password from the file, or 401', async () => {
  const hash = scryptSync('open:sesame', SALT, 32).toString('base64');
  const passwords = await fileWith(`ada:scrypt:${SALT.toString('base64')}:${hash}\nbroken:scrypt:::\n`);
  const bridge = await openBridge(await openEchoTarget(), { auth: { passwords } });
  const { socket } = await openBrowser(bridge, basic('ada:open:sesame'));
  socket.close();
  expect(await bridge.nextEnd()).toMatchObject({ user: 'ada' });
  for (const login of ['ada:other', 'eve:open:sesame', 'broken:', 'ada']) {
    expect(await refusedStatus(bridge, basic(login))).toBe(401);
  }
  expect(await refusedStatus(bridge)).toBe(401);
  const page = await openBrowser(bridge, fromPage(bridge));
  expect(await page.closed).toEqual({ code: 1008, reason: 'not authorized' });
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

test('[B17] a token signed with a private key, and not one that takes the public key for a secret', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = String(publicKey.export({ type: 'spki', format: 'pem' }));
  const bridge = await openBridge(await openEchoTarget(), { auth: { jwtKey: await fileWith(pem) } });
  const signed = new SignJWT({}).setProtectedHeader({ alg: 'EdDSA' }).setExpirationTime('1h').sign(privateKey);
  await openBrowser(bridge, {}, `/?token=${await signed}`);
  expect(await refusedStatus(bridge, {}, `/?token=${await token(60_000, {}, pem)}`)).toBe(401);
});

test('[B17] a session ends when its token expires', async () => {
  const bridge = await openBridge(await openEchoTarget(), { auth: { jwtKey: await fileWith(SECRET) } });
  const browser = await openBrowser(bridge, {}, `/?token=${await token(500)}`);
  expect(await browser.closed).toEqual({ code: 1008, reason: 'login expired' });
});
