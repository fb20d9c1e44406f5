// The pages beside the game, as the build made them: /about, /records, and the link of a replay. The page of the game cannot
// have the tags of a replay, since it names the replay behind the `#`.

import { readFileSync } from 'node:fs';
import { ApiError } from '../http/errors.ts';
import type { App } from '../http/app.ts';
import type { AddRoutes } from '../parts.ts';
import { replayTags } from '../pictures/replay-tags.ts';
import type { Store } from '../store/store.ts';
import { answerPage, PACKAGE_FOLDER, PageFiles } from './page-files.ts';
import { withTags } from './page-tags.ts';
import { addPlayerPage } from './player-page.ts';

export const PORTAL_FOLDER = `${PACKAGE_FOLDER}dist/portal`;

const PAGES = ['about', 'records'] as const;
/** Documents of the package that the pages link to, as text. */
const DOCUMENTS: ReadonlyMap<string, string> = new Map([
  ['play.txt', 'docs/play.md'],
  ['bots.txt', 'docs/bots.md'],
  ['operating.txt', 'docs/operating.md'],
  ['protocol.txt', 'protocol/README.md'],
]);
const DOCUMENT_CACHING = 'public, max-age=3600';
const REPLAY_ID = /^[\w-]{1,100}$/;
const SECONDS = /^\d{1,6}(?:\.\d)?$/;
/** In the page of a replay's link. */
const REPLAY_PLACE = 'REPLAY_PLACE';

export const addPortalPages: AddRoutes = (app, { store, now }) => {
  const files = new PageFiles(PORTAL_FOLDER);
  addPagesOf(files, app, store);
  addPlayerPage(files, app, { store, now });
};

/** @param files of a build of the pages */
export function addPagesOf(files: PageFiles, app: App, store: Store): void {
  for (const page of PAGES) {
    app.get(`/${page}`, (request) =>
      answerPage(request, withTags(files.html(`${page}.html`), request.get('origin'), {})),
    );
  }
  app.get('/about/assets/:name', (request) => files.answer(request, `assets/${request.req.param('name')}`));
  app.get('/about/docs/:name', (request) => {
    const path = DOCUMENTS.get(request.req.param('name'));
    if (path === undefined) throw new ApiError('not-found');
    request.header('cache-control', DOCUMENT_CACHING);
    return request.text(readFileSync(PACKAGE_FOLDER + path, 'utf8'));
  });
  // The page of the game opens replays of the game server too: a replay that the store does not have gets the usual tags.
  app.get('/replay/:id', async (request) => {
    const id = request.req.param('id');
    if (!REPLAY_ID.test(id)) throw new ApiError('not-found');
    const seconds = request.req.query('t') ?? '';
    const place = SECONDS.test(seconds) ? `${id}&amp;t=${seconds}` : id;
    const html = files.html('replay.html').replaceAll(REPLAY_PLACE, place);
    return answerPage(request, withTags(html, request.get('origin'), await replayTags(store, id)));
  });
}
