// The operator's page, as the build made it: /monitor.

import type { AddRoutes } from '../parts.ts';
import { answerPage, PACKAGE_FOLDER, PageFiles } from '../portal/page-files.ts';

export const addDeskPage: AddRoutes = (app) => {
  const files = new PageFiles(`${PACKAGE_FOLDER}dist/monitor`);
  app.get('/monitor', (request) => answerPage(request, files.html('index.html')));
  app.get('/monitor/', (request) => answerPage(request, files.html('index.html')));
  app.get('/monitor/assets/:name', (request) => files.answer(request, `assets/${request.req.param('name')}`));
};
