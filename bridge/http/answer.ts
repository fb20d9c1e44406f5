/** Short answers of the bridge's own, mostly as plain text. Files are answered in static.ts. */
import { STATUS_CODES, type ServerResponse } from 'node:http';
import { PROGRAM_HEADERS } from '#net';

const PLAIN_TEXT = 'text/plain; charset=utf-8';

/** Ends the response with a status and one line of text, by default the status's own name. */
export function answer(
  response: ServerResponse,
  status: number,
  text = STATUS_CODES[status] ?? '',
  type = PLAIN_TEXT,
): void {
  const body = `${text}\n`;
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    ...PROGRAM_HEADERS,
  });
  response.end(body);
}
