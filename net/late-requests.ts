/**
 * Reads before it judges: Node's timers close connections whose request is late, or that were idle for too long, before
 * their sockets are read. After a stop of this process, whole requests may wait there.
 */
import type { IncomingMessage, Server } from 'node:http';

/** A connection, as much of it as is looked at. */
type Connection = Pick<IncomingMessage['socket'], 'destroyed'>;

export class LateRequests {
  readonly #newest = new WeakMap<Connection, IncomingMessage>();
  /** Connections that are being judged now. Usually there are none. */
  readonly #judged = new Set<Connection>();

  /** @param server closes an idle connection from now on two turns later, unless something has come on it */
  constructor(server: Server) {
    server.prependListener('request', (request) => this.#newest.set(request.socket, request));
    server.on('timeout', (socket) => {
      const { bytesRead } = socket;
      inTwoTurns(() => {
        if (socket.bytesRead === bytesRead) socket.destroy();
      });
    });
  }

  /** A connection is HTTP no more. To be called by who listens to `upgrade`. Nothing of its request is kept. */
  upgraded(socket: Connection): void {
    this.#judged.delete(socket);
  }

  /** @param late called two turns later, unless the request is whole then, or its connection has ended */
  judge(socket: Connection, late: () => void): void {
    const before = this.#newest.get(socket);
    const wasWhole = before?.complete ?? true;
    this.#judged.add(socket);
    inTwoTurns(() => {
      const isHttp = this.#judged.delete(socket);
      const newest = this.#newest.get(socket);
      const isWhole = newest?.complete === true && (newest !== before || !wasWhole);
      if (isHttp && !isWhole && !socket.destroyed) late();
    });
  }
}

/** All that waits in sockets is read by then. */
function inTwoTurns(go: () => void): void {
  setImmediate(() => setImmediate(go));
}
