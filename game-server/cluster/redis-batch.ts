// Commands to Redis that leave together: everything added since the last `send` goes out as one pipeline on one connection,
// in the order of the calls. The outbox sends before it writes frames, so what a frame shows can be put here first.
//
//   add ──► waiting ──send()──► in flight ──► answered: done(null, reply), or done(error) when Redis refused the command
//    │                              └── connection lost ──► done(error): Redis may have executed it, or not
//    └── no connection, or too much in flight ──► done(error), not sent

import type { Redis } from '#redis';

export type RedisCommand = readonly (string | Buffer | number)[];

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
/** A number or a short text, with the length that the protocol puts in front of it. */
const ARGUMENT_BYTES = 16;

const ignore: CommandDone = () => {};

/** What the batch needs of the client. */
export type BatchRedis = Pick<Redis, 'pipeline' | 'status'>;

/** Whether Redis itself refused the command. Any other error leaves open whether it was executed. */
export function isRefusal(error: Error): boolean {
  return error.name === 'ReplyError';
}

export class RedisBatch {
  private readonly redis: BatchRedis;
  private commands: RedisCommand[] = [];
  private dones: CommandDone[] = [];
  /** Of the waiting commands, and of those in flight. */
  private bytes = 0;
  private inFlightBytes = 0;
  private sentBytes = 0;

  constructor(redis: BatchRedis) {
    this.redis = redis;
  }

  /** Whether a command that is added now can be sent. */
  get isOpen(): boolean {
    return this.redis.status === 'ready' && this.inFlightBytes + this.bytes < IN_FLIGHT_BYTES_MAX;
  }

  /** Bytes of all commands so far, about. */
  get bytesSent(): number {
    return this.sentBytes;
  }

  /** Bytes that wait for an answer. */
  get bytesInFlight(): number {
    return this.inFlightBytes;
  }

  /** Takes a command for the next `send`, its name first. Without a connection it fails. It never throws. */
  add(command: RedisCommand, done: CommandDone = ignore): void {
    if (!this.isOpen) {
      queueMicrotask(() => done(new Error('Redis does not answer'), null));
      return;
    }
    this.commands.push(command);
    this.dones.push(done);
    this.bytes += bytesOf(command);
  }

  /**
   * Sends what was added.
   * @returns a promise that is fulfilled when each of these commands is answered or has failed; null if there is nothing
   */
  send(): Promise<void> | null {
    const { commands, dones, bytes } = this;
    if (commands.length === 0) return null;
    this.commands = [];
    this.dones = [];
    this.bytes = 0;
    this.inFlightBytes += bytes;
    this.sentBytes += bytes;
    const pipeline = this.redis.pipeline();
    for (const [name, ...args] of commands) pipeline.call(String(name), args);
    return pipeline.exec().then((replies) => {
      this.inFlightBytes -= bytes;
      for (let i = 0; i < dones.length; i++) {
        const [error, reply] = replies![i]!;
        dones[i]!(error, reply);
      }
    });
  }
}

function bytesOf(command: RedisCommand): number {
  let bytes = 0;
  for (const part of command) bytes += ARGUMENT_BYTES + (typeof part === 'number' ? 0 : part.length);
  return bytes;
}
