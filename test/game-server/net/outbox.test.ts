// What waits for the journal, and in which order it leaves.

import { expect, test } from 'vitest';
import { NO_JOURNAL, type Journal } from '../../../game-server/journal/journal.ts';
import { Outbox } from '../../../game-server/net/outbox.ts';
import { MemoryServer } from '../../support/memory-server.ts';
import { seededRng } from '../../support/seeded-rng.ts';

/** An outbox whose journal and one outlet note what happens to them. */
function outbox(written: (frame: string) => void = () => {}) {
  const happened: string[] = [];
  const box = new Outbox({ commit: () => void happened.push('commit') });
  const outlet = {
    writeHeld(frame: Buffer, isLast: boolean) {
      const text = frame.toString();
      happened.push(isLast ? `${text} (last)` : text);
      written(text);
    },
  };
  return { box, happened, add: (frame: string, isLast = false) => box.add(outlet, Buffer.from(frame), isLast) };
}

test('[GC10] frames are written in their order, after the journal, when the last holder releases them', () => {
  const { box, happened, add } = outbox();
  expect(box.isHolding).toBe(false);
  box.hold();
  add('one');
  box.hold();
  add('two', true);
  box.release();
  expect(happened).toEqual([]);
  expect(box.isHolding).toBe(true);
  box.release();
  expect(happened).toEqual(['commit', 'one', 'two (last)']);
  expect(box.isHolding).toBe(false);
  box.hold();
  box.release();
  expect(happened).toEqual(['commit', 'one', 'two (last)', 'commit']);
});

test('[GC10] a frame that comes while others are written waits for the journal and for them', () => {
  const { box, happened, add } = outbox((frame) => {
    if (frame !== 'one') return;
    expect(box.isHolding).toBe(true);
    box.hold();
    add('three');
    box.release();
  });
  box.hold();
  add('one');
  add('two');
  box.release();
  expect(happened).toEqual(['commit', 'one', 'commit', 'two', 'three']);
});

test('[GC10] no client is sent anything between an append and the commit after it', () => {
  let commits = 0;
  const commitsBefore: number[] = [];
  const journal: Journal = { ...NO_JOURNAL, commit: () => void commits++ };
  const server = new MemoryServer({}, 7, { journal });
  const ann = server.connect();
  ann.socket.on('data', () => commitsBefore.push(commits));
  const at = (act: () => void): number[] => {
    commits = 0;
    commitsBefore.length = 0;
    act();
    return [...commitsBefore];
  };
  expect(at(() => ann.hello('Ann'))).toEqual([1]);
  expect(at(() => ann.play())).toEqual([1, 1]);
  // A snapshot, and the answer to a ping.
  expect(at(() => server.run(1))).toEqual([1, 2]);
  const bob = server.enter('Bob');
  expect(at(() => bob.join(ann.code))).toEqual([1, 1, 1]);
  expect(at(() => bob.cut())).toEqual([1, 1]);
});

/** An outbox whose journal answers when the test says so. */
function answeringOutbox() {
  const written: string[] = [];
  const answers: (() => void)[] = [];
  let commits: 'answer-later' | 'nothing-to-write' | Promise<void> = 'answer-later';
  const box = new Outbox({
    commit() {
      if (commits === 'nothing-to-write') return undefined;
      return commits === 'answer-later' ? new Promise<void>((resolve) => void answers.push(resolve)) : commits;
    },
  });
  const outlet = { writeHeld: (frame: Buffer) => void written.push(frame.toString()) };
  const add = (frame: string) => box.add(outlet, Buffer.from(frame), false);
  const release = (frame: string) => {
    box.hold();
    add(frame);
    box.release();
  };
  const answer = async (index: number) => {
    answers[index]!();
    await Promise.resolve();
  };
  return { box, written, add, release, answer, setCommits: (to: typeof commits) => void (commits = to) };
}

