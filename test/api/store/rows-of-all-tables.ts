// Rows of every table, with every kind of value: nulls, bytes, numbers beyond 32 bits, text of all kinds.

import type { Selectable } from 'kysely';
import type { Database } from '../../../api/store/tables.ts';

const TIME = 1_796_000_000_000;
const BYTES = new Uint8Array([0, 1, 10, 34, 92, 127, 128, 255]);
const TEXT = `"quotes", back\\slash, line\nend, ä, 日本, 😀, \u2028`;

export const ROWS: { readonly [Table in keyof Database]: readonly Selectable<Database[Table]>[] } = {
  counter: [
    { name: 'audit', value: 2 },
    { name: 'change', value: 2 ** 40 },
  ],
  user: [
    // Before its owner, in the order of keys.
    userRow({ id: 'a-bot', kind: 'bot', name: 'Bot', skeleton: 'bot', owner_id: 'person' }),
    userRow({ id: 'guest', kind: 'guest', deleted_ms: null }),
    userRow({ id: 'person', kind: 'person', name: TEXT, skeleton: 'person', renamed_ms: TIME }),
  ],
  device: [{ hash: 'h', user_id: 'guest' }],
  password: [{ user_id: 'person', salt: BYTES, hash: new Uint8Array(0), params: '{}' }],
  passkey: [
    {
      ...{ id: 'k', user_id: 'person', public_key: BYTES, counter: 0, transports: '[]', name: 'phone' },
      created_ms: TIME,
    },
  ],
  recovery: [{ user_id: 'person', hash: 'h' }],
  login: [{ hash: 'h', user_id: 'person', created_ms: TIME, seen_ms: TIME, address: '::1', agent: TEXT }],
  old_name: [{ skeleton: 'was', user_id: 'person', until_ms: TIME }],
  bot_token: [{ id: 't', user_id: 'a-bot', version: 1, revoked_ms: null }],
  match: [
    {
      ...{ id: 'm', epoch: 3, mode: 'coop', variant: null, rules: '1', settings: '{}', seed: 2 ** 32 - 1, level: 2 },
      ...{ score: 1000, ticks: 99, ended_ms: TIME, node: 'n', kind: 'daily', daily_date: '2026-11-30' },
      ...{ state: 'verified', failure: null, listed: 1, plain: 1, bytes: 8, digest: 'd' },
    },
  ],
  match_seat: [
    seatRow({ seat: 0, user_id: 'person', place: 1 }),
    seatRow({ seat: 1, position: 1, user_id: null, version: null, place: null }),
  ],
  match_queue: [{ match_id: 'm', form: 'replay', bytes: BYTES }],
  match_log: [{ match_id: 'm', replay: BYTES }],
  best: [
    {
      ...{
        pool: 'human',
        board: 'b',
        period: 'all',
        mode: 'coop',
        user_id: 'person',
        value: 1000,
        score: 1000,
        level: 2,
      },
      ...{ match_id: 'm', ended_ms: TIME, offline: 0 },
    },
  ],
  best_count: [{ pool: 'human', board: 'b', period: 'all', mode: 'coop', step: 1000, value: 1, users: 1 }],
  total: [{ user_id: 'person', mode: 'coop', matches: 1, won: 0, ticks: 99, last_ms: TIME, counts: '{}' }],
  rating: [
    {
      pool: 'human',
      mode: 'versus',
      user_id: 'person',
      mu: 25.000000000000004,
      sigma: 1 / 3,
      games: 1,
      changed_ms: TIME,
    },
  ],
  rating_change: [{ match_id: 'm', user_id: 'person', before: '{}', after: '{"mu":1}' }],
  daily_try: [{ date: '2026-11-30', mode: 'coop', user_id: 'person', match_id: 'm', started_ms: TIME }],
  ban: [
    {
      ...{
        id: 'b',
        kind: 'address',
        value: '192.0.2.0',
        reason: TEXT,
        until_ms: null,
        by: 'operator',
        created_ms: TIME,
      },
      lifted_ms: null,
    },
  ],
  audit: [{ id: 1, at_ms: TIME, who: 'operator', what: 'ban', on: '192.0.2.0', details: '{}' }],
  change: [{ seq: 2 ** 40, kind: 'name', key: 'ann', value: null }],
};

export const ROW_COUNT = Object.values(ROWS).flat().length;

function userRow(
  row: Pick<Database['user'], 'id' | 'kind'> & Partial<Selectable<Database['user']>>,
): Selectable<Database['user']> {
  const names = { name: 'Ann', name_key: 'ann', skeleton: 'ann', owner_id: null };
  return { ...names, created_ms: TIME, renamed_ms: null, seen_ms: TIME, deleted_ms: null, history_hidden: 0, ...row };
}

function seatRow(row: Partial<Selectable<Database['match_seat']>>): Selectable<Database['match_seat']> {
  const seat = {
    match_id: 'm',
    seat: 0,
    position: 0,
    user_id: null,
    name: 'Ann',
    driver: 'player',
    version: '1',
    place: 1,
  };
  return { ...seat, score: 7, stats: '{}', whole: 1, ended_ms: TIME, ...row };
}
