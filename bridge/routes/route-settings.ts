/** The settings of a route: which handshakes it takes, their target, and the login that it asks for. */
import type { IncomingMessage } from 'node:http';
import type * as Zod from 'zod';
import type { TargetAddress } from '../target/address.ts';
import { file, fileOrFolder, listOf, notEmpty, target, tokenSource, z } from '../setting-values.ts';
import { FRAME_FORMATS } from '../websocket/frame-relay.ts';

/** Routes in one configuration; each handshake looks through them in order. */
const ROUTES_MAX = 1024;

const authSchema = z.strictObject({
  /** Basic: a file of `name:scrypt:salt:hash` lines, see auth.ts. */
  passwords: file.optional(),
  /** Bearer: a file with a public key in PEM, or a shared secret. */
  jwtKey: file.optional(),
  jwtIssuer: z.string().optional(),
  jwtAudience: z.string().optional(),
});

const TOKEN_SOURCES = ['query', 'cookie', 'protocol', 'path'] as const;
const USUAL_TOKEN_SOURCES = ['query', 'cookie', 'protocol'] as const;

/** Decides about one handshake. An error that it throws is logged, and the client is refused. */
export type LookUp = (request: IncomingMessage, details: LookUpDetails) => LookUpAnswer | Promise<LookUpAnswer>;

export interface LookUpDetails {
  /** Address of the client, behind trusted proxies the one that they report; `unix` for a peer on a unix socket. */
  readonly client: string;
  /** Aborted when the answer comes too late: the time is over, or the bridge drains. */
  readonly signal: AbortSignal;
}

export type LookUpAnswer =
  | {
      /** One address, or several: the first one that accepts is used. `host:port`, `unix:/path`. */
      readonly target: string | TargetAddress | readonly (string | TargetAddress)[];
      /** In logs. */
      readonly user?: string | undefined;
      /** When the tunnel ends, in milliseconds since 1970. */
      readonly expiresAtMs?: number | undefined;
    }
  /** The reason is sent to the client: at most 123 bytes of UTF-8, longer ones are cut. */
  | { readonly refused: string };

export const routeFields = {
  /** Exactly this path, or all below it when it ends in a slash. */
  path: z.string().startsWith('/').optional(),
  /** Where the bytes go. Of several targets, the first one that accepts. */
  target: listOf(target)
    .refine((list) => list.length > 0, 'a target is needed')
    .optional(),
  /** Instead of a target: websockify's token file, or a folder of such files, in which the token names it. */
  tokens: fileOrFolder.optional(),
  /**
   * Instead of both: a Redis in which the token names the target, as with websockify's TokenRedis:
   * `host[:port[:db[:password[:namespace]]]]`, or an address such as `redis://user:password@host:6379/0?namespace=NAME`.
   * The value is `host:port`, or JSON with `host` and `port`. With `&index=KEY`, a hash whose fields are all tokens, a
   * client without a token gets any of these targets.
   */
  tokenRedis: tokenSource.optional(),
  /** Instead of all three: a function that decides about each handshake. A file of settings cannot have one. */
  lookUp: z.custom<LookUp>((value) => typeof value === 'function', 'expected a function').optional(),
  /**
   * Where a client may put its token: `?token=`, a cookie `token`, an offered sub-protocol `token.…`, or with `path` the rest
   * of the path below that of the route.
   */
  tokenSources: listOf(z.enum(TOKEN_SOURCES)).default(Object.freeze([...USUAL_TOKEN_SOURCES])),
  /** TLS to the target. */
  targetTls: z
    .strictObject({ ca: file.optional(), serverName: z.string().optional(), verify: z.boolean().default(true) })
    .optional(),
  /** The PROXY header, which names the client, that the target gets before the first byte. */
  proxyHeader: z.enum(['none', 'v1', 'v2']).default('none'),
  /** The length prefix of the target's frames, each of which is one WebSocket message; `none` relays a stream. */
  frames: z.enum(['none', ...FRAME_FORMATS]).default('none'),
  /** The sub-protocols of the route. A client that offers sub-protocols must offer one of these. */
  protocols: listOf(notEmpty).default(Object.freeze(['binary'])),
  auth: authSchema.optional(),
};

const TARGETS = ['target', 'tokens', 'tokenRedis', 'lookUp'] as const;
export const ONE_TARGET = 'one of target, tokens, tokenRedis and lookUp';
export const PATH_OF_TOKEN = 'a token in the path needs a path that ends in a slash';

const routeSchema = z
  .strictObject({
    /** In logs and metrics. */
    name: notEmpty,
    /** The Host header without its port. */
    host: notEmpty.toLowerCase().optional(),
    /** The client's token. */
    token: notEmpty.optional(),
    ...routeFields,
  })
  .refine(hasOneTarget, `expected ${ONE_TARGET}`)
  .refine(hasPathOfToken, PATH_OF_TOKEN)
  .readonly();

export const routes = z.array(routeSchema).max(ROUTES_MAX).default([]);

export type Route = Zod.output<typeof routeSchema>;
export type Auth = Zod.output<typeof authSchema>;

export function hasOneTarget(route: { [Key in (typeof TARGETS)[number]]?: unknown }): boolean {
  return TARGETS.filter((key) => route[key] !== undefined).length === 1;
}

export function hasPathOfToken({
  path,
  tokenSources,
}: {
  path?: string | undefined;
  tokenSources: readonly string[];
}): boolean {
  return !tokenSources.includes('path') || (path?.endsWith('/') ?? false);
}
