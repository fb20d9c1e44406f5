/**
 * Passes HTTP requests on to another HTTP server and streams its answers back, holding neither.
 * Which requests those are is decided in pages.ts.
 */
import { Agent, request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { answer } from './answer.ts';
import type { ClientAddressOf } from './client-address.ts';
import { PASSED_ON_ANSWER_TIMEOUT_MS, PASSED_ON_REQUESTS_MAX } from '../websocket/limits.ts';

/** Headers about one connection, not the message (RFC 9110, 7.6.1). */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** What a client claims about its address: only ours is passed on. Expect has been answered by Node. */
const NOT_PASSED_ON = ['expect', 'forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

/** @param origin `http://host:port` */
export function passOn(origin: string, clientAddressOf: ClientAddressOf) {
  const agent = new Agent({ keepAlive: true, noDelay: true });
  let underWay = 0;

  return (request: IncomingMessage, response: ServerResponse, url: URL): void => {
    if (underWay >= PASSED_ON_REQUESTS_MAX) return answer(response, 503);
    underWay += 1;
    const passed = httpRequest(origin + url.pathname + url.search, {
      agent,
      method: request.method,
      headers: requestHeaders(request, clientAddressOf),
    });
    relay(request, response, passed);
    response.once('close', () => {
      underWay -= 1;
      passed.destroy();
    });
  };
}

function relay(request: IncomingMessage, response: ServerResponse, passed: ClientRequest): void {
  const deadline = setTimeout(() => fail(504), PASSED_ON_ANSWER_TIMEOUT_MS);
  passed.once('close', () => clearTimeout(deadline));
  passed.once('response', (answered) => {
    clearTimeout(deadline);
    const { statusCode = 0, headers } = answered;
    // Node reads any number as a status, but throws when it writes one that is not of a final answer.
    if (statusCode < 200 || statusCode > 999) return fail(502);
    response.writeHead(statusCode, endToEnd(headers));
    // At once: a stream of events may send nothing for a while.
    response.flushHeaders();
    pipeline(answered, response, ignoreBrokenOff);
  });
  passed.on('error', () => fail(502));
  // No other protocol was asked for.
  passed.once('upgrade', (_answered, socket) => {
    socket.destroy();
    fail(502);
  });
  // Not a pipeline: that would destroy the client's connection on an error, and with it our answer.
  request.pipe(passed);

  function fail(status: 502 | 504): void {
    if (response.headersSent || response.destroyed) response.destroy();
    else answer(response, status);
  }
}

/** The pipeline has destroyed both sides: the caller sees that the answer is not whole. */
function ignoreBrokenOff(): void {}

function requestHeaders(request: IncomingMessage, clientAddressOf: ClientAddressOf): IncomingHttpHeaders {
  const headers = endToEnd(request.headers);
  for (const name of NOT_PASSED_ON) delete headers[name];
  // The body must stay framed whatever `Connection` names, or its bytes would be read as the next request.
  const { 'transfer-encoding': coding, 'content-length': length } = request.headers;
  if (coding !== undefined) headers['transfer-encoding'] = 'chunked';
  else if (length !== undefined) headers['content-length'] = length;

  const client = clientAddressOf(request);
  if (client !== null) headers['x-forwarded-for'] = client.address;
  return headers;
}

/** The headers without those of the connection, among which a sender may name further ones. */
function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const dropped = new Set([...HOP_BY_HOP, ...named]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)));
}
