// Server-sent events to operators' pages. A page that reads slowly misses events; the next one says what is the case then.

import { streamSSE } from 'hono/streaming';
import type { Request } from '../http/app.ts';
import { ApiError } from '../http/errors.ts';

/** Streams at once, of all operators. */
const STREAMS_MAX = 32;

/** @returns false where the page is still reading the event before */
export type Send = (event: string, data: object) => boolean;

export class EventStreams {
  private readonly ends = new Set<() => void>();

  get count(): number {
    return this.ends.size;
  }

  /**
   * Answers with a stream.
   * @param begin is called at once. It may send from then on, and returns what stops it.
   * @param end ends the stream
   * @throws {ApiError} if there are too many
   */
  open(request: Request, begin: (send: Send, end: () => void) => () => void): Response {
    if (this.ends.size >= STREAMS_MAX) {
      throw new ApiError('too-many-requests', { text: 'Too many windows of the desk are open.', retryAfter: 5 });
    }
    let end = (): void => {};
    const ended = new Promise<void>((resolve) => (end = resolve));
    this.ends.add(end);
    return streamSSE(request, async (stream) => {
      let isWriting = false;
      let written = Promise.resolve();
      stream.onAbort(end);
      const send: Send = (event, data) => {
        if (isWriting) return false;
        isWriting = true;
        written = stream.writeSSE({ event, data: JSON.stringify(data) }).then(() => void (isWriting = false), end);
        return true;
      };
      const stop = begin(send, end);
      await ended;
      this.ends.delete(end);
      stop();
      // What was sent last still leaves: to close before would drop it.
      await written;
    });
  }

  endAll(): void {
    for (const end of this.ends) end();
  }
}
