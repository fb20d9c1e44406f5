// Which requests of the page the service worker answers, and how.

/** The part of a `Request` that decides. */
interface Asked {
  readonly method: string;
  readonly mode: string;
  readonly url: string;
}

/**
 * - `page`: from the server, or as it is kept where the server does not answer.
 * - `file`: as it is kept. Its name has a hash, or it comes with the page.
 * - `server`: not by the service worker.
 */
type Answer = 'page' | 'file' | 'server';

/** Paths of the page: its own, the links into a room, and those of replays, which an API answers if there is one. `/about` is the API's. */
const PAGE_PATH = /^\/(?:index\.html|(?!about$)[a-z0-9]{5}|replay\/[\w-]{1,100})?$/i;

/** @param files paths of the files that are kept */
export function answerTo({ method, mode, url }: Asked, origin: string, files: readonly string[]): Answer {
  const asked = new URL(url);
  if (method !== 'GET' || asked.origin !== origin) return 'server';
  if (mode === 'navigate') return PAGE_PATH.test(asked.pathname) ? 'page' : 'server';
  return files.includes(asked.pathname) ? 'file' : 'server';
}
