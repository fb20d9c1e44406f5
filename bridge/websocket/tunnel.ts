/**
 * One browser and one target: opens the two directions between them, and ends the one side when the other has ended. The
 * directions themselves are relay-to-target.ts and relay-to-browser.ts. upgrade.ts decides which callers get a tunnel;
 * tunnels.ts counts and logs them.
 *
 *              target accepted            a cause to end          browser gone               target gone
 *     dialing ───────────────▶ relaying ───────────────▶ closing ─────────────▶ target-left ────────────▶ ended
 *      │  │                                                 │                       ▲                      ▲
 *      │  │ target refused                     target gone  ▼                       │                      │
 *      │  └──────────────────────────────────────────▶ browser-left ────────────────┼─ browser gone ───────┤
 *      │ browser gone                                              target accepted  │                      │
 *      └────────────────────────────────────────────────────────▶ cancelled ────────┴─ target refused ─────┘
 *
 * The first cause decides how a tunnel ends. A tunnel that is closing is half-closed: what the other side still sends
 * is relayed, also to a browser that has sent its FIN without a Close frame. With a cause while dialing, as in a drain, the
 * target that accepts leads to closing at once.
 */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { PatientTimeout } from '#process';
import { type Browser, CLOSE_TIMEOUT_MS } from './browser-socket.ts';
import { CLOSES, closeOfViolation, type AnnouncedCloseId, type CloseId } from './close-codes.ts';
import { DialError, type Dial, type Target } from '../target/dial.ts';
import { Heartbeat } from './heartbeat.ts';
import { watchIdle } from './idle-watch.ts';
import { noTraffic, type Relay, type Traffic } from './relay.ts';
import { RelayToBrowser } from './relay-to-browser.ts';
import { RelayToTarget } from './relay-to-target.ts';
import { watchText } from './text-watch.ts';

/** How the target's side ended: by its own FIN, by a broken connection, by us, or it never began. */
export type TargetEnd = 'closed' | 'reset' | 'cut-off' | 'never-connected';

/** How a tunnel ended. */
export interface TunnelEnd extends Readonly<Traffic> {
  readonly id: CloseId;
  readonly code: number;
  readonly targetEnd: TargetEnd;
  /** Address of the target that accepted, null if none did. */
  readonly target: string | null;
  /** The round-trip time of the last ping that was answered, null if none was. */
  readonly rttMs: number | null;
}

export interface TunnelParts extends Omit<Relay, 'traffic' | 'close'> {
  /** Just opened, not read yet. */
  readonly browser: Browser;
  /** The connection below `browser`: whole frames may be written to it between those of `browser`. */
  readonly wire: Duplex;
  readonly dial: Dial;
  /** Sent to the target before the browser's first byte. */
  readonly preamble: Buffer | null;
  /** Of all tunnels of the route together. */
  readonly traffic: Traffic;
  /** Called with the round-trip time of each ping, and with the time waited for one that was not answered. */
  readonly onRtt: (rttMs: number) => void;
}

interface Cause {
  readonly id: CloseId;
  readonly code: number;
}

/** A target that has accepted, and what is relayed to it and from it. */
interface Link {
  readonly socket: Socket;
  readonly address: string;
  readonly toTarget: RelayToTarget;
  readonly toBrowser: RelayToBrowser;
  end: TargetEnd;
}

type TunnelState =
  /** The browser is not read yet: what it sends waits in its own socket. It may be closing already. */
  | { readonly name: 'dialing'; readonly preamble: Buffer | null; readonly cause: Cause | null }
  | { readonly name: 'relaying'; readonly link: Link }
  | { readonly name: 'closing'; readonly link: Link; readonly cause: Cause }
  /** The target has `lingerMs` to close after our FIN. */
  | { readonly name: 'target-left'; readonly link: Link; readonly cause: Cause; readonly linger: PatientTimeout }
  /** The browser has 30 s to take what is queued for it and to answer the Close frame. */
  | { readonly name: 'browser-left'; readonly link: Link | null; readonly cause: Cause }
  /** The browser is gone; the target may have accepted before the dial could be cancelled. */
  | { readonly name: 'cancelled'; readonly preamble: Buffer | null; readonly cause: Cause }
  | { readonly name: 'ended' };

const ABNORMAL_CLOSURE = 1006;

/** The system asks a target that has been silent for this long, and then each second, ten times, whether it is still there. */
const KEEP_ALIVE_AFTER_MS = 60_000;

export class Tunnel {
  /** Resolves once both sides are gone. */
  readonly ended: Promise<TunnelEnd>;
  readonly #browser: Browser;
  readonly #wire: Duplex;
  readonly #dial: Dial;
  readonly #relay: Relay;
  readonly #heartbeat: Heartbeat;
  readonly #stopIdleWatch: () => void;
  #leaveTimer: PatientTimeout | null = null;
  /** Whether the browser has sent its FIN without a Close frame, and gets what the target still sends. */
  #isHalfClosed = false;
  #resolveEnded: (end: TunnelEnd) => void = () => {};
  #state: TunnelState;

