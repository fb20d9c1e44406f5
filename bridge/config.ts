/**
 * What one bridge is told: one frozen object, checked once, before anything listens. Flags and the configuration file
 * give the same settings: `readSettings` reads the file, the command line the flags.
 */
import { statSync, type Stats } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Zod from 'zod';
import { BridgeConfigError, parseAddress, parseListen, parseTarget, type TargetAddress } from './target/address.ts';
import { FRAME_FORMATS } from './websocket/frame-relay.ts';
import { isHostPattern, isNetwork } from '#net';
import { readSettingsFile } from '#process';

/**
 * Required, which opens one file after the other: an import opens all hundred of its files at once, more than a small
 * limit of open files allows.
 */
const { z } = createRequire(import.meta.url)('zod') as typeof Zod;

/** Routes in one configuration; each handshake looks through them in order. */
const ROUTES_MAX = 1024;

/** What a timer can wait; it would take anything longer for 1 ms. */
const DURATION_MS_MAX = 2 ** 31 - 1;
/** As with `--message-bytes`: a frame is held in one buffer. */
const MESSAGE_BYTES_MAX = 1024 * 1024 * 1024;

const positive = z.int('expected a whole number above 0').positive('expected a whole number above 0');
const duration = positive.max(DURATION_MS_MAX, `expected at most ${DURATION_MS_MAX} ms`);
const notEmpty = z.string().min(1, 'expected a text that is not empty');

/** An address written out as text, or already taken apart by the caller. */
function address<Parsed extends object>(parse: (text: string) => Parsed) {
  return z.union([z.string(), z.custom<Parsed>(isAddress)]).transform((value, context) => {
    if (typeof value !== 'string') return value;
    try {
      return parse(value);
    } catch (error) {
      context.issues.push({ code: 'custom', message: (error as Error).message, input: value });
      return z.NEVER;
    }
  });
}

/** An address as address.ts reads one from text. */
function isAddress(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { host, port, path, systemd } = value as Readonly<Record<string, unknown>>;
  if (systemd === true) return true;
  if (port === undefined) return typeof path === 'string';
  const isHost = host === undefined || typeof host === 'string';
  return isHost && Number.isInteger(port) && (port as number) >= 0 && (port as number) <= 65_535;
}

/** A list that may be written as its only entry. */
function listOf<Schema extends Zod.ZodType>(schema: Schema) {
  return z
    .union([z.array(schema), schema.transform((only) => [only])])
    .transform((list) => Object.freeze(list as Zod.output<Schema>[]));
}

function check(isRight: (text: string) => boolean, expected: string) {
  return z.string().refine(isRight, { error: ({ input }) => `${expected}, not ${JSON.stringify(input)}` });
}

const file = check((path) => statsOf(path)?.isFile() ?? false, 'expected a file');
const folder = z.string().refine(isFolder, { error: ({ input }) => `no folder at ${JSON.stringify(input)}` });
const fileOrFolder = check((path) => statsOf(path) !== undefined, 'expected a file or folder');
const httpOrigin = check((text) => isOrigin(text, ['http:']), 'expected http://host:port');
const target = address(parseTarget).refine(
  (value) => 'path' in value || ('port' in value && value.port > 0),
  'a port from 1 to 65535 is needed',
);

const authSchema = z.strictObject({
  /** Basic: a file of `name:scrypt:salt:hash` lines, see auth.ts. */
  passwords: file.optional(),
  /** Bearer: a file with a public key in PEM, or a shared secret. */
  jwtKey: file.optional(),
  jwtIssuer: z.string().optional(),
  jwtAudience: z.string().optional(),
});

const TOKEN_SOURCES = ['query', 'cookie', 'protocol'] as const;

const routeFields = {
  /** Where the bytes go: the first that accepts. */
  target: listOf(target)
    .refine((list) => list.length > 0, 'a target is needed')
    .optional(),
  /** Instead of a target: websockify's token file, or a folder of such files, in which the token names it. */
  tokens: fileOrFolder.optional(),
  /** Where a caller's token is looked for: `?token=`, a cookie `token`, an offered sub-protocol `token.…`. */
  tokenSources: listOf(z.enum(TOKEN_SOURCES)).default(Object.freeze([...TOKEN_SOURCES])),
  /** TLS to the target. */
  targetTls: z
    .strictObject({ ca: file.optional(), serverName: z.string().optional(), verify: z.boolean().default(true) })
    .optional(),
  /** Whether the target is first told who calls, as a PROXY protocol header. */
  proxyHeader: z.enum(['none', 'v1', 'v2']).default('none'),
  /** A bridge between streams, or one WebSocket message for each length-prefixed frame of the target. */
  frames: z.enum(['none', ...FRAME_FORMATS]).default('none'),
  /** Sub-protocols of which a client that offers any must offer one. */
  protocols: listOf(notEmpty).default(Object.freeze(['binary'])),
  auth: authSchema.optional(),
};

