// A real room and real page sessions on one virtual clock, with wires of a chosen delay between them. The wires keep
// order, as TCP does; everything is settled by one seed.

import {
  decodeClient,
  encodeFrame,
  encodeServer,
  FrameDecoder,
  CLIENT_PAYLOAD_BYTES_MAX,
  type ClientMessage,
  type ServerMessage,
} from '#protocol';
import { TICKS_PER_SECOND } from '#simulation';
import { Metrics } from '../../game-server/metrics.ts';
import { Room } from '../../game-server/room.ts';
import type { Dial } from '../../web-client/netcode/link.ts';
import type { OnlineMatch } from '../../web-client/netcode/online-match.ts';
import { Session, type SessionState } from '../../web-client/netcode/session.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

export const FRAME_MS = 1000 / 60;
const CODE = 'ABCDE';
/** At the rate a page asks for. */
const SNAPSHOT_TICKS = 2;

export interface Weather {
  /** One way, in milliseconds; jitter is added, from 0 up to this much. */
  readonly delayMs: number;
  readonly jitterMs: number;
  /** The wire holds everything back for so long, every so often; 0 for never. */
  readonly stallMs?: number;
  readonly stallEveryMs?: number;
}

export const CALM: Weather = { delayMs: 0, jitterMs: 0 };

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

export class SimulatedNetwork {
  readonly clock = new VirtualClock();
  readonly room: Room;
  /** What clients sent, with the tick of the room at which it was taken in. */
  readonly inputs: { readonly sequence: number; readonly meantFor: number; readonly arrivedAt: number }[] = [];
  readonly states: SessionState[] = [];
  /** A server that answers nothing but with these. */
  refusal: ServerMessage | null = null;
  /** Nobody is there at all. */
  unreachable = false;
  /** The server's side says nothing more. */
  silent = false;
  private readonly chance: (below: number) => number;
  private readonly weather: Weather;
  /** The open connections: what breaks each, and what writes to it. */
  private readonly open = new Map<() => void, (message: ServerMessage) => void>();
  private serverTick = 0;
  private ticking = true;

  constructor(seed: number, weather: Weather, { fillTo = 0 } = {}) {
    this.chance = seeded(seed);
    this.weather = weather;
    const metrics = new Metrics(() => ({ rooms: 1, sessions: 0, connections: 0 }));
    const rules = { mode: 'coop', seatCount: 4, fillTo, open: true } as const;
    this.room = new Room(CODE, 0, rules, this.chance, metrics);
    this.tickLater();
  }

  /** A page that wants to play. */
  session(code: string | null = null): Session {
    const around = {
      dial: this.dial,
      now: () => this.clock.now(),
      after: (ms: number, run: () => void) => this.clock.after(ms, run),
    };
    return new Session(around, { name: 'Ann', code }, (state) => this.states.push(state));
  }

  /** Lets time pass until this session plays. */
  join(): { session: Session; match: OnlineMatch } {
    const session = this.session();
    for (let waited = 0; waited < 200 && session.state.name !== 'playing'; waited++) this.clock.advance(FRAME_MS);
    if (session.state.name !== 'playing') throw new Error(`not playing but ${session.state.name}`);
    return { session, match: session.state.match };
  }

  /** Draws frames for so long; `each` is called before every one. */
  frames(match: OnlineMatch, milliseconds: number, each: (frame: number) => void = () => {}): void {
    for (let frame = 0; frame < milliseconds / FRAME_MS; frame++) {
      this.clock.advance(FRAME_MS);
      each(frame);
      match.frame(this.clock.now());
    }
  }

  /** The server falls silent after its next snapshot; what it has sent still arrives. */
  stop(): void {
    this.ticking = false;
    this.clock.advance(2000);
  }

  /** Every connection breaks. */
  cut(): void {
    for (const breakOff of [...this.open.keys()]) breakOff();
  }

  /** The server says this to everybody. */
  say(message: ServerMessage): void {
    for (const send of this.open.values()) send(message);
  }

  private tickLater(): void {
    const nextMs = Math.ceil(((this.serverTick + 1) * 1000) / TICKS_PER_SECOND);
    this.clock.after(nextMs - this.clock.now(), () => {
      if (!this.ticking && this.serverTick % SNAPSHOT_TICKS === 0) return;
      this.room.tick(++this.serverTick);
      this.tickLater();
    });
  }

  private readonly dial: Dial = (events) => {
    const toServer = this.wire();
    const toPage = this.wire();
    const hangUp = (): void => {
      this.open.delete(breakOff);
      server.leave();
    };
    const breakOff = (): void => {
      hangUp();
      events.closed();
    };
    const isOpen = (): boolean => this.open.has(breakOff);
    const server = this.serve((bytes) => {
      if (!this.silent) toPage(() => isOpen() && events.received(bytes));
    }, breakOff);
    this.open.set(breakOff, server.send);
    toServer(() => toPage(() => (this.unreachable ? breakOff() : events.opened())));
    return { send: (bytes) => toServer(() => isOpen() && server.receive(bytes)), close: hangUp };
  };

  /** The server's end of one connection: as much of game-server/session.ts as a page can see. */
  private serve(write: (frame: Uint8Array) => void, breakOff: () => void) {
    const decoder = new FrameDecoder(CLIENT_PAYLOAD_BYTES_MAX);
    const send = (message: ServerMessage): void => write(encodeFrame(encodeServer(message)));
    const player = {
      name: 'Ann',
      kind: 'human' as const,
      isReady: () => true,
      writeSnapshot: (frame: Uint8Array) => write(frame),
      send: (frame: Uint8Array) => write(frame),
      joined: send,
      roomFailed: breakOff,
    };
    let index: number | null = null;
    const take = (message: ClientMessage): void => {
      if (this.refusal !== null) return send(this.refusal);
      const { tick } = this.room.world;
      if (message.type === 'hello') {
        send({ type: 'welcome', version: 1, name: message.name, tickRate: 60, pingIntervalMs: 2000 });
      } else if (message.type === 'play' || message.type === 'join') index = this.room.join(player, message.rate);
      else if (message.type === 'ping') send({ type: 'pong', time: message.time, tick });
      else if (message.type === 'input' && index !== null) {
        this.inputs.push({ sequence: message.sequence, meantFor: message.tick, arrivedAt: tick });
        this.room.input(index, message);
      }
    };
    return {
      send,
      receive(bytes: Uint8Array) {
        decoder.push(bytes);
        for (let payload = decoder.next(); payload !== null; payload = decoder.next()) {
          const decoded = decodeClient(payload);
          if ('error' in decoded) throw new Error(`the page sent ${decoded.error}`);
          take(decoded.message);
        }
      },
      leave: () => {
        if (index !== null) this.room.leave(index);
        index = null;
      },
    };
  }

  /** One direction: calls arrive after the delay, never before an earlier one. */
  private wire(): (deliver: () => void) => void {
    let lastMs = 0;
    return (deliver) => {
      const { delayMs, jitterMs, stallMs = 0, stallEveryMs = 0 } = this.weather;
      const jitter = (this.chance(1000) / 1000) * jitterMs;
      let arrivesMs = this.clock.now() + delayMs + jitter;
      const intoStall = stallEveryMs === 0 ? Infinity : arrivesMs % stallEveryMs;
      if (intoStall < stallMs) arrivesMs += stallMs - intoStall;
      lastMs = Math.max(lastMs, arrivesMs);
      this.clock.after(lastMs - this.clock.now(), deliver);
    };
  }
}
