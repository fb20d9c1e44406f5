/**
 * The page: files from inside one folder and nothing else, with the compressed twins (`.br`, `.gz`) the build made.
 * Security headers are set by routes.ts.
 */
import { createReadStream } from 'node:fs';
import type { Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { answer } from './answer.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

const ENCODINGS = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
];

interface FoundFile {
  readonly path: string;
  readonly stats: Stats;
  readonly encoding: string | null;
}

/**
 * Answers GET and HEAD from `folder`: 200, 304, or 404 for everything that is not a file inside it.
 * @param folder looked into at each request, so that a page built anew is served at once
 */
export function staticFiles(folder: string) {
  return async (request: IncomingMessage, response: ServerResponse, pathname: string): Promise<void> => {
    const name = fileName(pathname);
    const file = name === null ? null : await findFile(folder, name, request.headers['accept-encoding'] ?? '');
    if (name === null || file === null) return answer(response, 404);

    const etag = `W/"${file.stats.size.toString(36)}-${Math.round(file.stats.mtimeMs).toString(36)}"`;
    response.setHeader('ETag', etag);
    response.setHeader('Vary', 'Accept-Encoding');
    response.setHeader('Cache-Control', cacheControl(pathname));
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end();

    response.setHeader('Content-Type', CONTENT_TYPES[extname(name)] ?? 'application/octet-stream');
    response.setHeader('Content-Length', file.stats.size);
    if (file.encoding !== null) response.setHeader('Content-Encoding', file.encoding);
    if (request.method === 'HEAD' || file.stats.size === 0) return void response.end();
    // Not past the announced length, should the file grow meanwhile; if it shrinks or vanishes the response breaks off.
    pipeline(createReadStream(file.path, { end: file.stats.size - 1 }), response, ignoreBrokenOff);
  };
}

/** The file's name below the folder, or null for a name nobody gets: dot files, and what no honest link contains. */
function fileName(pathname: string): string | null {
  let name: string;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (/\/\.|\\|\0/.test(name)) return null;
  return name.endsWith('/') ? `${name}index.html` : name;
}

async function findFile(folder: string, name: string, accepted: string): Promise<FoundFile | null> {
  for (const { name: encoding, ending } of ENCODINGS) {
    if (!accepted.includes(encoding)) continue;
    const file = await fileInside(folder, name + ending);
    if (file !== null) return { ...file, encoding };
  }
  const file = await fileInside(folder, name);
  return file && { ...file, encoding: null };
}

/** The file where it really is, or null if that is outside the folder, or not a file we can see. */
async function fileInside(folder: string, name: string): Promise<{ path: string; stats: Stats } | null> {
  try {
    const path = await realpath(resolve(folder, `.${name}`));
    if (!path.startsWith((await realpath(folder)) + sep)) return null;
    const stats = await stat(path);
    return stats.isFile() ? { path, stats } : null;
  } catch {
    return null;
  }
}

/** The build puts a hash of the content into each name under /assets/: such a file never changes. */
function cacheControl(pathname: string): string {
  return pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
}

/** The pipeline has destroyed the response: the browser sees that the file is not whole. */
function ignoreBrokenOff(): void {}
