// Accepts sockets and keeps their numbers within the limits. What is said on them is connection.ts and session.ts.

import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ErrorCode } from '#protocol';
import { canonicalAddress, networkTest } from './address.ts';
import { AddressLimits } from './address-limits.ts';
import { Connection, type ConnectionParts } from './connection.ts';
import type { Logger } from './log.ts';
import { ProxyHeaderReader } from './proxy-header.ts';
import type { Sessions } from './sessions.ts';

/** Connections kept a moment beyond the limit, so that they can be told why they are turned away. */
const REFUSALS_MAX = 128;
/** Connections the kernel holds until they are accepted: a whole crowd may come at once. */
const BACKLOG = 4096;

export class Listener {
  private readonly server: Server;
  private readonly parts: ConnectionParts;
  private readonly sessions: Sessions;
  private readonly log: Logger;
  private readonly limits: AddressLimits;
  private readonly mayProxy: (address: string) => boolean;
  private idsGiven = 0;
  private isStopping = false;

  constructor(parts: ConnectionParts, sessions: Sessions, log: Logger) {
    this.parts = parts;
    this.sessions = sessions;
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

  /** From now on whoever comes is told that the server stops. */
  refuseNewcomers(): void {
    this.isStopping = true;
  }

  /** Stops listening; open connections stay. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  sweep(nowMs: number): void {
    this.limits.sweep(nowMs);
  }

  private accept(socket: Socket): void {
    // `close` follows every error and is all that matters.
    socket.on('error', () => {});
    const { clock, config } = this.parts;
    const address = canonicalAddress(socket.remoteAddress ?? '');
    const isBeyond = this.sessions.connectionCount >= config.connectionsMax + REFUSALS_MAX;
    if (isBeyond || !this.limits.admit(address, clock.now())) return void socket.resetAndDestroy();

    const connection = new Connection(socket, ++this.idsGiven, address, this.parts);
    if (this.mayProxy(address)) {
      connection.expectProxyHeader(new ProxyHeaderReader(), (named) => {
        const isAdmitted = this.limits.admit(named, clock.now());
        if (isAdmitted) this.limits.release(address);
        return isAdmitted;
      });
    }
    socket.once('close', () => this.limits.release(connection.address));
    const refusal = this.refusal();
    const session = this.sessions.begin(connection);
    if (refusal !== null) session.faulted(refusal);
  }

  private refusal(): ErrorCode | null {
    if (this.isStopping) return 'server-stopping';
    return this.sessions.connectionCount >= this.parts.config.connectionsMax ? 'server-full' : null;
  }
}
