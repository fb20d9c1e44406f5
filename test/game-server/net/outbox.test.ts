// What waits for the journal, and in which order it leaves.

import { expect, test } from 'vitest';
import { NO_JOURNAL, type Journal } from '../../../game-server/journal/journal.ts';
import { Outbox } from '../../../game-server/net/outbox.ts';
import { MemoryServer } from '../../support/memory-server.ts';

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
