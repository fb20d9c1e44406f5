// The match of a room that fails is kept as a file, and the file can be played.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  createMatch,
  LEFT,
  matchSettings,
  modeNamed,
  replayFrom,
  ReplayRecorder,
  stepMatch,
  type ModeRules,
} from '#simulation';
import { FAILED_MATCHES_MAX, FailedMatches } from '../../../game-server/ops/failed-matches.ts';
import { runReplay } from '../../../tools/replay.ts';
import { startTestServer } from '../../support/test-server.ts';

/** `coop` whose rules break in the tick after an input of this sequence. */
const BREAKING = 7;
const coop = modeNamed('coop')!;
const breaking: ModeRules = {
  ...coop,
  step: (world, events) => {
    if (world.seatInput.includes(BREAKING)) throw new Error('broken rule: seven');
    coop.step(world, events);
  },
};

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'packetman-test-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test('[GR29] a room whose rules break ends alone; its match is kept, and the log has the file', async () => {
  const parent = folder();
  const server = await startTestServer({}, { modes: [breaking], failedMatches: new FailedMatches(parent) });
  const [ann, bob] = [await server.enter('Ann'), await server.enter('Bob')];
  const { code } = await ann.create();
  await bob.create();
  for (let sequence = 1; sequence <= BREAKING; sequence++) {
    ann.send({ type: 'input', sequence, tick: 0, direction: LEFT, seenTick: ann.words[0]! });
    await ann.ping();
    await server.run(20, ann, bob);
  }
  expect(await ann.error()).toBe('room-failed');
  await bob.at(20 * BREAKING);
  const line = server.logLines.find(({ msg }) => msg === 'room failed') as unknown as { file: string; room: string };
  expect([line.room, line.file.startsWith(parent)]).toEqual([code, true]);
  const replay = replayFrom(JSON.parse(readFileSync(line.file, 'utf8')));
  expect(replay).toMatchObject({ ticks: 20 * (BREAKING - 1), failure: 'broken rule: seven' });
  expect(replay.log.at(-1)).toEqual([replay.ticks + 1, [0, LEFT, BREAKING]]);
  // These rules are not broken: the file says so.
  const lines: string[] = [];
  expect(runReplay({ file: line.file, verify: false }, (text) => lines.push(text))).toBe(0);
  expect(lines).toEqual([expect.stringMatching(/^failed once with "broken rule: seven", and no longer does: coop: /)]);
});

test('[GR29] `packetman replay` of a failed match whose rule is still broken says where, with exit code 1', () => {
  const { step } = coop;
  vi.spyOn(coop, 'step').mockImplementation((world, events) => {
    if (world.seatInput.includes(BREAKING)) throw new Error('broken rule:\nseven');
    step(world, events);
  });
  onTestFinished(() => void vi.restoreAllMocks());
  const match = createMatch(matchSettings({ mode: 'coop', seatCount: 1 }));
  const recorder = new ReplayRecorder(match);
  const play = (sequence: number): void => {
    const inputs = [{ kind: 'wish', seat: 0, sequence, direction: LEFT } as const];
    recorder.noteInputs(inputs);
    stepMatch(match, inputs);
  };
  for (let tick = 1; tick < BREAKING; tick++) play(tick);
  expect(() => play(BREAKING)).toThrow('broken rule');
  const kept = new FailedMatches(folder()).keep('m', recorder.finish({ failure: 'broken rule: seven' })!);
  const lines: string[] = [];
  for (const verify of [false, true]) {
    const { file } = kept as { file: string };
    expect(runReplay({ file, verify }, (text) => lines.push(text))).toBe(1);
  }
  expect(lines).toEqual(Array(2).fill(`fails in tick ${BREAKING}: broken rule: seven`));
});

test('[GR29] no more matches are kept than there may be, and a folder that is not there harms nothing', () => {
  const match = createMatch(matchSettings({ mode: 'classic' }));
  const recorded = new ReplayRecorder(match).finish()!;
  const parent = folder();
  const kept = new FailedMatches(parent);
  for (let i = 0; i < FAILED_MATCHES_MAX; i++) expect(kept.keep(`m${i}`, recorded)).toHaveProperty('file');
  expect(kept.keep('more', recorded)).toEqual({ notKept: '20 failed matches were kept already' });
  expect(readdirSync(join(parent, readdirSync(parent)[0]!))).toHaveLength(FAILED_MATCHES_MAX);
  expect(new FailedMatches(join(parent, 'nowhere')).keep('m', recorded)).toEqual({
    notKept: expect.stringContaining('ENOENT') as string,
  });
});
