// What strangers try with accounts: guessing who is there, forged requests, stolen and old secrets, many tries.

import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { apiConfig } from '../../../api/config.ts';
import { startApi } from '../../../api/main.ts';
import { PasswordHashes } from '../../../api/accounts/password-hashes.ts';
import { secretHash } from '../../../api/accounts/secrets.ts';
import { addBan, liftBan } from '../../../api/desk/bans.ts';
import { AccountClient, newDevice, type Answer } from '../../support/account-client.ts';
import { DATABASES, testOnce } from '../../support/database.ts';
import { newFolder } from '../../support/new-folder.ts';
import { runApi } from '../../support/running-api.ts';

const PASSWORD = 'correct horse';

/** What a stranger can compare: all of the answer but the date. */
const shown = ({ status, body, headers }: Answer) => ({
  ...{ status, body },
  headers: [...headers].filter(([name]) => name !== 'date'),
});

test('[AC11] names that nobody has, without a password, and wrong passwords: the same answer for the same work', async () => {
  const { url, store, adminUrl } = await runApi('sqlite');
  const ann = new AccountClient(url);
  await ann.post('/api/claim', { name: 'Ann', password: PASSWORD });
  await new AccountClient(url).post('/api/claim', { name: 'Keys', password: PASSWORD });
  const keys = await store.db.selectFrom('user').select('id').where('name', '=', 'Keys').executeTakeFirstOrThrow();
  await store.db.deleteFrom('password').where('user_id', '=', keys.id).execute();
  const runs = async () =>
    Number(/password_hashes_total (\d+)/.exec(await (await fetch(`${adminUrl}/metrics`)).text())![1]);
  const cost = async (act: () => Promise<Answer>) => {
    const before = await runs();
    return { answer: shown(await act()), runs: (await runs()) - before };
  };
  const thief = new AccountClient(url, { device: null });
  const tried = [];
  for (const name of ['Ann', 'Nobody', 'Keys', '\u0000', '('.repeat(60)]) {
    tried.push(await cost(() => thief.post('/api/sign-in', { name, password: 'wrong one' })));
  }
  for (const each of tried) expect(each).toEqual(tried[0]);
  expect(tried[0]).toMatchObject({ answer: { status: 401, body: { error: 'wrong-credentials' } }, runs: 1 });
  const recovered = [];
  for (const name of ['Ann', 'Nobody', 'Keys']) {
    recovered.push(await cost(() => thief.post('/api/recover', { name, code: 'AAAAA-AAAAA', password: 'wrong one' })));
  }
  for (const each of recovered) expect(each).toEqual(recovered[0]);
  expect(recovered[0]).toMatchObject({ answer: { status: 401, body: { error: 'wrong-credentials' } }, runs: 1 });
});

test('[OD24] a guest who is banned cannot claim a name, until the ban is over', async () => {
  const { url, store } = await runApi('sqlite');
  const guest = new AccountClient(url);
  const value = `device:${secretHash(guest.device!)}`;
  const ban = { kind: 'user' as const, value, reason: '', untilMs: null, by: 'operator' };
  const id = await addBan(store, ban, Date.now());
  const claim = () => guest.post('/api/claim', { name: 'Gus', password: PASSWORD });
  expect(await claim()).toMatchObject({ status: 403, body: { error: 'forbidden' } });
  await liftBan(store, id, Date.now());
  expect(await claim()).toMatchObject({ status: 200 });
});

test('[AC11] two hashes at a time, sixteen wait, and one more is refused', async () => {
  const hashes = new PasswordHashes();
  const made = Array.from({ length: 19 }, () => hashes.hash('x'.repeat(8)));
  const results = await Promise.allSettled(made);
  expect(results.filter(({ status }) => status === 'rejected')).toMatchObject([{ reason: { code: 'busy' } }]);
  expect(hashes.runs).toBe(18);
  expect(await hashes.isRight('y'.repeat(8), await hashes.hash('y'.repeat(8)))).toBe(true);
  expect(await hashes.isRight('y'.repeat(8), await hashes.hash('z'.repeat(8)))).toBe(false);
});

