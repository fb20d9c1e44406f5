import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../game-server/clock.ts';
import { within } from '../../../game-server/cluster/within.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

test('[CN23] an answer that has arrived while the process stood still is not too late', async () => {
  const echo = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void echo.kill('SIGKILL'));
  echo.stdin.write('a');
  await once(echo.stdout, 'data');
  const answer = once(echo.stdout, 'data').then(String);
  const question = within(20, systemClock, answer);
  echo.stdin.write('b');
  // After the sockets of this turn were read: the next turn begins with the timers.
  await new Promise<void>((resolve) => {
    setImmediate(() => {
      const untilMs = performance.now() + 500;
      while (performance.now() < untilMs);
      resolve();
    });
  });
  expect(await question).toBe('b');
});

test('[CN23] no answer is an error when the time is over, and not before', async () => {
  const clock = new VirtualClock();
  const failed: string[] = [];
  const question = within(300, clock, new Promise(() => {})).catch((error: Error) => void failed.push(error.message));
  clock.advance(299);
  await new Promise(setImmediate);
  expect(failed).toEqual([]);
  clock.advance(1);
  await question;
  expect(failed).toEqual(['no answer within 300 ms']);
});
