// Whole ways through an account, over HTTP: claim, sign in, recover, rename, logins, bots, tickets, export, end.

import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodeFinishedMatch, encodeFinishedMatch, readBotToken, readTicket, openHandoverKey } from '#handover';
import { replayText } from '#simulation';
import { join } from 'node:path';
import { cleanSome } from '../../../api/accounts/deletion.ts';
import { ingest } from '../../../api/matches/ingest.ts';
import { settleFailed } from '../../../api/matches/match-queue.ts';
import type { Store } from '../../../api/store/store.ts';
import { AccountClient } from '../../support/account-client.ts';
import { DATABASES, testOnce } from '../../support/database.ts';
import { finishedMatch } from '../../support/finished-match.ts';
import { runApi } from '../../support/running-api.ts';

const PASSWORD = 'correct horse';
const hashOf = (secret: string) => createHash('sha256').update(secret).digest('base64url');

describe.each(DATABASES)('on %s', (kind) => {
  const start = () => runApi(kind);
  const once = testOnce(kind);

  test('[AC1] a guest with a finished match claims a name, and keeps the match', async () => {
    const { url, store } = await start();
    const ann = new AccountClient(url);
    expect((await ann.get('/api/me')).body).toEqual({ user: null, passkeys: false });
    await guestOf(store, ann.device!, 'g1');
    expect((await ann.get('/api/me')).body.user).toMatchObject({ kind: 'guest', name: 'Guest' });
    const claimed = await ann.post('/api/claim', { name: 'Ann', password: PASSWORD });
    expect(claimed).toMatchObject({ status: 200, body: { user: { id: 'g1', kind: 'person', name: 'Ann' } } });
    expect(claimed.body.recoveryCode).toMatch(/^[A-Z0-9]{5}(-[A-Z0-9]{5}){3}$/);
    expect(claimed.headers.getSetCookie()[0]).toMatch(/^packetman-login=[\w-]{43}; .*HttpOnly; SameSite=Lax$/);
    expect((await ann.get('/api/me')).body.user).toMatchObject({ hasPassword: true, hasRecoveryCode: true });
    expect(await seatsOf(store, 'g1')).toBe(1);
    expect(await newestChange(store)).toMatchObject({ kind: 'name', key: 'ann' });
  });

  test('[AC2] sign-in elsewhere merges the guest of that device', async () => {
    const { url, store } = await start();
    const [ann, other] = [new AccountClient(url), new AccountClient(url)];
    const { body } = await ann.post('/api/claim', { name: 'Ann', password: PASSWORD });
    await guestOf(store, other.device!, 'g2');
    const signedIn = await other.post('/api/sign-in', { name: ' ann ', password: PASSWORD });
    expect(signedIn).toMatchObject({ status: 200, body: { user: { id: body.user.id }, recoveryCode: null } });
    expect([await seatsOf(store, body.user.id), await seatsOf(store, 'g2')]).toEqual([1, 0]);
    expect(await store.db.selectFrom('user').select('id').where('id', '=', 'g2').execute()).toEqual([]);
    // After a sign-out the device is nobody's again.
    await other.post('/api/sign-out');
    expect((await other.get('/api/me')).body.user).toBeNull();
    expect((await other.get('/api/me/logins')).body.error).toBe('not-signed-in');
    expect((await ann.get('/api/me/logins')).body.logins).toHaveLength(1);
  });

  once('[AC3] a recovery code sets a new password once, and ends all logins', async () => {
    const { url } = await start();
    const [ann, thief] = [new AccountClient(url), new AccountClient(url)];
    const { recoveryCode } = (await ann.post('/api/claim', { name: 'Ann', password: PASSWORD })).body;
    thief.cookie = ann.cookie;
    const helper = new AccountClient(url);
    const code = recoveryCode.toLowerCase().replaceAll('-', ' ');
    const recovered = await helper.post('/api/recover', { name: 'Ann', code, password: 'another one' });
    expect([recovered.status, recovered.body.user.name]).toEqual([200, 'Ann']);
    expect(recovered.body.recoveryCode).not.toBe(recoveryCode);
    expect((await thief.get('/api/me')).body.user).toBeNull();
    const again = await helper.post('/api/recover', { name: 'Ann', code, password: 'a third one' });
    expect(again).toMatchObject({ status: 401, body: { error: 'wrong-credentials' } });
    expect((await ann.post('/api/sign-in', { name: 'Ann', password: PASSWORD })).status).toBe(401);
    expect((await ann.post('/api/sign-in', { name: 'Ann', password: 'another one' })).status).toBe(200);
  });

  once('[AC4] a name is changed once in a while, and the old one stays reserved', async () => {
    const { url, store } = await start();
    const [ann, bob] = [new AccountClient(url), new AccountClient(url)];
    await ann.post('/api/claim', { name: 'Ann', password: PASSWORD });
    expect((await ann.put('/api/me/name', { name: 'Bea' })).body.user).toMatchObject({ name: 'Bea' });
    expect((await bob.post('/api/claim', { name: 'ann', password: PASSWORD })).body.error).toBe('name-taken');
    const soon = await ann.put('/api/me/name', { name: 'Cid' });
    expect([soon.body.error, Number(soon.headers.get('retry-after'))]).toEqual(['rename-too-soon', 30 * 24 * 3600]);
    await store.db.updateTable('old_name').set({ until_ms: 1 }).execute();
    expect((await bob.post('/api/claim', { name: 'ann', password: PASSWORD })).status).toBe(200);
  });

  once('[AC5] logins are listed, ended one by one and all together', async () => {
    const { url } = await start();
    const ann = new AccountClient(url);
    await ann.post('/api/claim', { name: 'Ann', password: PASSWORD });
    const others = [new AccountClient(url), new AccountClient(url)];
    for (const other of others) await other.post('/api/sign-in', { name: 'Ann', password: PASSWORD });
    const { logins } = (await ann.get('/api/me/logins')).body;
    expect(logins.map(({ isThis }: { isThis: boolean }) => isThis).filter(Boolean)).toHaveLength(1);
    const notThis = logins.find(({ isThis }: { isThis: boolean }) => !isThis);
    expect((await ann.delete(`/api/me/logins/${notThis.id}`)).status).toBe(204);
    expect((await ann.get('/api/me/logins')).body.logins).toHaveLength(2);
    expect((await ann.delete('/api/me/logins')).status).toBe(204);
    for (const client of [ann, ...others]) expect((await client.get('/api/me/logins')).status).toBe(401);
  });

  once('[AC6] a new password ends the other logins, and needs a fresh one', async () => {
    const { url, store } = await start();
    const [ann, other] = [new AccountClient(url), new AccountClient(url)];
    await ann.post('/api/claim', { name: 'Ann', password: PASSWORD });
    await other.post('/api/sign-in', { name: 'Ann', password: PASSWORD });
    expect((await ann.put('/api/me/password', { password: 'short' })).body).toMatchObject({ error: 'weak-password' });
    expect((await ann.put('/api/me/password', { password: 'long enough' })).status).toBe(204);
    expect([(await ann.get('/api/me')).body.user?.name, (await other.get('/api/me')).body.user]).toEqual(['Ann', null]);
    await store.db
      .updateTable('login')
      .set({ created_ms: Date.now() - 3_600_000 })
      .execute();
    for (const path of ['/api/me/recovery-code', '/api/me/passkeys/options']) {
      expect((await ann.post(path)).body.error).toBe('sign-in-again');
    }
    expect((await ann.put('/api/me/password', { password: 'long enough' })).body.error).toBe('sign-in-again');
    expect((await ann.delete('/api/me', { name: 'Ann' })).body.error).toBe('sign-in-again');
  });

  once('[AC7] bots: a token is shown once, a newer version revokes it, deletion all', async () => {
    const { url, store, key } = await startWithKey(kind);
    const ann = new AccountClient(url);
    await ann.post('/api/claim', { name: 'Ann', password: PASSWORD });
    const made = (await ann.post('/api/me/bots', { name: 'Rob' })).body;
    expect(readBotToken(made.token, key)).toEqual({ user: made.bot.id, name: 'Rob', version: 1 });
    const bot = (token: string) =>
      new AccountClient(url, { device: null, extra: { authorization: `Bearer ${token}` } });
    const ticket = (await bot(made.token).post('/api/tickets')).body;
    expect(readTicket(ticket.ticket, key)).toMatchObject({ kind: 'bot', name: 'Rob', identity: { id: made.bot.id } });
    const newer = (await ann.post(`/api/me/bots/${made.bot.id}/token`)).body;
    expect([newer.bot.version, (await bot(made.token).post('/api/tickets')).status]).toEqual([2, 401]);
    expect(await newestChange(store)).toMatchObject({ kind: 'bot', key: made.bot.id, value: '{"version":2}' });
    expect((await ann.get('/api/me/bots')).body.bots).toMatchObject([{ name: 'Rob', version: 2 }]);
    const stranger = new AccountClient(url);
    await stranger.post('/api/claim', { name: 'Eve', password: PASSWORD });
    expect((await stranger.delete(`/api/me/bots/${made.bot.id}`)).status).toBe(404);
    expect((await ann.delete(`/api/me/bots/${made.bot.id}`)).status).toBe(204);
    expect((await bot(newer.token).post('/api/tickets')).status).toBe(401);
    expect((await ann.get('/api/me/bots')).body.bots).toEqual([]);
  });

  once('[AC8] tickets are for whoever asks: person, guest, or nobody', async () => {
    const { url, key } = await startWithKey(kind);
    const ann = new AccountClient(url);
    const guest = (await ann.post('/api/tickets')).body;
    expect(readTicket(guest.ticket, key)).toMatchObject({ identity: { kind: 'device', hash: hashOf(ann.device!) } });
    const { user } = (await ann.post('/api/claim', { name: 'Ann', password: PASSWORD })).body;
    const own = (await ann.post('/api/tickets')).body;
    expect([own.name, own.kind]).toEqual(['Ann', 'person']);
    expect(readTicket(own.ticket, key)).toMatchObject({ identity: { kind: 'user', id: user.id }, name: 'Ann' });
    expect((await new AccountClient(url, { device: null }).post('/api/tickets')).body.error).toBe('not-signed-in');
  });

  once('[AC9] an export has everything of somebody and nothing of others, and no secret', async () => {
    const { url, store } = await start();
    const ann = new AccountClient(url);
    await guestOf(store, ann.device!, 'g1');
    const { recoveryCode } = (await ann.post('/api/claim', { name: 'Ann', password: PASSWORD })).body;
    await new AccountClient(url).post('/api/claim', { name: 'Eve', password: PASSWORD });
    const { body, headers } = await ann.get('/api/me/export');
    expect(headers.get('content-disposition')).toContain('packetman.json');
    expect(body).toMatchObject({ user: { name: 'Ann' }, devices: 1, hasPassword: true, matches: [{ id: 'match g1' }] });
    const text = JSON.stringify(body);
    for (const secret of [recoveryCode, hashOf(recoveryCode), ann.cookie.split('=')[1]!, 'Eve', PASSWORD]) {
      expect(text).not.toContain(secret);
    }
  });

  test('[AC10] deletion takes the name out of tables, results and replays, and frees it', async () => {
    const { url, store } = await start();
    const ann = new AccountClient(url);
    await guestOf(store, ann.device!, 'g1');
    await ann.post('/api/claim', { name: 'Guest', password: PASSWORD });
    expect((await ann.delete('/api/me', { name: 'Somebody' })).body.error).toBe('wrong-name');
    expect((await ann.delete('/api/me', { name: 'guest' })).status).toBe(204);
    expect((await ann.get('/api/me')).body.user).toBeNull();
    while (await cleanSome(store));
    expect(await store.db.selectFrom('user').selectAll().execute()).toEqual([]);
    const [seat] = await store.db.selectFrom('match_seat').select(['name', 'user_id']).execute();
    expect(seat).toEqual({ name: '(deleted player)', user_id: null });
    const [log] = await store.db.selectFrom('match_log').select('replay').execute();
    const replay = gunzipSync(log!.replay).toString('utf8');
    expect([replay.includes('Guest'), replay.includes('(deleted player)'), replay.includes('Other')]).toEqual([
      ...[false, true, true],
    ]);
    for (const table of ['device', 'password', 'login', 'recovery'] as const) {
      expect(await store.db.selectFrom(table).select('user_id').execute()).toEqual([]);
    }
    expect((await new AccountClient(url).post('/api/claim', { name: 'Guest', password: PASSWORD })).status).toBe(200);
  });

  test('[AC10] deletion takes the name out of matches that have failed, which can be tried again', async () => {
    const { url, store } = await start();
    const ann = new AccountClient(url);
    const device = { kind: 'device', hash: hashOf(ann.device!) } as const;
    const match = finishedMatch();
    const [first, second] = match.seats;
    const bytes = encodeFinishedMatch({
      ...match,
      seats: [
        { ...first!, player: device },
        { ...second!, player: null },
      ],
    });
    await ingest(store, [{ kind: 'match', bytes }], 1);
    await settleFailed(store, match, 'unknown rules', gzipSync([...replayText(match.recorded)].join('')));
    expect((await ann.delete('/api/me', { name: first!.name })).status).toBe(204);
    while (await cleanSome(store));
    const queued = await store.db.selectFrom('match_queue').select('bytes').executeTakeFirstOrThrow();
    const { seats, recorded } = decodeFinishedMatch(queued.bytes);
    expect(seats.map(({ name, player }) => [name, player])).toEqual([
      ['(deleted player)', null],
      [second!.name, null],
    ]);
    const text = [...replayText(recorded)].join('');
    expect([text.includes(first!.name), text.includes(second!.name)]).toEqual([false, true]);
  });

  test('[AC11] of two that claim one name at once, one has it', async () => {
    const { url, store } = await start();
    const answers = await Promise.all(
      ['Ann', 'ann', 'Аnn', 'ANN'].map((name) =>
        new AccountClient(url).post('/api/claim', { name, password: PASSWORD }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
      ...[200, 409, 409, 409],
    ]);
    expect(await store.db.selectFrom('user').select('id').execute()).toHaveLength(1);
  });
});

async function startWithKey(kind: (typeof DATABASES)[number]) {
  const api = await runApi(kind);
  return { ...api, key: openHandoverKey(join(api.data, 'handover.key')) };
}

async function guestOf({ db }: Store, device: string, id: string): Promise<void> {
  const names = { name: 'Guest', name_key: 'guest', skeleton: 'guest' };
  const times = { created_ms: 1, renamed_ms: null, seen_ms: 1, deleted_ms: null };
  await db
    .insertInto('user')
    .values({ id, kind: 'guest', ...names, owner_id: null, ...times, history_hidden: 0 })
    .execute();
  await db
    .insertInto('device')
    .values({ hash: hashOf(device), user_id: id })
    .execute();
  const match = {
    ...{ id: `match ${id}`, epoch: 0, mode: 'classic', variant: 'none', rules: '1', settings: '{}', seed: 1, level: 1 },
    ...{
      score: 5,
      ticks: 9,
      // The retention of a running API takes old matches.
      ended_ms: Date.now(),
      node: '',
      kind: 'casual' as const,
      daily_date: null,
      state: 'verified' as const,
    },
    ...{ failure: null, listed: 1, plain: 1, bytes: 1, digest: '' },
  };
  await db.insertInto('match').values(match).execute();
  const seat = { seat: 0, position: 0, user_id: id, name: 'Guest', driver: 'human', version: null, place: 1 };
  await db
    .insertInto('match_seat')
    .values({ ...seat, match_id: match.id, score: 5, stats: '{}', whole: 1, ended_ms: Date.now() })
    .execute();
  const replay = {
    players: [
      { seat: 0, name: 'Guest' },
      { seat: 1, name: 'Other' },
    ],
    result: { seats: [{ name: 'Guest' }] },
  };
  await db
    .insertInto('match_log')
    .values({ match_id: match.id, replay: gzipSync(JSON.stringify(replay)) })
    .execute();
}

async function seatsOf({ db }: Store, userId: string): Promise<number> {
  return (await db.selectFrom('match_seat').select('seat').where('user_id', '=', userId).execute()).length;
}

async function newestChange({ db }: Store) {
  return db.selectFrom('change').selectAll().orderBy('seq', 'desc').executeTakeFirst();
}
