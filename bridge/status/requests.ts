/** What is read of a request of the status page. */
import type { IncomingMessage } from 'node:http';
import { isSameHost } from '../websocket/origins.ts';
import type { SortKey } from './answers.ts';
import { ROWS_MAX, ROWS_REACHED_MAX, type StatusQuery } from './snapshot.ts';

const BODY_BYTES_MAX = 4096;
const SEARCH_LENGTH_MAX = 100;
const SORT_KEYS: readonly SortKey[] = ['age', 'bytes', 'client', 'rate', 'roundTrip', 'route'];

/**
 * Whether a request that changes something is of the page itself. A page of another site cannot send the header without a
 * question of the browser beforehand, which is not answered; where the request is from is looked at nevertheless.
 */
export function isOwnRequest({ headers }: IncomingMessage): boolean {
  const { origin, host = '', 'sec-fetch-site': site = 'same-origin' } = headers;
  if (headers['x-requested-with'] !== 'status-page' || site !== 'same-origin') return false;
  return origin === undefined || isSameHost(origin, host);
}

/** The texts of a JSON object by name. Null for anything else, and for a body that is too long. */
export async function readTexts(request: IncomingMessage): Promise<Readonly<Record<string, string>> | null> {
  if (Number(request.headers['content-length'] ?? 0) > BODY_BYTES_MAX) return null;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    // Without a length beforehand. It ends the connection.
    if (length > BODY_BYTES_MAX) return null;
    chunks.push(chunk);
  }
  try {
    const read: unknown = JSON.parse(Buffer.concat(chunks).toString());
    if (typeof read !== 'object' || read === null) return null;
    return Object.values(read).every((value) => typeof value === 'string') ? (read as Record<string, string>) : null;
  } catch {
    return null;
  }
}

/** Null where a value is none that the page sends. */
export function queryOf(parameters: URLSearchParams): StatusQuery | null {
  const search = (parameters.get('search') ?? '').trim().toLowerCase();
  const sort = SORT_KEYS.find((key) => key === (parameters.get('sort') ?? 'age'));
  const order = parameters.get('order') ?? 'descending';
  const from = parameters.get('from') ?? '0';
  const isKnown = ['ascending', 'descending'].includes(order) && /^\d{1,4}$/.test(from);
  if (!isKnown || sort === undefined || search.length > SEARCH_LENGTH_MAX) return null;
  if (Number(from) > ROWS_REACHED_MAX - ROWS_MAX) return null;
  return { search, sort, isDescending: order === 'descending', from: Number(from) };
}

/** The value of a cookie, '' for none. */
export function cookieOf({ headers }: IncomingMessage, name: string): string {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}