test('[AC12] many tries use up those of their address, and lock nobody out', async () => {
  const { url } = await runApi('sqlite');
  const ann = new AccountClient(url, { extra: { 'x-forwarded-for': '192.0.2.1' } });
  await ann.post('/api/claim', { name: 'Ann', password: PASSWORD });
  // The hashes of all tries would take so long that new tries come meanwhile.
  const isRight = vi.spyOn(PasswordHashes.prototype, 'isRight').mockResolvedValue(false);
  onTestFinished(() => isRight.mockRestore());
  const from = (address: string) => new AccountClient(url, { device: null, extra: { 'x-forwarded-for': address } });
  const guess = (client: AccountClient, name = 'Ann') => client.post('/api/sign-in', { name, password: 'wrong one' });
  const thief = from('203.0.113.1');
  const codes = [];
  for (let i = 0; i < 21; i++) codes.push((await guess(thief)).body.error);
  expect([new Set(codes.slice(0, 20)), codes[20]]).toEqual([new Set(['wrong-credentials']), 'too-many-tries']);
  // A thief with many addresses uses up the tries of the name, and so for a name that nobody has.
  for (const name of ['Ann', 'Nobody']) {
    let last: Answer | null = null;
    for (let i = 0; i < 32; i++) last = await guess(from(`198.51.100.${i}`), name);
    expect(last!.body.error).toBe('too-many-tries');
  }
  isRight.mockRestore();
  expect((await ann.post('/api/sign-in', { name: 'Ann', password: PASSWORD })).status).toBe(200);
});

describe.each(DATABASES)('on %s', (kind) => {
  const once = testOnce(kind);

  once(
    '[AC5] a stolen cookie is of no use after all logins have ended, and no cookie is known from the database',
    async () => {
      const { url, store } = await runApi(kind);
      const [ann, thief] = [new AccountClient(url), new AccountClient(url, { device: null })];
      await ann.post('/api/claim', { name: 'Ann', password: PASSWORD });
      thief.cookie = ann.cookie;
      expect((await thief.get('/api/me')).body.user.name).toBe('Ann');
      // A sign-in gives a new cookie, and the old one ends.
      await ann.post('/api/sign-in', { name: 'Ann', password: PASSWORD });
      expect((await thief.get('/api/me')).body.user).toBeNull();
      thief.cookie = ann.cookie;
      await ann.delete('/api/me/logins');
      for (const path of ['/api/me/logins', '/api/me/bots', '/api/me/export']) {
        expect((await thief.get(path)).body.error).toBe('not-signed-in');
      }
      expect((await thief.post('/api/tickets')).body.error).toBe('not-signed-in');
      await ann.post('/api/sign-in', { name: 'Ann', password: PASSWORD });
      const { hash } = await store.db.selectFrom('login').select('hash').executeTakeFirstOrThrow();
      thief.cookie = `packetman-login=${hash}`;
      expect((await thief.get('/api/me')).body.user).toBeNull();
    },
  );

  test('[AP3] texts and numbers that no row can have are bad requests, or found nowhere', async () => {
    const { url } = await runApi(kind);
    const ann = new AccountClient(url);
    await ann.post('/api/claim', { name: 'Ann', password: PASSWORD });
    const cursor = Buffer.from(JSON.stringify([1e300, 'x'])).toString('base64url');
    const answers = [
      await ann.delete('/api/me/bots/%00'),
      await ann.post('/api/sign-in', { name: 'A\u0000n', password: PASSWORD }),
      await ann.get(`/api/me/matches?after=${cursor}`),
    ];
    for (const { status } of answers) expect(status).toBeLessThan(500);
  });

  once('[AC5] a login ends by its age, and when nobody uses it', async () => {
    const { url, store } = await runApi(kind);
    const ann = new AccountClient(url);
    await ann.post('/api/claim', { name: 'Ann', password: PASSWORD });
    const day = 24 * 3_600_000;
    const age = (created: number, seen: number) =>
      store.db
        .updateTable('login')
        .set({ created_ms: Date.now() - created * day, seen_ms: Date.now() - seen * day })
        .execute();
    await age(179, 29);
    expect((await ann.get('/api/me')).body.user.name).toBe('Ann');
    await age(181, 0);
    expect((await ann.get('/api/me')).body.user).toBeNull();
    await age(40, 31);
    expect((await ann.get('/api/me')).body.user).toBeNull();
  });

  test('[AC13] passkeys: claim, sign in, and what is not one', async () => {
    const { port } = await runApi(kind);
    const site = new Site(port);
    const key = new Authenticator();
    const options = (await site.post('/api/claim/passkey-options', { name: 'Ann' })).body;
    const created = { challenge: options.challenge, credential: key.create(options.options, site.origin) };
    const claimed = await site.post('/api/claim', { name: 'Ann', passkey: created });
    expect(claimed).toMatchObject({ status: 200, body: { user: { name: 'Ann', hasPassword: false } } });
    const again = await new Site(port).post('/api/claim', { name: 'Bea', passkey: created });
    expect(again.body.error).toBe('bad-passkey');

    const signIn = async (change: (answer: object, challenge: string) => object = (answer) => answer) => {
      const { challenge, options: asked } = (await site.post('/api/sign-in/passkey-options')).body;
      const passkey = change({ challenge, credential: key.get(asked, site.origin) }, challenge);
      return { passkey, answer: await new Site(port).post('/api/sign-in', { passkey }) };
    };
    const right = await signIn();
    expect(right.answer).toMatchObject({ status: 200, body: { user: { name: 'Ann' } } });
    const wrong = { status: 401, body: { error: 'wrong-credentials' } };
    // The same answer once more.
    expect(await new Site(port).post('/api/sign-in', { passkey: right.passkey })).toMatchObject(wrong);
    // A copy of the authenticator, whose counter is behind.
    key.counter -= 2;
    expect((await signIn()).answer).toMatchObject(wrong);
    key.counter += 10;
    // An old answer to a new challenge, a challenge of another purpose, another site, another key.
    expect((await signIn((_, challenge) => ({ ...right.passkey, challenge }))).answer).toMatchObject(wrong);
    expect((await signIn((answer) => ({ ...answer, challenge: options.challenge }))).answer).toMatchObject(wrong);
    const elsewhere = (await site.post('/api/sign-in/passkey-options')).body;
    const phished = { challenge: elsewhere.challenge, credential: key.get(elsewhere.options, 'http://evil.localhost') };
    expect(await new Site(port).post('/api/sign-in', { passkey: phished })).toMatchObject(wrong);
    const other = (await site.post('/api/sign-in/passkey-options')).body;
    const forged = new Authenticator(key.id).get(other.options, site.origin);
    expect(
      await new Site(port).post('/api/sign-in', { passkey: { challenge: other.challenge, credential: forged } }),
    ).toMatchObject(wrong);
    expect((await signIn()).answer.status).toBe(200);
  });
});

