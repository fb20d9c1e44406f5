/**
 * Files that an operator names: read whole, and no further than they may be long. A device, which might never end, and
 * a folder are refused; a pipe is read once.
 */
import { readFileSync, type Stats, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';

/** Settings, keys, certificates, passwords: a thousand times longer than such a file gets. */
const FILE_BYTES_MAX = 16 * 1024 * 1024;
const BYTE_ORDER_MARK = /^\uFEFF/;

/** The content of pipes, by path. A pipe can be read once: reading it again, at a reload, would wait for ever. */
const pipes = new Map<string, Buffer>();

/** @throws {Error} that names the file */
export function readBytes(path: string, bytesMax = FILE_BYTES_MAX): Buffer {
  const stats = statSync(path);
  check(path, stats, bytesMax);
  if (!stats.isFIFO()) return readFileSync(path);
  const content = pipes.get(path) ?? readFileSync(path);
  pipes.set(path, content);
  return content;
}

/** UTF-8, with or without a byte order mark, which the decoder takes off. @throws {Error} that names the file */
export function readText(path: string): string {
  const bytes = readBytes(path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`${path}: bytes that are not UTF-8`);
  }
}

/** The same without blocking. */
export async function readTextLater(path: string): Promise<string> {
  check(path, await stat(path), FILE_BYTES_MAX);
  return (await readFile(path, 'utf8')).replace(BYTE_ORDER_MARK, '');
}

function check(path: string, stats: Stats, bytesMax: number): void {
  if (!stats.isFile() && !stats.isFIFO()) throw new Error(`${path}: not a file`);
  if (stats.size > bytesMax) throw new Error(`${path}: more than ${bytesMax} bytes`);
}
