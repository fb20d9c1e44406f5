// The operator's page, as the build made it: /monitor.

import { fileURLToPath } from 'node:url';
import type { AddRoutes } from '../parts.ts';
import { answerPage, PageFiles } from '../portal/page-files.ts';

/** The folder of the package, from the sources and from `dist`. */
const ROOT = fileURLToPath(new URL(import.meta.url.includes('/dist/api/') ? '../../../' : '../../', import.meta.url));

export const addDeskPage: AddRoutes = (app) => {
  const files = new PageFiles(`${ROOT}dist/monitor`);
  app.get('/monitor', (request) => answerPage(request, files.html('index.html')));
  app.get('/monitor/', (request) => answerPage(request, files.html('index.html')));
  app.get('/monitor/assets/:name', (request) => files.answer(request, `assets/${request.req.param('name')}`));
};
