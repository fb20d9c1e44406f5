// Signed tokens that name their target, as websockify's JWTTokenApi reads them.

import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CompactEncrypt, SignJWT, type JWTPayload } from 'jose';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  browserOf,
  fromPage,
  holdTime,
  openBridge,
  openBrowser,
  openFolder,
  openTarget,
  refusedStatus,
} from '../support.ts';

const SECRET = randomBytes(32);
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (key: KeyObject) =>
  String(key.export(key.type === 'public' ? { type: 'spki', format: 'pem' } : { type: 'pkcs8', format: 'pem' }));

const NOW_S = Math.floor(Date.now() / 1000);

async function keyFile(text: string): Promise<string> {
  const path = join(await openFolder(), 'key');
  await writeFile(path, text);
  return path;
}

async function claims(more: JWTPayload = {}): Promise<JWTPayload> {
  const { host, port } = await openTarget((socket) => socket.end('one'));
  return { host, port, ...more };
}

function signed(payload: JWTPayload, key: KeyObject | Uint8Array = SECRET, alg = 'HS256'): Promise<string> {
  return new SignJWT(payload).setProtectedHeader({ alg }).sign(key);
}

function encrypted(jws: string, key: KeyObject | Uint8Array, alg: string): Promise<string> {
  return new CompactEncrypt(Buffer.from(jws)).setProtectedHeader({ alg, enc: 'A256GCM' }).encrypt(key);
}

const BASE64URL = SECRET.toString('base64url');

test.each<[string, string, (payload: JWTPayload) => Promise<string>]>([
  ['a shared secret in base64url', `${BASE64URL}\n`, (payload) => signed(payload)],
  ['a JWK with a secret', JSON.stringify({ kty: 'oct', k: BASE64URL }), (payload) => signed(payload)],
  ['a public key', pem(rsa.publicKey), (payload) => signed(payload, rsa.privateKey, 'RS256')],
  ['a private key', pem(rsa.privateKey), (payload) => signed(payload, rsa.privateKey, 'PS256')],
  ['a curve', pem(ec.publicKey), (payload) => signed(payload, ec.privateKey, 'ES256')],
  [
    'a JWK',
    JSON.stringify(ec.publicKey.export({ format: 'jwk' })),
    (payload) => signed(payload, ec.privateKey, 'ES256'),
  ],
  ['a secret, encrypted', BASE64URL, async (payload) => encrypted(await signed(payload), SECRET, 'dir')],
  [
    'a private key, encrypted',
    pem(rsa.privateKey),
    async (payload) => encrypted(await signed(payload, rsa.privateKey, 'RS256'), rsa.publicKey, 'RSA-OAEP'),
  ],
  [
    'a JWK, encrypted',
    JSON.stringify(ec.privateKey.export({ format: 'jwk' })),
    async (payload) => encrypted(await signed(payload, ec.privateKey, 'ES256'), ec.publicKey, 'ECDH-ES+A128KW'),
  ],
])('[B72] the token names its target, with %s', async (_, key, tokenOf) => {
  const bridge = await openBridge(null, { tokenKey: await keyFile(key) });
  const token = await tokenOf(await claims({ sub: 'ada' }));
  expect(String(await (await openBrowser(bridge, {}, `/?token=${token}`)).rest())).toBe('one');
  expect(await bridge.nextEnd()).toMatchObject({ user: 'ada', id: 'target-closed' });
});

test('[B72] a token that has expired, or is not yet valid, is refused, and no guess', async () => {
  const bridge = await openBridge(null, { tokenKey: await keyFile(BASE64URL) });
  const expired = await signed(await claims({ exp: NOW_S - 60 }));
  const early = await signed(await claims({ nbf: NOW_S + 3600 }));
  for (let tries = 0; tries < 6; tries++) expect(await refusedStatus(bridge, {}, `/?token=${expired}`)).toBe(401);
  expect(await refusedStatus(bridge, {}, `/?token=${early}`)).toBe(401);
  const page = browserOf(bridge, fromPage(bridge), `/?token=${expired}`);
  expect(await page.closed).toEqual({ code: 1008, reason: 'not authorized' });
});

test('[B72] the tunnel ends when its token expires', async () => {
  const { host, port } = await openTarget();
  const bridge = await openBridge(null, { tokenKey: await keyFile(BASE64URL) });
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const token = await signed({ host, port, exp: Math.floor(Date.now() / 1000) + 60 });
  const browser = await openBrowser(bridge, {}, `/?token=${token}`);
  vi.advanceTimersByTime(60_001);
  expect(await browser.closed).toEqual({ code: 1008, reason: 'login expired' });
});

