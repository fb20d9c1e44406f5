// The API with its listeners, on a database of either kind, and requests to it.

import { dirname } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished } from 'vitest';
import type { z } from 'zod';
import { apiConfig, type ApiConfig } from '../../api/config.ts';
import { startApi } from '../../api/main.ts';
import type { DatabaseKind } from '../../api/store/migrations/column-types.ts';
import type { Store } from '../../api/store/store.ts';
import { freshDatabase, storeAt } from './database.ts';

export interface RunningApi {
  readonly url: string;
  readonly port: number;
  /** Of the internal listener. */
  readonly adminUrl: string;
  /** The folder of its data. */
  readonly data: string;
  /** Another connection to its database. */
  readonly store: Store;
  /** Asks, and checks that the answer has its shape and nothing more. */
  readonly get: <Shape extends z.ZodType>(path: string, shape: Shape, headers?: Headers) => Promise<z.output<Shape>>;
  /** Asks, and expects an error. @returns status, code and field */
  readonly fail: (path: string, headers?: Headers) => Promise<{ status: number; error: string; field?: string }>;
}

type Headers = Readonly<Record<string, string>>;

/** It stops with the test. */
export async function runApi(kind: DatabaseKind, settings: Partial<ApiConfig> = {}): Promise<RunningApi> {
  const place = await freshDatabase(kind);
  const { databaseUrl } = place;
  const config = apiConfig({
    ...{ data: dirname(place.file), databaseUrl, port: 0, adminPort: 0, requestsPerSecond: 1e6, requestsBurst: 1e6 },
    ...settings,
  });
  const api = await startApi(config, pino({ level: 'silent' }));
  onTestFinished(() => api.drain());
  await api.ready;
  const url = `http://127.0.0.1:${api.port}`;
  return {
    url,
    port: api.port,
    adminUrl: `http://127.0.0.1:${api.adminPort}`,
    data: config.data,
    store: storeAt(place),
    async get(path, shape, headers = {}) {
      const response = await fetch(url + path, { headers });
      const body: unknown = await response.json();
      expect({ path, status: response.status, body }).toMatchObject({ path, status: 200 });
      const parsed = shape.parse(body);
      expect(parsed).toEqual(body);
      return parsed;
    },
    async fail(path, headers = {}) {
      const response = await fetch(url + path, { headers, redirect: 'manual' });
      const { error, field } = (await response.json()) as { error: string; field?: string };
      return { status: response.status, error, ...(field !== undefined && { field }) };
    },
  };
}
