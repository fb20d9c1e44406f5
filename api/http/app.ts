// What all routes share: who asks, how often they may, how big a body may be, and how errors are answered.
// A part adds its routes with `app.openapi(createRoute(...), handler)`; throw an `ApiError` for anything but success.

import type { HttpBindings } from '@hono/node-server';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { isInternalBearer } from '#handover';
import { callerReader, networkTest, plainAddress, PROGRAM_HEADERS, RequestLimits } from '#net';
import type { Logger } from '#process';
import type { ApiConfig } from '../config.ts';
import { areSettingsWrong, isDatabaseDown, isValueWrong } from '../store/database-down.ts';
import { corsHeaders } from './cors.ts';
import { ApiError, type ErrorBody, type ErrorCode, ERRORS } from './errors.ts';

export interface Environment {
  readonly Bindings: HttpBindings;
  readonly Variables: {
    /** The address of the client, without its port. */
    readonly caller: string;
    /** How browsers reach the page: `https://game.example`. */
    readonly origin: string;
  };
}

export type App = OpenAPIHono<Environment>;
export type Request = Context<Environment>;

/** Methods that change nothing. */
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];
/** A page of another site cannot set it without asking us first, by CORS. */
export const OUR_HEADER = 'x-packetman';
const INTERNAL = '/internal/';
/** Requests with a replay in them. */
const LARGE_BODIES: readonly string[] = ['/api/offline-matches'];
const LARGE_BODY_BYTES_MAX = 512 * 1024;
const RETRY_AFTER_DOWN_SECONDS = 5;
const RETRY_AFTER_LIMIT_SECONDS = 1;

interface Surroundings {
  readonly config: ApiConfig;
  readonly log: Logger;
  /** Time for limits, in ms. */
  readonly now: () => number;
}

/** For everybody, reached through a bridge or another proxy. */
export function createPublicApp({ config, log, now }: Surroundings): App {
  const app = createApp(log);
  const callerOf = callerReader(config.proxyNetworks);
  const isProxy = networkTest(config.proxyNetworks);
  const limits = new RequestLimits(now(), config.requestsPerSecond, config.requestsBurst);
  app.use(async (request, next) => {
    const { incoming } = request.env;
    const caller = callerOf(incoming);
    request.set('caller', caller);
    request.set('origin', originOf(request, isProxy));
    for (const [name, value] of Object.entries(PROGRAM_HEADERS)) request.header(name, value);
    if (!limits.take(caller, now())) throw new ApiError('too-many-requests', { retryAfter: RETRY_AFTER_LIMIT_SECONDS });
    const cors = corsHeaders(config.corsOrigins, incoming);
    for (const [name, value] of Object.entries(cors)) request.header(name, value);
    if (request.req.method === 'OPTIONS') return request.body(null, 204);
    if (!SAFE_METHODS.includes(request.req.method) && request.req.header(OUR_HEADER) !== '1') {
      throw new ApiError('missing-header');
    }
    await next();
  });
  const small = limitBody(config.bodyBytesMax);
  const large = limitBody(Math.max(config.bodyBytesMax, LARGE_BODY_BYTES_MAX));
  app.use((request, next) => (LARGE_BODIES.includes(request.req.path) ? large : small)(request, next));
  return app;
}

/** For game servers, with their bearer, and for operators' health checks and metrics, without. */
export function createInternalApp({ config, log }: Surroundings, key: Buffer): App {
  const app = createApp(log);
  app.use(async (request, next) => {
    request.set('caller', request.env.incoming.socket.remoteAddress ?? '');
    for (const [name, value] of Object.entries(PROGRAM_HEADERS)) request.header(name, value);
    const { req } = request;
    const isOpen = !req.path.startsWith(INTERNAL) || isInternalBearer(req.header('authorization'), key);
    if (!isOpen) throw new ApiError('forbidden');
    await next();
  });
  app.use(limitBody(config.internalBodyBytesMax));
  return app;
}

function createApp(log: Logger): App {
  const app = new OpenAPIHono<Environment>({
    defaultHook(result) {
      if (result.success) return;
      const [issue] = result.error.issues;
      throw new ApiError('bad-request', {
        ...(issue && { text: `${issue.message}.`, field: issue.path.join('.') || result.target }),
      });
    },
  });
  app.notFound(() => {
    throw new ApiError('not-found');
  });
  app.onError((error, request) => answerError(error, request as Request, log));
  return app;
}

function answerError(error: Error, request: Request, log: Logger): Response {
  const known = asApiError(error);
  if (known === null) log.error({ err: error, method: request.req.method, path: request.req.path }, 'a request failed');
  const { code, message, field, retryAfter } = known ?? new ApiError('failed');
  if (retryAfter !== undefined) request.header('retry-after', String(retryAfter));
  request.header('cache-control', 'no-store');
  const body: ErrorBody = { error: code, text: message, ...(field !== undefined && { field }) };
  return request.json(body, ERRORS[code].status);
}

/** @returns null for an error of ours */
function asApiError(error: Error): ApiError | null {
  if (error instanceof ApiError) return error;
  if (isDatabaseDown(error) || areSettingsWrong(error)) {
    return new ApiError('database-down', { retryAfter: RETRY_AFTER_DOWN_SECONDS });
  }
  if (isValueWrong(error)) return new ApiError('bad-request');
  if (error instanceof HTTPException) return new ApiError(CODE_OF_STATUS[error.status] ?? 'bad-request');
  return null;
}

/** What Hono itself throws. A 400 is a body that is no JSON: all else in a request is checked by our own shapes. */
const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = { 400: 'bad-json', 413: 'too-big', 415: 'wrong-type' };

function limitBody(maxSize: number): ReturnType<typeof bodyLimit> {
  return bodyLimit({
    maxSize,
    onError() {
      throw new ApiError('too-big');
    },
  });
}

/** By the Host header, which a bridge passes on as it is, and the protocol that a trusted proxy names. */
function originOf({ env, req }: Request, isProxy: (address: string) => boolean): string {
  const isTrusted = isProxy(plainAddress(env.incoming.socket.remoteAddress ?? ''));
  const protocol = isTrusted && req.header('x-forwarded-proto') === 'https' ? 'https' : 'http';
  return `${protocol}://${new URL(req.url).host}`;
}
