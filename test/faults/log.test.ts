// Logs that lead nowhere: a full disk, a reader that stopped reading, one that went. Nobody who plays notices.

import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ensureBuilt } from '../../tools/set-up.js';
import { newFolder } from '../support/new-folder.ts';
import { CAN, Fifo, fill, logLines, manyRoutes, PACKETMAN, Program, readLog, type StartOptions } from './program.ts';

beforeAll(ensureBuilt, 120_000);

const EXITED = [0, null];

describe.each(['server', 'bridge'] as const)('%s', (name) => {
  test.skipIf(!CAN.mount)(
    '[PF1] a full disk: it goes on, drops lines, and says how many once there is room',
    async () => {
      const disk = newFolder();
      const program = await start(name, { disk });
      const log = program.inside(`${disk}/log`);
      const filling = fill(program.inside(disk));
      const dropped = await program.logUntilDropped();
      expect(await program.get('/healthz')).toMatch(/ok/);

      rmSync(filling);
      const report = () => readLog(log).find((line) => line.dropped !== undefined);
      await expect.poll(report).toMatchObject({ msg: 'log lines were dropped', cause: 'ENOSPC' });
      expect(report()?.dropped).toBe(await program.metric('log_lines_dropped_total'));
      expect(report()?.dropped).toBeGreaterThanOrEqual(dropped);
      expect(await program.stop()).toEqual(EXITED);
    },
  );

  test.skipIf(!CAN.full)('[PF2] a full disk: SIGTERM ends it', async () => {
    const program = await start(name, { stdout: openSync('/dev/full', 'w') });
    await program.logLines();
    expect(await program.get('/healthz')).toMatch(/ok/);
    expect(await program.stop()).toEqual(EXITED);
  });

  test('[PF3] a fifo without a reader: the program goes on, and logs the number of missing lines when there is a reader', async () => {
    const fifo = new Fifo();
    const program = await start(name, { stdout: fifo.writer });
    fifo.handedOver();
    await program.logUntilDropped();
    expect(await program.get('/healthz')).toMatch(/ok/);

    const report = () => logLines(fifo.read()).find((line) => line.dropped !== undefined);
    await expect.poll(report, { interval: 1 }).toMatchObject({ msg: 'log lines were dropped' });
    expect(report()?.dropped).toBe(await program.metric('log_lines_dropped_total'));
    expect(await program.stop()).toEqual(EXITED);
  });

  test.each(['fifo', 'pipe'] as const)('[PF4] a %s without a reader: SIGTERM ends the program', async (kind) => {
    const fifo = new Fifo();
    const program = await start(name, { stdout: kind === 'fifo' ? fifo.writer : 'pipe' });
    fifo.handedOver();
    program.process.stdout?.pause();
    await program.logUntilDropped();
    expect(await program.stop()).toEqual(EXITED);
  });

  test.each(['fifo', 'pipe'] as const)(
    '[PF5] the reader of a %s goes: it goes on, and ends as always',
    async (kind) => {
      const fifo = new Fifo();
      const program = await start(name, { stdout: kind === 'fifo' ? fifo.writer : 'pipe' });
      fifo.handedOver();
      if (kind === 'fifo') fifo.close();
      else program.process.stdout!.destroy();
      await program.logUntilDropped();
      expect(await program.get('/healthz')).toMatch(/ok/);
      expect(await program.stop()).toEqual(EXITED);
    },
  );
});

test.skipIf(!CAN.full).each(['server', 'bridge'] as const)(
  '[PF6] what ends a %s whose log cannot be written is said on standard error',
  (name) => {
    const flags = name === 'server' ? ['--port=0', '--admin-port=0'] : ['0', '127.0.0.1:9'];
    const breaks =
      'data:text/javascript,process.on("newListener",(e)=>e==="SIGTERM"&&setTimeout(()=>{throw new Error("broken")},100))';
    const full = openSync('/dev/full', 'w');
    onTestFinished(() => closeSync(full));
    const args = ['--import', breaks, PACKETMAN, name, ...flags];
    const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' });
    expect([status, stderr.match(/Error: broken\n {4}at /g)?.length]).toEqual([1, 1]);
  },
);

test.skipIf(!CAN.mount)('[PF1] a full disk below --log-file', async () => {
  const disk = newFolder();
  const program = await start('bridge', { disk }, ['--log-file', join(disk, 'bridge.log')]);
  const log = program.inside(join(disk, 'bridge.log'));
  const filling = fill(program.inside(disk));
  await program.logUntilDropped();
  expect(await program.get('/healthz')).toMatch(/ok/);
  rmSync(filling);
  await expect.poll(() => readLog(log).find((line) => line.dropped !== undefined)).toBeTruthy();
  expect(await program.stop()).toEqual(EXITED);
});

/** One that logs a lot. */
async function start(name: 'server' | 'bridge', options: StartOptions, flags: string[] = []): Promise<Program> {
  const local = ['--host=127.0.0.1', '--port=0', '--admin-port=0', '--log-level=debug'];
  if (name === 'server') return Program.start(name, [...local, ...flags], options);
  return Program.start(name, ['--admin=127.0.0.1:0', '--config', manyRoutes(), ...flags, '127.0.0.1:0'], options);
}
