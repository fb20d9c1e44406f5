/** The body of an answer, from a stream. */
import type { ServerResponse } from 'node:http';
import { pipeline, type Readable } from 'node:stream';

/**
 * Sends all of `body`, and ends the response. If one of both breaks off, the other is destroyed too: the client sees that the
 * answer is not whole.
 * @param response may have been closed by its client: then `body` is destroyed at once
 */
export function streamAnswer(body: Readable, response: ServerResponse): void {
  // From Node 24 on a pipeline to a closed stream throws, and leaves `body` open.
  if (response.destroyed) body.destroy();
  else pipeline(body, response, ignoreBrokenOff);
}

/** The pipeline has destroyed both. */
function ignoreBrokenOff(): void {}
