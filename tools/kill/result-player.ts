// A player for whom matches end quickly: in a room of `classic` with one life, in which it does not move. It notes which
// matches it has been shown the end of, begins the next one, and comes back after each loss of the server, at any of them if there are several.

import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import {
  decodeServer,
  encodeClient,
  encodeFrame,
  FrameDecoder,
  PROTOCOL_VERSION,
  SERVER_PAYLOAD_BYTES_MAX,
  type ClientMessage,
  type RoomSettings,
  type ServerMessage,
} from '#protocol';

const AGAIN_MS = 100;
const PING_MS = 1000;

/** The ghosts of a high level are fast. */
const ROOM: RoomSettings = {
  ...{ mode: 'classic', maze: 'classic', seatCount: 1, fill: false, skill: 'normal', drivers: 'any', listed: false },
  ...{ level: 21, lives: 1, extraLifeScore: 0, killScreen: true, variant: 'none', frightTable: 0 },
  ...{ rule: '', target: 0, rounds: 0 },
};

export class ResultPlayer {
  /** The scores that it was shown at the ends of matches, by their ids. */
  readonly shown = new Map<string, number>();
  private readonly name: string;
  private readonly newTicket: () => string;
  private readonly door: () => number;
  private socket: Socket | null = null;
  private token = '';
  /** Where a node has sent it, and the ticket for there. */
  private redirect: { readonly port: number; readonly token: string } | null = null;
  private seenTick = 0;
  private isInRoom = false;
  private isEnding = false;

  /** @param newTicket says whose results they are @param door the port of a server */
  constructor(name: string, newTicket: () => string, door: () => number) {
    this.name = name;
    this.newTicket = newTicket;
    this.door = door;
  }

  /** Plays until `end`. */
  async play(): Promise<void> {
    while (!this.isEnding) {
      await this.converse();
      await wait(AGAIN_MS);
    }
  }

  /** Leaves the room, which ends its match. */
  end(): void {
    this.isEnding = true;
    this.send({ type: 'leave' });
    this.socket?.end();
  }

  /** One connection, from `hello` to its end. */
  private converse(): Promise<void> {
    return new Promise((resolve) => {
      const { port, token } = this.redirect ?? { port: this.door(), token: this.token };
      this.redirect = null;
      const socket = connect({ host: '127.0.0.1', port, noDelay: true });
      const decoder = new FrameDecoder(SERVER_PAYLOAD_BYTES_MAX);
      this.socket = socket;
      const pings = setInterval(() => this.send({ type: 'ping', time: 0, seenTick: this.seenTick }), PING_MS);
      socket.on('connect', () => {
        const { name } = this;
        const ticket = token === '' ? this.newTicket() : '';
        this.send({
          ...{ type: 'hello', version: PROTOCOL_VERSION, name, kind: 'human', token, rules: 0, colour: 0, mark: 0 },
          ticket,
          seen: 0,
          follows: true,
        });
      });
      socket.on('data', (bytes) => {
        decoder.push(bytes);
        for (let payload = decoder.next(); payload !== null; payload = decoder.next()) {
          const decoded = decodeServer(payload);
          if ('message' in decoded) this.receive(decoded.message);
        }
      });
      socket.on('error', () => {});
      socket.on('close', () => {
        clearInterval(pings);
        resolve();
      });
    });
  }

  private receive(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        this.token = message.token;
        if (!message.resumed) this.isInRoom = false;
        if (!this.isInRoom) this.send({ type: 'create', settings: ROOM, password: '', rate: 10 });
        return;
      case 'joined':
        this.isInRoom = true;
        this.seenTick = 0;
        return;
      case 'snapshot':
      case 'keyframe':
        this.seenTick = message.tick;
        return;
      case 'room':
        if (message.state === 'lobby' || message.state === 'result') this.send({ type: 'start' });
        // After a restart the match waits for a human who has found their place.
        if (message.state === 'paused') this.send({ type: 'pause', paused: false });
        return;
      case 'results':
        if (message.match !== '') this.shown.set(message.match, message.score);
        return;
      case 'left':
        this.isInRoom = false;
        if (!this.isEnding) this.send({ type: 'create', settings: ROOM, password: '', rate: 10 });
        return;
      case 'redirect':
        if (message.keep) return;
        this.redirect = { port: message.port, token: message.token || this.token };
        this.socket?.end();
        return;
      case 'error':
        // The session is gone, or the token was used up by a connection that was cut.
        if (message.fatal && message.recovery !== 'resume') this.token = '';
        return;
      default:
    }
  }

  private send(message: ClientMessage): void {
    this.socket?.write(encodeFrame(encodeClient(message)));
  }
}
