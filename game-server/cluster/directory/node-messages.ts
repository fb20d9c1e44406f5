// Messages between nodes, over the channels of Redis: to one node, or to all others. A message gets there once or not at
// all. Messages of one node arrive in the order in which it has sent them.
//
//   node a                                      node b
//   ask ──"whisper", question 7──────────────▶  what its handler returns
//    │  ◀──────────────"answer", question 7──┘
//    └── Redis says how many get a question, so it is known when all of them have answered

import { CHANNELS, NODE_ID } from '#redis';
import type { Clock } from '../../clock.ts';
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
/** Answers to one question. */
const ANSWERS_MAX = 100;
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
  on(event: 'ready' | 'close', listener: () => void): unknown;
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

/** What nodes have answered to a question, by their ids. */
export interface Answers {
  readonly byNode: ReadonlyMap<string, MessageBody>;
  /** Whether one is as it was wanted, or every node that got the question has answered. */
  readonly isComplete: boolean;
}

interface Question {
  readonly byNode: Map<string, MessageBody>;
  /** The node that was asked, null for all of them. */
  readonly node: string | null;
  readonly isWanted: (answer: MessageBody) => boolean;
  /** Answers that are on their way: known when Redis has passed the question on. */
  expected: number;
  readonly done: (isComplete: boolean) => void;
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
  /** Whether what others send arrives here. */
  private isListening = false;

  constructor(parts: MessagesParts) {
    const { id, subscriber, clock, log } = parts;
    this.parts = parts;
    this.damaged = new RareWarning('a message of another node is damaged, or of another version', clock, log);
    this.failed = new RareWarning('a message of another node could not be handled', clock, log);
    const subscribe = async () => {
      try {
        await subscriber.subscribe(CHANNELS.node(id), CHANNELS.allNodes);
        this.isListening = true;
      } catch (error) {
        log.warn({ err: error }, 'cannot hear other nodes; tries again');
      }
    };
    subscriber.on('close', () => void (this.isListening = false));
    subscriber.on('message', (_, message) => this.receive(message));
    subscriber.on('ready', () => void subscribe());
    if (subscriber.status === 'ready') void subscribe();
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
    const answers = await this.question(node, kind, body, () => true);
    return answers?.byNode.get(node) ?? null;
  }

  /**
   * Asks all other nodes.
   * @param isWanted whether no further answers are needed
   * @returns null if the question is not on its way
   */
  async askAll(kind: string, body: MessageBody, isWanted: (answer: MessageBody) => boolean): Promise<Answers | null> {
    return this.question(null, kind, body, isWanted);
  }

  private async question(
    node: string | null,
    kind: string,
    body: MessageBody,
    isWanted: Question['isWanted'],
  ): Promise<Answers | null> {
    // Without its subscription this node would not hear an answer.
    if (this.questions.size >= QUESTIONS_MAX || !this.isListening) return null;
    const number = ++this.questionCount;
    const byNode = new Map<string, MessageBody>();
    const ended = new Promise<boolean>((done) => {
      this.questions.set(number, { byNode, node, isWanted, expected: Infinity, done });
    });
    const cancel = this.parts.clock.after(ANSWER_MS_MAX, () => this.end(number, false));
    const channel = node === null ? CHANNELS.allNodes : CHANNELS.node(node);
    const count = await this.publish(channel, kind, body, number);
    // This node gets what it sends to all, and does not answer.
    if (count >= 0) this.expect(number, node === null ? count - 1 : count);
    else this.end(number, false);
    const isComplete = await ended.finally(cancel);
    return count < 0 ? null : { byNode, isComplete };
  }

  stop(): void {
    clearInterval(this.pings);
    this.handlers.clear();
    for (const number of this.questions.keys()) this.end(number, false);
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
      return this.answered(question, body, from);
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

  private answered(number: number, answer: MessageBody, from: string): void {
    const question = this.questions.get(number);
    if (question === undefined || (question.node !== null && question.node !== from)) return;
    if (question.byNode.size >= ANSWERS_MAX) return;
    question.byNode.set(from, answer);
    if (question.isWanted(answer)) this.end(number, true);
    else this.expect(number, question.expected);
  }

  /** Ends a question that has so many answers. */
  private expect(number: number, expected: number): void {
    const question = this.questions.get(number);
    if (question === undefined) return;
    question.expected = expected;
    if (question.byNode.size >= expected) this.end(number, true);
  }

  private end(number: number, isComplete: boolean): void {
    const question = this.questions.get(number);
    this.questions.delete(number);
    question?.done(isComplete);
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