  constructor({ browser, wire, dial, preamble, onRtt, frames, limits, recording, traffic: ofRoute }: TunnelParts) {
    const ofTunnel = noTraffic();
    this.#browser = browser;
    this.#wire = wire;
    this.#dial = dial;
    const close = (id: AnnouncedCloseId) => this.close(id);
    this.#relay = { frames, limits, recording, traffic: { ofTunnel, ofRoute }, close };
    this.#state = { name: 'dialing', preamble, cause: null };
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve));
    this.#heartbeat = new Heartbeat({
      browser,
      everyMs: limits.pingEveryMs,
      isHeldBack: () => this.#isHeldBack(),
      // Not at the start: most tunnels are too short to need it, and it takes four system calls.
      onDue: () => void this.#link()?.socket.setKeepAlive(true, KEEP_ALIVE_AFTER_MS),
      onRtt,
      onSilent: () => this.#browserSilent(),
    });
    const { idleTimeoutMs } = limits;
    const messages = () => ofTunnel.messagesToTarget + ofTunnel.messagesToBrowser;
    this.#stopIdleWatch =
      idleTimeoutMs === null ? () => {} : watchIdle(messages, idleTimeoutMs, () => this.close('idle'));

    browser.onHalfClose = () => this.#browserHalfClosed();
    browser.on('error', (error) => this.#browserFailed(error));
    browser.on('close', (code) => this.#browserGone(code));
    wire.on('end', () => this.#browserEnded());
    browser.pause();
    dial.connected.then(
      (target) => this.#targetAccepted(target),
      (error: unknown) => this.#targetRefused(error),
    );
  }

  /** What was relayed so far; it goes on being counted. */
  get traffic(): Readonly<Traffic> {
    return this.#relay.traffic.ofTunnel;
  }

  /** The round-trip time of the last ping that was answered, null if none was. */
  get rttMs(): number | null {
    return this.#heartbeat.rttMs;
  }

  /** Address of the target that accepted, null before one has. */
  get target(): string | null {
    return this.#link()?.address ?? null;
  }

  /** `closing`: a cause to end it is known, and what is queued is still sent. */
  get phase(): 'dialing' | 'open' | 'closing' {
    const state = this.#state;
    if (state.name === 'relaying') return 'open';
    return state.name === 'dialing' && state.cause === null ? 'dialing' : 'closing';
  }

  /** Bytes that wait for a side to take them. */
  get queuedBytes(): { readonly toTarget: number; readonly toBrowser: number } {
    const link = this.#link();
    // With what `ws` has still to compress.
    const toBrowser = this.#browser.bufferedAmount + (link?.toBrowser.heldBytes ?? 0);
    return { toTarget: link?.toTarget.queuedBytes ?? 0, toBrowser };
  }

  /** Ends the tunnel in order: all bytes sent so far arrive, then the Close frame. The cause of the first call counts. */
  close(id: AnnouncedCloseId): void {
    const { code, reason } = CLOSES[id];
    if (!this.#decide({ id, code }) && !this.#isHalfClosed) return;
    this.#link()?.toBrowser.flush();
    this.#browser.close(code, reason);
  }

  /** Ends the tunnel at once; queued bytes are lost. */
  destroy(): void {
    this.#decide({ id: 'browser-lost', code: ABNORMAL_CLOSURE });
    this.#browser.terminate();
    this.#dial.cancel();
    this.#link()?.socket.destroy();
  }

  /** @returns whether this is the first cause to end the tunnel: only that one counts */
  #decide(cause: Cause): boolean {
    const state = this.#state;
    if (state.name === 'dialing' && state.cause === null)
      this.#state = { name: 'dialing', preamble: state.preamble, cause };
    else if (state.name === 'relaying') this.#state = { name: 'closing', link: state.link, cause };
    else return false;
    return true;
  }

  #targetAccepted(target: Target): void {
    const state = this.#state;
    if (state.name !== 'dialing' && state.name !== 'cancelled') return void target.socket.destroy();
    const { cause, preamble } = state;
    const link = this.#open(target);
    const { socket } = target;
    if (preamble !== null) socket.write(preamble);
    if (state.name === 'cancelled') this.#leaveTarget(link, state.cause);
    else this.#state = cause === null ? { name: 'relaying', link } : { name: 'closing', link, cause };
    // It may have broken before its events had a listener.
    if (socket.destroyed) {
      this.#targetBroke(link);
      this.#targetGone();
      return;
    }
    socket.resume();
    this.#browser.resume();
  }

  #open(target: Target): Link {
    const { socket, address } = target;
    const toTarget = new RelayToTarget(this.#browser, socket, this.#relay);
    const onTaken = () => this.#heartbeat.heard();
    const toBrowser = new RelayToBrowser(this.#browser, this.#wire, socket, this.#relay, onTaken);
    const link: Link = { socket, address, toTarget, toBrowser, end: 'cut-off' };
    target.deliver = toBrowser.deliver;
    const isMirror = this.#relay.limits.text === 'mirror';
    if (isMirror) watchText(this.#wire, () => this.#textInvalid());
    this.#browser.on('message', (data, isBinary) => {
      this.#heartbeat.heard();
      if (isMirror) toBrowser.preferText(!isBinary);
      toTarget.send(data, isBinary);
    });
    socket.on('end', () => {
      link.end = 'closed';
      this.close('target-closed');
    });
    socket.on('error', () => this.#targetBroke(link));
    socket.on('close', () => this.#targetGone());
    return link;
  }

  #targetRefused(error: unknown): void {
    this.close(error instanceof DialError ? error.id : 'target-unreachable');
    this.#targetGone();
  }

  #targetBroke(link: Link): void {
    link.end = 'reset';
    this.close('target-reset');
  }

  /** The target is gone, or never was there. */
  #targetGone(): void {
    this.close('target-reset');
    const state = this.#state;
    if (state.name === 'dialing' && state.cause !== null) {
      this.#state = { name: 'browser-left', link: null, cause: state.cause };
      this.#browser.resume();
    } else if (state.name === 'closing') {
      this.#state = { name: 'browser-left', link: state.link, cause: state.cause };
      state.link.toTarget.targetGone();
    } else if (state.name === 'target-left') {
      state.linger.clear();
      this.#end(state.cause, state.link);
    } else if (state.name === 'cancelled') {
      this.#end(state.cause, null);
    }
  }

  /** A protocol violation: the Close frame for it has been sent. */
  #browserFailed(error: Error): void {
    const id = closeOfViolation(error);
    if (id !== null) this.#decide({ id, code: CLOSES[id].code });
  }

  /** As for other violations: without a reason. */
  #textInvalid(): void {
    const { code } = CLOSES['not-utf8'];
    if (this.#decide({ id: 'not-utf8', code })) this.#browser.close(code);
  }

  #browserSilent(): void {
    this.#decide({ id: 'browser-silent', code: ABNORMAL_CLOSURE });
    this.#browser.terminate();
  }

  /** The target gets our FIN too, and has `lingerMs` to answer. @returns whether there is one */
  #browserHalfClosed(): boolean {
    const state = this.#state;
    if (state.name !== 'relaying') return false;
    this.#decide({ id: 'browser-lost', code: ABNORMAL_CLOSURE });
    this.#isHalfClosed = true;
    this.#heartbeat.stop();
    const { socket } = state.link;
    socket.end();
    this.#leaveTimer = new PatientTimeout(this.#relay.limits.lingerMs, () => socket.destroy());
    return true;
  }

  /** It sends nothing more, and gets what is queued for it. */
  #browserEnded(): void {
    if (this.#wire.destroyed || this.#isHalfClosed) return;
    this.#leaveTimer = new PatientTimeout(CLOSE_TIMEOUT_MS, () => this.#browser.terminate());
  }

  #browserGone(code: number): void {
    this.#leaveTimer?.clear();
    this.#heartbeat.stop();
    this.#stopIdleWatch();
    this.#decide({ id: code === ABNORMAL_CLOSURE ? 'browser-lost' : 'browser-closed', code });
    const state = this.#state;
    if (state.name === 'dialing' && state.cause !== null) {
      this.#state = { name: 'cancelled', preamble: state.preamble, cause: state.cause };
      this.#dial.cancel();
    } else if (state.name === 'closing') {
      state.link.toTarget.browserGone();
      state.link.toBrowser.browserGone();
      this.#leaveTarget(state.link, state.cause);
    } else if (state.name === 'browser-left') {
      state.link?.toBrowser.browserGone();
      this.#end(state.cause, state.link);
    }
  }

  #leaveTarget(link: Link, cause: Cause): void {
    const { socket } = link;
    const linger = new PatientTimeout(this.#relay.limits.lingerMs, () => socket.destroy());
    this.#state = { name: 'target-left', link, cause, linger };
    socket.resume();
    socket.end();
  }

  #isHeldBack(): boolean {
    const link = this.#link();
    return link === null || link.toTarget.isHolding || link.toBrowser.isHolding;
  }

  #link(): Link | null {
    return 'link' in this.#state ? this.#state.link : null;
  }

  #end({ id, code }: Cause, link: Link | null): void {
    this.#state = { name: 'ended' };
    this.#resolveEnded({
      id,
      code,
      targetEnd: link?.end ?? 'never-connected',
      target: link?.address ?? null,
      ...this.#relay.traffic.ofTunnel,
      rttMs: this.#heartbeat.rttMs,
    });
  }
}
