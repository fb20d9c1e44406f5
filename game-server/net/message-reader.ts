// Reads the messages in the bytes of one client, up to its rate.

import {
  CLIENT_PAYLOAD_BYTES_MAX,
  decodeClient,
  ERRORS,
  FrameDecoder,
  HELLO_PAYLOAD_BYTES_MAX,
  type ClientMessage,
  type ErrorCode,
  type Fault,
  type Mistake,
} from '#protocol';
import type { GameServerConfig } from '../config.ts';
import { MessageRate, NEW_SESSION_MS } from '../limits/message-rate.ts';
import type { Stalls } from '../stalls.ts';

/** The next item in the bytes: a message, one that cannot be read, a fault of the stream, or a message above the rate. */
export type Reading = { readonly message: ClientMessage } | Mistake | { readonly fault: Fault } | 'dropped';

export class MessageReader {
  private readonly decoder = new FrameDecoder(HELLO_PAYLOAD_BYTES_MAX);
  private readonly rate: MessageRate;
  private readonly config: GameServerConfig;
  /** Since when the frame in front is unfinished, as far as `next` has seen; null while none is. */
  private unfinishedSinceMs: number | null = null;

  constructor(config: GameServerConfig, nowMs: number, stalls: Pick<Stalls, 'totalMs'>) {
    this.rate = new MessageRate(config, nowMs, stalls);
    this.config = config;
  }

  /** From now on payloads have the maximum size of those after `hello`. */
  expectAfterHello(): void {
    this.decoder.payloadBytesMax = CLIENT_PAYLOAD_BYTES_MAX;
  }

  /** Whether bytes that were pushed are still to be read. */
  get hasMore(): boolean {
    return this.decoder.hasMore;
  }

  /** Takes the next bytes; all that was pushed before must have been read. */
  push(bytes: Uint8Array): void {
    this.decoder.push(bytes);
  }

  /** @returns null when more bytes are needed. */
  next(nowMs: number): Reading | null {
    const payload = this.decoder.next();
    if (payload === null) return this.pause(nowMs);
    this.unfinishedSinceMs = null;
    switch (this.rate.take(nowMs)) {
      case 'accept':
        return decodeClient(payload);
      case 'drop':
        return 'dropped';
      case 'flood':
        return { fault: this.flood };
    }
  }

  /** Whether a frame has been unfinished for too long, even if bytes of it have arrived meanwhile. */
  isOverdue(nowMs: number): boolean {
    return this.unfinishedSinceMs !== null && nowMs - this.unfinishedSinceMs > this.config.frameTimeoutMs;
  }

  private pause(nowMs: number): Reading | null {
    const { error, unfinished } = this.decoder;
    if (error !== null) return { fault: { code: error, text: this.textOf(error) } };
    this.unfinishedSinceMs = unfinished ? (this.unfinishedSinceMs ?? nowMs) : null;
    return null;
  }

  private get flood(): Fault {
    const { messagesPerSecond, messagesBurst } = this.config;
    const text = `more than ${messagesPerSecond} messages a second, after a burst of ${messagesBurst}`;
    return { code: 'flood', text, retryAfterMs: NEW_SESSION_MS };
  }

  private textOf(error: ErrorCode): string {
    const { payloadBytesMax } = this.decoder;
    return error === 'frame-too-big' ? `the length of the frame is above ${payloadBytesMax} bytes` : ERRORS[error].text;
  }
}
