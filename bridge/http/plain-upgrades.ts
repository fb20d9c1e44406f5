/**
 * WebSocket handshakes that need no HTTP parser, which takes a tenth of the CPU of a short tunnel: all of the request has
 * come at once, nothing follows it, and it has only what every client sends. It is a part of what Node accepts; everything
 * else, and who sends nothing, is left to the HTTP server, which answers or refuses it.
 */
import { IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { HEADER_CHECK_EVERY_MS } from '../websocket/limits.ts';
import { UnorderedList } from '../unordered-list.ts';

/** Longer requests are left to the HTTP server with its limits. */
const REQUEST_BYTES_MAX = 4096;

/** A path, 2 to 40 headers without anything that Node reads in more than one way, and the blank line. */
const REQUEST = /^GET \/[\w\-.~!$&'()*+,;=:@%/?]* HTTP\/1\.1\r\n(?:[!#$%&'*+\-.^`|~\w]+:[\x20-\x7e]*\r\n){2,40}\r\n$/;
const BEFORE_URL = 'GET '.length;
const BEHIND_URL = ' HTTP/1.1'.length;
const ASKS_FOR_UPGRADE = /(?:^|,) *upgrade *(?:,|$)/i;
/** They announce a body, or an answer before it; and Node reads the last one as a list. */
const OTHER_HEADERS = ['content-length', 'transfer-encoding', 'expect', 'trailer', 'set-cookie'];

const NO_BYTES = Buffer.alloc(0);

interface Waiting {
  /** How many times it was looked at. */
  looks: number;
  readonly handOver: () => void;
}

export class PlainUpgrades {
  readonly #http: Server;
  readonly #waiting = new UnorderedList<Waiting>();
  readonly #timer: NodeJS.Timeout;
  #isStopped = false;

  /** @param http gets connections, or `upgrade` events as it would emit them */
  constructor(http: Server) {
    this.#http = http;
    this.#timer = setInterval(() => this.#look(), HEADER_CHECK_EVERY_MS).unref();
  }

  /** @param socket just accepted, not read yet */
  accept(socket: Socket): void {
    const http = this.#http;
    if (this.#isStopped) return void http.emit('connection', socket);
    const leave = (): void => {
      this.#waiting.remove(place);
      socket.off('data', onData);
      socket.off('end', destroy);
      socket.off('close', leave);
      socket.pause();
    };
    const toHttp = (): void => {
      http.emit('connection', socket);
      process.nextTick(() => socket.resume());
    };
    const onData = (chunk: Buffer): void => {
      leave();
      const request = plainUpgrade(chunk, socket);
      if (request !== null) return void http.emit('upgrade', request, socket, NO_BYTES);
      socket.unshift(chunk);
      toHttp();
    };
    const handOver = (): void => {
      leave();
      toHttp();
    };
    const place = this.#waiting.add({ looks: 0, handOver });
    socket.on('data', onData);
    socket.on('end', destroy);
    socket.on('error', destroy);
    socket.on('close', leave);
  }

  /** Leaves all that still come to the HTTP server. Those that have sent nothing wait on. */
  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#timer);
  }

  /** Only the HTTP server has a limit for the time of a request; so it gets who waits here for two intervals. */
  #look(): void {
    for (const waiting of this.#waiting) {
      waiting.looks += 1;
      if (waiting.looks > 1) waiting.handOver();
    }
  }
}

function destroy(this: Socket): void {
  this.destroy();
}

/** The request in these bytes; null if it needs the HTTP server. */
export function plainUpgrade(bytes: Buffer, socket: Socket): IncomingMessage | null {
  if (bytes.length > REQUEST_BYTES_MAX) return null;
  const text = bytes.toString('latin1');
  if (!REQUEST.test(text)) return null;
  const headers: Record<string, string> = {};
  const rawHeaders: string[] = [];
  // Node makes it from what its parser has counted.
  const headersDistinct: Record<string, string[]> = {};
  const firstEnd = text.indexOf('\r\n');
  for (let at = firstEnd + 2; at < text.length - 2;) {
    const colon = text.indexOf(':', at);
    const end = text.indexOf('\r\n', colon);
    const name = text.slice(at, colon);
    const key = name.toLowerCase();
    // Which of two counts depends on their name.
    if (key in headers) return null;
    const value = text.slice(colon + 1, end).trim();
    headers[key] = value;
    headersDistinct[key] = [value];
    rawHeaders.push(name, value);
    at = end + 2;
  }
  const { host, upgrade, connection = '' } = headers;
  if (host === undefined || upgrade?.toLowerCase() !== 'websocket' || !ASKS_FOR_UPGRADE.test(connection)) return null;
  if (OTHER_HEADERS.some((name) => name in headers)) return null;
  const request = new IncomingMessage(socket);
  request.method = 'GET';
  // A copy: a part of the text would keep all of it for as long as the tunnel lasts.
  request.url = bytes.toString('latin1', BEFORE_URL, firstEnd - BEHIND_URL);
  request.httpVersion = '1.1';
  request.httpVersionMajor = 1;
  request.httpVersionMinor = 1;
  request.headers = headers;
  request.headersDistinct = headersDistinct;
  request.rawHeaders = rawHeaders;
  request.complete = true;
  return request;
}
