// Composition root of the API: database, key, routes, listeners, workers. The CLI handles signals and flags.

import { collectDefaultMetrics, Registry } from 'prom-client';
import { handoverKey } from '#handover';
import type { Logger } from '#process';
import { type ApiConfig, databaseFile } from './config.ts';
import { createCore } from './core.ts';
import { HttpListener } from './http/listener.ts';
import type { Parts, Worker } from './parts.ts';
import { WORKERS } from './routes.ts';
import { areSettingsWrong, isDatabaseDown, reasonOf } from './store/database-down.ts';
import { migrateStore, openStore } from './store/open-store.ts';
import { type Store, StoreError } from './store/store.ts';

export interface Api {
  readonly port: number;
  readonly adminPort: number;
  /** Resolves when the database has its schema and the workers have started. */
  readonly ready: Promise<void>;
  /** Answers requests under way, and stops. A second call waits for the same end. */
  drain(): Promise<void>;
}

/** How long answers under way may take at the end. */
const DRAIN_MS_MAX = 5000;
/** How soon a database that cannot be reached at the start is tried again. */
const AGAIN_MS = 2000;

/**
 * Brings the schema of the database up to date, and listens. If PostgreSQL cannot be reached it listens without it, and
 * tries again: the routes answer `database-down` until then.
 *
 * @throws {StoreError} if the database cannot be used as it is
 * @throws if a port cannot be opened
 */
export async function startApi(config: ApiConfig, log: Logger): Promise<Api> {
  const key = handoverKey(config.data);
  const settings = { ...config, file: databaseFile(config) };
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  const isMigrated = await migrateNow();
  const store = openStore(settings);
  const parts: Parts = { config, store, log, metrics, key, now: () => Date.now() };
  let isStopping = false;
  let isReady = false;
  let workers: readonly Worker[] = [];
  let again: NodeJS.Timeout | undefined;

  const { publicApp, internalApp } = createCore(parts, async () => isReady && !isStopping && (await answers(store)));
  const { requestTimeoutMs, connectionsMax, adminConnectionsMax } = config;
  const publicListener = new HttpListener(publicApp, { requestTimeoutMs, connectionsMax });
  const limits = { requestTimeoutMs, connectionsMax: adminConnectionsMax, localNames: true };
  const internalListener = new HttpListener(internalApp, limits);
  const listeners = [publicListener, internalListener];

  const listen = () =>
    Promise.all([
      publicListener.listen(config.host, config.port),
      internalListener.listen(config.adminHost, config.adminPort),
    ]);
  const [port, adminPort] = await listen().catch(async (error: unknown) => {
    await Promise.all(listeners.map((listener) => listener.drain(0)));
    await store.close();
    throw error;
  });
  const ready = new Promise<void>((resolve) => {
    const begin = (): void => {
      workers = WORKERS.map((start) => start(parts));
      isReady = true;
      resolve();
    };
    const tryAgain = async (): Promise<void> => {
      if (await migrateNow()) return isStopping ? undefined : begin();
      if (!isStopping) again = setTimeout(() => void tryAgain(), AGAIN_MS);
    };
    if (isMigrated) begin();
    else again = setTimeout(() => void tryAgain(), AGAIN_MS);
  });
  log.info({ port, adminPort, database: store.kind }, 'API listening');

  /** @returns false if the database cannot be reached for now */
  async function migrateNow(): Promise<boolean> {
    try {
      const { from, to } = await migrateStore(settings);
      if (from < to) log.info({ from, to }, 'the database has a new schema');
      return true;
    } catch (error) {
      if (isDatabaseDown(error)) {
        log.warn({ reason: reasonOf(error) }, 'the database cannot be reached: trying again');
        return false;
      }
      if (error instanceof StoreError || !areSettingsWrong(error)) throw error;
      throw new StoreError(`cannot use the database: ${reasonOf(error)}`, { cause: error });
    }
  }

  async function drain(): Promise<void> {
    isStopping = true;
    clearTimeout(again);
    await Promise.all([...listeners.map((each) => each.drain(DRAIN_MS_MAX)), ...workers.map((each) => each.stop())]);
    await store.close();
    log.info('API stopped');
  }
  let drained: Promise<void> | null = null;
  return { port, adminPort, ready, drain: () => (drained ??= drain()) };
}

async function answers(store: Store): Promise<boolean> {
  if (!store.isThere()) return false;
  try {
    await store.db.selectFrom('counter').select('name').limit(1).execute();
    return true;
  } catch {
    return false;
  }
}