test('[AC13] passkeys are of the same kinds with every version of Node, which warns of nothing', async () => {
  const warnings: Error[] = [];
  const hear = (warning: Error) => void warnings.push(warning);
  process.on('warning', hear);
  onTestFinished(() => void process.off('warning', hear));
  const { port } = await runApi('sqlite');
  const { body } = await new Site(port).post('/api/claim/passkey-options', { name: 'Ann' });
  expect(body.options.pubKeyCredParams.map(({ alg }: { alg: number }) => alg)).toEqual([-8, -7, -257]);
  expect(warnings).toEqual([]);
});

test('[AC14] passkeys are for the host that the browser shows, and not for addresses', async () => {
  const { url, port } = await runApi('sqlite');
  const options = (client: AccountClient | Site) => client.post('/api/sign-in/passkey-options');
  expect((await options(new AccountClient(url))).body.error).toBe('no-passkeys-here');
  expect((await options(new Site(port, 'game.example'))).body.error).toBe('no-passkeys-here');
  const https = { 'x-forwarded-proto': 'https' };
  expect((await options(new Site(port, 'game.example', https))).body.options.rpId).toBe('game.example');
  expect((await options(new Site(port, '192.0.2.1', https))).body.error).toBe('no-passkeys-here');
  expect((await options(new Site(port, '[::1]', https))).body.error).toBe('no-passkeys-here');
  const pinned = await runApi('sqlite', { publicUrls: ['https://game.example'] });
  expect((await options(new Site(pinned.port, 'game.example', https))).body.options.rpId).toBe('game.example');
  expect((await options(new Site(pinned.port, 'evil.example', https))).body.error).toBe('no-passkeys-here');
  expect((await options(new Site(pinned.port, 'localhost'))).body.error).toBe('no-passkeys-here');
});

