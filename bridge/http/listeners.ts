/**
 * Accepts connections on TCP, unix sockets and systemd's sockets. Before HTTP gets one, the PROXY header of a trusted proxy
 * is removed, and TLS is recognized by its first byte.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import cluster from 'node:cluster';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import type { Server as HttpServer } from 'node:http';
import { createServer, type AddressInfo, type ListenOptions, type Server, type Socket } from 'node:net';
import type { ListenAddress } from '../target/address.ts';
import { peerOf, trustOf } from './client-address.ts';
import type { BridgeConfig } from '../config.ts';
import type { Drop } from '../ops/refusal-log.ts';
import { type Endpoint, listenOverStale, PROXY_HEADER_BYTES_MAX, readProxyHeader } from '#net';
import { PatientTimeout } from '#process';
import { UnorderedList } from '../unordered-list.ts';
import { PlainUpgrades } from './plain-upgrades.ts';
import type { TlsServer } from './tls.ts';

/** First byte of a TLS connection: a record that holds part of a handshake (RFC 8446, 5.1). */
const TLS_HANDSHAKE = 0x16;
/**
 * Connections that wait for us in the system, which may have a smaller limit of its own. Node's 511 are full when thousands
 * of clients connect again at once: those above it try again after one second, then three, then seven.
 */
const BACKLOG = 4096;
/** systemd's first socket, after standard input, output and error. */
const SYSTEMD_DESCRIPTOR_FIRST = 3;

export interface Listeners {
  /** Of the first that listens on TCP; empty and 0 if none does. */
  readonly host: string;
  readonly port: number;
  /** Accepts nothing more, and closes connections that have sent nothing; resolves when all are gone. */
  close(): Promise<void>;
  /** Ends all connections now, also those of which nothing is known yet. */
  cutOff(): void;
}

export interface ListenerParts {
  /** The configuration of this moment. */
  readonly config: () => BridgeConfig;
  readonly http: HttpServer;
  readonly tls: TlsServer | null;
  readonly proxied: ProxiedPeers;
  readonly onDrop: OnDrop;
  /** Over all addresses, asked for each connection; one more is closed at once. */
  readonly connectionsMax: () => number;
}

/** Called for a connection that is closed before it has sent a request, with the address of its peer. */
export type OnDrop = (reason: Drop, client: string, error?: Error) => void;

/** A connection, or the TLS inside of one. */
interface Open {
  readonly socket: Socket;
  /** Bytes that came before what it asks for: those of a PROXY header. */
  bytesBefore: number;
}

/** Listens on all addresses. Rejects when one cannot be listened on, and then on none. */
export async function openListeners(addresses: readonly ListenAddress[], parts: ListenerParts): Promise<Listeners> {
  const servers: Server[] = [];
  const opened = new UnorderedList<Open>();
  const secure = new UnorderedList<Open>();
  const upgrades = new PlainUpgrades(parts.http);
  parts.tls?.server.on('secureConnection', (socket) => {
    addTo(secure, socket);
    parts.proxied.addAboveTls(socket);
    parts.http.emit('connection', socket);
  });
  parts.tls?.server.on('tlsClientError', (error, socket) => {
    // A client that only hangs up has not been refused.
    if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') {
      parts.onDrop('tls-failed', peerOf(socket)?.address ?? socket.remoteAddress ?? '', error);
    }
    // Past the time of its handshake it is still open.
    socket.destroy();
  });
  try {
    for (const options of addresses.flatMap(listenOptions))
      servers.push(await listen(options, parts, opened, upgrades));
  } catch (error) {
    for (const server of servers) server.close();
    upgrades.stop();
    throw error;
  }
  const first = servers.map((server) => server.address()).find((bound) => typeof bound === 'object');
  const { address: host, port } = (first ?? { address: '', port: 0 }) as Pick<AddressInfo, 'address' | 'port'>;
  return {
    host,
    port,
    async close() {
      const closed = servers.map((server) => once(server.close(), 'close'));
      upgrades.stop();
      // What has come already is read in the next turn: that is answered.
      setImmediate(() => setImmediate(() => [...opened, ...secure].forEach(destroyUnused)));
      await Promise.all(closed);
    },
    cutOff() {
      for (const { socket } of opened) socket.destroy();
    },
  };
}

function listenOptions(address: ListenAddress): (ListenOptions | { fd: number })[] {
  if (!('systemd' in address)) return [{ ...address, backlog: BACKLOG }];
  const count = process.env['LISTEN_PID'] === String(process.pid) ? Number(process.env['LISTEN_FDS']) : 0;
  if (!(count > 0)) throw new Error('systemd has handed over no socket');
  return Array.from({ length: count }, (_, index) => ({ fd: SYSTEMD_DESCRIPTOR_FIRST + index }));
}

