// All parts of the API. A new part is a folder beside `http/` with functions that are named here.

import { addAccountRoutes } from './accounts/account-routes.ts';
import { startDeletion } from './accounts/deletion.ts';
import { addFeedRoutes } from './accounts/feed-routes.ts';
import { addDeskPage } from './desk/desk-page.ts';
import { addDeskRoutes } from './desk/desk-routes.ts';
import { startDeskWorker } from './desk/desk-worker.ts';
import { addDailyRoutes } from './leaderboards/daily-routes.ts';
import { addLookupRoutes } from './leaderboards/lookup-routes.ts';
import { addLeaderboardRoutes } from './leaderboards/leaderboard-routes.ts';
import { addPlayerRoutes } from './players/player-routes.ts';
import { addMatchRoutes, addRecordRoutes } from './matches/match-routes.ts';
import { addOfflineRoutes } from './matches/offline.ts';
import { startRetention } from './matches/retention.ts';
import { startVerification } from './matches/verification.ts';
import type { AddRoutes, StartWorker } from './parts.ts';
import { addMatchPictures } from './pictures/match-pictures.ts';
import { addFigures } from './portal/figures.ts';
import { addPortalPages } from './portal/portal-pages.ts';

/** Routes for everybody, below `/api`, `/monitor`, `/sim`, `/about`, `/records`, `/players` and `/replay`. */
export const PUBLIC_ROUTES: readonly AddRoutes[] = [
  addAccountRoutes,
  addDailyRoutes,
  addDeskPage,
  addDeskRoutes,
  addFigures,
  addLeaderboardRoutes,
  addMatchPictures,
  addMatchRoutes,
  addOfflineRoutes,
  addPlayerRoutes,
  addPortalPages,
];

/** Routes below `/internal`, for programs with the shared key. */
export const INTERNAL_ROUTES: readonly AddRoutes[] = [addRecordRoutes, addFeedRoutes, addLookupRoutes];

export const WORKERS: readonly StartWorker[] = [startVerification, startRetention, startDeletion, startDeskWorker];
