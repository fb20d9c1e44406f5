// The files of a page that the build made, read once into memory: some ten of them, which never change while the program runs.
// A request names a file by its path or gets nothing, so no path leads out of the folder.

import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Request } from '../http/app.ts';
import { accepts, etagOf, IMMUTABLE, isKnown } from '../http/cached.ts';
import { ApiError } from '../http/errors.ts';

/** The folder of the package, from the sources and from `dist`. */
export const PACKAGE_FOLDER = fileURLToPath(
  new URL(import.meta.url.includes('/dist/api/') ? '../../../' : '../../', import.meta.url),
);

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};
const COMPRESSED = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** For pages that load everything from their own host, and are never framed. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
};

export class PageFiles {
  private readonly files = new Map<string, Buffer<ArrayBuffer>>();

  /** @param folder that a build made. Without it all is answered with 404. */
  constructor(folder: string) {
    for (const path of pathsIn(folder)) this.files.set(relative(folder, path).replaceAll(sep, '/'), readFileSync(path));
  }

  /** The text of an HTML file. @throws ApiError `not-found` */
  html(name: string): string {
    const file = this.files.get(name);
    if (file === undefined) throw new ApiError('not-found', { text: 'This page is not built.' });
    return file.toString();
  }

  /** Answers with a file whose name contains a hash of its content. @param path below the folder. @throws ApiError `not-found` */
  answer(request: Request, path: string): Response {
    const type = TYPES[extname(path)];
    const file = this.files.get(path);
    if (file === undefined || type === undefined) throw new ApiError('not-found');
    const [encoding, body] = COMPRESSED.flatMap(([name, ending]) => {
      const compressed = accepts(request, name) ? this.files.get(path + ending) : undefined;
      return compressed === undefined ? [] : [[name, compressed] as const];
    })[0] ?? [null, file];
    if (encoding !== null) request.header('content-encoding', encoding);
    request.header('vary', 'accept-encoding');
    request.header('cache-control', IMMUTABLE);
    return request.body(body, 200, { 'content-type': type });
  }
}

/** Answers with a page, which is asked for at each visit. */
export function answerPage(request: Request, html: string): Response {
  const etag = etagOf(html);
  for (const [name, value] of Object.entries(PAGE_HEADERS)) request.header(name, value);
  request.header('etag', etag);
  request.header('cache-control', 'no-cache');
  request.header('vary', 'accept-encoding');
  if (isKnown(request, etag)) return request.body(null, 304);
  const type = { 'content-type': TYPES['.html']! };
  if (!accepts(request, 'gzip')) return request.body(html, 200, type);
  // Some kilobytes: a fraction of a millisecond.
  return request.body(gzipSync(html), 200, { ...type, 'content-encoding': 'gzip' });
}

function pathsIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}
