/**
 * Connects to a target: TCP, a unix socket, or TLS over either, the first address that accepts. What is sent on
 * the connection is left to tunnel.ts.
 */
import { connect, isIP, type NetConnectOpts, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { PatientTimeout } from '#process';
import { addressText, type TargetAddress } from './address.ts';
import { FRAME_HEAD_BYTES_MAX } from '../websocket/websocket-frame.ts';

export interface DialSettings {
  readonly addresses: readonly TargetAddress[];
  /** For TLS to the target: `ca` in PEM, and whether its certificate must hold. */
  readonly tls: { readonly ca?: string; readonly serverName?: string | undefined; readonly verify: boolean } | null;
  /** For all addresses together. Each but the last has an equal share of it. */
  readonly timeoutMs: number;
  /** Called with the socket of each address when it is tried. */
  readonly onTry?: (address: TargetAddress, socket: Socket) => void;
}

/** A connection to a target. It is paused until `resume`. */
export interface Target {
  /** With `allowHalfOpen`: after its FIN it must still get what the browser has sent. It has an error listener. */
  readonly socket: Socket;
  readonly address: string;
  /** Called with what the target sends. */
  deliver: Deliver;
}

/**
 * @param chunk good until this returns or, when `isOwn`, for as long as it returned true for; then there are also
 * `FRAME_HEAD_BYTES_MAX` bytes before it that may be written to
 * @returns whether its bytes are still needed
 */
export type Deliver = (chunk: Buffer, isOwn: boolean) => boolean;

export interface Dial {
  /** Rejects with a `DialError`. */
  readonly connected: Promise<Target>;
  /** Ends the attempt. Does nothing once it is connected. */
  cancel(): void;
}

export class DialError extends Error {
  override readonly name = 'DialError';
  readonly id: 'target-unreachable' | 'target-timeout';

  constructor(id: DialError['id']) {
    super(id);
    this.id = id;
  }
}

/** As much as Node reads at once. */
const READ_BYTES_MAX = 64 * 1024;

/** A target that filled this much of a read has more: its next reads are not copied. */
const BULK_BYTES_MIN = 32 * 1024;

/**
 * Where every plain target socket reads to while little comes: its bytes are copied into a frame before the next read of
 * any socket.
 */
const sharedReadBuffer = Buffer.allocUnsafeSlow(READ_BYTES_MAX);

/** On Windows a read begins long before it ends, so there each socket needs a buffer of its own. */
const CAN_SHARE = process.platform !== 'win32';

export function dial(settings: DialSettings): Dial {
  return new Attempts(settings);
}

/** The addresses, one after the other. No async function: for a short tunnel its promises are a part of the time. */
class Attempts implements Dial {
  readonly connected: Promise<Target>;
  readonly #settings: DialSettings;
  readonly #deadline: PatientTimeout;
  readonly cancel = (): void => this.#fail('target-unreachable');
  #current: Socket | null = null;
  #over: DialError['id'] | null = null;

  constructor(settings: DialSettings) {
    this.#settings = settings;
    this.#deadline = new PatientTimeout(settings.timeoutMs, () => this.#fail('target-timeout'));
    this.connected = new Promise((resolve, reject) => this.#try(0, resolve, reject));
  }

  #try(index: number, resolve: (target: Target) => void, reject: (error: DialError) => void): void {
    const { addresses, tls, timeoutMs, onTry } = this.#settings;
    const address = addresses[index];
    if (address === undefined || this.#over !== null) {
      this.#end();
      return reject(new DialError(this.#over ?? 'target-unreachable'));
    }
    const target = tls === null ? plainTarget(address) : tlsTarget(address, tls);
    const { socket } = target;
    this.#current = socket;
    onTry?.(address, socket);
    // The last one has all the time that is left.
    const isLast = index === addresses.length - 1;
    const share = isLast ? null : new PatientTimeout(timeoutMs / addresses.length, () => socket.destroy());
    const onClose = (): void => {
      share?.clear();
      this.#try(index + 1, resolve, reject);
    };
    socket.once('close', onClose);
    socket.once(tls === null ? 'connect' : 'secureConnect', () => {
      socket.off('close', onClose);
      share?.clear();
      this.#end();
      resolve(target);
    });
  }

  #fail(id: DialError['id']): void {
    this.#over ??= id;
    this.#current?.destroy();
  }

  #end(): void {
    this.#deadline.clear();
    this.#current = null;
  }
}

function plainTarget(address: TargetAddress): Target {
  let readBuffer = smallReadBuffer();
  const onread = {
    // Asked for anew after each read.
    buffer: () => readBuffer,
    callback: (length: number, buffer: Uint8Array): boolean => {
      // One that is less than half full would hold more memory than its bytes are counted for: it is copied as well.
      const isOwn = buffer !== sharedReadBuffer && length >= buffer.length / 2;
      const isNeeded = target.deliver((buffer as Buffer).subarray(0, length), isOwn);
      if (length >= BULK_BYTES_MIN) {
        if (isNeeded || buffer === sharedReadBuffer) readBuffer = ownReadBuffer(READ_BYTES_MAX);
      } else if (isNeeded || CAN_SHARE) {
        readBuffer = smallReadBuffer();
      }
      return true;
    },
  };
  const socket = connect(
    // Not by a spread, which takes longer than all else that is done here. Node adds the last three to a copy of these
    // options, always with these values: where they are missing, V8 makes hidden classes for each socket anew, which takes
    // ten times as long as the socket.
    Object.assign(
      { allowHalfOpen: true, noDelay: true, onread, emitClose: false, autoDestroy: true, decodeStrings: false },
      address,
    ),
  );
  const target = paused(socket, address);
  return target;
}

function smallReadBuffer(): Buffer {
  return CAN_SHARE ? sharedReadBuffer : ownReadBuffer(READ_BYTES_MAX);
}

/** With room before it for the head of a frame. */
function ownReadBuffer(length: number): Buffer {
  return Buffer.allocUnsafeSlow(FRAME_HEAD_BYTES_MAX + length).subarray(FRAME_HEAD_BYTES_MAX);
}

function tlsTarget(address: TargetAddress, tls: NonNullable<DialSettings['tls']>): Target {
  const host = 'host' in address ? address.host : undefined;
  // An IP address is no server name (RFC 6066, 3); the certificate is checked against it all the same.
  const servername = tls.serverName ?? (host !== undefined && isIP(host) === 0 ? host : undefined);
  const options: ConnectionOptions & NetConnectOpts = { ...address, allowHalfOpen: true, noDelay: true };
  if (servername !== undefined) options.servername = servername;
  if (tls.ca !== undefined) options.ca = tls.ca;
  const socket = connectTls({ ...options, rejectUnauthorized: tls.verify });
  const target = paused(socket, address);
  socket.on('data', (chunk: Buffer) => void target.deliver(chunk, false));
  socket.pause();
  return target;
}

function paused(socket: Socket, address: TargetAddress): Target {
  socket.pause();
  // Each end of a socket shows as its `close`; without a listener an error would end the process.
  socket.on('error', ignoreError);
  return { socket, address: addressText(address), deliver: ignoreBytes };
}

function ignoreError(): void {}
function ignoreBytes(): boolean {
  return false;
}
