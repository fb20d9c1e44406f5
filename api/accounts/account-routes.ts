// All routes of accounts.

import type { AddRoutes } from '../parts.ts';
import { accountParts } from './account-parts.ts';
import { addBotRoutes } from './bot-routes.ts';
import { addOwnRoutes } from './own-routes.ts';
import { addTicketRoutes } from './ticket-routes.ts';
import { addWayInRoutes } from './way-in-routes.ts';

export const addAccountRoutes: AddRoutes = (app, parts) => {
  const shared = accountParts(parts);
  addWayInRoutes(app, shared);
  addOwnRoutes(app, shared);
  addBotRoutes(app, shared);
  addTicketRoutes(app, shared);
};
