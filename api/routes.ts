// All parts of the API. A new part is a folder beside `http/` with functions that are named here.

import { addDeskPage } from './desk/desk-page.ts';
import { addDeskRoutes } from './desk/desk-routes.ts';
import { startDeskWorker } from './desk/desk-worker.ts';
import { addDailyRoutes } from './leaderboards/daily-routes.ts';
import { addLeaderboardRoutes } from './leaderboards/leaderboard-routes.ts';
import { addPlayerRoutes } from './players/player-routes.ts';
import type { AddRoutes, StartWorker } from './parts.ts';
import { addMatchPictures } from './pictures/match-pictures.ts';
import { addFigures } from './portal/figures.ts';
import { addPortalPages } from './portal/portal-pages.ts';

/** Routes for everybody, below `/api`, `/monitor`, `/sim`, `/about`, `/records`, `/players` and `/replay`. */
export const PUBLIC_ROUTES: readonly AddRoutes[] = [
  addDailyRoutes,
  addDeskPage,
  addDeskRoutes,
  addFigures,
  addLeaderboardRoutes,
  addMatchPictures,
  addPlayerRoutes,
  addPortalPages,
];

/** Routes below `/internal`, for programs with the shared key. */
export const INTERNAL_ROUTES: readonly AddRoutes[] = [];

export const WORKERS: readonly StartWorker[] = [startDeskWorker];
