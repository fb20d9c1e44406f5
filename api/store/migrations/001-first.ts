// The first schema: accounts, matches, leaderboards, ratings, the daily, bans.

import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const first: Migration = {
  name: 'first',
  async up(db, { text, integer, real, bytes }) {
    const { schema } = db;
    await schema
      .createTable('counter')
      .addColumn('name', text, (column) => column.primaryKey())
      .addColumn('value', integer, (column) => column.notNull())
      .execute();

    await schema
      .createTable('user')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('kind', text, (column) => column.notNull())
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('name_key', text, (column) => column.notNull())
      .addColumn('skeleton', text, (column) => column.notNull())
      .addColumn('owner_id', text)
      .addColumn('created_ms', integer, (column) => column.notNull())
      .addColumn('renamed_ms', integer)
      .addColumn('seen_ms', integer, (column) => column.notNull())
      .addColumn('deleted_ms', integer)
      .addColumn('history_hidden', integer, (column) => column.notNull().defaultTo(0))
      // Deferred by a restore, in which a bot can come before its owner.
      .addForeignKeyConstraint('user_owner_there', ['owner_id'], 'user', ['id'], (constraint) =>
        constraint.onDelete('cascade').deferrable().initiallyImmediate(),
      )
      .execute();
    await sql`create unique index user_claimed on "user" (skeleton) where kind <> 'guest' and deleted_ms is null`.execute(
      db,
    );
    await schema.createIndex('user_name').on('user').columns(['name_key', 'kind']).execute();
    await schema.createIndex('user_owner').on('user').column('owner_id').execute();
    await sql`create index user_idle_guest on "user" (seen_ms) where kind = 'guest'`.execute(db);

    await schema
      .createTable('device')
      .addColumn('hash', text, (column) => column.primaryKey())
      .addColumn('user_id', text, (column) => column.notNull().references('user.id').onDelete('cascade'))
      .execute();
    await schema.createIndex('device_user').on('device').column('user_id').execute();
    await schema
      .createTable('password')
      .addColumn('user_id', text, (column) => column.primaryKey().references('user.id').onDelete('cascade'))
      .addColumn('salt', bytes, (column) => column.notNull())
      .addColumn('hash', bytes, (column) => column.notNull())
      .addColumn('params', text, (column) => column.notNull())
      .execute();
    await schema
      .createTable('passkey')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('user_id', text, (column) => column.notNull().references('user.id').onDelete('cascade'))
      .addColumn('public_key', bytes, (column) => column.notNull())
      .addColumn('counter', integer, (column) => column.notNull())
      .addColumn('transports', text, (column) => column.notNull())
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('created_ms', integer, (column) => column.notNull())
      .execute();
    await schema.createIndex('passkey_user').on('passkey').column('user_id').execute();
    await schema
      .createTable('recovery')
      .addColumn('user_id', text, (column) => column.primaryKey().references('user.id').onDelete('cascade'))
      .addColumn('hash', text, (column) => column.notNull())
      .execute();
    await schema
      .createTable('login')
      .addColumn('hash', text, (column) => column.primaryKey())
      .addColumn('user_id', text, (column) => column.notNull().references('user.id').onDelete('cascade'))
      .addColumn('created_ms', integer, (column) => column.notNull())
      .addColumn('seen_ms', integer, (column) => column.notNull())
      .addColumn('address', text, (column) => column.notNull())
      .addColumn('agent', text, (column) => column.notNull())
      .execute();
    await schema.createIndex('login_user').on('login').column('user_id').execute();
    await schema.createIndex('login_seen').on('login').column('seen_ms').execute();
    await schema
      .createTable('old_name')
      .addColumn('skeleton', text, (column) => column.primaryKey())
      .addColumn('user_id', text, (column) => column.notNull().references('user.id').onDelete('cascade'))
      .addColumn('until_ms', integer, (column) => column.notNull())
      .execute();
    await schema.createIndex('old_name_user').on('old_name').column('user_id').execute();
    await schema.createIndex('old_name_until').on('old_name').column('until_ms').execute();
    await schema
      .createTable('bot_token')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('user_id', text, (column) => column.notNull().references('user.id').onDelete('cascade'))
      .addColumn('version', integer, (column) => column.notNull())
      .addColumn('revoked_ms', integer)
      .execute();
    await schema.createIndex('bot_token_user').on('bot_token').column('user_id').execute();

    await schema
      .createTable('match')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('epoch', integer, (column) => column.notNull())
      .addColumn('mode', text, (column) => column.notNull())
      .addColumn('variant', text)
      .addColumn('rules', text, (column) => column.notNull())
      .addColumn('settings', text, (column) => column.notNull())
      .addColumn('seed', integer, (column) => column.notNull())
      .addColumn('level', integer, (column) => column.notNull())
      .addColumn('score', integer, (column) => column.notNull())
      .addColumn('ticks', integer, (column) => column.notNull())
      .addColumn('ended_ms', integer, (column) => column.notNull())
      .addColumn('node', text, (column) => column.notNull())
      .addColumn('kind', text, (column) => column.notNull())
      .addColumn('daily_date', text)
      .addColumn('state', text, (column) => column.notNull())
      .addColumn('failure', text)
      .addColumn('listed', integer, (column) => column.notNull())
      .addColumn('plain', integer, (column) => column.notNull())
      .addColumn('bytes', integer, (column) => column.notNull())
      .addColumn('digest', text, (column) => column.notNull().defaultTo(''))
      .execute();
    await schema.createIndex('match_state').on('match').columns(['state', 'ended_ms', 'id']).execute();
    await schema.createIndex('match_seed').on('match').columns(['seed', 'mode']).execute();
    await schema.createIndex('match_kind').on('match').columns(['kind', 'mode', 'ended_ms']).execute();
    await schema
      .createTable('match_seat')
      .addColumn('match_id', text, (column) => column.notNull().references('match.id').onDelete('cascade'))
      .addColumn('position', integer, (column) => column.notNull().defaultTo(0))
      .addColumn('seat', integer, (column) => column.notNull())
      .addColumn('user_id', text, (column) => column.references('user.id').onDelete('set null'))
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('driver', text, (column) => column.notNull())
      .addColumn('version', text)
      .addColumn('place', integer)
      .addColumn('score', integer, (column) => column.notNull())
      .addColumn('stats', text, (column) => column.notNull())
      .addColumn('whole', integer, (column) => column.notNull())
      .addColumn('ended_ms', integer, (column) => column.notNull())
      .execute();
    await schema.createIndex('match_seat_match').on('match_seat').columns(['match_id', 'position']).execute();
    await schema.createIndex('match_seat_user').on('match_seat').columns(['user_id', 'match_id']).execute();
    await schema
      .createIndex('match_seat_history')
      .on('match_seat')
      .columns(['user_id', 'ended_ms', 'match_id'])
      .execute();
    await schema
      .createTable('match_queue')
      .addColumn('match_id', text, (column) => column.primaryKey().references('match.id').onDelete('cascade'))
      .addColumn('form', text, (column) => column.notNull())
      .addColumn('bytes', bytes, (column) => column.notNull())
      .execute();
    await schema
      .createTable('match_log')
      .addColumn('match_id', text, (column) => column.primaryKey().references('match.id').onDelete('cascade'))
      .addColumn('replay', bytes, (column) => column.notNull())
      .execute();

    await schema
      .createTable('best')
      .addColumn('pool', text, (column) => column.notNull())
      .addColumn('board', text, (column) => column.notNull())
      .addColumn('period', text, (column) => column.notNull())
      .addColumn('mode', text, (column) => column.notNull())
      .addColumn('user_id', text, (column) => column.notNull().references('user.id').onDelete('cascade'))
      .addColumn('value', integer, (column) => column.notNull())
      .addColumn('score', integer, (column) => column.notNull())
      .addColumn('level', integer, (column) => column.notNull())
      .addColumn('match_id', text, (column) => column.notNull())
      .addColumn('ended_ms', integer, (column) => column.notNull())
      .addColumn('offline', integer, (column) => column.notNull())
      .addPrimaryKeyConstraint('best_key', ['pool', 'board', 'period', 'mode', 'user_id'])
      .execute();
    await sql`create index best_order on best (pool, board, period, mode, value desc, ended_ms, user_id)`.execute(db);
    await schema.createIndex('best_user').on('best').column('user_id').execute();
    await schema
      .createTable('best_count')
      .addColumn('pool', text, (column) => column.notNull())
      .addColumn('board', text, (column) => column.notNull())
      .addColumn('period', text, (column) => column.notNull())
      .addColumn('mode', text, (column) => column.notNull())
      .addColumn('step', integer, (column) => column.notNull())
      .addColumn('value', integer, (column) => column.notNull())
      .addColumn('users', integer, (column) => column.notNull())
      .addPrimaryKeyConstraint('best_count_key', ['pool', 'board', 'period', 'mode', 'step', 'value'])
      .execute();
    // With `users`, so that places are counted from the index alone.
    await schema
      .createIndex('best_count_users')
      .on('best_count')
      .columns(['pool', 'board', 'period', 'mode', 'step', 'value', 'users'])
      .execute();
    await schema
      .createTable('total')
      .addColumn('user_id', text, (column) => column.notNull().references('user.id').onDelete('cascade'))
      .addColumn('mode', text, (column) => column.notNull())
      .addColumn('matches', integer, (column) => column.notNull())
      .addColumn('won', integer, (column) => column.notNull())
      .addColumn('ticks', integer, (column) => column.notNull())
      .addColumn('last_ms', integer, (column) => column.notNull())
      .addColumn('counts', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('total_key', ['user_id', 'mode'])
      .execute();
    await schema
      .createTable('rating')
      .addColumn('pool', text, (column) => column.notNull())
      .addColumn('mode', text, (column) => column.notNull())
      .addColumn('user_id', text, (column) => column.notNull().references('user.id').onDelete('cascade'))
      .addColumn('mu', real, (column) => column.notNull())
      .addColumn('sigma', real, (column) => column.notNull())
      .addColumn('games', integer, (column) => column.notNull())
      .addColumn('changed_ms', integer, (column) => column.notNull())
      .addPrimaryKeyConstraint('rating_key', ['pool', 'mode', 'user_id'])
      .execute();
    await schema.createIndex('rating_user').on('rating').column('user_id').execute();
    await schema
      .createTable('rating_change')
      .addColumn('match_id', text, (column) => column.notNull().references('match.id').onDelete('cascade'))
      .addColumn('user_id', text, (column) => column.notNull().references('user.id').onDelete('cascade'))
      .addColumn('before', text, (column) => column.notNull())
      .addColumn('after', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('rating_change_key', ['match_id', 'user_id'])
      .execute();
    await schema.createIndex('rating_change_user').on('rating_change').column('user_id').execute();
    await schema
      .createTable('daily_try')
      .addColumn('date', text, (column) => column.notNull())
      .addColumn('mode', text, (column) => column.notNull())
      .addColumn('user_id', text, (column) => column.notNull().references('user.id').onDelete('cascade'))
      .addColumn('match_id', text, (column) => column.notNull())
      .addColumn('started_ms', integer, (column) => column.notNull())
      .addPrimaryKeyConstraint('daily_try_key', ['date', 'mode', 'user_id'])
      .execute();
    await schema.createIndex('daily_try_match').on('daily_try').column('match_id').execute();
    await schema.createIndex('daily_try_user').on('daily_try').column('user_id').execute();

    await schema
      .createTable('ban')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('kind', text, (column) => column.notNull())
      .addColumn('value', text, (column) => column.notNull())
      .addColumn('reason', text, (column) => column.notNull())
      .addColumn('until_ms', integer)
      .addColumn('by', text, (column) => column.notNull())
      .addColumn('created_ms', integer, (column) => column.notNull())
      .addColumn('lifted_ms', integer)
      .execute();
    await schema.createIndex('ban_value').on('ban').columns(['kind', 'value']).execute();
    await schema
      .createTable('audit')
      .addColumn('id', integer, (column) => column.primaryKey())
      .addColumn('at_ms', integer, (column) => column.notNull())
      .addColumn('who', text, (column) => column.notNull())
      .addColumn('what', text, (column) => column.notNull())
      .addColumn('on', text, (column) => column.notNull())
      .addColumn('details', text, (column) => column.notNull())
      .execute();
    await schema
      .createTable('change')
      .addColumn('seq', integer, (column) => column.primaryKey())
      .addColumn('kind', text, (column) => column.notNull())
      .addColumn('key', text, (column) => column.notNull())
      .addColumn('value', text)
      .addUniqueConstraint('change_key', ['kind', 'key'])
      .execute();
  },
};
