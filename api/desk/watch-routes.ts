// What operators look at. desk-routes.ts rejects all other requests before.

import { z } from 'zod';
import { DESK_PROGRAMS, type LogTail } from '#handover';
import { recentLinesOf } from '#process';
import type { App, Request } from '../http/app.ts';
import { cursorOf, positionOf } from '../http/cursor.ts';
import { ApiError } from '../http/errors.ts';
import type { Parts } from '../parts.ts';
import { auditRows } from './audit-log.ts';
import { banPage } from './bans.ts';
import { deskOf } from './desk.ts';
import { failedMatches, failedReplay } from './failed-matches.ts';
import { operatorOf } from './operator.ts';

const LOG_LINES_MAX = 500;
const byTime = z.tuple([z.number(), z.string()]);
const byNumber = z.tuple([z.number()]);
const number = z.coerce.number().int().min(0).catch(0);
const program = z.enum(DESK_PROGRAMS);

export function addWatchRoutes(app: App, parts: Parts): void {
  const desk = deskOf(parts);
  const { gameServers, live, pictures, streams } = desk;
  const { store } = parts;

  app.get('/api/desk/me', (request) => request.json({ name: operatorOf(request, desk) }));

  app.get('/api/desk/live', (request) =>
    streams.open(request, (send, end) => {
      send('history', live.history);
      return live.listen((news) => (isSignedIn(request) ? send('sample', news) : end()));
    }),
  );
  app.get('/api/desk/rooms', async (request) => {
    const { after } = request.req.query();
    return request.json(await gameServers.rooms(after));
  });
  app.get('/api/desk/rooms/:code', async (request) => request.json(await gameServers.room(request.req.param('code'))));
  app.get('/api/desk/rooms/:code/live', (request) =>
    streams.open(request, (send, end) =>
      pictures.watch(request.req.param('code'), number.parse(request.req.query('maze')), {
        picture: (picture) => (isSignedIn(request) ? send('picture', picture) : end()),
        gone() {
          send('gone', {});
          end();
        },
      }),
    ),
  );
  app.get('/api/desk/sessions', async (request) => {
    const { search, room, after } = request.req.query();
    return request.json(await gameServers.sessions({ search, room, after }));
  });
  app.get('/api/desk/log', async (request) => {
    const after = number.parse(request.req.query('after'));
    const which = program.catch('game-server').parse(request.req.query('program'));
    if (which === 'api') return request.json(ownLog(after));
    const query = { after: String(after), limit: String(LOG_LINES_MAX) };
    return request.json(await gameServers.log(request.req.query('node'), query));
  });

  app.get('/api/desk/bans', async (request) => {
    const { bans, next } = await banPage(store, positionOf(request.req.query('after'), byTime));
    return request.json({ bans, after: next === null ? null : cursorOf(next) });
  });
  app.get('/api/desk/audit', async (request) => {
    const position = positionOf(request.req.query('after'), byNumber);
    const { rows, hasMore } = await auditRows(store, position === null ? null : position[0]);
    return request.json({ rows, after: hasMore ? cursorOf([rows.at(-1)!.id]) : null });
  });
  app.get('/api/desk/failed', async (request) => {
    const { matches, next } = await failedMatches(store, positionOf(request.req.query('after'), byTime));
    return request.json({ matches, after: next === null ? null : cursorOf(next) });
  });
  app.get('/api/desk/failed/:id/replay', async (request) => {
    const replay = await failedReplay(store, request.req.param('id'));
    if (replay === null) throw new ApiError('not-found');
    return request.body(Buffer.from(replay), 200, { 'content-type': 'application/gzip' });
  });

  function isSignedIn(request: Request): boolean {
    try {
      return operatorOf(request, desk) !== '';
    } catch {
      return false;
    }
  }

  function ownLog(after: number): LogTail {
    const lines = recentLinesOf(parts.log);
    if (lines === null) return { lines: [], newest: 0, startId: '' };
    return { lines: lines.after(after, LOG_LINES_MAX), newest: lines.newest, startId: lines.startId };
  }
}
