// Two people, two bots and a daily match over TCP, with the real API for strengths and tries: from `play` to the record that
// waits for the API on disk.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import {
  dailyTryQuery,
  decodeDailyStart,
  decodeFinishedMatch,
  handoverKey,
  NONCE_BYTES,
  ratingsQuery,
  signBotToken,
  signTicket,
  TICKET_LIFE_MS,
  utcDateOf,
  type Identity,
} from '#handover';
import { databaseFile } from '../../../api/config.ts';
import { startApi } from '../../../api/main.ts';
import { apiConfig } from '../../../api/config.ts';
import { apiAsker } from '../../../game-server/ranked/ask-api.ts';
import { newFolder } from '../../support/new-folder.ts';
import { storeAt } from '../../support/database.ts';
import { startTestServer } from '../../support/test-server.ts';
import type { TcpPlayer } from '../../support/tcp-player.ts';

const SECOND = 60;
const USERS = { ann: 'a'.repeat(32), bob: 'b'.repeat(32), robo: 'c'.repeat(32), mech: 'd'.repeat(32) };

const userOf = (name: keyof typeof USERS): Identity => ({ kind: 'user', id: USERS[name] });

async function start() {
  const data = newFolder();
  const config = apiConfig({ data, port: 0, adminPort: 0 });
  const api = await startApi(config, pino({ level: 'silent' }));
  onTestFinished(() => api.drain());
  await api.ready;
  const apiUrl = `http://127.0.0.1:${api.adminPort}`;
  const server = await startTestServer({ data, apiUrl });
  const key = handoverKey(data);
  const store = storeAt({ file: databaseFile(config), databaseUrl: null });
  await store.db
    .insertInto('user')
    .values(
      Object.entries(USERS).map(([name, id]) => ({
        ...{ id, kind: 'person' as const, name, name_key: name, skeleton: name, owner_id: null, created_ms: 0 },
        ...{ renamed_ms: null, seen_ms: 0, deleted_ms: null, history_hidden: 0 },
      })),
    )
    .execute();
  const enter = async (name: keyof typeof USERS, kind: 'human' | 'bot' = 'human') => {
    const player = await server.connect();
    await player.hello(name, kind);
    const nonce = Buffer.alloc(NONCE_BYTES, name).toString('base64url');
    const expiresMs = server.clock.date() + TICKET_LIFE_MS;
    const ticket = signTicket({ kind: 'person', identity: userOf(name), name, expiresMs, nonce }, key);
    const token = signBotToken({ user: USERS[name], name, version: 3 }, key);
    player.send({ type: 'identify', ticket: kind === 'bot' ? token : ticket });
    await player.next('identity');
    return player;
  };
  const records = (kind: string) =>
    readdirSync(join(data, 'outbox'))
      .filter((file) => file.endsWith(`.${kind}`))
      .map((file) => readFileSync(join(data, 'outbox', file)));
  return { server, store, enter, records, ask: apiAsker(apiUrl, key) };
}

type Started = Awaited<ReturnType<typeof start>>;

/** Two players get a match, which begins; then the second one leaves. @returns the record of it */
async function playOff({ server, records }: Started, players: readonly [TcpPlayer, TcpPlayer], mode: string) {
  for (const player of players) {
    player.send({ type: 'play', mode, rate: 10, ranked: true });
    // The strength has come from the API when it is in the message.
    for (let rating = 0; rating === 0;) {
      await server.run(SECOND, ...players);
      rating = player.take('queued').at(-1)?.rating ?? 0;
    }
  }
  while (players.some(({ inbox }) => !inbox.some(({ type }) => type === 'joined')))
    await server.run(SECOND, ...players);
  await server.run(5 * SECOND, ...players);
  players[1].send({ type: 'leave' });
  await players[0].next('results');
  return decodeFinishedMatch(records('match').at(-1)!);
}

test('[RQ1] [RQ2] people and bots are matched by their strengths, and their results wait for the API', async () => {
  const started = await start();
  const { store, enter } = started;
  await store.db
    .insertInto('rating')
    .values({ pool: 'bot', mode: 'battle', user_id: USERS.robo, mu: 31, sigma: 2, games: 9, changed_ms: 0 })
    .execute();
  const people = [await enter('ann'), await enter('bob')] as const;
  const ranked = await playOff(started, people, 'versus');
  expect(ranked).toMatchObject({ kind: 'ranked', dailyDate: null });
  expect(ranked.seats).toMatchObject([
    { player: userOf('ann'), place: 1, driver: 'human' },
    { player: userOf('bob'), place: 0, driver: 'human' },
  ]);
  const bots = [await enter('robo', 'bot'), await enter('mech', 'bot')] as const;
  const ladder = await playOff(started, bots, 'battle');
  expect(ladder).toMatchObject({ kind: 'ladder' });
  expect(ladder.seats).toMatchObject([
    { player: userOf('robo'), place: 1, driver: 'bot', version: '3' },
    { player: userOf('mech'), place: 0, driver: 'bot', version: '3' },
  ]);
});

test('[DY3] a try of a day is a record before the match is over, and one that the API knows does not count', async () => {
  const { server, store, enter, records } = await start();
  const date = utcDateOf(server.clock.date());
  await store.db
    .insertInto('daily_try')
    .values({ date, mode: 'classic', user_id: USERS.bob, match_id: 'e'.repeat(32), started_ms: 1 })
    .execute();
  const play = async (player: TcpPlayer) => {
    player.send({ type: 'play', mode: 'classic', rate: 10, daily: true });
    return player.next('joined');
  };
  expect(await play(await enter('bob'))).toMatchObject({ kind: 'daily', counts: false, date });
  expect(await play(await enter('ann'))).toMatchObject({ kind: 'daily', counts: true, date });
  expect(records('daily-start').map((bytes) => decodeDailyStart(bytes))).toMatchObject([
    { date, mode: 'classic', player: userOf('ann') },
  ]);
});

test('[RQ10] the API answers what it is asked, and names what it cannot read', async () => {
  const { ask, store } = await start();
  const stranger: Identity = { kind: 'device', hash: 'x'.repeat(43) };
  expect(await ask(ratingsQuery('human', 'versus', stranger))).toEqual({ mu: 25, sigma: 25 / 3 });
  expect(await ask(dailyTryQuery('2026-11-30', 'coop', stranger))).toEqual({ match: null });
  await store.db
    .insertInto('device')
    .values({ hash: 'x'.repeat(43), user_id: USERS.ann })
    .execute();
  await store.db
    .insertInto('rating')
    .values({ pool: 'human', mode: 'versus', user_id: USERS.ann, mu: 30, sigma: 3, games: 5, changed_ms: 0 })
    .execute();
  expect(await ask(ratingsQuery('human', 'versus', stranger))).toEqual({ mu: 30, sigma: 3 });
  expect(await ask(ratingsQuery('bot', 'versus', stranger))).toEqual({ mu: 25, sigma: 25 / 3 });
  for (const path of ['/internal/ratings?pool=human&mode=versus&player=me', '/internal/daily-try?mode=coop']) {
    await expect(ask(path)).rejects.toThrow('the API answers 400');
  }
});
