// Real page sessions and a simulated server on one virtual clock, with wires of a chosen delay between them. The wires
// keep order, as TCP does; everything is settled by one seed.

import { decodeClient, encodeFrame, encodeServer, FrameDecoder, CLIENT_PAYLOAD_BYTES_MAX } from '#protocol';
import { TICKS_PER_SECOND } from '#simulation';
import { LinkLane, type LinkProfile } from '../../tools/link-profile.ts';
import type { Dial } from '../../web-client/netcode/link.ts';
import type { OnlineMatch } from '../../web-client/netcode/online-match.ts';
import { Session } from '../../web-client/netcode/session.ts';
import type { Ask, News, SessionState, Stay } from '../../web-client/netcode/session-state.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { SimulatedServer, SNAPSHOT_TICKS } from './simulated-server.ts';

export const FRAME_MS = 1000 / 60;
/** A server that is late runs so many ticks at once, and drops the others: `catchUpTicksMax` of the real one. */
const CATCH_UP_TICKS_MAX = 5;

/** The line, and by how many millionths the page's clock runs ahead of the server's. */
export interface Profile extends LinkProfile {
  readonly driftPpm?: number;
}

export const CALM: Profile = { delayMs: 0, jitterMs: 0 };

/** Whole numbers from 0 up to and without `below`, from a seed (mulberry32). */
export function seeded(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * below);
  };
}

interface Wish {
  readonly name?: string;
  readonly ask?: Ask | null;
  readonly stay?: Stay | null;
}

export class SimulatedNetwork {
  readonly clock = new VirtualClock();
  readonly server: SimulatedServer;
  readonly states: SessionState[] = [];
  readonly news: News[] = [];
  readonly refusals: { readonly code: string; readonly ask: Ask | null }[] = [];
  /** What the page would find after a reload. */
  kept: Stay | null = null;
  /** Nobody is there at all. */
  unreachable = false;
  /** The server's side says nothing more. */
  silent = false;
  /** When pages tried to connect. */
  readonly dialledMs: number[] = [];
  private readonly chance: (below: number) => number;
  private readonly profile: Profile;
  /** What breaks each open connection. */
  private readonly open = new Set<() => void>();
  /** Ticks of the server's clock that were run or dropped. */
  private serverTick = 0;
  private ticking = true;
  /** Until then the server's process neither ticks nor reads. */
  private busyUntilMs = 0;
  private overload = { ticksPerSecond: TICKS_PER_SECOND, untilMs: 0 };
  /** What arrived at the server meanwhile. */
  private readonly unread: (() => void)[] = [];
  /** Until then the page neither draws nor reads. */
  private pageBusyUntilMs = 0;

  constructor(seed: number, profile: Profile, { fillTo = 0 } = {}) {
    this.chance = seeded(seed);
    this.profile = profile;
    this.server = new SimulatedServer(fillTo);
    this.tickLater();
  }

  /** The time as pages have it. */
  get pageMs(): number {
    return this.clock.now() * (1 + (this.profile.driftPpm ?? 0) / 1e6);
  }

  /** A page that wants to play. */
  session({ name = 'Ann', ask = { type: 'play', mode: 'coop' }, stay = null }: Wish = {}): Session {
    const around = {
      dial: this.dial,
      now: () => this.pageMs,
      chance: () => this.chance(1000) / 1000,
      after: (ms: number, run: () => void) => this.clock.after(ms, run),
      keep: (kept: Stay | null) => (this.kept = kept),
    };
    return new Session(
      around,
      { name, ask, stay },
      {
        changed: (state) => this.states.push(state),
        news: (message) => this.news.push(message),
        refused: (code, ask) => this.refusals.push({ code, ask }),
      },
    );
  }

  /** Lets time pass until this session is in a room. */
  join(wish: Wish = {}): { session: Session; match: OnlineMatch } {
    const session = this.session(wish);
    return { session, match: this.untilInRoom(session) };
  }

  untilInRoom(session: Session): OnlineMatch {
    for (let waited = 0; waited < 600 && session.state.name !== 'room'; waited++) this.clock.advance(FRAME_MS);
    if (session.state.name !== 'room') throw new Error(`not in a room but ${session.state.name}`);
    return session.state.room.match;
  }

