import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Supervised } from '../../cli/supervisor.ts';

const MODULE = join(import.meta.dirname, 'supervised-child.js');

const started: Supervised[] = [];
afterEach(() => started.splice(0).forEach((child) => child.kill()));

test('[C30] start gives the ports the child picked', async () => {
  const { child } = supervise(['0']);
  expect(await child.start()).toEqual({ port: 9 });
  expect(child.ports).toEqual({ port: 9 });
});

test('[C31] a child that was killed comes back on the ports it had', async () => {
  const { child, crashes, nextCrash } = supervise(['0']);
  await child.start();
  const first = child.pid;
  process.kill(first!, 'SIGKILL');
  await nextCrash();
  await expect.poll(() => child.pid, { timeout: 10_000 }).toBeTruthy();
  expect(child.pid).not.toBe(first);
  expect(child.ports).toEqual({ port: 9 });
  expect(crashes).toEqual(['the child ended (SIGKILL), starting it again in 250 ms']);
});

test('[C32] one that ends before it listens is an error, and is not tried again', async () => {
  const { child, crashes } = supervise(['refuse']);
  await expect(child.start()).rejects.toThrow('the child did not start');
  expect(crashes).toEqual([]);
  expect(child.pid).toBeUndefined();
});

test('[C33] drain ends the child for good', async () => {
  const { child, crashes } = supervise(['0']);
  await child.start();
  await child.drain();
  expect(child.pid).toBeUndefined();
  expect(crashes).toEqual([]);
});

test('[C34] drain before it listens ends it too, and is no failed start', async () => {
  const { child } = supervise(['0']);
  void child.start();
  await child.drain();
  expect(child.pid).toBeUndefined();
});

function supervise(args: string[]) {
  const crashes: string[] = [];
  const heard = new EventTarget();
  const child = new Supervised({
    name: 'child',
    module: MODULE,
    args: (picked) => (picked ? [String(picked['port'])] : args),
    log(line) {
      crashes.push(line);
      heard.dispatchEvent(new Event('crash'));
    },
  });
  started.push(child);
  return { child, crashes, nextCrash: () => once(heard, 'crash') };
}