test.each<[string, () => Promise<string>]>([
  ['signed with another key', async () => signed(await claims(), randomBytes(32))],
  ['not signed', async () => `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify(await claims()))}.`.replaceAll('=', '')],
  ['encrypted only', async () => encrypted(JSON.stringify(await claims()), SECRET, 'dir')],
  ['encrypted for another key', async () => encrypted(await signed(await claims()), randomBytes(32), 'dir')],
  ['no token', () => Promise.resolve('a.b.c')],
  ['too long', async () => signed(await claims({ more: 'x'.repeat(8000) }))],
])('[B72] a token that is %s leads nowhere, and is a guess', async (_, tokenOf) => {
  holdTime();
  const bridge = await openBridge(null, { tokenKey: await keyFile(BASE64URL) });
  const token = await tokenOf();
  for (const more of ['', 'a', 'b', 'c', 'd'])
    expect(await refusedStatus(bridge, {}, `/?token=${token}${more}`)).toBe(404);
  expect(await refusedStatus(bridge, {}, '/?token=x')).toBe(429);
});

test('[B72] a public key is no shared secret', async () => {
  const key = pem(rsa.publicKey);
  const bridge = await openBridge(null, { tokenKey: await keyFile(key) });
  const token = await signed(await claims(), Buffer.from(key));
  expect(await refusedStatus(bridge, {}, `/?token=${token}`)).toBe(404);
});

test.each<[string, JWTPayload]>([
  ['no host', { port: 1 }],
  ['no number', { host: '127.0.0.1', port: 'x' }],
  ['a unix socket', { host: 'unix_socket', port: '/run/other' }],
  ['a unix socket as a host', { host: 'unix:/run/other' }],
  ['an object', { host: {}, port: 1 }],
])('[B72] a token with %s leads nowhere, and its bearer does not guess', async (_, payload) => {
  const bridge = await openBridge(null, { tokenKey: await keyFile(BASE64URL) });
  const token = await signed(payload);
  for (let tries = 0; tries < 7; tries++) expect(await refusedStatus(bridge, {}, `/?token=${token}`)).toBe(404);
});

test.each(['', 'not base64!', '{"kty":"oct"}', '{', '-----BEGIN PUBLIC KEY-----', '{"kty":"RSA"}'])(
  '[B72] a file without a key is one line: %s',
  async (text) => {
    const tokenKey = await keyFile(text);
    const failed = await openBridge(null, { tokenKey }).catch((error: unknown) => error as Error);
    expect((failed as Error).message).toMatch(/^\/.*: .+$/);
  },
);

test.each([
  ['RSA of 1024 bits', generateKeyPairSync('rsa', { modulusLength: 1024 })],
  ['RSA-PSS', generateKeyPairSync('rsa-pss', { modulusLength: 2048 })],
  ['secp256k1', generateKeyPairSync('ec', { namedCurve: 'secp256k1' })],
  ['X25519', generateKeyPairSync('x25519')],
  ['Ed448', generateKeyPairSync('ed448')],
])('[B17] [B72] a key that verifies no token is refused at the start: %s', async (_, { publicKey, privateKey }) => {
  const expected = 'expected an RSA key of at least 2048 bits, an EC key on P-256, P-384 or P-521, or an Ed25519 key';
  const [path, own] = [await keyFile(pem(publicKey)), await keyFile(pem(privateKey))];
  await expect(openBridge(null, { tokenKey: path })).rejects.toThrow(`${path}: ${expected}`);
  await expect(openBridge(null, { tokenKey: own })).rejects.toThrow(`${own}: ${expected}`);
  const target = await openTarget();
  await expect(openBridge(target, { auth: { jwtKey: path } })).rejects.toThrow(`${path}: ${expected}`);
});

test('[B72] a subject that is no text is nobody, and no guess', async () => {
  const bridge = await openBridge(null, { tokenKey: await keyFile(BASE64URL) });
  const token = await signed(await claims({ sub: { toString: null } as unknown as string }));
  expect(String(await (await openBrowser(bridge, {}, `/?token=${token}`)).rest())).toBe('one');
  expect(await bridge.nextEnd()).toMatchObject({ id: 'target-closed' });
});

test('[B72] the key is read again when it has changed, with the other files', async () => {
  const { filesNamedBy, bridgeConfig } = await import('../../../bridge/config.ts');
  const tokenKey = await keyFile(BASE64URL);
  expect(filesNamedBy(bridgeConfig({ listen: '0', tokenKey }))).toEqual([tokenKey]);
});