  /** Draws frames for so long; `each` is called before every one. */
  frames(match: OnlineMatch, milliseconds: number, each: (frame: number) => void = () => {}): void {
    for (let frame = 0; frame < milliseconds / FRAME_MS; frame++) {
      this.clock.advance(FRAME_MS);
      each(frame);
      match.frame(this.pageMs);
    }
  }

  /** The server falls silent after its next snapshot; what it has sent still arrives. */
  stop(): void {
    this.ticking = false;
    this.clock.advance(1000);
  }

  /** The server's process stands still for so long, as under SIGSTOP: sockets stay open. */
  hitch(ms: number): void {
    this.busyUntilMs = this.clock.now() + ms;
  }

  /** For so long the server runs fewer ticks than are due, five at a time, and drops the others. */
  overloadServer(ticksPerSecond: number, ms: number): void {
    this.overload = { ticksPerSecond, untilMs: this.clock.now() + ms };
  }

  /** The page's thread is busy for so long: what arrives is read afterwards. */
  stutter(ms: number): void {
    this.pageBusyUntilMs = this.clock.now() + ms;
  }

  /** All connections break. */
  cut(): void {
    for (const breakOff of [...this.open]) breakOff();
  }

  private tickLater(): void {
    const nextMs = Math.max(Math.ceil(((this.serverTick + 1) * 1000) / TICKS_PER_SECOND), this.busyUntilMs);
    this.clock.after(nextMs - this.clock.now(), () => {
      if (this.isBusy) return this.tickLater();
      for (const read of this.unread.splice(0)) read();
      const behind = Math.floor((this.clock.now() * TICKS_PER_SECOND) / 1000) - this.serverTick;
      const due = Math.min(behind, CATCH_UP_TICKS_MAX);
      this.serverTick += behind;
      for (let i = 0; i < due; i++) {
        if (!this.ticking && this.server.world.tick % SNAPSHOT_TICKS === 0) return;
        this.server.tick();
      }
      if (this.clock.now() < this.overload.untilMs) this.hitch((due * 1000) / this.overload.ticksPerSecond);
      this.tickLater();
    });
  }

  private get isBusy(): boolean {
    return this.clock.now() < this.busyUntilMs;
  }

  private readonly dial: Dial = (events) => {
    this.dialledMs.push(this.clock.now());
    const toServer = this.wire();
    const toPage = this.wire();
    const decoder = new FrameDecoder(CLIENT_PAYLOAD_BYTES_MAX);
    const isOpen = (): boolean => this.open.has(breakOff);
    const server = this.server.connect((message) => {
      const frame = encodeFrame(encodeServer(message));
      if (!this.silent) toPage(frame.length, () => this.whenPageIsFree(() => isOpen() && events.received(frame)));
    });
    const hangUp = (): void => {
      this.open.delete(breakOff);
      server.lost();
    };
    const breakOff = (): void => {
      hangUp();
      events.closed();
    };
    const receive = (bytes: Uint8Array): void => {
      decoder.push(bytes);
      for (let payload = decoder.next(); payload !== null; payload = decoder.next()) {
        const decoded = decodeClient(payload);
        if ('error' in decoded) throw new Error(`the page sent ${decoded.error}`);
        server.take(decoded.message);
      }
    };
    this.open.add(breakOff);
    toServer(0, () => toPage(0, () => (this.unreachable ? breakOff() : isOpen() && events.opened())));
    const arrived = (bytes: Uint8Array): void => {
      if (this.isBusy) this.unread.push(() => isOpen() && receive(bytes));
      else if (isOpen()) receive(bytes);
    };
    return { send: (bytes) => toServer(bytes.length, () => arrived(bytes)), close: hangUp };
  };

  private whenPageIsFree(run: () => void): void {
    const waitMs = this.pageBusyUntilMs - this.clock.now();
    if (waitMs > 0) this.clock.after(waitMs, run);
    else run();
  }

  /** One direction: bytes arrive when its profile lets them. */
  private wire(): (bytes: number, deliver: () => void) => void {
    const lane = new LinkLane(this.profile, () => this.chance(1000) / 1000);
    return (bytes, deliver) => {
      const nowMs = this.clock.now();
      this.clock.after(lane.arrivesMs(nowMs, bytes) - nowMs, deliver);
    };
  }
}
