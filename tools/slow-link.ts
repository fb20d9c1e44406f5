// A TCP proxy that delays, jitters, stalls and limits both directions, as a distant server would. link-profile.ts has the
// arithmetic. The proxy buffers little: a side that does not read slows down the other side, as on a real network.

import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { LinkLane, type LinkProfile } from './link-profile.ts';

export interface Address {
  readonly host?: string | undefined;
  readonly port: number;
}

export interface SlowLink {
  /** The actual port, also when 0 was given. */
  readonly port: number;
  /** Bytes that are on the way now, over all connections. */
  readonly queuedBytes: number;
  /**
   * From now on the present connections carry nothing, and neither side notices. New connections work. This is what
   * happens when a phone changes from one network to another.
   */
  fallSilent(): void;
  /** Cuts all connections and frees the port. */
  close(): Promise<void>;
}

/** Connections beyond it are rejected. */
const CONNECTIONS_MAX = 256;
/** Most bytes on the way in one direction of a connection. Beyond it the proxy does not read from the sender. */
export const QUEUED_BYTES_MAX = 256 * 1024;

/** Listens until it is closed. @throws when it cannot listen. */
export async function startSlowLink(listen: Address, to: Address, profile: LinkProfile): Promise<SlowLink> {
  const pairs = new Set<readonly [Lane, Lane]>();
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ host: to.host ?? '127.0.0.1', port: to.port, allowHalfOpen: true });
    const pair = [new Lane(near, far, profile), new Lane(far, near, profile)] as const;
    pairs.add(pair);
    far.once('close', () => pairs.delete(pair));
  });
  server.maxConnections = CONNECTIONS_MAX;
  server.listen({ host: listen.host, port: listen.port });
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get queuedBytes() {
      return [...pairs].flat().reduce((sum, lane) => sum + lane.queuedBytes, 0);
    },
    fallSilent() {
      for (const lane of [...pairs].flat()) lane.fallSilent();
    },
    close: () => closeAll(server, pairs),
  };
}

async function closeAll(server: Server, pairs: Iterable<readonly [Lane, Lane]>): Promise<void> {
  server.close();
  for (const [lane] of pairs) lane.cut();
  await once(server, 'close');
}

interface Parcel {
  readonly dueMs: number;
  /** Null is the end of the stream. */
  readonly bytes: Buffer | null;
}

/** One direction of one connection. When a side breaks, so does the other. */
class Lane {
  queuedBytes = 0;
  private readonly from: Socket;
  private readonly to: Socket;
  private readonly lane: LinkLane;
  private readonly parcels: Parcel[] = [];
  private timer: NodeJS.Timeout | undefined;
  private isSilent = false;

  constructor(from: Socket, to: Socket, profile: LinkProfile) {
    this.from = from;
    this.to = to;
    this.lane = new LinkLane(profile, Math.random);
    to.setNoDelay();
    from.on('data', (bytes) => this.take(bytes));
    from.once('end', () => this.take(null));
    from.on('error', () => this.broken());
    from.once('close', () => {
      // Bytes that were sent before an orderly end still arrive.
      if (!from.readableEnded || to.destroyed) this.broken();
    });
  }

  fallSilent(): void {
    this.isSilent = true;
    clearTimeout(this.timer);
    this.parcels.length = 0;
    this.queuedBytes = 0;
    this.from.resume();
  }

  cut(): void {
    clearTimeout(this.timer);
    for (const side of [this.from, this.to]) {
      if (side.connecting) side.destroy();
      else side.resetAndDestroy();
    }
  }

  /** One side is gone. The other side does not notice while the link is silent. */
  private broken(): void {
    if (!this.isSilent) this.cut();
  }

  private take(bytes: Buffer | null): void {
    if (this.isSilent) return;
    const length = bytes?.length ?? 0;
    this.parcels.push({ bytes, dueMs: this.lane.arrivesMs(performance.now(), length) });
    this.queuedBytes += length;
    if (this.queuedBytes > QUEUED_BYTES_MAX) this.from.pause();
    if (this.parcels.length === 1) this.wait();
  }

  private wait(): void {
    const [next] = this.parcels;
    if (next === undefined || this.to.destroyed) return;
    this.timer = setTimeout(() => this.deliver(next), Math.max(0, next.dueMs - performance.now()));
  }

  private deliver({ bytes }: Parcel): void {
    if (bytes === null) return void this.to.end();
    const goesOn = this.to.write(bytes);
    this.parcels.shift();
    this.queuedBytes -= bytes.length;
    if (this.queuedBytes <= QUEUED_BYTES_MAX) this.from.resume();
    if (goesOn) this.wait();
    else this.to.once('drain', () => this.wait());
  }
}
