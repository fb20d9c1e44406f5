// What a page receives over its connection of the moment, for tests that count or compare messages.

import { decodeServer, FrameDecoder, SERVER_PAYLOAD_BYTES_MAX, type ServerMessage } from '#protocol';
import type { SimulatedPage } from './simulated-page.ts';

/** Calls `take` with every message that reaches the page from now on, until its connection ends. */
export function readAlong({ link }: SimulatedPage, take: (message: ServerMessage) => void): void {
  const decoder = new FrameDecoder(SERVER_PAYLOAD_BYTES_MAX);
  link.clientSide.on('data', (bytes: Uint8Array) => {
    decoder.push(bytes);
    for (let payload = decoder.next(); payload !== null; payload = decoder.next()) {
      const decoded = decodeServer(payload);
      if ('error' in decoded) throw new Error(`the server sent ${decoded.error}`);
      take(decoded.message);
    }
  });
}
