// Messages between nodes, over the channels of Redis: to one node, or to all others. A message gets there once or not at
// all: whoever needs an answer waits for one, and for a limited time. Messages of one node arrive in the order in which it
// has sent them.

import { CHANNELS, NODE_ID } from '#redis';

/** Goes up when a message means something else than before. Nodes of another version do not hear each other. */
const MESSAGES_VERSION = 1;
/** Characters of one message. The longest says which sessions arrive with a room. */
export const MESSAGE_LENGTH_MAX = 512 * 1024;
/** A subscription whose connection does not answer in time is made anew (`connectRedis`). */
const PING_INTERVAL_MS = 1000;

/** What a message may be. It is checked by whoever handles it. */
export type MessageBody = Readonly<Record<string, unknown>>;
/** @param from the id of the node that has sent it, as it says */
export type HandleMessage = (body: MessageBody, from: string) => void;

/** A client of Redis for commands. */
export interface Publisher {
  publish(channel: string, message: string): Promise<number>;
}

/** A client of Redis of its own, since it can do nothing else. It subscribes again after each loss of its connection. */
export interface Subscriber {
  subscribe(...channels: string[]): Promise<unknown>;
  ping(): Promise<unknown>;
  on(event: 'message', listener: (channel: string, message: string) => void): unknown;
  on(event: 'ready', listener: () => void): unknown;
  readonly status: string;
}

export interface MessageLog {
  warn(fields: object, text: string): void;
}

export class NodeMessages {
  private readonly id: string;
  private readonly publisher: Publisher;
  private readonly log: MessageLog;
  private readonly handlers = new Map<string, HandleMessage>();
  private readonly pings: NodeJS.Timeout;
  /** Messages that were no messages, or of another version, since the start. */
  damagedCount = 0;

  /** @param id of this node */
  constructor(id: string, publisher: Publisher, subscriber: Subscriber, log: MessageLog) {
    this.id = id;
    this.publisher = publisher;
    this.log = log;
    const subscribe = () => {
      subscriber.subscribe(CHANNELS.node(id), CHANNELS.allNodes).catch((error: unknown) => {
        log.warn({ err: error }, 'cannot hear other nodes; tries again');
      });
    };
    subscriber.on('message', (_, message) => this.receive(message));
    subscriber.on('ready', subscribe);
    if (subscriber.status === 'ready') subscribe();
    this.pings = setInterval(() => {
      if (subscriber.status === 'ready') subscriber.ping().catch(() => {});
    }, PING_INTERVAL_MS);
    this.pings.unref();
  }

  /** Handles messages of a kind from now on, each kind in one place. */
  on(kind: string, handle: HandleMessage): void {
    this.handlers.set(kind, handle);
  }

  /** @returns whether it is on its way: false without Redis, or if no process listens as this node */
  async send(node: string, kind: string, body: MessageBody): Promise<boolean> {
    return (await this.publish(CHANNELS.node(node), kind, body)) > 0;
  }

  /** To all nodes but this one. @returns whether it is on its way: false without Redis */
  async sendAll(kind: string, body: MessageBody): Promise<boolean> {
    return (await this.publish(CHANNELS.allNodes, kind, body)) >= 0;
  }

  stop(): void {
    clearInterval(this.pings);
    this.handlers.clear();
  }

  /** @returns the processes that get it, -1 without Redis */
  private async publish(channel: string, kind: string, body: MessageBody): Promise<number> {
    const message = JSON.stringify({ version: MESSAGES_VERSION, from: this.id, kind, body });
    if (message.length > MESSAGE_LENGTH_MAX) {
      this.log.warn({ kind, length: message.length }, 'a message to other nodes is too long, and is not sent');
      return -1;
    }
    try {
      return await this.publisher.publish(channel, message);
    } catch {
      return -1;
    }
  }

  private receive(message: string): void {
    const read = readMessage(message);
    if (read === null) {
      this.damagedCount++;
      return;
    }
    const { from, kind, body } = read;
    if (from === this.id) return;
    try {
      this.handlers.get(kind)?.(body, from);
    } catch (error) {
      this.log.warn({ err: error, kind, from }, 'a message of another node could not be handled');
    }
  }
}

function readMessage(text: string): { from: string; kind: string; body: MessageBody } | null {
  if (text.length > MESSAGE_LENGTH_MAX) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isFields(value)) return null;
  const { version, from, kind, body } = value;
  if (version !== MESSAGES_VERSION || typeof from !== 'string' || typeof kind !== 'string') return null;
  return NODE_ID.test(from) && isFields(body) ? { from, kind, body } : null;
}

function isFields(value: unknown): value is MessageBody {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
