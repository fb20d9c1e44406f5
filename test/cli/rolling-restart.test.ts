import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { rollingRestart } from '../../cli/rolling-restart.ts';
import { LIMITS, Supervised } from '../../cli/supervisor.ts';

const MODULE = join(import.meta.dirname, 'supervised-child.js');

const started: Supervised[] = [];
afterEach(() => started.splice(0).forEach((child) => child.kill()));

/** @param again argument of its further starts */
function child(name: string, again = '9'): Supervised {
  const made = new Supervised(
    { name, program: 'server', module: MODULE, args: (picked) => [picked === null ? '0' : again], log: () => {} },
    LIMITS,
  );
  started.push(made);
  return made;
}

/** Collects lines. `until` waits for one. */
function lines() {
  const all: string[] = [];
  let changed = (): void => {};
  return {
    all,
    log(line: string) {
      all.push(line);
      changed();
    },
    async until(part: string) {
      while (!all.some((line) => line.includes(part))) await new Promise<void>((resolve) => (changed = resolve));
    },
  };
}

test('[C68] one after another is restarted, the API first, and only one is away at a time', async () => {
  const children = [child('API'), child('node-1'), child('node-2')];
  await Promise.all(children.map((each) => each.start()));
  const pids = children.map((each) => each.pid);
  const steps: string[] = [];
  const [api, ...nodes] = children.map((each) => ({
    name: each.name,
    async restart() {
      steps.push(`${each.name} ends`);
      const isBack = await each.restart();
      steps.push(`${each.name} is back`);
      return isBack;
    },
  }));
  const { log, until, all } = lines();
  const restart = rollingRestart(nodes, api!, log);
  restart();
  restart();
  await until('complete');
  expect(steps).toEqual(['API', 'node-1', 'node-2'].flatMap((name) => [`${name} ends`, `${name} is back`]));
  expect(all).toEqual([
    'a rolling restart begins',
    'a rolling restart is under way',
    'the rolling restart is complete',
  ]);
  for (const [index, each] of children.entries()) expect(each.pid).not.toBe(pids[index]);
});

test('[C68] a node that does not come back stops the rolling restart, so that the others play on; an API does not', async () => {
  const children = [child('API', 'refuse'), child('node-1'), child('node-2', 'refuse'), child('node-3')];
  await Promise.all(children.map((each) => each.start()));
  const [api, , , last] = children;
  const pid = last!.pid;
  const { log, until, all } = lines();
  rollingRestart(children.slice(1), api!, log)();
  await until('stops');
  expect(all).toEqual([
    'a rolling restart begins',
    'the API was not restarted: the API did not start',
    'the rolling restart stops at the node-2: the node-2 did not start',
  ]);
  expect(last!.pid).toBe(pid);
});
