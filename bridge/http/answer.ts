/** Short answers of the bridge's own, as plain text. Files are answered in static.ts. */
import { STATUS_CODES, type ServerResponse } from 'node:http';
import { PROGRAM_HEADERS } from '#net';

/** Ends the response with a status and one line of text, by default the status's own name. */
export function answer(response: ServerResponse, status: number, text = STATUS_CODES[status] ?? ''): void {
  const body = `${text}\n`;
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    ...PROGRAM_HEADERS,
  });
  response.end(body);
}
