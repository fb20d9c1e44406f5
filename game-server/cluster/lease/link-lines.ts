// The lines of a link between two nodes: one JSON text each. The node that dialled asks, the other one answers; each may say
// something else at any time.

import type { Socket } from 'node:net';

/** What is said at once: the sessions of a room on its way, for example. */
export const LINE_BYTES_MAX = 256 * 1024;
/** The first line, by a stranger: an id, a run and a key. */
export const HELLO_BYTES_MAX = 4096;
/** What waits for a node that does not read. Beyond it the link is closed. */
const QUEUED_BYTES_MAX = 4 * 1024 * 1024;
const NEWLINE = 10;

export type LinkLine =
  /** The first line of the node that dialled. `key` is that of the node that it has dialled. */
  | { readonly type: 'hello'; readonly from: string; readonly run: string; readonly key: string }
  | { readonly type: 'welcome'; readonly from: string; readonly run: string }
  | { readonly type: 'ask'; readonly number: number; readonly withoutMs: number | null }
  /** For how long Redis has not answered; null if this node has it. */
  | { readonly type: 'answer'; readonly number: number; readonly withoutMs: number | null }
  | { readonly type: 'say'; readonly message: unknown };

export function writeLine(socket: Socket, line: LinkLine): boolean {
  const text = `${JSON.stringify(line)}\n`;
  if (socket.destroyed || !socket.writable) return false;
  if (text.length > LINE_BYTES_MAX) return false;
  socket.write(text);
  if (socket.writableLength > QUEUED_BYTES_MAX) socket.destroy();
  return true;
}

/**
 * Calls `take` for each line that arrives. A line that is too long, or none of a link, closes it.
 * @param bytesMax of a line, asked anew for each
 */
export function readLines(socket: Socket, bytesMax: () => number, take: (line: LinkLine) => void): void {
  let parts: Buffer[] = [];
  let length = 0;
  socket.on('data', (chunk: Buffer) => {
    for (let from = 0; from < chunk.length && !socket.destroyed;) {
      const end = chunk.indexOf(NEWLINE, from);
      const part = chunk.subarray(from, end < 0 ? chunk.length : end);
      parts.push(part);
      length += part.length;
      if (length > bytesMax()) return void socket.destroy();
      if (end < 0) return;
      from = end + 1;
      const line = lineOf(Buffer.concat(parts, length).toString());
      parts = [];
      length = 0;
      if (line === null) return void socket.destroy();
      take(line);
    }
  });
}

function lineOf(text: string): LinkLine | null {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { type, from, run, key, number, withoutMs } = value;
  const isFrom = typeof from === 'string' && typeof run === 'string';
  const isNumbered = Number.isSafeInteger(number) && (withoutMs === null || Number.isFinite(withoutMs));
  const isRight =
    (type === 'hello' && isFrom && typeof key === 'string') ||
    (type === 'welcome' && isFrom) ||
    ((type === 'ask' || type === 'answer') && isNumbered) ||
    (type === 'say' && 'message' in value);
  return isRight ? (value as unknown as LinkLine) : null;
}
