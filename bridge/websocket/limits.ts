/**
 * What clients may use of the bridge: tunnels in all and for each address, and the limits that are not settings. upgrade.ts
 * answers refused handshakes.
 */
import type { ClientAddress } from '../http/client-address.ts';
import type { BridgeConfig } from '../config.ts';
import { isLoopback, networkOf } from '#net';

/** An HTTP connection without traffic for this long is closed, for example one whose client stopped reading. */
export const HTTP_IDLE_MS = 60_000;

/** How often Node checks for late request headers. Its default of 30 s is too long for a limit of 5 s. */
export const HEADER_CHECK_EVERY_MS = 500;

/** Requests that are passed on at once; beyond it the answer is 503. */
export const PASSED_ON_REQUESTS_MAX = 256;

/** Those of one IPv4 address or IPv6 /64: slow requests of one client must leave room for others. */
export const PASSED_ON_REQUESTS_PER_CLIENT_MAX = 64;

/** The server of a request that is passed on must accept the connection within this time; otherwise the answer is 502. */
export const PASSED_ON_CONNECT_TIMEOUT_MS = 3000;

/** The server of a request that is passed on must begin its answer within this time; otherwise the answer is 504. */
export const PASSED_ON_ANSWER_TIMEOUT_MS = 30_000;

/** Fragments of an unfinished message: a peer that sends single bytes must not cost a page of memory for each. */
export function messagePiecesMax(messageBytesMax: number): number {
  return Math.max(1024, Math.ceil(messageBytesMax / 256));
}

/** Addresses whose handshakes are counted at a time. Beyond it new addresses wait for the next second. */
const COUNTED_NETWORKS_MAX = 65_536;

export type LimitName = 'over-capacity' | 'too-many-tunnels' | 'too-many-handshakes';

export type Limits = Pick<BridgeConfig, 'tunnelsMax' | 'tunnelsPerAddressMax' | 'handshakesPerSecondMax'>;

/** The places of tunnels: those of one process, or of several together. */
export interface TunnelPlaces {
  /** Counts a handshake, and takes a place for its tunnel. @returns the limit that this would exceed: then no place is taken */
  take(client: ClientAddress, limits: Limits): LimitName | null | Promise<LimitName | null>;
  /** Called once for each place that was taken, with the same client. */
  leave(client: ClientAddress): void;
}

/** Counts tunnels in all and by network, and handshakes by network and second. */
export class HandshakeLimits implements TunnelPlaces {
  readonly #now: () => number;
  /** Bounded by `tunnelsMax`. */
  readonly #tunnelsByNetwork = new Map<string, number>();
  readonly #handshakesByNetwork = new Map<string, number>();
  #secondBeganMs = -Infinity;
  #count = 0;

  /** @param now a clock in milliseconds that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  take(client: ClientAddress, limits: Limits): LimitName | null {
    const broken = this.brokenBy(client, limits);
    if (broken === null) this.enter(client);
    return broken;
  }

  /** Counts a handshake of this client. @returns the limit that a further tunnel would exceed, or null */
  brokenBy(client: ClientAddress, limits: Limits): LimitName | null {
    if (isCounted(client) && !this.#countHandshake(networkOf(client.address), limits)) return 'too-many-handshakes';
    if (this.#count >= limits.tunnelsMax) return 'over-capacity';
    const fromThere = this.#tunnelsByNetwork.get(networkOf(client.address)) ?? 0;
    if (isCounted(client) && fromThere >= limits.tunnelsPerAddressMax) return 'too-many-tunnels';
    return null;
  }

  enter(client: ClientAddress): void {
    this.#count += 1;
    this.#add(client, 1);
  }

  /** Called once for each `enter`, with the same client. */
  leave(client: ClientAddress): void {
    this.#count -= 1;
    this.#add(client, -1);
  }

  #countHandshake(network: string, { handshakesPerSecondMax }: Limits): boolean {
    const nowMs = this.#now();
    if (nowMs - this.#secondBeganMs >= 1000) {
      this.#handshakesByNetwork.clear();
      this.#secondBeganMs = nowMs;
    }
    const count = this.#handshakesByNetwork.get(network) ?? 0;
    if (count >= handshakesPerSecondMax || this.#handshakesByNetwork.size >= COUNTED_NETWORKS_MAX) return false;
    this.#handshakesByNetwork.set(network, count + 1);
    return true;
  }

  #add(client: ClientAddress, change: 1 | -1): void {
    if (!isCounted(client)) return;
    const network = networkOf(client.address);
    const count = (this.#tunnelsByNetwork.get(network) ?? 0) + change;
    if (count === 0) this.#tunnelsByNetwork.delete(network);
    else this.#tunnelsByNetwork.set(network, count);
  }
}

/** Programs of this machine (tests, load, a proxy that is not listed) are not counted. */
function isCounted(client: ClientAddress): boolean {
  return client.forwarded || !(client.address === 'unix' || isLoopback(client.address));
}
