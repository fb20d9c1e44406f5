// The columns that name a row of each table. The order of the tables is one in which rows can be written: a row refers
// only to rows of tables before its own.

import type { Database } from './tables.ts';

export type TableName = keyof Database;

export const TABLE_KEYS: { readonly [Table in TableName]: readonly (keyof Database[Table])[] } = {
  counter: ['name'],
  user: ['id'],
  device: ['hash'],
  password: ['user_id'],
  passkey: ['id'],
  recovery: ['user_id'],
  login: ['hash'],
  old_name: ['skeleton'],
  bot_token: ['id'],
  match: ['id'],
  match_seat: ['match_id', 'position'],
  match_queue: ['match_id'],
  match_log: ['match_id'],
  best: ['pool', 'board', 'period', 'mode', 'user_id'],
  best_count: ['pool', 'board', 'period', 'mode', 'step', 'value'],
  total: ['user_id', 'mode'],
  rating: ['pool', 'mode', 'user_id'],
  rating_change: ['match_id', 'user_id'],
  daily_try: ['date', 'mode', 'user_id'],
  ban: ['id'],
  audit: ['id'],
  change: ['seq'],
};

export const TABLE_NAMES = Object.keys(TABLE_KEYS) as TableName[];
