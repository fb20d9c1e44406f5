// Health checks and metrics for operators, on the internal listener.

import type { Registry } from 'prom-client';
import { ApiError } from './errors.ts';
import type { App } from './app.ts';

/** Scrapes at a time: each computes all metrics. */
const SCRAPES_MAX = 4;

export interface HealthParts {
  readonly metrics: Registry;
  /** Whether requests are answered: the database has its schema, and the program is not stopping. */
  readonly isReady: () => Promise<boolean>;
}

export function addHealthRoutes(app: App, { metrics, isReady }: HealthParts): void {
  let scrapes = 0;
  app.get('/healthz', (request) => request.text('ok\n'));
  app.get('/readyz', async (request) => {
    if (await isReady()) return request.text('ok\n');
    return request.text('not ready\n', 503);
  });
  app.get('/metrics', async (request) => {
    if (scrapes >= SCRAPES_MAX) throw new ApiError('too-many-requests', { retryAfter: 1 });
    scrapes++;
    try {
      return request.body(await metrics.metrics(), 200, { 'content-type': metrics.contentType });
    } finally {
      scrapes--;
    }
  });
}
