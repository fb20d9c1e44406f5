// A TCP proxy that makes a good line a bad one, both ways: to play, or to test, as somebody far away. What the line does
// is link-profile.ts. It keeps little: a side that does not read slows the other down, as over a real line.

import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { LinkLane, type LinkProfile } from './link-profile.ts';

export interface Address {
  readonly host?: string | undefined;
  readonly port: number;
}

export interface SlowLink {
  /** The one that was picked when 0 was asked for. */
  readonly port: number;
  /** Bytes that are on the way at this moment, over all connections. */
  readonly queuedBytes: number;
  /**
   * From now on the connections of this moment carry nothing, and neither side is told; those made later are as good as
   * ever. So it is when a phone changes from one network to another.
   */
  fallSilent(): void;
  /** Cuts all connections and frees the port. */
  close(): Promise<void>;
}

/** More are turned away. */
const CONNECTIONS_MAX = 256;
/** On the way in one direction of a connection; past it the sender is not read. */
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
      // What has been sent before an orderly end still arrives.
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

  /** One side is gone; the other never hears of it when the line is silent. */
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
