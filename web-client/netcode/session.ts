// The conversation with the server: greeting, lobby, room, and back to the same place when the connection is lost.
// Its states are drawn in session-state.ts; the line it is held on is line.ts, a room online-room.ts.

import {
  CLIENT_MESSAGES,
  errorCodeOf,
  msSincePing,
  PROTOCOL_VERSION,
  type ClientMessage,
  type RoomState,
  type ServerMessage,
} from '#protocol';
import type { Direction } from '#simulation';
import { Line } from './line.ts';
import { OnlineMatch } from './online-match.ts';
import { OnlineRoom } from './online-room.ts';
import { ServerClock } from './server-clock.ts';
import type { Vitals } from './link-health.ts';
import type { Ask, EndReason, SessionEvents, SessionState, SessionWish, Surroundings } from './session-state.ts';

/** Snapshots a second: prediction fills the ticks between, so more would only cost battery. */
const SNAPSHOT_RATE = 30;
/** In all other states, those of later versions too, the server's world does not tick. */
const RUNNING: readonly RoomState[] = ['countdown', 'play'];

export class Session {
  state: SessionState = { name: 'connecting' };
  /** As the server has it, which may have made it unique. */
  name: string;
  private readonly askedName: string;
  private readonly around: Surroundings;
  private readonly events: SessionEvents;
  private ask: Ask | null;
  private token: string;
  /** The room to come back to. */
  private code: string | null;
  private password = '';
  private sequence: number;
  private browsing = false;
  /** Of the room being entered, until the server has said what room it is. */
  private match: OnlineMatch | null = null;
  private clock = new ServerClock();
  private readonly line: Line;
  private helloMs = 0;
  /** When the world was last heard of. */
  private snapshotMs = 0;
  /** Of the newest ping that was sent out of turn, because the clock was in doubt. */
  private askedTime: number | null = null;

  /** Dials at once. */
  constructor(around: Surroundings, { name, ask, stay = null }: SessionWish, events: SessionEvents) {
    this.around = around;
    this.events = events;
    this.name = this.askedName = name;
    this.ask = ask;
    this.token = stay?.token ?? '';
    this.code = stay?.code ?? null;
    this.sequence = stay?.sequence ?? 0;
    this.line = new Line(around, {
      opened: () => this.greet(),
      message: (message) => this.receive(message),
      lost: () => this.lost(),
      garbled: () => this.end('wrong-version'),
      seenTick: () => this.match?.seenTick ?? 0,
    });
  }

  get room(): OnlineRoom | null {
    return 'room' in this.state ? this.state.room : null;
  }

  /** The password with which we got in, or which we gave the room as its host. */
  get roomPassword(): string {
    return this.password;
  }

  /** How the line is doing, while a match is played over it. */
  get vitals(): Vitals | null {
    const { room, clock, line } = this;
    if (room === null) return null;
    const { match } = room;
    return {
      roundTripMs: clock.roundTripMs,
      jitterMs: clock.jitterMs,
      leadTicks: clock.leadTicks,
      snapshotAgeMs: match.stands ? 0 : this.around.now() - this.snapshotMs,
      traffic: line.traffic,
      figures: match.figures,
    };
  }

  /** Says where our Pac-Man should go. Does nothing while nobody is there to hear it. */
  wish(direction: Direction): void {
    if (this.state.name !== 'room' || !this.state.room.isSeated) return;
    const { match } = this.state.room;
    const { sequence, tick, seenTick } = match.wish(direction, this.around.now());
    this.sequence = sequence;
    this.keep();
    this.send({ type: 'input', sequence, tick, direction, seenTick });
  }

  /** Asks for a room; from the lobby only, and not while another answer is awaited. */
  enter(ask: Ask): void {
    if (this.state.name !== 'lobby' || this.ask !== null) return;
    this.ask = ask;
    this.sendAsk();
  }

  /** Any message that needs no more than sending; lost while the connection is. */
  send(message: ClientMessage): void {
    if (message.type === 'configure') this.password = message.password;
    this.line.send(message);
  }

  browse(on: boolean): void {
    if (on === this.browsing) return;
    this.browsing = on;
    this.send({ type: 'browse', on });
  }

  /** Leaves the room for the lobby. */
  leave(): void {
    this.send({ type: 'leave' });
  }

  /** Leaves everything. */
  close(): void {
    this.leave();
    this.end('left');
  }

  /** The network is said to be back. */
  hurry(): void {
    if (this.state.name === 'away') this.line.hurry();
  }

  private greet(): void {
    this.match = null;
    this.helloMs = this.around.now();
    const { askedName: name, token } = this;
    this.send({ type: 'hello', version: PROTOCOL_VERSION, name, kind: 'human', token });
  }

