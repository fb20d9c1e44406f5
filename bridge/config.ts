/**
 * The configuration of one bridge: one frozen object, checked once, before anything listens. Flags and the configuration
 * file give the same settings: `readSettings` reads the file, the command line the flags.
 */
import type * as Zod from 'zod';
import { readSettingsFile } from '#process';
import { httpFields } from './http/http-settings.ts';
import {
  hasOneTarget,
  hasPathOfToken,
  hasTarget,
  mayRevoke,
  ONE_TARGET,
  PATH_OF_TOKEN,
  REVOCABLE_TOKENS,
  type Route,
  routeFields,
  routes,
} from './routes/route-settings.ts';
import { withoutPassword } from './routes/token-source.ts';
import { z } from './setting-values.ts';
import { BridgeConfigError } from './target/address.ts';
import { tunnelFields } from './websocket/tunnel-settings.ts';

const schema = z.strictObject({
  ...httpFields,
  /** The first route that matches a handshake is used. The fields of a single route may stand here, without `routes`. */
  routes,
  ...routeFields,
  ...tunnelFields,
});

const attachedSchema = z.strictObject({ routes, ...tunnelFields });

const ROUTE_KEYS = Object.keys(routeFields) as (keyof typeof routeFields)[];
type RouteFields = Pick<Route, keyof typeof routeFields>;

export type BridgeConfig = Readonly<Omit<Zod.output<typeof schema>, keyof typeof routeFields>>;

/** Of that, what does not depend on whose HTTP server it is. */
export type TunnelConfig = Omit<BridgeConfig, keyof typeof httpFields>;

/** As a caller may write it: nothing of it is changed. */
type Written<Value> = Value extends (...parameters: never[]) => unknown
  ? Value
  : Value extends readonly (infer Element)[]
    ? readonly Written<Element>[]
    : Value extends object
      ? { readonly [Key in keyof Value]: Written<Value[Key]> | undefined }
      : Value;

/** The values a caller gives; what is left out, or undefined, has its default. */
export type BridgeSettings = Partial<Written<Zod.input<typeof schema>>>;
export type AttachedSettings = Partial<Written<Zod.input<typeof attachedSchema>>>;

/**
 * The settings with their defaults, checked and frozen.
 * @throws {BridgeConfigError} at the first wrong value, whose name the message begins with
 */
export function bridgeConfig(settings: BridgeSettings): BridgeConfig {
  const { success, data, error } = schema.safeParse(settings);
  if (!success) throw new BridgeConfigError(firstIssue(error));
  const config = { ...data };
  for (const key of ROUTE_KEYS) delete (config as Partial<typeof config>)[key];
  if (hasOneTarget(data)) {
    if (!hasPathOfToken(data)) throw new BridgeConfigError(`tokenSources: ${PATH_OF_TOKEN}`);
    if (!mayRevoke(data)) throw new BridgeConfigError(`revoke: ${REVOCABLE_TOKENS}`);
    // All of them, so that routes have one shape.
    const fields = Object.fromEntries(ROUTE_KEYS.map((key) => [key, data[key]])) as unknown as RouteFields;
    config.routes.push(Object.freeze({ name: 'default', ...fields }));
  } else if (hasTarget(data)) throw new BridgeConfigError(`target: ${ONE_TARGET}`);
  if (config.routes.length === 0) throw new BridgeConfigError('target: a target, tokens or routes are needed');
  if (config.status !== null && config.statusPasswords === null)
    throw new BridgeConfigError('status: a login is needed, statusPasswords');
  Object.freeze(config.routes);
  return Object.freeze(config);
}

/**
 * The settings of a bridge on the HTTP server of another program. Routes need a path: all else is the program's.
 * @throws {BridgeConfigError} as `bridgeConfig`
 */
export function attachedConfig(settings: AttachedSettings): TunnelConfig {
  const { success, data, error } = attachedSchema.safeParse(settings);
  if (!success) throw new BridgeConfigError(firstIssue(error));
  if (data.routes.length === 0) throw new BridgeConfigError('routes: at least one is needed');
  const nowhere = data.routes.findIndex(({ path }) => path === undefined);
  if (nowhere >= 0) throw new BridgeConfigError(`routes.${nowhere}.path: a path is needed`);
  Object.freeze(data.routes);
  return Object.freeze(data);
}

/** The configuration for anybody to see. */
export function withoutPasswords(config: BridgeConfig): BridgeConfig {
  const routes = config.routes.map(({ tokenRedis, tokenUrl, auth, ...route }) => ({
    ...route,
    ...(tokenRedis === undefined ? {} : { tokenRedis: withoutPassword(tokenRedis) }),
    ...(tokenUrl === undefined ? {} : { tokenUrl: withoutPassword(tokenUrl) }),
    ...(auth === undefined
      ? {}
      : { auth: auth.login === undefined ? auth : { ...auth, login: shownLogin(auth.login) } }),
  }));
  return { ...config, routes, webLogin: config.webLogin && shownLogin(config.webLogin) };
}

function shownLogin(login: string): string {
  return `${login.split(':', 1)[0]}:***`;
}

/** The files that are read with the configuration; those of tokens and passwords are read whenever they are asked. */
export function filesNamedBy({ tls, routes }: BridgeConfig): string[] {
  const certificates = tls === null ? [] : [tls, ...tls.sni].flatMap(({ cert, key }) => [cert, key]);
  const ofRoutes = routes.flatMap(({ targetTls, auth, tokenKey }) => [targetTls?.ca, auth?.jwtKey, tokenKey]);
  return [...certificates, ...[tls?.clientCa, ...ofRoutes].filter((path) => path !== undefined)];
}

/** All settings as JSON Schema, with their defaults: docs/bridge-settings.md is made from it. */
export function settingsSchema(): object {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
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

/** For a union, the issue of its deepest member: the others only report another type. */
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
