// Accepts sockets and keeps their numbers within the limits. What is said on them is greeting.ts and session.ts.

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
import { ProxyHeaderReader } from './proxy-header.ts';

/** Connections the kernel holds until they are accepted: a whole crowd may come at once. */
const BACKLOG = 4096;

export class Listener {
  private readonly server: Server;
  private readonly parts: ConnectionParts;
  private readonly greetings: Greetings;
  private readonly log: Logger;
  private readonly limits: AddressLimits;
  private readonly mayProxy: (address: string) => boolean;
  private readonly warnings: HourlyWarnings<keyof typeof ADDRESS_WARNINGS>;
  /** Connections whose address has been counted in, and has to be counted out. */
  private readonly admitted = new Set<Connection>();
  /** All that are open, those that are closing included. */
  private readonly connections = new Set<Connection>();
  /** Those that were here when draining began, and what happens when the last of them has gone. */
  private leaving = new Set<Connection>();
  private allLeft: () => void = () => {};
  private idsGiven = 0;
  private isStopping = false;

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

  /** What the connections hold now. */
  get connected(): Connected {
    let queuedBytes = 0;
    for (const connection of this.connections) queuedBytes += connection.queuedBytes;
    return { connections: this.connections.size, queuedBytes };
  }

  /**
   * Waits until all who are here now have gone, telling newcomers that the server stops; then stops listening. That they
   * go is up to others.
   */
  async drain(): Promise<void> {
    this.isStopping = true;
    this.leaving = new Set(this.connections);
    if (this.leaving.size > 0) await new Promise<void>((resolve) => (this.allLeft = resolve));
    await this.close();
  }

  /** Stops listening, and resets whoever is still here. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const connection of this.connections) connection.reset();
    await closed;
  }

  /** Looks at everybody's deadlines. */
  sweep(nowMs: number): void {
    for (const connection of this.connections) connection.sweep(nowMs);
    this.limits.sweep(nowMs);
  }

  private accept(socket: Socket): void {
    // `close` follows every error and is all that matters.
    socket.on('error', () => {});
    // Reset before it was accepted: there is nobody, and no address to count.
    if (socket.remoteAddress === undefined) return void socket.destroy();
    const address = plainAddress(socket.remoteAddress);
    const { connectionsMax, refusalsMax } = this.parts.config;
    if (this.connections.size >= connectionsMax + refusalsMax) return this.refuseAtOnce(socket);

    const connection = new Connection(socket, ++this.idsGiven, address, this.parts);
    const isProxy = this.mayProxy(address);
    // A trusted proxy carries many players: what its connections count as is known when the header is there.
    if (!isProxy && !this.admit(connection)) return void socket.resetAndDestroy();
    connection.expectProxyHeader(new ProxyHeaderReader(), (named, hasHeader) => {
      if (isProxy) {
        if (named !== null) connection.address = named;
        return this.admit(connection, named !== null);
      }
      if (!hasHeader) return true;
      this.warnings.warn('untrustedProxy', address);
      return 'proxy-refused';
    });
    socket.once('close', () => this.closed(connection));
    const refusal = this.refusal();
    this.connections.add(connection);
    this.greetings.begin(connection);
    if (refusal !== null) connection.fault(refusal);
  }

  /** Counts a connection to its address. @returns false when the address has too many. */
  private admit(connection: Connection, isNamed = false): boolean {
    const { address } = connection;
    const isAdmitted = this.limits.admit(address, this.parts.clock.now());
    if (isAdmitted) this.admitted.add(connection);
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
   * Without a descriptor to spare: the code goes to the system and the connection ends in the same moment. What the other
   * end has already sent makes that a reset, which seldom overtakes the code.
   */
  private refuseAtOnce(socket: Socket): void {
    const code = this.refusal() ?? 'server-full';
    this.parts.metrics.errors[code]++;
    socket.write(frameOf(errorMessage(code, 0)));
    socket.destroy();
  }

  private closed(connection: Connection): void {
    if (this.admitted.delete(connection)) this.limits.release(connection.address);
    this.connections.delete(connection);
    if (this.leaving.delete(connection) && this.leaving.size === 0) this.allLeft();
  }

  private refusal(): ErrorCode | null {
    if (this.isStopping) return 'server-stopping';
    return this.connections.size >= this.parts.config.connectionsMax ? 'server-full' : null;
  }
}