test('[AC5] over https the cookie is bound to the host, and a plain one is not taken for it', async () => {
  const { port } = await runApi('sqlite');
  const site = new Site(port, 'game.example', { 'x-forwarded-proto': 'https' });
  const { headers } = await site.post('/api/claim', { name: 'Ann', password: PASSWORD });
  const [cookie] = headers.getSetCookie();
  expect(cookie).toMatch(/^__Host-packetman-login=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  const value = cookie!.split(';')[0]!.split('=')[1]!;
  const plain = new Site(port, 'game.example', { 'x-forwarded-proto': 'https', cookie: `packetman-login=${value}` });
  expect((await plain.ask('GET', '/api/me')).body.user).toBeNull();
});

test('[AP4] a page of another site changes nothing with the cookie of a player', async () => {
  const { url } = await runApi('sqlite');
  const ann = new AccountClient(url);
  await ann.post('/api/claim', { name: 'Ann', password: PASSWORD });
  for (const [method, path] of [
    ['DELETE', '/api/me'],
    ['DELETE', '/api/me/logins'],
    ['POST', '/api/me/bots'],
    ['POST', '/api/tickets'],
    ['POST', '/api/sign-in'],
  ] as const) {
    const answer = await ann.ask(method, path, { name: 'Ann' }, { 'x-packetman': '' });
    expect(answer).toMatchObject({ status: 403, body: { error: 'missing-header' } });
  }
  const preflight = await fetch(`${url}/api/me`, { method: 'OPTIONS', headers: { origin: 'https://evil.example' } });
  expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
});

test.each([
  ['no body', undefined, 400],
  ['a list', [], 400],
  ['no password', { name: 'Ann' }, 400],
  ['a number', { name: 7, password: PASSWORD }, 400],
  ['a short password', { name: 'Ann', password: 'short' }, 422],
  ['a password of one letter', { name: 'Ann', password: 'aaaaaaaaaaaa' }, 422],
  ['the name', { name: 'Ann Ann Ann', password: 'ann ann ann' }, 422],
  ['a reserved name', { name: 'Admin', password: PASSWORD }, 422],
  ['no name', { name: '\u200b', password: PASSWORD }, 422],
  ['a passkey that is none', { name: 'Ann', passkey: { challenge: 'x', credential: { id: 'x', response: {} } } }, 422],
])('[AC1] a claim with %s is refused', async (_, body, status) => {
  const { url } = await runApi('sqlite');
  const client = new AccountClient(url);
  expect((await client.post('/api/claim', body)).status).toBe(status);
  expect(client.cookie).toBe('');
});

test('[AC15] no secret is in a log', async () => {
  let log = '';
  const stream = new Writable({ write: (chunk, _, done) => ((log += String(chunk)), done()) });
  const config = apiConfig({ data: newFolder(), port: 0, adminPort: 0 });
  const api = await startApi(config, pino({ level: 'trace' }, stream));
  onTestFinished(() => api.drain());
  await api.ready;
  const ann = new AccountClient(`http://127.0.0.1:${api.port}`);
  const { recoveryCode } = (await ann.post('/api/claim', { name: 'Ann', password: PASSWORD })).body;
  const cookie = ann.cookie.split('=')[1]!;
  const { token } = (await ann.post('/api/me/bots', { name: 'Rob' })).body;
  const { ticket } = (await ann.post('/api/tickets')).body;
  await ann.post('/api/sign-in', { name: 'Ann', password: 'a wrong password' });
  await ann.post('/api/recover', { name: 'Ann', code: recoveryCode, password: 'a newer password' });
  await ann.ask('POST', '/api/sign-in', undefined, {
    'content-type': 'application/json',
    authorization: `Bearer ${token}`,
  });
  await ann.get(`/api/nothing?secret=1`);
  await ann.get('/api/me/export');
  await ann.delete('/api/me', { name: 'Ann' });
  await api.drain();
  expect(log).toContain('listening');
  for (const secret of [
    PASSWORD,
    recoveryCode,
    cookie,
    token,
    ticket,
    ann.device!,
    'a wrong password',
    'a newer password',
  ]) {
    expect(log).not.toContain(secret);
  }
});

test('[AC2] a device that belongs to a person shows and changes nothing of them', async () => {
  const { url } = await runApi('sqlite');
  const ann = new AccountClient(url);
  await ann.post('/api/claim', { name: 'Ann', password: PASSWORD });
  const device = new AccountClient(url, { device: ann.device });
  expect((await device.get('/api/me')).body.user).toBeNull();
  expect((await device.get('/api/me/export')).status).toBe(401);
  expect((await device.delete('/api/me', { name: 'Ann' })).status).toBe(401);
  expect((await device.post('/api/tickets')).body).toMatchObject({ kind: 'guest', name: '' });
  for (const wrong of ['x', 'A'.repeat(23), '../../etc/passwd/secret']) {
    const client = new AccountClient(url, { device: wrong });
    expect((await client.get('/api/me')).status).toBe(400);
  }
  expect(newDevice()).not.toBe(newDevice());
});

/** A browser at a host name: `fetch` would send its own Host header. */
class Site {
  readonly origin: string;
  private readonly port: number;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(port: number, host = 'localhost', headers: Record<string, string> = {}) {
    this.port = port;
    this.origin = `${headers['x-forwarded-proto'] ?? 'http'}://${host}`;
    this.headers = { 'x-packetman': '1', 'content-type': 'application/json', host, ...headers };
  }

  post(path: string, body?: object): Promise<Answer> {
    return this.ask('POST', path, body);
  }

  ask(method: string, path: string, body?: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = httpRequest(
        { host: '127.0.0.1', port: this.port, path, method, headers: this.headers },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => (text += part));
          response.on('end', () => {
            const headers = new Headers();
            for (const [name, value] of Object.entries(response.headers)) {
              for (const each of [value ?? []].flat()) headers.append(name, each);
            }
            resolve({ status: response.statusCode!, body: text === '' ? null : JSON.parse(text), headers });
          });
        },
      );
      asked.on('error', reject);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

/** A passkey in software: what a browser and its authenticator answer, by WebAuthn level 2. */
class Authenticator {
  readonly id: Buffer;
  counter = 1;
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  constructor(id: Buffer = randomBytes(16)) {
    this.id = id;
  }

  create({ challenge, rp }: { challenge: string; rp: { id: string } }, origin: string) {
    const { x, y } = this.keys.publicKey.export({ format: 'jwk' });
    const cose = Buffer.concat([
      Buffer.from('a5010203262001215820', 'hex'),
      Buffer.from(x!, 'base64url'),
      Buffer.from('225820', 'hex'),
      Buffer.from(y!, 'base64url'),
    ]);
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, this.id.length]), this.id, cose]);
    const data = Buffer.concat([this.data(rp.id, 0x45), attested]);
    // {fmt: "none", attStmt: {}, authData: bytes}
    const head = Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex');
    const attestationObject = Buffer.concat([head, Buffer.from([data.length]), data]);
    const clientDataJSON = clientData('webauthn.create', challenge, origin);
    return this.credential({ attestationObject, clientDataJSON });
  }

  get({ challenge, rpId }: { challenge: string; rpId: string }, origin: string) {
    this.counter++;
    const authenticatorData = this.data(rpId, 0x05);
    const clientDataJSON = clientData('webauthn.get', challenge, origin);
    const signed = Buffer.concat([authenticatorData, createHash('sha256').update(clientDataJSON).digest()]);
    return this.credential({
      authenticatorData,
      clientDataJSON,
      signature: sign('sha256', signed, this.keys.privateKey),
    });
  }

  private data(rpId: string, flags: number): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([flags]), counter]);
  }

  private credential(response: Record<string, Buffer>) {
    const id = this.id.toString('base64url');
    const texts = Object.fromEntries(
      Object.entries(response).map(([name, bytes]) => [name, bytes.toString('base64url')]),
    );
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response: texts };
  }
}

function clientData(type: string, challenge: string, origin: string): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}
