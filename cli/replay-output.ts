// What `packetman replay` makes of a replay: a file, JSON for other programs, or the maze as text.
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { REPLAY_BYTES_MAX, replayIn } from '../tools/replay.ts';

/** Pictures a second of a replay in a terminal. */
const PICTURES_PER_SECOND = 15;
/** A new screen without a cursor, and back. */
const OPEN = '\x1b[?1049h\x1b[?25l';
const RESTORE = '\x1b[0m\x1b[?25h\x1b[?1049l';

/**
 * Writes a replay into a file, as it is: gzipped if the name ends in `.gz`, else as JSON. The file is there as a whole, or not
 * at all. A link leads to the file behind it. A device or a pipe is written to: it must not become a file.
 * @throws Error for bytes that are no replay
 */
export async function writeOut(file: string, bytes: Uint8Array): Promise<void> {
  replayIn(bytes);
  const isGzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = isGzipped ? gunzipSync(bytes, { maxOutputLength: REPLAY_BYTES_MAX }) : bytes;
  const written = file.endsWith('.gz') ? gzipSync(text) : text;
  const path = await realpath(file).catch(() => file);
  const found = await stat(path).catch(() => null);
  if (found !== null && !found.isFile()) return writeFile(path, written);
  const part = `${path}.part`;
  try {
    await writeFile(part, written);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    throw error;
  }
}

export async function printJson(bytes: Uint8Array): Promise<void> {
  const { replayJson } = await import('../tools/replay-json.ts');
  const { pipeline } = await import('node:stream/promises');
  await pipeline(replayJson(replayIn(bytes)), process.stdout, { end: false });
}

/**
 * Prints the maze at a tick. Without one, in a terminal the match is played as it was, until its end or Ctrl-C; else a picture
 * for each second is printed.
 */
export async function printText(
  bytes: Uint8Array,
  tick: number | undefined,
  print: (line: string) => void,
): Promise<void> {
  const { textAt, textBySecond, TextPlayback } = await import('../terminal-client/text-replay.ts');
  const replay = replayIn(bytes);
  if (tick !== undefined) return textAt(replay, tick).forEach(print);
  if (!process.stdout.isTTY) {
    for (const lines of textBySecond(replay)) for (const line of [...lines, '']) print(line);
    return;
  }
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  process.once('SIGINT', abort).once('SIGTERM', abort);
  process.stdout.write(OPEN);
  try {
    const playback = new TextPlayback(replay);
    const startMs = performance.now();
    while (!playback.isOver && !stop.signal.aborted) {
      const { columns, rows } = process.stdout;
      process.stdout.write(playback.at(performance.now() - startMs, columns, rows));
      await wait(1000 / PICTURES_PER_SECOND, undefined, { signal: stop.signal }).catch(() => {});
    }
  } finally {
    process.stdout.write(RESTORE);
    process.off('SIGINT', abort).off('SIGTERM', abort);
  }
  textAt(replay, replay.ticks).forEach(print);
}
