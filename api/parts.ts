// What every part of the API works with, and what a part is.

import type { Registry } from 'prom-client';
import type { Logger } from '#process';
import type { ApiConfig } from './config.ts';
import type { App } from './http/app.ts';
import type { Store } from './store/store.ts';

export interface Parts {
  readonly config: ApiConfig;
  readonly store: Store;
  readonly log: Logger;
  /** For metrics of the part's own, named `packetman_api_...`. */
  readonly metrics: Registry;
  /** The key that game servers share: `#handover`. */
  readonly key: Buffer;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Adds the routes of a part. */
export type AddRoutes = (app: App, parts: Parts) => void;

/** Work that goes on beside requests, from the start of the program to its end. */
export interface Worker {
  /** Resolves when nothing of it is under way any more. */
  stop(): Promise<void>;
}

/** Starts when the database has its schema, and again after nothing: once. */
export type StartWorker = (parts: Parts) => Worker;
