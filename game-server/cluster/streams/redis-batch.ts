// Commands to Redis that leave together: everything added since the last `send` goes out as one pipeline on one connection,
// in the order of the calls. The outbox sends before it writes frames, so what a frame shows can be put here first.
//
//   add ──► waiting ──send()──► in flight ──► answered: done(null, reply), or done(error) when Redis refused the command
//    │                              └── connection lost ──► done(error): Redis may have executed it, or not
//    └── no connection, or too much in flight ──► done(error), not sent

import type { Command, Redis } from '#redis';
import { CommandBytes, type RedisCommand } from './command-bytes.ts';

export type { RedisCommand } from './command-bytes.ts';

/**
 * Called once for each command, after `add` has returned.
 * @param error null if Redis has executed the command; see `isRefusal` for the other cases
 */
export type CommandDone = (error: Error | null, reply: unknown) => void;

/**
 * Bytes that wait for an answer at most. A node of 250 rooms sends about 1 MB a second, and Redis answers within
 * milliseconds: this much means that it has stopped to answer.
 */
const IN_FLIGHT_BYTES_MAX = 4 * 1024 * 1024;

const ignore: CommandDone = () => {};

/** Whether Redis itself refused the command. Any other error leaves open whether it was executed. */
export function isRefusal(error: Error): boolean {
  return error.name === 'ReplyError';
}

/** Whether the key of a command has a value of another type, which somebody else has written: nothing else is wrong then. */
export function isWrongType(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('WRONGTYPE');
}

/** @returns what a command results in; `without` if its key has a value of another type @throws if Redis fails otherwise */
export async function unlessWrongType<Result, Without>(
  result: Promise<Result>,
  without: Without,
): Promise<Result | Without> {
  try {
    return await result;
  } catch (error) {
    if (isWrongType(error)) return without;
    throw error;
  }
}

export class RedisBatch {
  private readonly redis: Redis;
  private dones: CommandDone[] = [];
  private bytes = new CommandBytes();
  private inFlightBytes = 0;
  private sentBytes = 0;

  constructor(redis: Redis) {
    this.redis = redis;
  }

  /** Whether a command that is added now can be sent. */
  get isOpen(): boolean {
    return this.redis.status === 'ready' && this.inFlightBytes + this.bytes.length < IN_FLIGHT_BYTES_MAX;
  }

  /** Bytes of all commands so far. */
  get bytesSent(): number {
    return this.sentBytes;
  }

  /** Takes a command for the next `send`, its name first. Without a connection it fails. It never throws. */
  add(command: RedisCommand, done: CommandDone = ignore): void {
    if (!this.isOpen) {
      queueMicrotask(() => done(new Error('Redis does not answer'), null));
      return;
    }
    this.bytes.add(command);
    this.dones.push(done);
  }

  /**
   * Sends what was added.
   * @returns a promise that is fulfilled when each of these commands is answered or has failed; null if there is nothing
   */
  send(): Promise<void> | null {
    const { redis, dones } = this;
    if (dones.length === 0) return null;
    this.dones = [];
    const bytes = this.bytes.take();
    this.inFlightBytes += bytes.length;
    this.sentBytes += bytes.length;
    return new Promise((resolve) => {
      let waiting = dones.length;
      const answered = () => {
        if (--waiting > 0) return;
        this.inFlightBytes -= bytes.length;
        resolve();
      };
      const write = (data: string | Buffer) => data.length === 0 || redis.stream.write(data);
      const pipeline = { isPipeline: true as const, destination: { redis }, write };
      for (const [i, done] of dones.entries()) {
        redis.sendCommand(new SentCommand(i === 0 ? bytes : '', done, answered) as unknown as Command, pipeline);
      }
    });
  }
}

/**
 * A command as `Redis#sendCommand` needs it. The class of ioredis makes a promise and several functions for each command,
 * which takes three times as long as everything else here. The first command of a batch writes the bytes of all.
 */
class SentCommand {
  readonly name = 'batch';
  readonly args = [];
  /** Not to be traced. */
  readonly isTraced = true;
  private readonly bytes: string | Buffer;
  private readonly done: CommandDone;
  private readonly answered: () => void;

  constructor(bytes: string | Buffer, done: CommandDone, answered: () => void) {
    this.bytes = bytes;
    this.done = done;
    this.answered = answered;
  }

  setReplyContext(): void {}

  toWritable(): string | Buffer {
    return this.bytes;
  }

  resolve(reply: unknown): void {
    this.done(null, reply);
    this.answered();
  }

  reject(error: Error): void {
    this.done(error, null);
    this.answered();
  }
}
