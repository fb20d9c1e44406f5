import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { NodeEnds, nodeOfPidFile, pidIn, type EndableNode } from '../../load/cluster/node-ends.ts';
import { newFolder } from '../support/new-folder.ts';

test('[LN10] nodes are ended in turn, each after the one before runs again, and one that does not run is passed over', async () => {
  const course: string[] = [];
  const node = (name: string, isRunning: boolean): EndableNode => ({
    name,
    async end(begins) {
      if (!isRunning) return;
      begins();
      await setImmediate();
      course.push(`ended ${name}`);
    },
    startAgain: () => Promise.resolve(void course.push(`start ${name}`)),
  });
  const nodes = [node('n1', true), node('n2', false), node('n3', true)];
  await new Promise<void>((resolve) => {
    const begun = (name: string) => {
      course.push(`end ${name}`);
      if (name === 'n3') void ends.stop().then(resolve);
    };
    const ends: NodeEnds = new NodeEnds(
      nodes,
      0.01,
      () => true,
      begun,
      () => course.push('failed'),
      0,
    );
  });
  expect(course).toEqual(['end n1', 'ended n1', 'start n1', 'end n3', 'ended n3', 'start n3']);
});

test('[LN10] the process of a pid file is killed; a file without one is an error, and a process that has ended is none', async () => {
  const file = join(newFolder(), 'node.pid');
  const child = spawn('sleep', ['600']);
  onTestFinished(() => void child.kill('SIGKILL'));
  writeFileSync(file, `${child.pid}\n`);
  const ended = once(child, 'exit');
  let begun = 0;
  await nodeOfPidFile(file).end(() => begun++);
  expect(begun).toBe(1);
  expect(await ended).toEqual([null, 'SIGKILL']);
  await nodeOfPidFile(file).end(() => begun++);
  expect(begun).toBe(1);
  for (const text of ['', '0', '1', '-5', '12 13', '1.5', 'n1']) {
    writeFileSync(file, text);
    expect(() => pidIn(file)).toThrow(`${file}: not a process id`);
  }
});
