/**
 * Passes HTTP requests on to another HTTP server and streams its answers back, holding neither.
 * Which requests those are is decided in pages.ts.
 */
import { Agent, request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { networkOf } from '#net';
import { PatientTimeout } from '#process';
import { answer } from './answer.ts';
import type { ClientAddressOf } from './client-address.ts';
import type { BridgeConfig } from '../config.ts';
import { schemeOf } from './scheme.ts';
import { streamAnswer } from './stream-answer.ts';
import {
  PASSED_ON_ANSWER_TIMEOUT_MS,
  PASSED_ON_CONNECT_TIMEOUT_MS,
  PASSED_ON_REQUESTS_MAX,
  PASSED_ON_REQUESTS_PER_CLIENT_MAX,
} from '../websocket/limits.ts';

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

/** How soon a client should try again. */
const RETRY_AFTER_SECONDS = 2;

/** What a program reads when there is no answer of the server. */
const FAILURES = {
  502: { error: 'upstream-down', text: 'The server of this path cannot be reached for now.' },
  503: { error: 'upstream-busy', text: 'Too many requests for this path are under way.' },
  504: { error: 'upstream-slow', text: 'The server of this path does not answer.' },
} as const;
type FailureStatus = keyof typeof FAILURES;

/** Answers where the server does not; null for nothing but the failure itself. */
export type Instead = (() => void) | null;

/**
 * @param origins `http://host:port`, one or more that answer the same. One that fails is not asked first again until all others have
 * failed too, and another one gets the request if it is only read.
 */
export function passOn(
  origins: readonly string[],
  clientAddressOf: ClientAddressOf,
  forwardedHeader: BridgeConfig['forwardedHeader'],
): (request: IncomingMessage, response: ServerResponse, url: URL, instead: Instead) => void {
  const agent = new Agent({ keepAlive: true, noDelay: true });
  let underWay = 0;
  /** Which of the origins is asked first. */
  let preferred = 0;
  const ofClients = new Map<string, number>();

  return (request, response, url, instead) => {
    const client = clientAddressOf(request);
    if (client === null) return void response.destroy();
    const caller = networkOf(client.address);
    const ofClient = ofClients.get(caller) ?? 0;
    const isBusy = underWay >= PASSED_ON_REQUESTS_MAX || ofClient >= PASSED_ON_REQUESTS_PER_CLIENT_MAX;
    if (isBusy) return instead === null ? answerFailure(request, response, 503) : instead();
    underWay += 1;
    ofClients.set(caller, ofClient + 1);
    const headers = requestHeaders(request, client.address, schemeOf(request, client, forwardedHeader));
    const { method } = request;
    const hasBody = headers['transfer-encoding'] !== undefined || headers['content-length'] !== undefined;
    const isRead = (method === 'GET' || method === 'HEAD') && !hasBody;
    const first = preferred;
    let count = 0;
    // What changes something cannot be asked again: it gets a connection of its own.
    let passed = ask(isRead);

    /** @param isKept whether over a connection that has served another request and is kept for this one */
    function ask(isKept: boolean): ClientRequest {
      const at = (first + count) % origins.length;
      const target = origins[at]! + url.pathname + url.search;
      const asked = httpRequest(target, { agent: isKept ? agent : false, method, headers });
      relay(response, asked, (status) => {
        // Its server may close a connection just as it is used again, which says nothing of the server.
        if (isRead && status === 502 && asked.reusedSocket) return void (passed = ask(false));
        count += 1;
        if (preferred === at) preferred = (at + 1) % origins.length;
        if (isRead && status === 502 && count < origins.length) passed = ask(true);
        else if (instead === null) answerFailure(request, response, status);
        else instead();
      });
      // Not a pipeline: that would destroy the client's connection on an error, and with it our answer.
      if (isRead) asked.end();
      else request.pipe(asked);
      return asked;
    }
    response.once('close', () => {
      underWay -= 1;
      const left = ofClients.get(caller)! - 1;
      if (left > 0) ofClients.set(caller, left);
      else ofClients.delete(caller);
      passed.destroy();
    });
  };
}

/** @param failed is called once if there is no answer and the client still waits for one */
function relay(response: ServerResponse, passed: ClientRequest, failed: (status: FailureStatus) => void): void {
  let hasFailed = false;
  const deadline = new PatientTimeout(PASSED_ON_ANSWER_TIMEOUT_MS, () => fail(504));
  const connecting = new PatientTimeout(PASSED_ON_CONNECT_TIMEOUT_MS, () => fail(502));
  passed.once('socket', (socket) => {
    const connected = () => connecting.clear();
    if (socket.connecting) socket.once('connect', connected);
    else connected();
  });
  passed.once('close', () => {
    deadline.clear();
    connecting.clear();
  });
  passed.once('response', (answered) => {
    deadline.clear();
    const { statusCode = 0, headers } = answered;
    // Node reads any number as a status, but throws when it writes one that is not of a final answer.
    if (statusCode < 200 || statusCode > 999) return fail(502);
    response.writeHead(statusCode, endToEnd(headers));
    // At once: a stream of events may send nothing for a while.
    response.flushHeaders();
    streamAnswer(answered, response);
  });
  passed.on('error', () => fail(502));
  // No other protocol was asked for.
  passed.once('upgrade', (_answered, socket) => {
    socket.destroy();
    fail(502);
  });

  function fail(status: FailureStatus): void {
    if (response.headersSent || response.destroyed) return void response.destroy();
    if (hasFailed) return;
    hasFailed = true;
    failed(status);
  }
}

/** JSON, as programs expect it below these paths; a line of text for a person who opens a page. */
function answerFailure({ headers }: IncomingMessage, response: ServerResponse, status: FailureStatus): void {
  response.setHeader('Retry-After', RETRY_AFTER_SECONDS);
  if (headers.accept?.includes('text/html') === true) answer(response, status, FAILURES[status].text);
  else answer(response, status, JSON.stringify(FAILURES[status]), 'application/json');
}

function requestHeaders(request: IncomingMessage, clientAddress: string, scheme: string): IncomingHttpHeaders {
  const headers = endToEnd(request.headers);
  for (const name of NOT_PASSED_ON) delete headers[name];
  // The body must stay framed whatever `Connection` names, or its bytes would be read as the next request.
  const { 'transfer-encoding': coding, 'content-length': length } = request.headers;
  if (coding !== undefined) headers['transfer-encoding'] = 'chunked';
  else if (length !== undefined) headers['content-length'] = length;

  headers['x-forwarded-for'] = clientAddress;
  headers['x-forwarded-proto'] = scheme;
  return headers;
}

/** The headers without those of the connection, among which a sender may name further ones. */
function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const dropped = new Set([...HOP_BY_HOP, ...named]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)));
}
