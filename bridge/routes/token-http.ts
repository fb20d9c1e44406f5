/**
 * Targets by token from an HTTP server, as websockify's BaseTokenAPI and JSONTokenApi ask for them. Only the configured
 * server is asked, redirects are not followed, and what a value means is token-value.ts.
 */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { TargetAddress } from '../target/address.ts';
import { RecentAnswers } from './recent-answers.ts';
import { NOBODY, TOKEN_LENGTH_MAX, type TokenTargets } from './token-targets.ts';
import { TARGET_TEXT_LENGTH_MAX, targetOfValue } from './token-value.ts';

/** Requests under way for one route. Further clients are refused for the moment. */
const REQUESTS_MAX = 64;
/** Of these, the ones about tokens of open tunnels. */
const REQUESTS_OF_ROUND_MAX = 4;
/** Connections that are kept for the next request, and how long. They outlive the configuration by that time only. */
const IDLE_CONNECTIONS_MAX = 4;
const IDLE_MS = 1000;
/** Connections of one route, beside those for handshakes: each of these has the descriptor of its target still to come. */
export const LOOK_UP_DESCRIPTORS = IDLE_CONNECTIONS_MAX + REQUESTS_OF_ROUND_MAX;

export interface TokenHttpSettings {
  /** With `%s` where the token belongs. */
  readonly tokenUrl: string;
  readonly revokeEveryMs: number;
  /** How long the server may take to answer. */
  readonly timeoutMs: number;
}

export function tokenHttp({ tokenUrl, revokeEveryMs, timeoutMs }: TokenHttpSettings): TokenTargets {
  const ask = asker(tokenUrl, timeoutMs);
  const recent = new RecentAnswers<TargetAddress | null>();
  let underWay = 0;

  async function counted(token: string): Promise<TargetAddress | null> {
    underWay += 1;
    try {
      return await ask(token);
    } finally {
      underWay -= 1;
    }
  }

  return {
    isSecret: true,
    async targetsOf(token) {
      if (token === null || token.length > TOKEN_LENGTH_MAX) return null;
      if (underWay >= REQUESTS_MAX) return { refusal: 'over-capacity' };
      try {
        const target = await recent.of(token, () => counted(token));
        return target && { targets: [target], login: NOBODY };
      } catch (error) {
        return { refusal: 'tokens-unavailable', cause: (error as Error).message };
      }
    },
    revocation: {
      everyMs: revokeEveryMs,
      roundsMin: 1,
      async missing(tokens) {
        const left = [...tokens];
        const missing: string[] = [];
        const askInTurn = async (): Promise<void> => {
          for (let token = left.pop(); token !== undefined; token = left.pop()) {
            // One answer that fails says nothing about the others.
            const target = await ask(token).catch(() => undefined);
            if (target === null) missing.push(token);
          }
        };
        await Promise.all(Array.from({ length: REQUESTS_OF_ROUND_MAX }, askInTurn));
        return missing;
      },
    },
  };
}

/** @returns the target, or null where the server knows no such token; rejects where it gives no answer that can be used */
function asker(tokenUrl: string, timeoutMs: number): (token: string) => Promise<TargetAddress | null> {
  const isTls = tokenUrl.startsWith('https:');
  const agent = new (isTls ? HttpsAgent : HttpAgent)({
    keepAlive: true,
    maxSockets: REQUESTS_MAX,
    maxFreeSockets: IDLE_CONNECTIONS_MAX,
    timeout: IDLE_MS,
  });
  const request = isTls ? httpsRequest : httpRequest;
  return (token) =>
    new Promise((resolve, reject) => {
      // Encoded, so that a token is one part of the address whatever is in it. A function, because of `$&` in a token.
      const url = tokenUrl.replace('%s', () => encodeURIComponent(token));
      const headers = { accept: 'application/json, text/plain' };
      const signal = AbortSignal.timeout(timeoutMs);
      const fail = (error: Error): void => reject(new Error(`the server of "tokenUrl": ${messageOf(error)}`));
      // Whatever the server does: a client waits.
      signal.addEventListener('abort', () => fail(signal.reason as Error), { once: true });
      ask(agent);

      /** @param over the connections that are kept, false for a new one */
      function ask(over: HttpAgent | false): void {
        const asking = request(url, { agent: over, headers, signal }, (response) => {
          targetIn(response).then(resolve, reject);
        });
        asking.on('error', (error) => {
          // The server may close a connection just as it is used again, which says nothing of the server.
          if (asking.reusedSocket && !signal.aborted) ask(false);
          else fail(error);
        });
        // Not asked for. Node says nothing more about such a request.
        asking.on('upgrade', (_, socket) => {
          socket.destroy();
          fail(new Error('it changed the protocol'));
        });
        asking.end();
      }
    });
}

/** Statuses that say nothing about the token: the bridge itself may not ask, or not now. */
const NO_ANSWER = [401, 407, 408, 425, 429];

async function targetIn(response: IncomingMessage): Promise<TargetAddress | null> {
  const { statusCode: status = 0 } = response;
  const isUnknown = status >= 400 && status < 500 && !NO_ANSWER.includes(status);
  if (status < 200 || status > 299) {
    // The connection can be used again, unless there is too much of it.
    textOf(response).catch(() => {});
    if (isUnknown) return null;
    throw new Error(`the server of "tokenUrl" answered ${status}`);
  }
  const text = (await textOf(response)).trim();
  if (text === '') return null;
  const found = targetOfValue(text);
  if (found === null)
    throw new Error('the server of "tokenUrl" answered neither host:port nor JSON with host and port');
  return found.address;
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > TARGET_TEXT_LENGTH_MAX) throw new Error('too long');
      chunks.push(chunk);
    }
  } catch (error) {
    response.destroy();
    throw new Error(`the server of "tokenUrl": ${messageOf(error as Error)}`, { cause: error });
  }
  return Buffer.concat(chunks).toString('utf8');
}

function messageOf(error: Error): string {
  return error.name === 'AbortError' || error.name === 'TimeoutError' ? 'no answer in time' : error.message;
}
