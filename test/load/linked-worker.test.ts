// How long a worker may be silent, with a link that the test answers.

import { expect, test } from 'vitest';
import { LinkedWorker, NO_SHARE, type LinkEvents } from '../../load/linked-worker.ts';

function openWorker() {
  const died: string[] = [];
  let events!: LinkEvents;
  const link = { send() {}, kill: () => events.closed('died (SIGKILL)'), end: () => Promise.resolve() };
  const open = (given: LinkEvents) => {
    events = given;
    return link;
  };
  const worker = new LinkedWorker(open, (how) => died.push(how));
  return { worker, died, answer: (number: number) => events.answered(number, { ...NO_SHARE }) };
}

test('[LD7] a worker that loads its program is waited for longer than one that has answered', async () => {
  const { worker, died, answer } = openWorker();
  const first = worker.carryOut({ type: 'report' });
  worker.watch(30_000);
  expect(died).toEqual([]);
  answer(1);
  await first;
  const second = worker.carryOut({ type: 'report' });
  worker.watch(5000);
  expect(died).toEqual([]);
  worker.watch(1);
  await second;
  expect(died).toEqual(['hung (no answer for 5 s)']);
});

test('[LD7] a worker that never answers is ended in the end', async () => {
  const { worker, died } = openWorker();
  const first = worker.carryOut({ type: 'report' });
  worker.watch(30_001);
  await first;
  expect(died).toEqual(['hung (no answer for 30 s)']);
});