test('[CS10] frames of which the journal says before each one that they must wait are written later, in their order', async () => {
  const written: string[] = [];
  let commit: Promise<void> | null = null;
  let wait: Promise<void> | null = null;
  let go = () => {};
  const box = new Outbox({ commit: () => commit ?? undefined, mustWait: () => wait });
  const outlet = {
    writeHeld(frame: Buffer) {
      const text = frame.toString();
      written.push(text);
      if (text.startsWith('stop')) wait = new Promise((resolve) => (go = resolve));
      if (text === 'stop and cause') {
        commit = Promise.resolve();
        release('caused');
        commit = null;
      }
    },
  };
  const release = (...frames: readonly string[]) => {
    box.hold();
    for (const frame of frames) box.add(outlet, Buffer.from(frame), false);
    box.release();
  };
  const goOn = async () => {
    wait = null;
    go();
    for (let i = 0; i < 5; i++) await Promise.resolve();
  };
  release('one', 'stop and cause', 'two', 'stop', 'three');
  release('four');
  expect([written, box.waitingFrames, box.isHolding]).toEqual([['one', 'stop and cause'], 5, true]);
  await goOn();
  expect(written).toEqual(['one', 'stop and cause', 'two', 'stop']);
  await goOn();
  expect(written).toEqual(['one', 'stop and cause', 'two', 'stop', 'three', 'caused', 'four']);
  expect(box.isHolding).toBe(false);
  release('five');
  expect(written.at(-1)).toBe('five');
});

test('[GC10] frames wait for the answer to their commit, and those of later commits behind them', async () => {
  const { box, written, add, release, answer, setCommits } = answeringOutbox();
  release('one');
  release('two');
  setCommits('nothing-to-write');
  release('three');
  expect(box.isHolding).toBe(true);
  expect(box.waitingFrames).toBe(3);
  await answer(1);
  expect(written).toEqual([]);
  add('four');
  await answer(0);
  expect(written).toEqual(['one', 'two', 'three', 'four']);
  expect(box.isHolding).toBe(false);
  release('five');
  expect(written.at(-1)).toBe('five');
});

test('[GC10] commits that wait for the same promise need one place in the queue', async () => {
  const { box, written, release, setCommits } = answeringOutbox();
  let open = () => {};
  setCommits(new Promise<void>((resolve) => (open = resolve)));
  for (let i = 0; i < 1000; i++) release(`${i}`);
  expect(box['waiting'].length).toBe(1);
  open();
  await Promise.resolve();
  expect(written).toEqual(Array.from({ length: 1000 }, (_, i) => `${i}`));
});

test('[GC10] lists of frames are used again: each frame is written once and in order, whenever answers come', async () => {
  const { box, written, release, answer, setCommits } = answeringOutbox();
  const below = seededRng(1980);
  let commits = 0;
  let answered = 0;
  for (let frame = 0; frame < 2000; frame++) {
    const isLater = below(10) < 6;
    setCommits(isLater ? 'answer-later' : 'nothing-to-write');
    if (isLater) commits++;
    release(String(frame));
    while (answered < commits && below(10) < 4) await answer(answered++);
    expect(box.waitingFrames).toBe(frame + 1 - written.length);
  }
  while (answered < commits) await answer(answered++);
  expect(written).toEqual(Array.from({ length: 2000 }, (_, frame) => String(frame)));
  expect(box.isHolding).toBe(false);
});

test('[GC10] an answer that comes while a caller holds frames releases only those of its commit', async () => {
  const { box, written, add, release, answer } = answeringOutbox();
  release('one');
  box.hold();
  add('two');
  await answer(0);
  expect(written).toEqual(['one']);
  box.release();
  expect(written).toEqual(['one']);
  await answer(1);
  expect(written).toEqual(['one', 'two']);
});

test('[GC10] a commit during the writing of others waits for its own answer', async () => {
  const written: string[] = [];
  let answer = () => {};
  let commits = 0;
  const box: Outbox = new Outbox({
    commit: () => (commits++ === 0 ? undefined : new Promise<void>((resolve) => (answer = resolve))),
  });
  const add = (frame: string) => box.add(outlet, Buffer.from(frame), false);
  const outlet = {
    writeHeld(frame: Buffer) {
      written.push(frame.toString());
      if (written.length > 1) return;
      box.hold();
      add('three');
      box.release();
    },
  };
  box.hold();
  add('one');
  add('two');
  box.release();
  expect(written).toEqual(['one', 'two']);
  answer();
  await Promise.resolve();
  expect(written).toEqual(['one', 'two', 'three']);
});
