// Messages between nodes, over the channels of Redis: to one node, or to all others. A message gets there once or not at
// all. Messages of one node arrive in the order in which it has sent them.
//
//   node a                                      node b
//   ask ──"whisper", question 7──────────────▶  what its handler returns
//    │  ◀──────────────"answer", question 7──┘
//    └── none within a second, or no Redis: null

import { CHANNELS, NODE_ID } from '#redis';
import type { Clock } from '../clock.ts';
import { RareWarning } from './rare-warning.ts';

/** Goes up when a message means something else than before. Nodes of another version do not hear each other. */
const MESSAGES_VERSION = 1;
/** Characters of one message. The longest says which sessions arrive with a room. */
export const MESSAGE_LENGTH_MAX = 512 * 1024;
/** Nodes answer within milliseconds. A node that does not answer in this time is too busy, or has stopped. */
export const ANSWER_MS_MAX = 1000;
/** Questions that wait for answers. Further ones have none. */
export const QUESTIONS_MAX = 2000;
/** A subscription whose connection does not answer in time is made anew (`connectRedis`). */
const PING_INTERVAL_MS = 1000;
const ANSWER = 'answer';

/** What a message may be. It is checked by whoever handles it. */
export type MessageBody = Readonly<Record<string, unknown>>;
/**
 * @param from the id of the node that has sent it, as it says
 * @returns the answer, if the message may be a question
 */
export type HandleMessage = (body: MessageBody, from: string) => MessageBody | void;

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

export interface MessagesParts {
  /** Of this node. */
  readonly id: string;
  readonly clock: Clock;
  readonly publisher: Publisher;
  readonly subscriber: Subscriber;
  readonly log: { warn(fields: object, text: string): void };
}

interface Question {
  readonly node: string;
  readonly done: (answer: MessageBody | null) => void;
}

interface Message {
  readonly from: string;
  readonly kind: string;
  readonly body: MessageBody;
  /** The number of the question that it is, or answers; 0 for none. */
  readonly question: number;
}

export class NodeMessages {
  private readonly parts: MessagesParts;
  private readonly handlers = new Map<string, HandleMessage>();
  private readonly questions = new Map<number, Question>();
  private readonly pings: NodeJS.Timeout;
  private readonly damaged: RareWarning;
  private readonly failed: RareWarning;
  private questionCount = 0;

  constructor(parts: MessagesParts) {
    const { id, subscriber, clock, log } = parts;
    this.parts = parts;
    this.damaged = new RareWarning('a message of another node is damaged, or of another version', clock, log);
    this.failed = new RareWarning('a message of another node could not be handled', clock, log);
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

  /** Asks a node. @returns its answer; null if there is none in time */
  async ask(node: string, kind: string, body: MessageBody): Promise<MessageBody | null> {
    if (this.questions.size >= QUESTIONS_MAX) return null;
    const number = ++this.questionCount;
    const answer = new Promise<MessageBody | null>((done) => this.questions.set(number, { node, done }));
    const cancel = this.parts.clock.after(ANSWER_MS_MAX, () => this.answered(number, null));
    const count = await this.publish(CHANNELS.node(node), kind, body, number);
    if (count <= 0) this.answered(number, null);
    return answer.finally(cancel);
  }

  stop(): void {
    clearInterval(this.pings);
    this.handlers.clear();
    for (const number of this.questions.keys()) this.answered(number, null);
  }

  /** @returns the processes that get it, -1 without Redis */
  private async publish(channel: string, kind: string, body: MessageBody, question = 0): Promise<number> {
    const { id, publisher, log } = this.parts;
    const message = JSON.stringify({ version: MESSAGES_VERSION, from: id, kind, body, question });
    if (message.length > MESSAGE_LENGTH_MAX) {
      log.warn({ kind, length: message.length }, 'a message to other nodes is too long, and is not sent');
      return -1;
    }
    try {
      return await publisher.publish(channel, message);
    } catch {
      return -1;
    }
  }

  private receive(text: string): void {
    const message = readMessage(text);
    if (message === null) return this.damaged.happened({});
    const { from, kind, body, question } = message;
    if (from === this.parts.id) return;
    if (kind === ANSWER) {
      if (this.questions.get(question)?.node === from) this.answered(question, body);
      return;
    }
    const answer = this.handle(message);
    if (question > 0 && answer !== null) void this.publish(CHANNELS.node(from), ANSWER, answer, question);
  }

  private handle({ from, kind, body }: Message): MessageBody | null {
    try {
      return this.handlers.get(kind)?.(body, from) ?? null;
    } catch (error) {
      this.failed.happened({ err: error, kind, from });
      return null;
    }
  }

  private answered(number: number, answer: MessageBody | null): void {
    const question = this.questions.get(number);
    this.questions.delete(number);
    question?.done(answer);
  }
}

function readMessage(text: string): Message | null {
  if (text.length > MESSAGE_LENGTH_MAX) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isFields(value)) return null;
  const { version, from, kind, body, question = 0 } = value;
  if (version !== MESSAGES_VERSION || typeof from !== 'string' || typeof kind !== 'string') return null;
  if (typeof question !== 'number' || !isFields(body)) return null;
  return NODE_ID.test(from) ? { from, kind, body, question } : null;
}

function isFields(value: unknown): value is MessageBody {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
