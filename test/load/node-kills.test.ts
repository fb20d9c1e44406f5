import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { NodeKills, nodeOfPidFile, pidIn, type KillableNode } from '../../load/cluster/node-kills.ts';
import { newFolder } from '../support/new-folder.ts';

test('[LN10] nodes are killed in turn, each after the one before runs again, and one that does not run is passed over', async () => {
  const course: string[] = [];
  const node = (name: string, isRunning: boolean): KillableNode => ({
    name,
    kill: () => Promise.resolve(isRunning),
    startAgain: () => Promise.resolve(void course.push(`start ${name}`)),
  });
  const nodes = [node('n1', true), node('n2', false), node('n3', true)];
  await new Promise<void>((resolve) => {
    const killed = (name: string) => {
      course.push(`kill ${name}`);
      if (name === 'n3') void kills.stop().then(resolve);
    };
    const kills: NodeKills = new NodeKills(
      nodes,
      0.01,
      () => true,
      killed,
      () => course.push('failed'),
      0,
    );
  });
  expect(course).toEqual(['kill n1', 'start n1', 'kill n3', 'start n3']);
});

test('[LN10] the process of a pid file is killed; a file without one is an error, and a process that has ended is none', async () => {
  const file = join(newFolder(), 'node.pid');
  const child = spawn('sleep', ['600']);
  onTestFinished(() => void child.kill('SIGKILL'));
  writeFileSync(file, `${child.pid}\n`);
  const ended = once(child, 'exit');
  expect(await nodeOfPidFile(file).kill()).toBe(true);
  expect(await ended).toEqual([null, 'SIGKILL']);
  expect(await nodeOfPidFile(file).kill()).toBe(false);
  for (const text of ['', '0', '1', '-5', '12 13', '1.5', 'n1']) {
    writeFileSync(file, text);
    expect(() => pidIn(file)).toThrow(`${file}: not a process id`);
  }
});
