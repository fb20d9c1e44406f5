// Accepts sockets and keeps their numbers within the limits. What is said on them is greeting.ts and session.ts.

import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ErrorCode } from '#protocol';
import { canonicalAddress, networkTest } from './address.ts';
import { AddressLimits } from './address-limits.ts';
import { Connection, type ConnectionParts } from './connection.ts';
import type { Greetings } from './greeting.ts';
import type { Logger } from './log.ts';
import type { Connected } from './metrics.ts';
import { ProxyHeaderReader } from './proxy-header.ts';

/** Connections kept a moment beyond the limit, so that they can be told why they are turned away. */
const REFUSALS_MAX = 128;
/** Connections the kernel holds until they are accepted: a whole crowd may come at once. */
const BACKLOG = 4096;

export class Listener {
  private readonly server: Server;
  private readonly parts: ConnectionParts;
  private readonly greetings: Greetings;
  private readonly log: Logger;
  private readonly limits: AddressLimits;
  private readonly mayProxy: (address: string) => boolean;
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
    const { clock, config } = this.parts;
    const address = canonicalAddress(socket.remoteAddress ?? '');
    const isBeyond = this.connections.size >= config.connectionsMax + REFUSALS_MAX;
    if (isBeyond || !this.limits.admit(address, clock.now())) return void socket.resetAndDestroy();

    const connection = new Connection(socket, ++this.idsGiven, address, this.parts);
    if (this.mayProxy(address)) {
      connection.expectProxyHeader(new ProxyHeaderReader(), (named) => {
        const isAdmitted = this.limits.admit(named, clock.now());
        if (isAdmitted) this.limits.release(address);
        return isAdmitted;
      });
    }
    socket.once('close', () => this.closed(connection));
    const refusal = this.refusal();
    this.connections.add(connection);
    this.greetings.begin(connection);
    if (refusal !== null) connection.fault(refusal);
  }

  private closed(connection: Connection): void {
    this.limits.release(connection.address);
    this.connections.delete(connection);
    if (this.leaving.delete(connection) && this.leaving.size === 0) this.allLeft();
  }

  private refusal(): ErrorCode | null {
    if (this.isStopping) return 'server-stopping';
    return this.connections.size >= this.parts.config.connectionsMax ? 'server-full' : null;
  }
}
