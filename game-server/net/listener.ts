// Accepts sockets and keeps their number within the limits. greeting.ts and session.ts handle their messages.

import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { HourlyWarnings, networkTest, plainAddress } from '#net';
import { errorMessage, type ErrorCode } from '#protocol';
import { AddressLimits } from '../limits/address-limits.ts';
import { ADDRESS_WARNINGS } from './address-warnings.ts';
import { Connection, type ConnectionParts } from './connection.ts';
import { frameOf } from './frame.ts';
import type { Greetings } from './greeting.ts';
import type { Logger } from '../ops/log.ts';
import type { Connected } from '../ops/metrics.ts';

/** Connections that the kernel holds until they are accepted: very many may arrive at once. */
const BACKLOG = 4096;

//   accepting ──drain()──► draining ──the last of those connected then has gone──► closed
//       └──────────────────────────────────close()───────────────────────────────────▲
type ListenerState =
  | { readonly name: 'accepting' }
  | { readonly name: 'draining'; readonly leaving: Set<Connection>; readonly allLeft: () => void }
  | { readonly name: 'closed' };

export class Listener {
  private readonly server: Server;
  private readonly parts: ConnectionParts;
  private readonly greetings: Greetings;
  private readonly log: Logger;
  private readonly limits: AddressLimits;
  private readonly mayProxy: (address: string) => boolean;
  private readonly warnings: HourlyWarnings<keyof typeof ADDRESS_WARNINGS>;
  /** All open connections, including those that are closing. */
  private readonly connections = new Set<Connection>();
  /** The address that each connection counts for; none before the header of a trusted proxy has arrived. */
  private readonly counted = new Map<Connection, string>();
  private state: ListenerState = { name: 'accepting' };
  private acceptedCount = 0;

  constructor(parts: ConnectionParts, greetings: Greetings, log: Logger) {
    this.parts = parts;
    this.greetings = greetings;
    this.log = log;
    this.limits = new AddressLimits(parts.config);
    this.mayProxy = networkTest(parts.config.proxyNetworks);
    this.warnings = new HourlyWarnings(ADDRESS_WARNINGS, log, () => parts.clock.now());
    this.server = createServer({ noDelay: true }, (socket) => this.accept(socket));
  }

  /** @returns the port. @throws when it cannot listen there. */
  async listen(): Promise<number> {
    const { host, port } = this.parts.config;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen({ host, port, backlog: BACKLOG }, resolve);
    });
    this.server.on('error', (error) => this.log.error({ err: error }, 'could not accept'));
    return (this.server.address() as AddressInfo).port;
  }

  /** The current totals of all connections. */
  get connected(): Connected {
    let queuedBytes = 0;
    for (const connection of this.connections) queuedBytes += connection.queuedBytes;
    return { connections: this.connections.size, queuedBytes };
  }

  /**
   * Refuses new connections, waits until all open ones have closed, and stops listening. The sessions close them.
   */
  async drain(): Promise<void> {
    const leaving = new Set(this.connections);
    await new Promise<void>((resolve) => {
      this.state = { name: 'draining', leaving, allLeft: resolve };
      if (leaving.size === 0) resolve();
    });
    await this.close();
  }

  /** Stops listening, and resets all connections that are still open. */
  async close(): Promise<void> {
    this.state = { name: 'closed' };
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const connection of this.connections) connection.reset();
    await closed;
  }

  /** Checks the deadlines of all connections. */
  sweep(nowMs: number): void {
    for (const connection of this.connections) connection.sweep(nowMs);
    this.limits.sweep(nowMs);
  }

  private accept(socket: Socket): void {
    // `close` follows every error and is all that matters.
    socket.on('error', () => {});
    // Reset before it was accepted: there is no address to count.
    if (socket.remoteAddress === undefined) return void socket.destroy();
    const address = plainAddress(socket.remoteAddress);
    const { connectionsMax, refusalsMax } = this.parts.config;
    if (this.connections.size >= connectionsMax + refusalsMax) return this.refuseAtOnce(socket);

    const isProxy = this.mayProxy(address);
    const connection: Connection = new Connection(socket, ++this.acceptedCount, address, this.parts, (header) => {
      if (isProxy) return this.countCaller(connection, header?.address ?? null);
      if (header === null) return { address };
      this.warnings.warn('untrustedProxy', address);
      return 'proxy-refused';
    });
    // A trusted proxy serves many players: the address that a connection counts for is in its header.
    if (!isProxy && !this.count(connection, address, false)) return void socket.resetAndDestroy();
    socket.once('close', () => this.closed(connection));
    const refusal = this.refusal();
    this.connections.add(connection);
    assert(this.connections.size <= connectionsMax + refusalsMax, 'connections keep to their maximum');
    this.greetings.begin(connection);
    if (refusal !== null) connection.fault(refusal);
  }

  /** Counts a connection over a trusted proxy. @param named the client that the proxy names, null if it names none. */
  private countCaller(connection: Connection, named: string | null): { readonly address: string } | 'reset' {
    const address = named ?? connection.address;
    return this.count(connection, address, named !== null) ? { address } : 'reset';
  }

  /**
   * Counts a connection for an address.
   * @param isNamed whether a proxy named the address
   * @returns false when the address has too many
   */
  private count(connection: Connection, address: string, isNamed: boolean): boolean {
    const isAdmitted = this.limits.admit(address, this.parts.clock.now());
    if (isAdmitted) this.counted.set(connection, address);
    if (this.limits.isFull(address)) this.warnFull(address, isNamed, isAdmitted);
    return isAdmitted;
  }

  /** @param isNamed whether a proxy named the address. */
  private warnFull(address: string, isNamed: boolean, isAdmitted: boolean): void {
    if (isAdmitted) {
      if (this.limits.isExempt(address)) this.warnings.warn(isNamed ? 'namedAllFromOne' : 'allFromOne', address);
    } else {
      this.warnings.warn(isNamed ? 'namedFull' : 'addressFull', address);
    }
  }

  /**
   * Writes the code and closes at once, since there is no descriptor to spare. If the other end has sent something already,
   * this is a reset, which seldom arrives before the code.
   */
  private refuseAtOnce(socket: Socket): void {
    const code = this.refusal() ?? 'server-full';
    this.parts.metrics.errors[code]++;
    socket.write(frameOf(errorMessage(code, 0)));
    socket.destroy();
  }

  private closed(connection: Connection): void {
    const address = this.counted.get(connection);
    if (address !== undefined) this.limits.release(address);
    this.counted.delete(connection);
    this.connections.delete(connection);
    const { state } = this;
    if (state.name !== 'draining') return;
    state.leaving.delete(connection);
    if (state.leaving.size === 0) state.allLeft();
  }

  private refusal(): ErrorCode | null {
    if (this.state.name !== 'accepting') return 'server-stopping';
    return this.connections.size >= this.parts.config.connectionsMax ? 'server-full' : null;
  }
}
