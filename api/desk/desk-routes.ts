// All routes of the desk, in one function: what follows the guard is for operators only.

import { z } from 'zod';
import type { App } from '../http/app.ts';
import type { Parts } from '../parts.ts';
import { addActRoutes } from './act-routes.ts';
import { recordDeed } from './audit-log.ts';
import { deskOf } from './desk.ts';
import { readBody, operatorOf, signIn, signOut } from './operator.ts';
import { addWatchRoutes } from './watch-routes.ts';

const credentials = z.object({ token: z.string().max(200) });

export function addDeskRoutes(app: App, parts: Parts): void {
  const desk = deskOf(parts);
  app.post('/api/desk/login', async (request) => {
    const { token } = await readBody(request, credentials);
    const name = signIn(request, token, desk);
    await recordDeed(parts, { who: `${name} (${request.get('caller')})`, what: 'sign-in', on: '' });
    return request.json({ name });
  });
  app.post('/api/desk/logout', (request) => {
    signOut(request, desk);
    return request.json({});
  });
  // Everything below needs a login.
  app.use('/api/desk/*', async (request, next) => {
    operatorOf(request, desk);
    request.header('cache-control', 'no-store');
    await next();
  });
  addWatchRoutes(app, parts);
  addActRoutes(app, parts);
}
