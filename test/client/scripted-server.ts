// A server that says what a test wants, most of all what the real one would not. It answers within the same call.

import { errorMessage, PROTOCOL_VERSION, type ClientMessage, type ErrorCode, type ServerMessage } from '#protocol';
import type { Surroundings, Transport, TransportEvents } from '#client';
import { RULES_VERSION } from '#simulation';
import { bytesOf, clientReader } from '../support/scripted-node.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

export class ScriptedServer {
  readonly clock = new VirtualClock();
  /** What clients sent, pings aside. */
  readonly received: ClientMessage[] = [];
  readonly pingsMs: number[] = [];
  readonly dialledMs: number[] = [];
  /** Timers of clients that were not cancelled and have not fired. */
  timers = 0;
  /** Answers a message of a client. */
  answer: (message: ClientMessage) => readonly ServerMessage[] = () => [];
  /** What happens to connections that are dialled: they open, break, or neither. */
  dialling: 'opens' | 'breaks' | 'hangs' = 'opens';
  readonly surroundings: Surroundings;
  private events: TransportEvents | null = null;

  constructor() {
    this.surroundings = {
      dial: (events) => this.accept(events),
      now: () => this.clock.now(),
      after: (ms, call) => this.startTimer(ms, call),
      rng: () => 0.5,
    };
  }

  get isConnected(): boolean {
    return this.events !== null;
  }

  say(...messages: readonly ServerMessage[]): void {
    for (const message of messages) this.sayBytes(bytesOf(message));
  }

  sayBytes(bytes: Uint8Array): void {
    this.events?.received(bytes);
  }

  /** The connection breaks. */
  cut(): void {
    const { events } = this;
    this.events = null;
    events?.closed('cut');
  }

  private startTimer(ms: number, call: () => void): () => void {
    let isRunning = true;
    const stop = (): void => {
      if (isRunning) this.timers--;
      isRunning = false;
    };
    this.timers++;
    const cancel = this.clock.after(ms, () => {
      stop();
      call();
    });
    return () => {
      stop();
      cancel();
    };
  }

  private accept(events: TransportEvents): Transport {
    this.dialledMs.push(this.clock.now());
    this.events = events;
    this.clock.after(1, () => {
      if (this.dialling === 'opens') events.opened();
      if (this.dialling === 'breaks') this.cut();
    });
    return {
      send: clientReader((message) => this.take(message)),
      close: () => {
        if (this.events === events) this.events = null;
      },
    };
  }

  private take(message: ClientMessage): void {
    if (message.type === 'ping') this.pingsMs.push(this.clock.now());
    else this.received.push(message);
    this.say(...this.answer(message));
  }
}

export function welcome(token: string, resumed = false, pingIntervalMs = 2000): ServerMessage {
  return {
    ...{ type: 'welcome', version: PROTOCOL_VERSION, name: 'Ann', tickRate: 60, pingIntervalMs, token, resumed },
    rules: RULES_VERSION,
  };
}

/** A refusal of a client's message, by its type number. */
export function refusal(code: ErrorCode, answers: number): ServerMessage {
  return { ...errorMessage(code), answers };
}
