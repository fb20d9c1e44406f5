// PostgreSQL, through a pool of connections that survives a database that is down for a while.

import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { setTimeout as wait } from 'node:timers/promises';
import { type Store, StoreError } from './store.ts';
import type { Database } from './tables.ts';

export interface PostgresLimits {
  /** Connections at once. Beyond it queries wait. */
  readonly connectionsMax: number;
  /** How long a statement may take, in ms; 0 for a migration or a backup, which may take any time. */
  readonly statementMsMax: number;
}

/** How long a new connection may take, and how long a query waits for a free one. */
const CONNECT_MS_MAX = 3000;
/** Above the server's own limit, for a server that does not answer at all. */
const SILENCE_FACTOR = 1.5;
/** A transaction that stands between two statements for longer holds its locks for nothing. */
const IDLE_IN_TRANSACTION_MS_MAX = 30_000;
/** Two transactions that would not have had the same result one after the other: one of them runs again. */
const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';
/** Each try waits longer, at random up to this, times the number of tries. */
const AGAIN_MS_MAX = 10;
const TRIES_MAX = 20;
const INT8 = 20;
const NUMERIC = 1700;

/** Numbers as numbers: all of ours are less than 2^53. Sums of integers are NUMERIC. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format !== 'binary' && (oid === INT8 || oid === NUMERIC)) return Number;
    return pg.types.getTypeParser(oid, format);
  },
};

/**
 * Connects when the first query needs it.
 * @throws {StoreError} if it is no address of a PostgreSQL database
 */
export function openPostgres(url: string, { connectionsMax, statementMsMax }: PostgresLimits): Store {
  checkUrl(url);
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    keepAlive: true,
    application_name: 'packetman',
    types,
    ...(statementMsMax > 0 && {
      statement_timeout: statementMsMax,
      query_timeout: statementMsMax * SILENCE_FACTOR,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS_MAX,
    }),
  });
  // A connection that breaks while it is idle, or between two statements of a transaction: the next query says so, or opens
  // another one. Without a listener the process would end.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return {
    kind: 'postgres',
    db,
    async transaction(work) {
      for (let tries = 1; ; tries++) {
        try {
          return await db.transaction().setIsolationLevel('serializable').execute(work);
        } catch (error) {
          if (!isConflict(error) || tries >= TRIES_MAX) throw error;
          await wait(Math.random() * AGAIN_MS_MAX * tries);
        }
      }
    },
    isThere: () => true,
    async close() {
      await db.destroy();
      if (!pool.ended) await pool.end();
    },
  };
}

function checkUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !['postgres:', 'postgresql:'].includes(parsed.protocol)) {
    // It is not shown: it can contain a password.
    throw new StoreError('DATABASE_URL must be an address such as postgresql://user@host/database');
  }
}

function isConflict(error: unknown): boolean {
  return [SERIALIZATION_FAILURE, DEADLOCK].includes((error as { code?: string }).code ?? '');
}
