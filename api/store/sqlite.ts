// SQLite in a file, as a dialect of Kysely. There is one connection, which transactions take in turns. Its statements
// run on the thread of the event loop: each takes microseconds, while handing it to another thread would take more.

import { AsyncLocalStorage } from 'node:async_hooks';
import { closeSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { makeFolder } from '#process/make-folder';
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type TransactionSettings,
} from 'kysely';
import { type Store, StoreError } from './store.ts';
import type { Database } from './tables.ts';

/** How long a statement waits for another process that writes, on the event loop. */
const BUSY_MS = 100;
/** How long a transaction waits to begin in all, beside the event loop. A migration of another process may take so long. */
const BEGIN_MS_MAX = 60_000;
const BEGIN_AGAIN_MS = 50;
/** Prepared statements that are kept. Beyond it the one prepared first is dropped. */
const STATEMENTS_MAX = 256;
/** `SQLITE_BUSY`, in the lowest byte of its extended codes too. */
const BUSY_CODE = 5;
/** It has addresses and hashes of passwords. */
const FILE_MODE = 0o600;

/** @throws {StoreError} if the file cannot be opened or is no database */
export function openSqlite(file: string): Store {
  const database = open(file);
  const inode = statSync(file).ino;
  const isInTransaction = new AsyncLocalStorage<true>();
  const driver = new SqliteDriver(database, isInTransaction);
  const dialect: Dialect = {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
  const db = new Kysely<Database>({ dialect });
  return {
    kind: 'sqlite',
    db,
    transaction: (work) =>
      db.transaction().execute((transaction) => isInTransaction.run(true, () => work(transaction))),
    isThere: () => statSync(file, { throwIfNoEntry: false })?.ino === inode,
    async close() {
      await db.destroy();
      // Kysely closes only what it has used.
      if (database.isOpen) database.close();
    },
  };
}

/** A connection with the pragmas of all our connections. @throws {StoreError} */
function open(file: string): DatabaseSyncInstance {
  try {
    makeFolder(dirname(file));
    // SQLite gives its other files the mode of this one.
    closeSync(openSync(file, 'a', FILE_MODE));
    const database = new DatabaseSync(file, { timeout: BUSY_MS });
    database.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on;');
    return database;
  } catch (error) {
    throw new StoreError(`cannot open the database ${file}: ${(error as Error).message}`, { cause: error });
  }
}

class SqliteDriver implements Driver {
  private readonly connection: SqliteConnection;
  private readonly isInTransaction: AsyncLocalStorage<true>;
  private readonly turns = new Turns();

  constructor(database: DatabaseSyncInstance, isInTransaction: AsyncLocalStorage<true>) {
    this.connection = new SqliteConnection(database);
    this.isInTransaction = isInTransaction;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    // It would wait for its own end.
    if (this.isInTransaction.getStore()) throw new Error('a transaction uses its own handle, not that of the store');
    await this.turns.take();
    return this.connection;
  }

  async releaseConnection(): Promise<void> {
    this.turns.pass();
  }

  async beginTransaction(_: DatabaseConnection, { accessMode }: TransactionSettings): Promise<void> {
    // It sees one moment, and others can write meanwhile.
    if (accessMode === 'read only') return this.connection.run('begin');
    const deadlineMs = performance.now() + BEGIN_MS_MAX;
    for (;;) {
      try {
        // It takes the write lock at once: a lock that is taken later can fail after the transaction has read.
        return this.connection.run('begin immediate');
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadlineMs) throw error;
        await wait(BEGIN_AGAIN_MS);
      }
    }
  }

  async commitTransaction(): Promise<void> {
    this.connection.run('commit');
  }

  async rollbackTransaction(): Promise<void> {
    // A full disk has ended the transaction already.
    if (this.connection.isInTransaction) this.connection.run('rollback');
  }

  async destroy(): Promise<void> {
    await this.turns.take();
    this.connection.close();
  }
}

class SqliteConnection implements DatabaseConnection {
  private readonly database: DatabaseSyncInstance;
  private readonly statements = new Map<string, StatementSyncInstance>();

  constructor(database: DatabaseSyncInstance) {
    this.database = database;
  }

  get isInTransaction(): boolean {
    return this.database.isTransaction;
  }

  run(sql: string): void {
    this.prepared(sql).run();
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const statement = this.prepared(sql);
    const values = parameters as never[];
    if (statement.columns().length > 0) return { rows: statement.all(...values) as Row[] };
    const { changes, lastInsertRowid } = statement.run(...values);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  /** Never used: a long list is read in pages, between which others can write. */
  // oxlint-disable-next-line require-yield
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('a long list is read in pages');
  }

  close(): void {
    try {
      // The file alone is the whole database then. By itself SQLite does this when the last statement is freed, which is later.
      this.database.exec('pragma wal_checkpoint(truncate)');
    } catch {
      // A full disk, or another process that reads: the log stays beside the file.
    }
    this.statements.clear();
    this.database.close();
  }

  private prepared(sql: string): StatementSyncInstance {
    const known = this.statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.database.prepare(sql);
    this.statements.set(sql, statement);
    if (this.statements.size > STATEMENTS_MAX) {
      const [oldest] = this.statements.keys();
      this.statements.delete(oldest!);
    }
    return statement;
  }
}

/** One at a time, in the order in which they asked. */
class Turns {
  private readonly waiting: (() => void)[] = [];
  private isTaken = false;

  async take(): Promise<void> {
    if (this.isTaken) return new Promise((resolve) => this.waiting.push(resolve));
    this.isTaken = true;
  }

  pass(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.isTaken = false;
    else next();
  }
}

function isBusy(error: unknown): boolean {
  const { sqliteCode } = error as { sqliteCode?: number };
  return sqliteCode !== undefined && (sqliteCode & 0xff) === BUSY_CODE;
}
