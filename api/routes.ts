// All parts of the API. A new part is a folder beside `http/` with functions that are named here.

import { addDailyRoutes } from './leaderboards/daily-routes.ts';
import { addLeaderboardRoutes } from './leaderboards/leaderboard-routes.ts';
import { addPlayerRoutes } from './players/player-routes.ts';
import type { AddRoutes, StartWorker } from './parts.ts';

/** Routes for everybody, below `/api`, `/monitor`, `/sim`, `/about`, `/records` and `/players`. */
export const PUBLIC_ROUTES: readonly AddRoutes[] = [addLeaderboardRoutes, addDailyRoutes, addPlayerRoutes];

/** Routes below `/internal`, for programs with the shared key. */
export const INTERNAL_ROUTES: readonly AddRoutes[] = [];

export const WORKERS: readonly StartWorker[] = [];
