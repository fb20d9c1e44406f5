/**
 * Where the tokens of a route are in Redis: an address with its namespace, in our form or in that of websockify's
 * TokenRedis. token-redis.ts reads them.
 */
import { parseRedisUrl, RedisUrlError } from '#redis/redis-url';
import { BridgeConfigError } from '../target/address.ts';

export interface TokenSource {
  /** As `connectRedis` takes it. */
  readonly url: string;
  /** What comes before the token in the name of its key: empty, or with a colon at the end. */
  readonly namespace: string;
  /** A hash whose fields are all tokens; null where only who knows a token has a target. */
  readonly index: string | null;
}

const EXPECTED = 'expected host[:port[:db[:password[:namespace]]]] or redis://host:port/db?namespace=NAME';
/** One of websockify's fields; quotes are for one that has colons. */
const FIELD = /^(?:"([^"]*)"|'([^']*)'|(\[[^\]]*\]|[^:]*))(?::|$)/;
const FIELDS_MAX = 5;
const PASSWORD_AT = 3;

/** @throws {BridgeConfigError} whose message does not contain the password */
export function parseTokenSource(text: string): TokenSource {
  const source = text.includes('://') ? fromUrl(text) : fromFields(fieldsOf(text));
  try {
    parseRedisUrl(source.url);
  } catch (error) {
    throw error instanceof RedisUrlError ? new BridgeConfigError(error.message) : error;
  }
  return source;
}

/** The same text for anybody to see: `***` for passwords. */
export function withoutPassword(text: string): string {
  if (text.includes('://')) {
    return text.replace(/(:\/\/[^:@/?#]*):[^@/?#]*@/, '$1:***@').replace(/([?&]sentinel-password=)[^&]*/, '$1***');
  }
  const fields = fieldsOf(text).map((field, at) => (at === PASSWORD_AT && field !== '' ? '***' : field));
  return fields.map((field) => (/^[^[].*:|^:/.test(field) ? `"${field}"` : field)).join(':');
}

function fromUrl(text: string): TokenSource {
  const [address = '', query = ''] = text.split(/\?(.*)/s);
  const asked = new URLSearchParams(query);
  const namespace = asked.get('namespace');
  const index = asked.get('index');
  asked.delete('namespace');
  asked.delete('index');
  if (index === '') throw new BridgeConfigError('index: expected the name of a hash in Redis');
  const url = asked.size === 0 ? address : `${address}?${asked.toString()}`;
  return { url, namespace: namespace ? `${namespace}:` : '', index };
}

function fieldsOf(text: string): string[] {
  const fields: string[] = [];
  let rest = `${text}:`;
  while (rest !== '') {
    const [whole, ...forms] = FIELD.exec(rest) ?? [];
    if (whole === undefined || fields.length === FIELDS_MAX) throw new BridgeConfigError(EXPECTED);
    fields.push(forms.find((form) => form !== undefined) ?? '');
    rest = rest.slice(whole.length);
  }
  return fields;
}

/** Fields that are empty have their default, as there. */
function fromFields([host = '', port = '', db = '', password = '', namespace = '']: readonly string[]): TokenSource {
  if (host === '') throw new BridgeConfigError(EXPECTED);
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const login = password === '' ? '' : `:${encodeURIComponent(password)}@`;
  const url = `redis://${login}${name}${port === '' ? '' : `:${port}`}/${db}`;
  return { url, namespace: namespace === '' ? '' : `${namespace}:`, index: null };
}
