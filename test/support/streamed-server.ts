// The real server on a virtual clock, whose journal is a real Redis: a node without its network.

import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { pino } from 'pino';
import { connectRedis, type Redis } from '#redis';
import { readRoom } from '../../game-server/cluster/streams/read-room.ts';
import { RedisBatch } from '../../game-server/cluster/streams/redis-batch.ts';
import { loseRoom } from '../../game-server/cluster/takeover/lose-room.ts';
import { RoomStreams } from '../../game-server/cluster/streams/room-streams.ts';
import type { ShowLease } from '../../game-server/cluster/streams/show-gate.ts';
import type { GameServerConfig } from '../../game-server/config.ts';
import type { JournalRecord } from '../../game-server/journal/record.ts';
import { MemoryServer } from './memory-server.ts';
import { PATIENT_MS } from './redis-server.ts';

/** Of a node that no other has ever doubted. */
const SURE: ShowLease = { lapses: 0, isAlone: false, isCutOff: false, mayShow: () => true };

/** Of the server, before `runUntil` gives up. */
const TICKS_MAX = 600;

/** Servers with different seeds give their rooms different codes. */
let seeds = 0;

export interface StreamedOptions {
  readonly node?: string;
  readonly seed?: number;
  readonly config?: Partial<GameServerConfig>;
  readonly lease?: ShowLease;
}

/** Connects, and waits for it. */
export async function readyRedis(url: string, name = 'test'): Promise<Redis> {
  const redis = connectRedis(url, { name, log: pino({ enabled: false }), silenceMsMax: PATIENT_MS });
  await once(redis, 'ready');
  return redis;
}

export class StreamedServer {
  readonly server: MemoryServer;
  readonly redis: Redis;
  readonly batch: RedisBatch;
  readonly streams: RoomStreams;
  /** Codes of rooms that another node has claimed. Nothing of them is left here. */
  readonly fenced: string[] = [];
  /** The newest state of each session that is not over, as other nodes would find it. */
  readonly sessions = new Map<number, { readonly room: string | null; readonly state: unknown }>();

  private constructor(redis: Redis, { node = 'one', seed = ++seeds, config = {}, lease }: StreamedOptions) {
    this.redis = redis;
    this.batch = new RedisBatch(redis);
    let server: MemoryServer | null = null;
    const sessions = {
      changed: (session: number, room: string | null, state: unknown) =>
        void this.sessions.set(session, { room, state }),
      ended: (session: number) => void this.sessions.delete(session),
    };
    const parts = { redis, batch: this.batch, node, sessions, log: pino({ enabled: false }) };
    const clock = {
      now: () => server!.clock.now(),
      date: () => server!.clock.date(),
      after: (ms: number, call: () => void) => server!.clock.after(ms, call),
    };
    this.streams = new RoomStreams({
      ...{ ...parts, clock, lease: lease ?? SURE },
      refused() {},
      fenced: (code) => this.fence(code),
    });
    this.server = server = new MemoryServer(config, seed, { journal: this.streams });
    this.streams.begin(server.core.journalSource);
  }

  static async start(url: string, options: StreamedOptions = {}): Promise<StreamedServer> {
    const streamed = new StreamedServer(await readyRedis(url, options.node), options);
    await streamed.untilOn();
    return streamed;
  }

  async untilOn(): Promise<void> {
    while (!this.streams.isOn) await turn();
  }

  private fence(code: string): void {
    this.fenced.push(code);
    loseRoom(code, this.server.core, this.streams);
  }

  /** Does something, and waits until all that it leads to was sent. */
  async does<T>(act: () => T): Promise<T> {
    const result = act();
    await this.settle();
    return result;
  }

  /** Until all that was sent is answered, or has failed, and what follows from that is done. */
  async settle(): Promise<void> {
    await turn();
    await this.streams.settled;
    await turn();
  }

  /** Runs so many ticks, and waits after each until its frames are sent. */
  async run(ticks: number): Promise<void> {
    for (let tick = 0; tick < ticks; tick++) await this.does(() => this.server.run(1));
  }

  /** Runs until something is so. @throws if it takes too long */
  async runUntil(isSo: () => boolean | Promise<boolean>): Promise<void> {
    for (let tick = 0; !(await isSo()); tick++) {
      const { figures } = this.streams;
      if (tick > TICKS_MAX) throw new Error(`it is not so: ${JSON.stringify({ figures, redis: this.redis.status })}`);
      await this.run(1);
    }
  }

  /** What another node would read of a room. */
  read(code: string): Promise<readonly JournalRecord[] | null> {
    return readRoom(this.redis, code);
  }

  stop(): void {
    this.redis.disconnect();
  }
}
