/** What a setting of the bridge may be: numbers, addresses, files, lists, origins; each with its words for a wrong value. */
import { statSync, type Stats } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Zod from 'zod';
import { parseTokenSource } from './routes/token-source.ts';
import { parseTarget } from './target/address.ts';

/**
 * Required, which opens one file after the other: an import opens all hundred of its files at once, more than a small
 * limit of open files allows.
 */
export const { z } = createRequire(import.meta.url)('zod') as typeof Zod;

/** What a timer can wait; it would take anything longer for 1 ms. */
const DURATION_MS_MAX = 2 ** 31 - 1;

export const positive = z.int('expected a whole number above 0').positive('expected a whole number above 0');
export const duration = positive.max(DURATION_MS_MAX, `expected at most ${DURATION_MS_MAX} ms`);
export const notEmpty = z.string().min(1, 'expected a text that is not empty');

/** An address written out as text, or already taken apart by the caller. */
export function address<Parsed extends object>(parse: (text: string) => Parsed) {
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
export function listOf<Schema extends Zod.ZodType>(schema: Schema) {
  return z
    .union([z.array(schema), schema.transform((only) => [only])])
    .transform((list) => Object.freeze(list as Zod.output<Schema>[]));
}

export function check(isRight: (text: string) => boolean, expected: string) {
  return z.string().refine(isRight, { error: ({ input }) => `${expected}, not ${JSON.stringify(input)}` });
}

export const file = check((path) => statsOf(path)?.isFile() ?? false, 'expected a file');
export const folder = z.string().refine(isFolder, { error: ({ input }) => `no folder at ${JSON.stringify(input)}` });
export const fileOrFolder = check((path) => statsOf(path) !== undefined, 'expected a file or folder');
/** One, or several with spaces between them: commas are between the values of a flag. */
export const httpOrigins = check(
  (text) => text.split(' ').every((each) => isOrigin(each, ['http:'])),
  'expected http://host:port',
);
export const target = address(parseTarget).refine(
  (value) => 'path' in value || ('port' in value && value.port > 0),
  'a port from 1 to 65535 is needed',
);

/** Its messages do not show the value: it can contain a password. */
export const tokenSource = z.string().superRefine((text, context) => {
  try {
    parseTokenSource(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
});

/** A name and a password; the message does not show them. */
export const login = z.string().regex(/^[^:]+:[^]+$/, 'expected name:password');

/** Its messages do not show the value either. The token goes into the path or the query, never into the host. */
export const tokenUrl = z.string().refine(isTokenUrl, 'expected an address such as http://127.0.0.1:8000/tokens/%s');

function isTokenUrl(text: string): boolean {
  if (text.split('%s').length !== 2 || !URL.canParse(text.replace('%s', 'token'))) return false;
  const { protocol, pathname, search } = new URL(text.replace('%s', 'token'));
  return (
    /^https?:$/.test(protocol) && `${pathname}${search}`.includes('token') && /^[^/]+:\/\/[^/%]+\/[^#]*%s/.test(text)
  );
}

/** Directives with their values (CSP 3, 2.2): a name has a hyphen, so that an address after a bare `--csp` is none. */
export function isPolicy(text: string): boolean {
  if (!/^[\x20-\x7e]+$/.test(text)) return false;
  return text.split(';').every((directive) => /^\s*((?:[a-z]+(?:-[a-z]+)+|sandbox)(\s.*)?)?$/.test(directive));
}

/** A path of plain names: not `/`, where the page is, and without a slash at its end. */
export function isStatusPath(text: string): boolean {
  return /^(?:\/[\w-][\w.~-]*)+$/.test(text);
}

/** One character of a path: itself, an escape such as `\d`, or a class; and how often it is repeated. */
const PATH_PART = /(?:[^\\[\](){}|^$*+?]|\\[dDwW]|\\[^\dA-Za-z]|\[(?:[^\\[\]]|\\.)+\])([*+?]|\{\d+(?:,\d*)?\})?/guy;
/** Repetitions of no fixed number. With so many, the steps of a search are at most the square of a path's length. */
const OPEN_REPETITIONS_MAX = 2;

/**
 * Whether a text is a regular expression of a path that is never slow to try. It has no groups and alternatives, since nested
 * repetitions can take exponential time.
 */
export function isPathPattern(text: string): boolean {
  let open = 0;
  let end = 0;
  for (const [part, repetition = ''] of text.matchAll(PATH_PART)) {
    end += part.length;
    if (repetition !== '' && !/^\{\d+\}$/.test(repetition)) open++;
  }
  return text.startsWith('/') && end === text.length && open <= OPEN_REPETITIONS_MAX && isRegExp(text);
}

function isRegExp(text: string): boolean {
  try {
    new RegExp(text, 'u').test('');
    return true;
  } catch {
    return false;
  }
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

export function isOriginPattern(text: string): boolean {
  return text === '*' || text === 'null' || isOrigin(text.replace('://*.', '://'), ['http:', 'https:']);
}
