/** What a bridge knows of one target of one route: its open connections, and whether it accepts. */
import type { Socket } from 'node:net';
import type { Logger } from '#process';
import { addressText, type TargetAddress } from './address.ts';
import type { Candidate } from './turn.ts';

/** Without checks, a target that has failed is left out for this long. */
const LEFT_OUT_MS = 5000;

const OWN_ERRORS = ['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL'];

const LATE = 'it did not accept in time';

/** What breaks later, when the target has accepted. */
const LATER_CALLS = ['read', 'write', 'shutdown'];

/** Called where no failure of the target counts: nobody else would say why it does not accept. */
export type OnRefused = (state: TargetState, error: Error) => void;

/** Whether this machine could not connect, which says nothing about the target. */
export function isOurOwn(error: NodeJS.ErrnoException | null): boolean {
  return OWN_ERRORS.includes(error?.code ?? '');
}

export class TargetState implements Candidate {
  readonly route: string;
  readonly address: TargetAddress;
  readonly text: string;
  /** Connections to it that are open or being opened. */
  sessions = 0;
  /** How many times it went down. */
  downs = 0;
  /** Whether checks decide when it is up again. */
  isChecked = false;
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #onLeft: (state: TargetState) => void;
  readonly #onRefused: OnRefused;
  #downUntilMs: number | null = null;

  /** @param parts `onLeft` is called when a connection has ended */
  constructor(
    route: string,
    address: TargetAddress,
    {
      log,
      now,
      onLeft,
      onRefused,
    }: { log: Logger; now: () => number; onLeft: (state: TargetState) => void; onRefused: OnRefused },
  ) {
    this.route = route;
    this.address = address;
    this.text = addressText(address);
    this.#log = log;
    this.#now = now;
    this.#onLeft = onLeft;
    this.#onRefused = onRefused;
  }

  /** Whether it failed last. */
  get hasFailed(): boolean {
    return this.#downUntilMs !== null;
  }

  /** Whether it may be tried: it has not failed, or long ago. */
  get isUp(): boolean {
    return this.#downUntilMs === null || (!this.isChecked && this.#now() >= this.#downUntilMs);
  }

  /**
   * Counts a connection that begins now, and marks the target if it does not accept.
   * @param marks null where failures do not count; otherwise tells whether the attempt was cancelled by the client
   */
  watch(socket: Socket, connectEvent: 'connect' | 'secureConnect', marks: (() => boolean) | null): void {
    this.sessions += 1;
    // One function for all sockets: thousands may be open.
    if (marks === null) socket.on('error', this.#broken);
    else this.#watchStart(socket, connectEvent, marks);
    socket.once('close', this.#left);
  }

  #watchStart(socket: Socket, connectEvent: 'connect' | 'secureConnect', isCancelled: () => boolean): void {
    let error: NodeJS.ErrnoException | null = null;
    const onError = (thrown: Error) => (error ??= thrown);
    const onClose = () => {
      if (!isCancelled() && !isOurOwn(error)) this.failed(error?.message ?? LATE);
    };
    socket.once('error', onError);
    socket.once('close', onClose);
    socket.once(connectEvent, () => {
      socket.off('error', onError);
      socket.off('close', onClose);
      if (!this.isChecked) this.accepted();
    });
  }

  /** Logged when it changes, not for each client. */
  failed(cause: string): void {
    const isNew = !this.hasFailed;
    this.#downUntilMs = this.#now() + LEFT_OUT_MS;
    if (!isNew) return;
    this.downs += 1;
    this.#log.warn({ route: this.route, target: this.text, cause }, 'target down');
  }

  accepted(): void {
    if (!this.hasFailed) return;
    this.#downUntilMs = null;
    this.#log.info({ route: this.route, target: this.text }, 'target up');
  }

  readonly #broken = (error: NodeJS.ErrnoException): void => {
    if (!LATER_CALLS.includes(error.syscall ?? '')) this.#onRefused(this, error);
  };

  readonly #left = (): void => {
    this.sessions -= 1;
    this.#onLeft(this);
  };
}
