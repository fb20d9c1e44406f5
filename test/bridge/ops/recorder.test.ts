// The files of recordings, byte by byte, on a clock that is given.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { RECORD_HEAD_BYTES, RECORD_KINDS, Recordings } from '../../../bridge/ops/recorder.ts';
import type { Logger } from '#process';

let nowMs = 0;
beforeEach(() => {
  nowMs = 1000;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  onTestFinished(() => clock.mockRestore());
});

interface Opened {
  readonly recordings: Recordings;
  readonly folder: string;
  readonly counts: { cuts: number; logged: object[] };
  readonly start: ReturnType<Recordings['into']>;
}

async function open(limits: { recordingBytesMax?: number; totalBytesMax?: number } = {}): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'packetman-recorder-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const counts: Opened['counts'] = { cuts: 0, logged: [] };
  const log = { error: (fields: object) => counts.logged.push(fields) } as unknown as Logger;
  const recordings = new Recordings(log, () => counts.cuts++);
  return { recordings, folder, counts, start: recordings.into(settings(folder, limits)) };
}

function settings(folder: string, { recordingBytesMax = 10_000, totalBytesMax = 100_000 } = {}) {
  return { folder, recordingBytesMax, totalBytesMax };
}

function record(kind: keyof typeof RECORD_KINDS, microseconds: number, bytes = ''): Buffer {
  const head = Buffer.alloc(9);
  head[0] = RECORD_KINDS[kind];
  head.writeUInt32BE(microseconds, 1);
  head.writeUInt32BE(bytes.length, 5);
  return Buffer.concat([head, Buffer.from(bytes)]);
}

/** The records of a file as bytes: all behind its first line. */
function recordsIn(folder: string, tunnel: string): Buffer {
  const whole = readFileSync(join(folder, `${tunnel}.recording`));
  return whole.subarray(whole.indexOf('\n') + 1);
}

test('[B21] a file is a line of JSON, and records with the time since the one before', async () => {
  const { recordings, folder, start, counts } = await open();
  const recording = start('t1', { path: '/' })!;
  nowMs += 1500;
  recording.add('to-target', Buffer.from('hello'));
  nowMs += 0.25;
  recording.add('to-browser', Buffer.from('hi'));
  recording.end();
  // What comes after the end is not recorded.
  recording.add('to-target', Buffer.from('late'));
  recording.end();
  await recordings.finished();
  const [line = ''] = readFileSync(join(folder, 't1.recording'), 'utf8').split('\n');
  expect(JSON.parse(line)).toEqual({ tunnel: 't1', path: '/' });
  expect(recordsIn(folder, 't1')).toEqual(
    Buffer.concat([record('to-target', 1_500_000, 'hello'), record('to-browser', 250, 'hi'), record('end', 0)]),
  );
  expect(Object.values(RECORD_KINDS)).toEqual([1, 2, 3, 4]);
  expect(RECORD_HEAD_BYTES).toBe(9);
  expect(counts).toEqual({ cuts: 0, logged: [] });
});

test('[B21] a pause of more than 71 minutes is recorded as that', async () => {
  const { recordings, folder, start } = await open();
  const recording = start('t1', {})!;
  nowMs += 2 * 3600 * 1000;
  recording.add('to-target', Buffer.from('x'));
  recording.end();
  await recordings.finished();
  expect(recordsIn(folder, 't1').subarray(0, 10)).toEqual(record('to-target', 0xffff_ffff, 'x'));
});

test('[B21] a recording may have as many bytes as its maximum, and is cut by the first one beyond', async () => {
  const { recordings, folder, start, counts } = await open({ recordingBytesMax: 20 });
  const recording = start('t1', {})!;
  recording.add('to-target', Buffer.from('a'));
  recording.add('to-target', Buffer.from('b'));
  expect(counts.cuts).toBe(0);
  recording.add('to-target', Buffer.from(''));
  recording.add('to-target', Buffer.from('c'));
  recording.end();
  await recordings.finished();
  expect(counts.cuts).toBe(1);
  const records = [record('to-target', 0, 'a'), record('to-target', 0, 'b'), record('cut', 0)];
  expect(recordsIn(folder, 't1')).toEqual(Buffer.concat(records));
});

test('[B21] the recordings of a folder may have as many bytes as their maximum together; then none is started', async () => {
  const { recordings, folder, start, counts } = await open({ totalBytesMax: 30 });
  const [first, second] = [start('t1', {})!, start('t2', {})!];
  first.add('to-target', Buffer.from('a'));
  second.add('to-target', Buffer.from('b'));
  first.add('to-target', Buffer.from('c'));
  expect(counts.cuts).toBe(0);
  expect(start('t3', {})).toBeNull();
  second.add('to-target', Buffer.from('d'));
  expect(counts.cuts).toBe(1);
  first.end();
  await recordings.finished();
  expect(recordsIn(folder, 't1').at(-RECORD_HEAD_BYTES)).toBe(RECORD_KINDS.end);
  expect(recordsIn(folder, 't2').at(-RECORD_HEAD_BYTES)).toBe(RECORD_KINDS.cut);
  // Another folder has a maximum of its own.
  expect(recordings.into(settings(folder))('t4', {})).not.toBeNull();
});

test('[B21] recordings that the disk refuses are counted, and logged once in ten seconds', async () => {
  const { recordings, folder, counts } = await open();
  const start = recordings.into(settings(join(folder, 'missing')));
  const fail = async (tunnel: string) => {
    const recording = start(tunnel, {})!;
    await recordings.finished();
    recording.add('to-target', Buffer.from('x'));
    recording.end();
  };
  await fail('t1');
  await fail('t2');
  nowMs += 9999;
  await fail('t3');
  expect([counts.cuts, counts.logged.length]).toEqual([3, 1]);
  nowMs += 1;
  await fail('t4');
  expect(counts.cuts).toBe(4);
  expect(counts.logged).toMatchObject([{ tunnel: 't1', error: expect.stringContaining('ENOENT') }, { tunnel: 't4' }]);
});