  private receive(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        return this.welcomed(message);
      case 'joined':
        return this.joined(message);
      case 'room':
        return this.described(message);
      case 'snapshot':
      case 'keyframe':
        return this.update(message);
      case 'seats':
        if (this.match !== null) this.match.seats = message.seats;
        return this.roomChanged((room) => room);
      case 'results':
        return this.roomChanged((room) => room.with({ results: message }));
      case 'left':
        return this.left(message);
      case 'pong':
        return this.ponged(message);
      case 'error':
        return this.refused(message);
      case 'bye':
        return this.lost();
      default:
        return this.events.news(message);
    }
  }

  private welcomed({ name, token, resumed }: ServerMessage & { type: 'welcome' }): void {
    this.clock = new ServerClock();
    this.clock.returned(this.line.heardMs - this.helloMs);
    this.name = name;
    this.token = token;
    this.keep();
    this.line.established();
    if (this.browsing) this.send({ type: 'browse', on: true });
    if (!resumed && this.code !== null) this.ask ??= this.askBack(this.code);
    // A stay that goes on may be in a room, even in one we only asked for: then `joined` comes before our ping is answered.
    if (!resumed) this.enterLobby();
  }

  private enterLobby(): void {
    this.code = null;
    this.match = null;
    this.line.settled();
    this.keep();
    this.become({ name: 'lobby' });
    if (this.ask !== null) this.sendAsk();
  }

  /** The stay has run out: what is left is to ask for the same room again. */
  private askBack(code: string): Ask {
    const isWatcher = this.room !== null && !this.room.isSeated;
    return { type: isWatcher ? 'watch' : 'join', code, password: this.password };
  }

  private sendAsk(): void {
    if (this.ask === null) return;
    if ('password' in this.ask) this.password = this.ask.password;
    this.send({ ...this.ask, rate: SNAPSHOT_RATE });
  }

  private joined(message: ServerMessage & { type: 'joined' }): void {
    this.clock.restart();
    this.snapshotMs = this.line.heardMs;
    this.clock.heard(message.tick, this.line.heardMs);
    this.match = OnlineMatch.from(message, this.clock, this.sequence);
    if (this.match === null) return this.end('wrong-version');
    const { match } = this;
    this.ask = null;
    this.code = match.code;
    this.line.settled();
    this.keep();
    // A rematch, or the same room after a lost connection. Of a room that is new to us we wait to hear more.
    if (this.state.name === 'room') this.roomChanged((room) => room.with({ match, results: null }));
  }

  private described(info: ServerMessage & { type: 'room' }): void {
    if (this.match === null) return;
    const { match, room, name } = this;
    const now = this.around.now();
    // Where the world stood still, nothing was told of it, and it was no silence.
    this.snapshotMs = now;
    match.stand(!RUNNING.includes(info.state), now);
    const described = room?.code === info.code ? room.described(match, info, now) : null;
    this.become({ name: 'room', room: described ?? OnlineRoom.entered(match, info, name, now) });
  }

  private roomChanged(change: (room: OnlineRoom) => OnlineRoom): void {
    if (this.state.name === 'room') this.become({ name: 'room', room: change(this.state.room) });
  }

  private left(message: ServerMessage & { type: 'left' }): void {
    this.events.news(message);
    this.enterLobby();
  }

  private update(message: ServerMessage & { type: 'snapshot' | 'keyframe' }): void {
    if (this.match === null) return;
    this.snapshotMs = this.line.heardMs;
    if (!this.match.receive(message)) return this.end('wrong-version');
    this.line.reportUnlessMoreComes();
    this.clock.heard(message.tick, this.line.heardMs);
    if (this.clock.doubts(this.line.heardMs)) this.askedTime = this.line.ask();
  }

  private ponged({ time, tick }: ServerMessage & { type: 'pong' }): void {
    const roundTripMs = msSincePing(time, this.line.heardMs);
    // Extra pings go out while the line is at its worst: they say something of the usual round trip when they are quick.
    if (time !== this.askedTime || roundTripMs < this.clock.roundTripMs) this.clock.returned(roundTripMs);
    this.clock.answered(tick, this.line.heardMs - roundTripMs);
    const isNowhere = this.state.name === 'away' || this.state.name === 'connecting';
    if (!isNowhere || this.match !== null) return;
    // No `joined` came before it: the room, if there was one, has ended while we were away.
    if (this.code === null) this.enterLobby();
    else this.left({ type: 'left', reason: 'closed' });
  }

  private refused({ code: wire, fatal, answers, recovery }: ServerMessage & { type: 'error' }): void {
    const code = errorCodeOf(wire);
    if (fatal) {
      const isWorthIt = recovery === 'resume' && this.state.name !== 'connecting';
      return isWorthIt ? this.lost() : this.end(code ?? 'wrong-version');
    }
    const { ask } = this;
    const isOfAsk = ask !== null && answers === CLIENT_MESSAGES[ask.type].type;
    if (isOfAsk) this.ask = null;
    if (code !== null) this.events.refused(code, isOfAsk ? ask : null);
  }

  /** The connection is gone. Who was somewhere gets back there; who was not is told. */
  private lost(): void {
    if (this.state.name === 'ended') return;
    if (this.state.name === 'connecting' && this.token === '') return this.end('unreachable');
    this.match = null;
    if (this.line.redialLater()) this.become({ name: 'away', room: this.room });
    else this.end('lost');
  }

  private end(reason: EndReason): void {
    if (this.state.name === 'ended') return;
    this.line.close();
    this.around.keep(null);
    this.become({ name: 'ended', reason });
  }

  private become(state: SessionState): void {
    this.state = state;
    this.events.changed(state);
  }

  private keep(): void {
    const { token, askedName: name, code, sequence } = this;
    this.around.keep(code === null ? null : { token, name, code, sequence });
  }
}
