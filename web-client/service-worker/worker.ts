// The service worker: keeps the files of the build that it belongs to, so that the page works without the internet. The
// worker of a newer build waits until all pages of this one are closed, so none of them loses a file that it loads later.
// The page itself is asked for at each visit, so a newer build is there at once.

import { answerTo } from './answer-to.ts';

declare const self: ServiceWorkerGlobalScope;

/** Filled in by the build (page-files.ts): the paths of the page's files, and a hash of them all. */
declare const PAGE_FILES: { readonly build: string; readonly paths: readonly string[] };

const { build, paths } = PAGE_FILES;
const CACHE = `page ${build}`;
const PAGE = '/';
/** A server that has not answered after so long, in milliseconds, is taken for one that does not. */
const SERVER_MS_MAX = 3000;

self.addEventListener('install', (event) => event.waitUntil(keep()));
self.addEventListener('activate', (event) => event.waitUntil(begin()));
self.addEventListener('fetch', (event) => {
  const answer = answerTo(event.request, self.location.origin, paths);
  if (answer === 'page') event.respondWith(pageFor(event.request));
  else if (answer === 'file') event.respondWith(fileFor(event.request));
});

async function keep(): Promise<void> {
  const cache = await caches.open(CACHE);
  const page = await fetch(new Request(PAGE, { cache: 'reload' }));
  if (!page.ok || !isOfThisBuild(await page.clone().text())) throw new Error('the page is not that of this worker');
  await cache.addAll(paths);
  await cache.put(PAGE, page);
}

/** The server may have got another build since it sent this worker. */
function isOfThisBuild(html: string): boolean {
  const named = [...html.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
  return named.every((path) => paths.includes(path));
}

/** Runs once no page of an older build is open. */
async function begin(): Promise<void> {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
  // The page that installed this worker may go offline before its next visit.
  await self.clients.claim();
}

async function pageFor(request: Request): Promise<Response> {
  const asked = fetch(request);
  const answered = await Promise.race([asked.catch(() => null), silence()]);
  if (answered !== null && answered.status < 500) return answered;
  // Nothing is kept: a late answer of the server is better than none.
  return (await kept(PAGE)) ?? asked;
}

async function fileFor(request: Request): Promise<Response> {
  return (await kept(new URL(request.url).pathname)) ?? fetch(request);
}

function kept(path: string): Promise<Response | undefined> {
  return caches.match(path, { cacheName: CACHE, ignoreVary: true });
}

function silence(): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, SERVER_MS_MAX, null));
}
