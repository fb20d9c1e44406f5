import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { LoopTimeout } from '../../cli/loop-timeout.ts';
import { type Limits, LIMITS, Supervised } from '../../cli/supervisor.ts';

const MODULE = join(import.meta.dirname, 'supervised-child.js');
/** More than a busy machine stands still while it loads a child. */
const SILENCE_MS = 5000;

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
  await expect.poll(() => child.pid).toBeTruthy();
  expect(child.pid).not.toBe(first);
  expect(child.ports).toEqual({ port: 9 });
  expect(crashes).toEqual(['the child ended (SIGKILL), starting it again at once']);
});

test('[C31] a child that crashes again and again is started after a delay, which doubles', async () => {
  const { child, crashes, nextCrash } = supervise(['0']);
  await child.start();
  for (let i = 0; i < 3; i++) {
    await expect.poll(() => child.pid).toBeTruthy();
    const crashed = nextCrash();
    process.kill(child.pid!, 'SIGKILL');
    await crashed;
  }
  const ended = 'the child ended (SIGKILL), starting it again';
  expect(crashes).toEqual([`${ended} at once`, `${ended} in 250 ms`, `${ended} in 500 ms`]);
});

test('[C32] a child that ends before it listens is an error, and is not restarted', async () => {
  const { child, crashes } = supervise(['refuse']);
  await expect(child.start()).rejects.toThrow('the child did not start');
  expect(crashes).toEqual([]);
  expect(child.pid).toBeUndefined();
});

test('[C66] a child that keeps trying is also started again before it has ever listened, but not with a wrong setting', async () => {
  const failing = supervise(['refuse'], {}, undefined, true);
  const [first, again] = [failing.nextCrash(), failing.nextCrash()];
  await expect(failing.child.start()).rejects.toThrow('the child did not start');
  await Promise.all([first, again]);
  await failing.child.drain();
  expect(failing.crashes[0]).toBe('the child ended (exit code 1), starting it again at once');

  const wrong = supervise(['misuse'], {}, undefined, true);
  const refused = wrong.nextRefusal();
  await expect(wrong.child.start()).rejects.toThrow('the child did not start');
  await refused;
  expect(wrong.crashes).toEqual([]);
  expect(wrong.child.pid).toBeUndefined();
});

test('[C39] a child that has a wrong setting when it is started again gets no further start', async () => {
  const { child, crashes, nextRefusal } = supervise(['0'], {}, ['misuse']);
  await child.start();
  const refused = nextRefusal();
  process.kill(child.pid!, 'SIGKILL');
  await refused;
  expect(child.pid).toBeUndefined();
  expect(crashes).toHaveLength(1);
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

test('[C35] a child whose loop stands still is ended and started again', async () => {
  const { child, crashes } = supervise(['0'], { silenceMs: SILENCE_MS });
  await child.start();
  const first = child.pid!;
  process.kill(first, 'SIGUSR2');
  await expect.poll(() => child.pid ?? first).not.toBe(first);
  expect(crashes).toEqual([
    `the child sent no heartbeat within ${SILENCE_MS / 1000} s, ending it`,
    'the child ended (SIGKILL), starting it again at once',
  ]);
});

test('[C36] a child that is stopped for less than that goes on', async () => {
  const { child, crashes } = supervise(['0'], { silenceMs: SILENCE_MS });
  await child.start();
  const first = child.pid;
  process.kill(first!, 'SIGSTOP');
  await passes(300);
  process.kill(first!, 'SIGCONT');
  await passes(SILENCE_MS);
  expect(child.pid).toBe(first);
  expect(crashes).toEqual([]);
});

test('[C37] a child that hangs before it listens is killed, and is not restarted', async () => {
  const { child, crashes } = supervise(['hang-starting'], { startMs: 400 });
  await expect(child.start()).rejects.toThrow('the child did not start');
  expect(crashes).toEqual(['the child did not listen within 0.4 s, ending it']);
  expect(child.pid).toBeUndefined();
});

test('[C38] a drain ends, whether the child ignores it or hangs', async () => {
  const going = supervise(['hang-draining'], { drainMs: 400 });
  await going.child.start();
  await going.child.drain();
  expect(going.crashes).toEqual(['the child did not finish within 0.4 s, ending it']);

  const still = supervise(['0'], { drainMs: 400 });
  await still.child.start();
  process.kill(still.child.pid!, 'SIGSTOP');
  await still.child.drain();
  expect(still.crashes).toEqual(['the child did not finish within 0.4 s, ending it']);
});

test('[C67] a restart drains the child, and another one listens on its ports when it is over', async () => {
  const { child, crashes } = supervise(['0']);
  await child.start();
  const first = child.pid;
  expect(await child.restart()).toBe(true);
  expect(child.pid).toBeTruthy();
  expect(child.pid).not.toBe(first);
  expect(child.ports).toEqual({ port: 9 });
  expect(crashes).toEqual([]);
});

test('[C67] a child that does not run, or is being restarted, is not restarted', async () => {
  const { child } = supervise(['0']);
  expect(await child.restart()).toBe(false);
  await child.start();
  const restarted = child.restart();
  expect(await child.restart()).toBe(false);
  expect(await restarted).toBe(true);
});

test('[C67] a restarted child that does not start is an error, and is started again like after a crash', async () => {
  const { child, crashes, nextCrash } = supervise(['0'], {}, ['refuse']);
  await child.start();
  const crashed = nextCrash();
  await expect(child.restart()).rejects.toThrow('the child did not start');
  await crashed;
  expect(crashes[0]).toBe('the child ended (exit code 1), starting it again at once');
});

test('[C67] a drain during a restart ends it for good', async () => {
  const { child, crashes } = supervise(['0']);
  await child.start();
  const restarted = child.restart();
  await child.drain();
  expect(await restarted).toBe(false);
  expect(child.pid).toBeUndefined();
  expect(crashes).toEqual([]);
});

/** As many turns of this process's timers as `ms` has: less of the clock would not be a longer wait for a child. */
async function passes(ms: number): Promise<void> {
  await new Promise<void>((resolve) => void new LoopTimeout(ms, resolve));
}

/** @param again arguments of further starts, by default the port that it had */
function supervise(args: string[], limits: Partial<Limits> = {}, again?: string[], keepsTrying = false) {
  const crashes: string[] = [];
  const heard = new EventTarget();
  const child = new Supervised(
    {
      name: 'child',
      program: 'server',
      module: MODULE,
      args: (picked) => (picked ? (again ?? [String(picked['port'])]) : args),
      ...(keepsTrying && { keepsTrying }),
      refused: () => void heard.dispatchEvent(new Event('refused')),
      log(line) {
        crashes.push(line);
        heard.dispatchEvent(new Event('crash'));
      },
    },
    { ...LIMITS, ...limits },
  );
  started.push(child);
  return { child, crashes, nextCrash: () => once(heard, 'crash'), nextRefusal: () => once(heard, 'refused') };
}