async function listen(
  options: ListenOptions | { fd: number },
  parts: ListenerParts,
  opened: UnorderedList<Open>,
  upgrades: PlainUpgrades,
): Promise<Server> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    if (opened.size >= parts.connectionsMax()) {
      parts.onDrop('connections-full', socket.remoteAddress ?? '');
      return void socket.destroy();
    }
    accept(addTo(opened, socket), parts, upgrades);
  });
  const { unixMode } = parts.config();
  await listenOverStale('path' in options ? options.path : undefined, () => {
    withMode(unixMode, () => server.listen(options));
    return once(server, 'listening');
  });
  // One of several processes: the first one has made it.
  if (unixMode !== null && 'path' in options && cluster.isWorker) await chmod(options.path!, unixMode);
  return server;
}

function addTo(list: UnorderedList<Open>, socket: Socket): Open {
  const place = list.add({ socket, bytesBefore: 0 });
  socket.once('close', () => list.remove(place));
  return place.each;
}

/** Browsers open spare connections: those have nothing to lose in a drain, which would wait for them. */
function destroyUnused({ socket, bytesBefore }: Open): void {
  if (socket.bytesRead <= bytesBefore) socket.destroy();
}

function accept(open: Open, { config, http, tls, proxied, onDrop }: ListenerParts, upgrades: PlainUpgrades): void {
  const { socket } = open;
  const { acceptProxyHeader, trust, headerTimeoutMs, tls: tlsConfig } = config();
  if (!acceptProxyHeader && tls === null) return upgrades.accept(socket);

  socket.on('error', () => socket.destroy());
  const peer = peerOf(socket);
  const drop = (reason: Drop) => {
    onDrop(reason, peer?.address ?? '');
    return destroyed(socket);
  };
  // Browsers open spare connections, and health checks send nothing: those are not refused.
  const deadline = new PatientTimeout(headerTimeoutMs, () =>
    socket.bytesRead > 0 ? drop('silent') : socket.destroy(),
  );
  socket.once('close', () => deadline.clear());
  const hasHeader = acceptProxyHeader && peer !== null && trustOf(trust)(peer.address);
  firstBytes(socket, (bytes) => {
    let rest = bytes;
    let source: Endpoint | null = null;
    if (hasHeader) {
      const header = readProxyHeader(bytes);
      if (header.name === 'incomplete' && bytes.length < PROXY_HEADER_BYTES_MAX) return null;
      if (header.name !== 'header') return drop('no-proxy-header');
      source = header.source;
      open.bytesBefore = header.byteLength;
      rest = bytes.subarray(header.byteLength);
      // Whether TLS follows is seen by the byte behind the header.
      if (rest.length === 0 && tls !== null) return null;
    }
    deadline.clear();
    const isTls = tls !== null && rest[0] === TLS_HANDSHAKE;
    if (!isTls && tlsConfig?.only) return drop('not-tls');
    const to = isTls ? tls.server : http;
    return { rest, handOver: () => proxied.handOver(socket, source, to) };
  });
}

interface Decision {
  readonly rest: Buffer;
  readonly handOver: () => void;
}

/** Collects the first bytes of a socket until its server is known, then hands it over as if nothing had been read. */
function firstBytes(socket: Socket, decide: (bytes: Buffer) => Decision | 'destroyed' | null): void {
  let bytes: Buffer = Buffer.alloc(0);
  const onData = (chunk: Buffer): void => {
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    const decision = decide(bytes);
    if (decision === null || decision === 'destroyed') return;
    socket.off('data', onData);
    socket.off('end', onEnd);
    socket.pause();
    if (decision.rest.length > 0) socket.unshift(decision.rest);
    decision.handOver();
    process.nextTick(() => socket.resume());
  };
  const onEnd = (): void => void socket.destroy();
  socket.on('data', onData);
  socket.on('end', onEnd);
}

function destroyed(socket: Socket): 'destroyed' {
  socket.destroy();
  return 'destroyed';
}

/**
 * The peers that PROXY headers named. TLS makes a new socket of each connection, and a unix socket has no port by which to
 * find it: the new socket finishes its handshake in the asynchronous context in which the old one was handed over.
 */
export class ProxiedPeers {
  readonly #sources = new WeakMap<Socket, Endpoint>();
  readonly #belowTls = new AsyncLocalStorage<Endpoint>();

  /** @param source null where the header named no address, or there was none */
  handOver(socket: Socket, source: Endpoint | null, to: Pick<Server, 'emit'>): void {
    if (source === null) return void to.emit('connection', socket);
    this.#sources.set(socket, source);
    this.#belowTls.run(source, () => to.emit('connection', socket));
  }

  /** @param socket the TLS socket of the one that was handed over; call it in the context of that one */
  addAboveTls(socket: Socket): void {
    const source = this.#belowTls.getStore();
    if (source !== undefined) this.#sources.set(socket, source);
  }

  readonly of = (socket: Socket): Endpoint | null => this.#sources.get(socket) ?? null;
}

/** @param begin makes the files that get this mode at once: they never have another */
function withMode(mode: string | null, begin: () => void): void {
  if (mode === null) return begin();
  const umask = process.umask(0o777 & ~Number.parseInt(mode, 8));
  begin();
  process.umask(umask);
}