const routeSchema = z
  .strictObject({
    /** In logs and metrics. */
    name: notEmpty,
    /** Exactly this path, or all below it when it ends in a slash. */
    path: z.string().startsWith('/').optional(),
    /** The Host header without its port. */
    host: notEmpty.toLowerCase().optional(),
    /** The caller's token. */
    token: notEmpty.optional(),
    ...routeFields,
  })
  .refine(hasOneTarget, 'expected either a target or tokens')
  .readonly();

const tlsSchema = z
  .strictObject({
    cert: file,
    key: file,
    /** Plain connections are refused; otherwise both are spoken on the one port. */
    only: z.boolean().default(false),
    minVersion: z.enum(['TLSv1.2', 'TLSv1.3']).default('TLSv1.2'),
    /** Authorities of which a client must show a certificate. */
    clientCa: file.optional(),
    /** Further certificates, by the name a client asks for. */
    sni: z.array(z.strictObject({ host: z.string().toLowerCase(), cert: file, key: file })).default([]),
  })
  .readonly();

const schema = z.strictObject({
  /** Where browsers connect; port 0 picks a free one. */
  listen: listOf(address(parseListen)).refine((list) => list.length > 0, 'an address to listen on is needed'),
  /** By what a handshake asks for; the first that fits. Instead of a list, the fields of the only one may stand here. */
  routes: z.array(routeSchema).max(ROUTES_MAX).default([]),
  ...routeFields,
  /** Folder of the page, or null to serve none. */
  web: folder.nullable().default(null),
  /** The Content-Security-Policy of the page: this one, `true` for one that allows only what comes with it, null for none. */
  csp: z
    .union([z.literal(true), check(isPolicy, 'expected a policy such as "default-src *"')])
    .nullable()
    .default(null),
  /** Paths of the page below which every file has a hash of its content in its name: browsers keep those for a year. */
  immutable: listOf(z.string().startsWith('/')).default(Object.freeze([])),
  /** A file of passwords, as in `auth`, that the page and the paths of `passOn` ask for; null for a public page. */
  webPasswords: file.nullable().default(null),
  /** HTTP origins that answer whole paths, such as `{ "/api": "http://127.0.0.1:1981" }`. */
  passOn: z.record(z.string().regex(/^\/./, 'expected a path'), httpOrigin).default({}),
  /** Own listener of `/metrics`, `/healthz` and `/readyz`, or null. */
  admin: address(parseAddress).nullable().default(null),
  /** Pages that may connect besides our own: exact origins, `https://*.example.com`, `null` (sandboxed pages), `*`. */
  origins: listOf(
    check(isOriginPattern, 'expected http(s)://host, http(s)://host:port, http(s)://*.host, null or *'),
  ).default(Object.freeze([])),
  /** Names under which browsers may reach us besides those that are known: `game.example`, `*.example`, `*`. See hosts.ts. */
  hostNames: listOf(check(isHostPattern, 'expected a host name without a port, *.name or *')).default(
    Object.freeze([]),
  ),
  /** Whether programs without an Origin header may connect. */
  originless: z.boolean().default(true),
  /** Proxies in front of the bridge that are believed who calls: addresses, `address/prefix`, or `unix`. */
  trust: listOf(check((text) => text === 'unix' || isNetwork(text), 'expected address or address/prefix')).default(
    Object.freeze([]),
  ),
  /** Which header of those proxies is believed: a client could have written the other one. */
  forwardedHeader: z.enum(['x-forwarded-for', 'forwarded']).default('x-forwarded-for'),
  /** Whether trusted peers start every connection with a PROXY protocol header. */
  acceptProxyHeader: z.boolean().default(false),
  /** TLS towards browsers, or null. */
  tls: tlsSchema.nullable().default(null),
  /** What becomes of a text message: its UTF-8 bytes are relayed, or the session is closed. */
  text: z.enum(['forward', 'refuse']).default('forward'),
  /** Sessions at once. Two descriptors each, and HTTP_CONNECTIONS_MAX, stay under the 10,240 of macOS. */
  sessionsMax: positive.default(4096),
  /** Sessions at once from one IPv4 address or IPv6 /64: a school or an office behind one address fits. */
  sessionsPerAddressMax: positive.default(32),
  /** Handshakes a second from one such address. */
  handshakesPerSecondMax: positive.default(30),
  /** The largest message of a browser, and the largest frame of a target. */
  messageBytesMax: positive.max(MESSAGE_BYTES_MAX).default(8 * 1024 * 1024),
  /** High-water mark of each direction of a session: with more queued than this, its source is no longer read. */
  queuedBytesMax: positive.default(1024 * 1024),
  /** How long a side may leave the queue to it above that mark. */
  fullQueueTimeoutMs: duration.default(30_000),
  /** A connection must have sent its request headers within this time. */
  headerTimeoutMs: duration.default(5_000),
  /** The target must have accepted within this time. */
  connectTimeoutMs: duration.default(10_000),
  /** Under the 30 s after which the strictest common proxies and address translators forget a silent connection. */
  pingEveryMs: duration.default(25_000),
  /** A session on which no side has said anything for this long is closed; null to let it be. */
  idleTimeoutMs: duration.nullable().default(null),
  /** How long the target may take to close its side after we have closed ours. */
  lingerMs: duration.default(10_000),
  /** How long sessions may go on when the bridge drains, before they are closed. */
  drainGraceMs: z.literal(0).or(duration).default(0),
  /** Folder that gets a file per session with all its bytes, or null. */
  record: folder.nullable().default(null),
  /** The most bytes of one session that are recorded. */
  recordBytesMax: positive.default(16 * 1024 * 1024),
  /** The most bytes of all sessions of one run that are recorded. */
  recordTotalBytesMax: positive.default(1024 * 1024 * 1024),
});

