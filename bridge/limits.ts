/**
 * How much strangers may take of the bridge: sessions in all and per address, and the numbers no deployment changes.
 * Answering a refused handshake is left to upgrade.ts.
 */
import type { ClientAddress } from './client-address.ts';
import type { BridgeConfig } from './config.ts';
import { isLoopback, networkOf } from './ip-address.ts';

/** Connections that are not sessions: page loads, API calls, handshakes under way. */
export const HTTP_CONNECTIONS_MAX = 1024;

/** An HTTP connection on which nothing moves for this long is dropped: a reader that stopped reading, say. */
export const HTTP_IDLE_MS = 60_000;

/** How often Node looks for requests whose headers are late; its default of 30 s would make a 5 s limit a fiction. */
export const HEADER_CHECK_EVERY_MS = 500;

/** Requests being passed on to the API at once; past it 503. */
export const PASSED_ON_REQUESTS_MAX = 256;

/** The API must have begun to answer within this time; past it 504. */
export const API_ANSWER_TIMEOUT_MS = 30_000;

/** Pieces in which an unfinished message may be held: a peer that sends it byte by byte must not cost us a page each. */
export function messagePiecesMax(messageBytesMax: number): number {
  return Math.max(1024, Math.ceil(messageBytesMax / 256));
}

export type LimitName = 'sessions' | 'sessions-per-address';

/** Counts sessions in all and by network. What it holds is bounded by `sessionsMax`. */
export class SessionLimits {
  readonly #config: Pick<BridgeConfig, 'sessionsMax' | 'sessionsPerAddressMax'>;
  readonly #countByNetwork = new Map<string, number>();
  #count = 0;

  constructor(config: Pick<BridgeConfig, 'sessionsMax' | 'sessionsPerAddressMax'>) {
    this.#config = config;
  }

  /** The limit that a session of this client would break, or null. */
  brokenBy(client: ClientAddress): LimitName | null {
    if (this.#count >= this.#config.sessionsMax) return 'sessions';
    const fromThere = this.#countByNetwork.get(networkOf(client.address)) ?? 0;
    if (isCounted(client) && fromThere >= this.#config.sessionsPerAddressMax) return 'sessions-per-address';
    return null;
  }

  enter(client: ClientAddress): void {
    this.#count += 1;
    this.#add(client, 1);
  }

  /** Once for each `enter`, with the same client. */
  leave(client: ClientAddress): void {
    this.#count -= 1;
    this.#add(client, -1);
  }

  #add(client: ClientAddress, change: 1 | -1): void {
    if (!isCounted(client)) return;
    const network = networkOf(client.address);
    const count = (this.#countByNetwork.get(network) ?? 0) + change;
    if (count === 0) this.#countByNetwork.delete(network);
    else this.#countByNetwork.set(network, count);
  }
}

/** This machine's own programs (tests, load, a proxy we were not told of) are not strangers. */
function isCounted(client: ClientAddress): boolean {
  return client.forwarded || !isLoopback(client.address);
}
