/**
 * The page: files from inside one folder and nothing else, whole or a range of one, with the compressed twins (`.br`,
 * `.gz`) that a build made. Which requests come here, and the headers of all answers, are left to pages.ts.
 */
import { constants, type Stats } from 'node:fs';
import { open, realpath, stat, type FileHandle } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { resolve, sep } from 'node:path';
import { answer } from './answer.ts';
import { byteRange, type ByteRange } from './byte-range.ts';
import { contentType } from './content-types.ts';
import { streamAnswer } from './stream-answer.ts';

const ENCODINGS = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
];

/** Errors of the system for a name that is not a file here. All others are our own fault, such as too many open files. */
const NO_FILE = ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG', 'ENXIO'];

interface OpenFile {
  readonly handle: FileHandle;
  readonly stats: Stats;
  /** Of what is in the file, null for the file as it was written. */
  readonly encoding: string | null;
}

/** Identify a file, so that a client that has it need not fetch it again. */
interface Validators {
  readonly etag: string;
  /** Milliseconds since 1970, in whole seconds as HTTP has them. */
  readonly modifiedMs: number;
}

/**
 * Answers GET and HEAD from `folder`: 200, 206, 304, 416, or 404 for everything that is not a file inside it.
 * @param folder looked into at each request, so that a page built anew is served at once
 * @param immutable the paths below which every file has a hash of its content in its name, and so never changes
 * @returns rejects when a file cannot be opened for a reason that is not the caller's
 */
export function staticFiles(folder: string, immutable: readonly string[]) {
  return async (request: IncomingMessage, response: ServerResponse, pathname: string): Promise<void> => {
    const { method, headers } = request;
    // Most clients cannot use a piece of a compressed file: a range is of the file itself.
    const encodings = isRanged(request) ? [] : acceptedEncodings(headers['accept-encoding']);
    const name = fileName(pathname);
    const file = name === null ? null : await findFile(folder, name, encodings);
    if (name === null || file === null) return answer(response, 404);

    response.setHeader('Cache-Control', cacheControl(pathname, immutable));
    const piece = begin(request, response, file, contentType(name));
    if (piece === null || method === 'HEAD') {
      response.end();
      return file.handle.close();
    }
    // Not past the announced length, should the file grow meanwhile; if it shrinks the response breaks off.
    streamAnswer(file.handle.createReadStream({ start: piece.first, end: piece.last }), response);
  };
}

/** Sets the status and the headers. @returns the bytes that follow, null for none */
function begin(
  request: IncomingMessage,
  response: ServerResponse,
  { stats, encoding }: OpenFile,
  type: string | null,
): ByteRange | null {
  const { size } = stats;
  const validators = validatorsOf(stats, encoding);
  response.setHeader('ETag', validators.etag);
  response.setHeader('Last-Modified', new Date(validators.modifiedMs).toUTCString());
  response.setHeader('Vary', 'Accept-Encoding');
  response.setHeader('Accept-Ranges', 'bytes');
  if (isFresh(request.headers, validators)) {
    response.statusCode = 304;
    return null;
  }
  const isWanted = isRanged(request) && isSame(request.headers['if-range'], validators);
  const range = isWanted ? byteRange(request.headers.range, size) : 'whole';
  if (range === 'unsatisfiable') {
    response.statusCode = 416;
    response.setHeader('Content-Range', `bytes */${size}`);
    response.setHeader('Content-Length', 0);
    return null;
  }
  const piece = range === 'whole' ? { first: 0, last: size - 1 } : range;
  if (range !== 'whole') {
    response.statusCode = 206;
    response.setHeader('Content-Range', `bytes ${piece.first}-${piece.last}/${size}`);
  }
  response.setHeader('Content-Type', type ?? 'application/octet-stream');
  // What has an ending that we do not know might be a script or a picture: then the browser may look for itself.
  if (type === null) response.removeHeader('X-Content-Type-Options');
  response.setHeader('Content-Length', piece.last - piece.first + 1);
  if (encoding !== null) response.setHeader('Content-Encoding', encoding);
  return size === 0 ? null : piece;
}

/** Only GET has ranges (RFC 9110, 14.2). */
function isRanged({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.range !== undefined;
}

/** By size and microsecond, and different for each encoding: strong, so that a range may be asked for by it. */
function validatorsOf({ size, mtimeMs }: Stats, encoding: string | null): Validators {
  const parts = [size.toString(36), Math.round(mtimeMs * 1000).toString(36), encoding];
  const etag = `"${parts.filter((part) => part !== null).join('-')}"`;
  return { etag, modifiedMs: Math.floor(mtimeMs / 1000) * 1000 };
}

/** Whether the caller has this file already (RFC 9110, 13.1.2 and 13.1.3). */
export function isFresh(headers: IncomingHttpHeaders, { etag, modifiedMs }: Validators): boolean {
  const known = headers['if-none-match'];
  if (known === undefined) return Date.parse(headers['if-modified-since'] ?? '') >= modifiedMs;
  return known.trim() === '*' || known.split(',').some((each) => each.trim().replace(/^W\//, '') === etag);
}

/** Whether the pieces that a caller has are of this file (RFC 9110, 13.1.5). */
function isSame(ifRange: string | string[] | undefined, { etag, modifiedMs }: Validators): boolean {
  if (ifRange === undefined || ifRange === etag) return true;
  // A date of the second that still runs could be of two versions of the file.
  return Date.parse(String(ifRange)) === modifiedMs && Date.now() - modifiedMs >= 2000;
}

/** The file's name below the folder, or null for a name that is never served: dot files, backslashes and NUL. */
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

/** The encodings of a build that a client accepts. One with the weight 0 is not accepted (RFC 9110, 12.4.2). */
export function acceptedEncodings(header = ''): typeof ENCODINGS {
  const refused = /;\s*q=0(?:\.0*)?\s*$/i;
  const names = header.split(',').map((entry) => (refused.test(entry) ? '' : entry.split(';', 1)[0]?.trim()));
  return ENCODINGS.filter(({ name }) => names.includes(name));
}

async function findFile(folder: string, name: string, encodings: typeof ENCODINGS): Promise<OpenFile | null> {
  for (const { name: encoding, ending } of encodings) {
    const file = await openInside(folder, name + ending);
    if (file !== null) return { ...file, encoding };
  }
  const file = await openInside(folder, name);
  return file && { ...file, encoding: null };
}

/** Opens the file where it really is; null if that is outside the folder, or not a file we can see. */
export async function openInside(folder: string, name: string): Promise<Omit<OpenFile, 'encoding'> | null> {
  try {
    const path = await realpath(resolve(folder, `.${name}`));
    if (!path.startsWith((await realpath(folder)) + sep) || !(await stat(path)).isFile()) return null;
    // Size and time come from the open file: another one may be moved into its place meanwhile.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await handle.stat();
    if (stats.isFile()) return { handle, stats };
    await handle.close();
    return null;
  } catch (error) {
    if (NO_FILE.includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

/** Without `public`, which would have proxies keep what was sent for a login and give it to everybody (RFC 9111, 3.5). */
function cacheControl(pathname: string, immutable: readonly string[]): string {
  const isImmutable = immutable.some((path) => pathname.startsWith(path));
  return isImmutable ? 'max-age=31536000, immutable' : 'no-cache';
}
