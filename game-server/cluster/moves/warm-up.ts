// Code is compiled when it runs for the first time. The first rooms that move to a new node, and the first clients there, would wait for
// that. So before a node joins the others it moves made-up rooms between two made-up servers in memory, one of each mode.

import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import {
  decodeServer,
  encodeClient,
  encodeFrame,
  FrameDecoder,
  LOG_RATE,
  PROTOCOL_VERSION,
  SERVER_PAYLOAD_BYTES_MAX,
  type ClientMessage,
} from '#protocol';
import { MODES, RULES_VERSION } from '#simulation';
import { systemRng, type Clock } from '../../clock.ts';
import type { GameServerConfig } from '../../config.ts';
import { createCore, type Core } from '../../core.ts';
import type { JournalRecord } from '../../journal/record.ts';
import { Connection } from '../../net/connection.ts';
import type { Logger } from '../../ops/log.ts';
import type { Room } from '../../rooms/room.ts';
import { RoomStream } from '../streams/room-stream.ts';
import { parseEntry } from '../streams/stream-entry.ts';
import { lastRecords } from './move-source.ts';

/** Four seconds: the countdown, and a while of the match. */
const TICKS_BEFORE = 240;
const TICKS_AFTER = 30;
const STEP_MS = 1000 / 60;
/** A client with snapshots, and one that follows the match log. */
const RATES = [20, LOG_RATE] as const;
const ADDRESS = '127.0.0.1';

/** @param config of the node @throws if a room does not move, which is a fault of the server itself */
export function warmUp(config: GameServerConfig, log: Logger): void {
  const silent = log.child({}, { level: 'silent' });
  for (const { name: mode } of MODES) {
    const clock = new StepClock();
    const [source, target] = [new MadeUpServer(config, clock, silent), new MadeUpServer(config, clock, silent)];
    const tokens: string[] = [];
    for (const rate of RATES) {
      const client = source.connect();
      client.hello('');
      tokens.push(client.token);
      const [room] = source.core.lobby.rooms;
      if (room === undefined) client.say({ type: 'play', mode, rate });
      else client.say({ type: 'watch', code: room.code, password: '', rate });
    }
    clock.run(TICKS_BEFORE);
    const [room] = source.core.lobby.rooms;
    if (room === undefined) throw new Error(`no room of ${mode}`);
    const records = moved(room, source.core);
    const ids = Array.from(room.members, ({ id }) => id);
    if (target.core.receive(room.code, records, new Set(ids)) === null) throw new Error(`a room of ${mode} stays`);
    for (const token of tokens) target.connect().hello(token);
    clock.run(TICKS_AFTER);
  }
}

/** The records of a room as another node reads them. */
function moved(room: Room, { journalSource }: Core): readonly JournalRecord[] {
  const stream = new RoomStream(room.code, 1, -1);
  for (const record of lastRecords(room, journalSource)) stream.add(record);
  const { command } = stream.takeAppend('');
  const fields = command
    .slice(command.indexOf('k'))
    .map((field) => (Buffer.isBuffer(field) ? field : Buffer.from(String(field))));
  const entry = parseEntry([Buffer.from('1-0'), fields]);
  if (entry === null || entry.isDamaged) throw new Error('the entry of a room cannot be read');
  return entry.records;
}

class MadeUpServer {
  readonly core: Core;
  private readonly config: GameServerConfig;
  private readonly clock: Clock;

  constructor(config: GameServerConfig, clock: Clock, log: Logger) {
    this.config = config;
    this.clock = clock;
    this.core = createCore(config, log, { clock, rng: systemRng }, () => ({ connections: 0, queuedBytes: 0 }));
    this.core.startTicking(() => {});
  }

  connect(): MadeUpClient {
    const { config, clock } = this;
    const { metrics, outbox, stalls, greetings } = this.core;
    const client = new MadeUpClient();
    const socket = client as unknown as Socket;
    greetings.begin(new Connection(socket, 0, ADDRESS, { config, clock, metrics, outbox, stalls }));
    return client;
  }
}

/** A client and its socket, as much of it as a connection uses. */
class MadeUpClient extends EventEmitter {
  readonly writable = true;
  readonly writableLength = 0;
  token = '';
  private readonly decoder = new FrameDecoder(SERVER_PAYLOAD_BYTES_MAX);

  hello(token: string): void {
    const known = { version: PROTOCOL_VERSION, rules: RULES_VERSION, kind: 'human', token } as const;
    this.say({ type: 'hello', ...known, name: 'Player', colour: 0, mark: 0, ticket: '', seen: 0, follows: true });
  }

  say(message: ClientMessage): void {
    this.emit('data', Buffer.from(encodeFrame(encodeClient(message))));
  }

  write(frame: Buffer): boolean {
    this.decoder.push(frame);
    for (let payload = this.decoder.next(); payload !== null; payload = this.decoder.next()) {
      const decoded = decodeServer(payload);
      if ('message' in decoded && decoded.message.type === 'welcome') this.token = decoded.message.token;
    }
    return true;
  }

  pause(): void {}
  resume(): void {}
  end(): void {}
  destroy(): void {}
  resetAndDestroy(): void {}
}

/** Time passes as fast as the ticks are reckoned. */
class StepClock implements Clock {
  private ms = 0;
  private timers: { readonly dueMs: number; readonly call: () => void }[] = [];

  now(): number {
    return this.ms;
  }

  date(): number {
    return Date.now();
  }

  after(ms: number, call: () => void): () => void {
    const timer = { dueMs: this.ms + ms, call };
    this.timers.push(timer);
    return () => void (this.timers = this.timers.filter((other) => other !== timer));
  }

  run(ticks: number): void {
    for (let tick = 0; tick < ticks; tick++) {
      this.ms += STEP_MS;
      for (const timer of this.timers) {
        if (timer.dueMs > this.ms) continue;
        this.timers = this.timers.filter((other) => other !== timer);
        timer.call();
      }
    }
  }
}