export type Route = Zod.output<typeof routeSchema>;
export type Auth = Zod.output<typeof authSchema>;
export type TlsConfig = Zod.output<typeof tlsSchema>;
export type BridgeConfig = Readonly<Omit<Zod.output<typeof schema>, keyof typeof routeFields>>;

/** As a caller may write it: nothing of it is changed. */
type Written<Value> = Value extends readonly (infer Element)[]
  ? readonly Written<Element>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Written<Value[Key]> | undefined }
    : Value;

/** The values a caller gives; what is left out, or undefined, has its default. */
export type BridgeSettings = Partial<Written<Zod.input<typeof schema>>>;

/**
 * The settings with their defaults, checked and frozen.
 * @throws {BridgeConfigError} at the first wrong value, whose name the message begins with
 */
export function bridgeConfig(settings: BridgeSettings): BridgeConfig {
  const { success, data, error } = schema.safeParse(settings);
  if (!success) throw new BridgeConfigError(firstIssue(error));
  const { target, tokens, tokenSources, targetTls, proxyHeader, frames, protocols, auth, ...config } = data;
  if (hasOneTarget(data)) {
    const only = { target, tokens, tokenSources, targetTls, proxyHeader, frames, protocols, auth };
    config.routes.push(Object.freeze({ name: 'default', ...only }));
  }
  if (target !== undefined && tokens !== undefined) throw new BridgeConfigError('target: either a target or tokens');
  if (config.routes.length === 0) throw new BridgeConfigError('target: a target, tokens or routes are needed');
  Object.freeze(config.routes);
  return Object.freeze(config);
}

/** The files that are read with the configuration; those of tokens and passwords are read whenever they are asked. */
export function filesNamedBy({ tls, routes }: BridgeConfig): string[] {
  const certificates = tls === null ? [] : [tls, ...tls.sni].flatMap(({ cert, key }) => [cert, key]);
  const others = [tls?.clientCa, ...routes.flatMap(({ targetTls, auth }) => [targetTls?.ca, auth?.jwtKey])];
  return [...certificates, ...others.filter((path) => path !== undefined)];
}

/**
 * The settings in a JSON file, not yet checked.
 * @throws {BridgeConfigError} when it cannot be read, is no JSON object, or has a key twice
 */
export function readSettings(path: string): BridgeSettings {
  try {
    return readSettingsFile(path);
  } catch (error) {
    throw new BridgeConfigError((error as Error).message);
  }
}

/** Of a union, what its deepest member says: the others only say that it is not theirs. */
function firstIssue({ issues }: Pick<Zod.ZodError, 'issues'>, prefix: readonly PropertyKey[] = []): string {
  const [issue] = issues;
  if (issue === undefined) return 'invalid';
  const path = [...prefix, ...issue.path];
  if (issue.code === 'invalid_union') {
    const inner = issue.errors.findLast((member) => member.some((each) => each.code !== 'invalid_type'));
    if (inner !== undefined) return firstIssue({ issues: inner }, path);
  }
  if (issue.code === 'unrecognized_keys') return `${[...path, ...issue.keys].join('.')}: no such setting`;
  return `${path.join('.') || 'settings'}: ${issue.message}`;
}

function hasOneTarget(route: { target?: readonly TargetAddress[] | undefined; tokens?: string | undefined }): boolean {
  return (route.target === undefined) !== (route.tokens === undefined);
}

/** Directives with their values (CSP 3, 2.2): a name has a hyphen, so that an address after a bare `--csp` is none. */
function isPolicy(text: string): boolean {
  if (!/^[\x20-\x7e]+$/.test(text)) return false;
  return text.split(';').every((directive) => /^\s*((?:[a-z]+(?:-[a-z]+)+|sandbox)(\s.*)?)?$/.test(directive));
}

/** Undefined where there is nothing, or nothing that can be looked at: a name too long, or with a NUL in it. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function isFolder(path: string): boolean {
  return statsOf(path)?.isDirectory() ?? false;
}

function isOrigin(text: string, protocols: readonly string[]): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.origin === text && protocols.includes(url.protocol);
}

function isOriginPattern(text: string): boolean {
  return text === '*' || text === 'null' || isOrigin(text.replace('://*.', '://'), ['http:', 'https:']);
}
