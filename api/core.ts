// The two Hono apps of the API with the routes of all parts, without sockets: main.ts listens.

import { addHealthRoutes } from './http/health.ts';
import { type App, createInternalApp, createPublicApp } from './http/app.ts';
import { addOpenApi } from './http/open-api.ts';
import type { Parts } from './parts.ts';
import { INTERNAL_ROUTES, PUBLIC_ROUTES } from './routes.ts';

export interface Core {
  readonly publicApp: App;
  readonly internalApp: App;
}

/** @param isReady whether requests that need the database can be answered */
export function createCore(parts: Parts, isReady: () => Promise<boolean>): Core {
  const { config, log, key, metrics } = parts;
  // A clock that never goes back, for limits.
  const surroundings = { config, log, now: () => performance.now() };
  const publicApp = createPublicApp(surroundings);
  for (const addRoutes of PUBLIC_ROUTES) addRoutes(publicApp, parts);
  addOpenApi(publicApp);
  const internalApp = createInternalApp(surroundings, key);
  addHealthRoutes(internalApp, { metrics, isReady });
  for (const addRoutes of INTERNAL_ROUTES) addRoutes(internalApp, parts);
  return { publicApp, internalApp };
}
