// Caching and encoding of answers. A client may keep an answer for a while, and then asks whether it has changed.

import { createHash } from 'node:crypto';
import type { TypedResponse } from 'hono';
import type { Request } from './app.ts';

const TAG_LENGTH = 27;
/** The caching of an answer that never changes. */
export const IMMUTABLE = 'public, max-age=31536000, immutable';

export interface Caching {
  /** How long an answer may be used without asking again, in seconds. */
  readonly maxAgeSeconds: number;
  /** Whether caches between may keep it for all, or only the client itself. */
  readonly for: 'everybody' | 'caller';
}

/** A JSON answer with an ETag; 304 without a body if the client has it already. */
export function cachedJson<Body extends object>(
  request: Request,
  body: Body,
  { maxAgeSeconds, for: audience }: Caching,
): Response & TypedResponse<Body, 200, 'json'> {
  const text = JSON.stringify(body);
  const tag = etagOf(text);
  request.header('etag', tag);
  request.header('cache-control', `${audience === 'everybody' ? 'public' : 'private'}, max-age=${maxAgeSeconds}`);
  const response = isKnown(request, tag)
    ? request.body(null, 304)
    : request.body(text, 200, { 'content-type': 'application/json' });
  return response as Response as Response & TypedResponse<Body, 200, 'json'>;
}

export function etagOf(content: string | Uint8Array): string {
  return `"${createHash('sha256').update(content).digest('base64url').slice(0, TAG_LENGTH)}"`;
}

/** Whether a client has the answer with this ETag already, by the weak comparison of RFC 9110, 8.8.3.2. */
export function isKnown(request: Request, tag: string): boolean {
  const header = request.req.header('if-none-match');
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return header.split(',').some((known) => known.trim().replace(/^W\//, '') === tag);
}

/** Whether a client takes an answer in this encoding. */
export function accepts(request: Request, encoding: 'br' | 'gzip'): boolean {
  return (request.req.header('accept-encoding') ?? '').split(',').some((each) => {
    const [name, weight] = each.split(';').map((part) => part.trim());
    return name === encoding && weight !== 'q=0';
  });
}
