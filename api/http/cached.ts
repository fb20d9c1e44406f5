// Answers that a client may keep for a while, and ask again whether they have changed.

import { createHash } from 'node:crypto';
import type { TypedResponse } from 'hono';
import type { Request } from './app.ts';

const TAG_LENGTH = 27;

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
  const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, TAG_LENGTH)}"`;
  request.header('etag', tag);
  request.header('cache-control', `${audience === 'everybody' ? 'public' : 'private'}, max-age=${maxAgeSeconds}`);
  const response = isKnown(request.req.header('if-none-match'), tag)
    ? request.body(null, 304)
    : request.body(text, 200, { 'content-type': 'application/json' });
  return response as Response as Response & TypedResponse<Body, 200, 'json'>;
}

/** By the weak comparison of RFC 9110, 8.8.3.2. */
function isKnown(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return header.split(',').some((known) => known.trim().replace(/^W\//, '') === tag);
}
