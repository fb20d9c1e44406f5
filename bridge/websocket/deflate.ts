/**
 * Compression of messages (permessage-deflate, RFC 7692), on routes that ask for it. Each message is compressed by itself:
 * a tunnel keeps no history, and what one message contains does not show in the length of another.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { PerMessageDeflateOptions } from 'ws';

/** A window of 8 KiB: with this and `memLevel` zlib takes about 64 KiB to compress for a tunnel, instead of 256. */
const WINDOW_BITS_MAX = 13;
/** zlib does not compress with the smallest window of the protocol, of 8 bits. */
const WINDOW_BITS_MIN = 9;

export const DEFLATE: PerMessageDeflateOptions = {
  /** Shorter messages, in bytes, are sent as they are. */
  threshold: 256,
  /** Threads of the pool that compress at a time, for all tunnels: files and passwords need some, too. */
  concurrencyLimit: 2,
  zlibDeflateOptions: { memLevel: 6, chunkSize: 4 * 1024 },
};

const EXTENSIONS = 'sec-websocket-extensions';
const NAME = 'permessage-deflate';
const FLAGS = ['server_no_context_takeover', 'client_no_context_takeover'];
const SERVER_BITS = 'server_max_window_bits';
const CLIENT_BITS = 'client_max_window_bits';

/**
 * Replaces the offers of a client by the first that can be accepted, with our limits in it: `ws` accepts it as it is. It
 * would refuse the handshake for an offer that it cannot accept, which is to be declined.
 * @returns whether there is one
 */
export function narrowOffers(headers: IncomingHttpHeaders): boolean {
  const offers = (headers[EXTENSIONS] ?? '').split(',').map(narrowed);
  const accepted = offers.find((offer) => offer !== null);
  if (accepted === undefined) return false;
  headers[EXTENSIONS] = accepted;
  return true;
}

/** The offer with our limits, null if it is to be declined. */
function narrowed(offer: string): string | null {
  const [name, ...rest] = offer.split(';').map((part) => part.trim());
  if (name !== NAME) return null;
  const parameters = new Map<string, string>();
  for (const part of rest) {
    const [key = '', value = ''] = part.split('=').map((text) => text.trim());
    if (parameters.has(key) || !isAllowed(key, value)) return null;
    parameters.set(key, unquoted(value));
  }
  const bitsOf = (key: string) => Math.min(Number(parameters.get(key) || WINDOW_BITS_MAX), WINDOW_BITS_MAX);
  const accepted = [NAME, ...FLAGS, `${SERVER_BITS}=${bitsOf(SERVER_BITS)}`];
  // Only who has offered it understands it.
  if (parameters.has(CLIENT_BITS)) accepted.push(`${CLIENT_BITS}=${bitsOf(CLIENT_BITS)}`);
  return accepted.join('; ');
}

function isAllowed(key: string, value: string): boolean {
  if (FLAGS.includes(key)) return value === '';
  if (key === CLIENT_BITS && value === '') return true;
  return (key === SERVER_BITS || key === CLIENT_BITS) && isBits(unquoted(value));
}

function isBits(text: string): boolean {
  // Without leading zeros (RFC 7692, 7.1.2).
  return /^[1-9]\d?$/.test(text) && Number(text) >= WINDOW_BITS_MIN && Number(text) <= 15;
}

function unquoted(value: string): string {
  return value.replace(/^"(.*)"$/, '$1');
}
