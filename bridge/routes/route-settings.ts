/** The settings of a route: which handshakes it takes, their target, and the login that it asks for. */
import type { IncomingMessage } from 'node:http';
import type * as Zod from 'zod';
import type { TargetAddress } from '../target/address.ts';
import {
  duration,
  file,
  fileOrFolder,
  folder,
  listOf,
  login,
  notEmpty,
  target,
  tokenSource,
  tokenUrl,
  z,
} from '../setting-values.ts';
import { FRAME_FORMATS } from '../websocket/frame-relay.ts';

/** Routes in one configuration; each handshake looks through them in order. */
const ROUTES_MAX = 1024;

/** Targets of one route: each may have health checks. */
const TARGETS_MAX = 256;
const CHECK_EVERY_MS_MIN = 100;

const authSchema = z
  .strictObject({
    /** Basic: a file of `name:scrypt:salt:hash` lines, see auth.ts. */
    passwords: file.optional(),
    /** Basic, instead of a file: the only login, as `name:password`. Flags can be read in the list of processes, variables cannot. */
    login: login.optional(),
    /** Bearer: a file with a public key in PEM, or a shared secret. */
    jwtKey: file.optional(),
    jwtIssuer: z.string().optional(),
    jwtAudience: z.string().optional(),
  })
  .refine(
    ({ passwords, login }) => passwords === undefined || login === undefined,
    'expected one of passwords and login',
  );

const TOKEN_SOURCES = ['query', 'cookie', 'protocol', 'path', 'host'] as const;
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
  /** Where the bytes go. Of several targets, the first one that accepts: see `balance`. */
  target: listOf(target)
    .refine((list) => list.length > 0, 'a target is needed')
    .refine((list) => list.length <= TARGETS_MAX, `at most ${TARGETS_MAX} targets`)
    .optional(),
  /** Instead of a target: websockify's token file, or a folder of such files, in which the token names it. */
  tokens: fileOrFolder.optional(),
  /**
   * Instead of both: a Redis in which the token names the target, as with websockify's TokenRedis:
   * `host[:port[:db[:password[:namespace]]]]`, or an address such as `redis://user:password@host:6379/0?namespace=NAME`.
   * The value is `host:port`, several of these with commas between them, or JSON with `host` and `port`. With `&index=KEY`, a hash whose fields are all tokens, a
   * client without a token gets any of these targets.
   */
  tokenRedis: tokenSource.optional(),
  /** Instead of all others: a function that decides about each handshake. A file of settings cannot have one. */
  lookUp: z.custom<LookUp>((value) => typeof value === 'function', 'expected a function').optional(),
  /**
   * Where a client may put its token: `?token=`, a cookie `token`, an offered sub-protocol `token.…`, or with `path` the rest
   * of the path below that of the route. With `host` the token is the name by which the client has reached the bridge.
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
  /** Whether the files of `tokens` are read once, with the configuration, and not again when they change. */
  tokensOnce: z.boolean().default(false),
  /** Instead of a target: a folder in which the token is the name of a file that contains `host:port`. */
  tokenFolder: folder.optional(),
  /** Instead of a target: a folder in which the token is the name of a unix socket. */
  tokenSockets: folder.optional(),
  /**
   * Instead of a target: an address such as `http://127.0.0.1:8000/tokens/%s` that is asked for each token, which takes the place
   * of `%s`. The answer is `host:port`, or JSON with `host` and `port`; a status such as 404 says that there is no such token.
   */
  tokenUrl: tokenUrl.optional(),
  /**
   * Instead of a target: a file with the key of signed tokens (JWT) that name their target with the claims `host` and `port`.
   * The key is in PEM, a JWK, or a shared secret in base64url. Tokens may be encrypted too, with the same key.
   */
  tokenKey: file.optional(),
  /** Whether a tunnel ends when its token leads nowhere any more. */
  revoke: z.boolean().default(false),
  /** How often `tokenUrl` is asked about the tokens of open tunnels. */
  revokeEveryMs: duration.default(10_000),
  /** Whether messages may be compressed (permessage-deflate), for clients that offer it: it takes CPU and memory. */
  deflate: z.boolean().default(false),
  /**
   * Which of several targets is tried first: `order` as they are listed, `least-sessions` the one with the fewest connections of
   * this bridge.
   */
  balance: z.enum(['order', 'least-sessions']).default('order'),
  /** With `token`, clients with the same token get the same target, as long as it is up. */
  sticky: z.enum(['none', 'token']).default('none'),
  /** Checks of the targets in `target`: those that do not accept are left out until they do. Null for none. */
  healthCheck: z
    .strictObject({
      /** From one check of a target to the next. */
      everyMs: duration.min(CHECK_EVERY_MS_MIN, `expected at least ${CHECK_EVERY_MS_MIN} ms`).default(5_000),
      /** The target must have accepted within this time, over TLS with the handshake. */
      timeoutMs: duration.default(2_000),
    })
    .nullable()
    .default(null),
};

/** The settings that say where the bytes of a route go. */
const TARGETS = [
  'target',
  'tokens',
  'tokenRedis',
  'tokenFolder',
  'tokenSockets',
  'tokenUrl',
  'tokenKey',
  'lookUp',
] as const;
/** Of these, the ones whose tokens can be taken back. A signed token is good until it expires. */
const REVOCABLE = ['tokens', 'tokenRedis', 'tokenFolder', 'tokenSockets', 'tokenUrl'] as const;
export const ONE_TARGET = `one of ${listed(TARGETS)}`;
export const REVOCABLE_TOKENS = `needs one of ${listed(REVOCABLE)}, read more than once`;
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
  .refine(mayRevoke, `revoke ${REVOCABLE_TOKENS}`)
  .readonly();

export const routes = z.array(routeSchema).max(ROUTES_MAX).default([]);

export type Route = Zod.output<typeof routeSchema>;
export type Auth = Zod.output<typeof authSchema>;

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

type Targets = { [Key in (typeof TARGETS)[number]]?: unknown };

export function hasOneTarget(route: Targets): boolean {
  return TARGETS.filter((key) => route[key] !== undefined).length === 1;
}

export function hasTarget(route: Targets): boolean {
  return TARGETS.some((key) => route[key] !== undefined);
}

/** Whether `revoke` can do something. */
export function mayRevoke(
  route: { revoke: boolean; tokensOnce: boolean } & { [Key in (typeof REVOCABLE)[number]]?: unknown },
): boolean {
  return !route.revoke || (!route.tokensOnce && REVOCABLE.some((key) => route[key] !== undefined));
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
