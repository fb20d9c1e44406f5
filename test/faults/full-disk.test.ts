// A game server whose disk is full for a while.

import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { ensureBuilt } from '../../tools/set-up.js';
import { newFolder } from '../support/new-folder.ts';
import { TcpPlayer } from '../support/tcp-player.ts';
import { childOf } from './processes.ts';
import { CAN, DISK_KIB, fill, PACKETMAN } from './program.ts';

const TEST_MS_MAX = 240_000;

beforeAll(ensureBuilt, 120_000);

test.skipIf(!CAN.mount)(
  '[PF19] a disk that was full for a while: play goes on, and after a kill so does the match',
  async () => {
    const data = newFolder();
    const script = `mount -t tmpfs -o size=${DISK_KIB}k tmpfs '${data}' && exec "$@"`;
    const start = [
      process.execPath,
      PACKETMAN,
      'start',
      '--port=0',
      '--bridge-port=0',
      '--admin-port=0',
      `--data=${data}`,
      // Ann reports what she has seen when the disk has room again.
      '--standstill-ms-max=600000',
    ];
    const program = spawn('unshare', ['-rm', 'sh', '-c', script, 'sh', ...start], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, PACKETMAN_SERVER_NO_JOURNAL: '0' },
    });
    onTestFinished(() => void program.kill('SIGTERM'));
    let text = '';
    program.stdout.on('data', (chunk) => (text += String(chunk)));
    await expect.poll(() => text).toMatch(/admin: +\S+\n/);
    const port = Number(/tcp:[^:]+:(\d+)/.exec(text)?.[1]);
    const admin = /admin: +(\S+)/.exec(text)?.[1] ?? '';
    const ann = await TcpPlayer.connect(port);
    const { token } = await ann.hello('Ann');
    await ann.create(2);
    const isJournalOn = async () => {
      // Whoever says nothing for ten seconds loses the connection.
      ann.send({ type: 'ping', time: 0, seenTick: ann.words[0]! });
      const metrics = await (await fetch(new URL('/metrics', admin))).text();
      return /^packetman_journal_on (\d)$/m.exec(metrics)?.[1] === '1';
    };
    const before = childOf(program.pid!, 'server')!;
    const filler = fill(`/proc/${before}/root${data}`);
    await expect.poll(isJournalOn).toBe(false);
    const tick = ann.words[0]!;
    rmSync(filler);
    await expect.poll(isJournalOn).toBe(true);
    // No snapshot was late or missing meanwhile.
    await expect.poll(async () => (await ann.ping(), ann.words[0])).toBeGreaterThan(tick);

    process.kill(before, 'SIGKILL');
    await ann.closed();
    await expect.poll(() => childOf(program.pid!, 'server') ?? before).not.toBe(before);
    await expect
      .poll(() =>
        TcpPlayer.connect(port).then(
          (player) => player.destroy(),
          () => null,
        ),
      )
      .not.toBeNull();
    const again = await TcpPlayer.connect(port);
    expect(await again.hello('Ann', 'human', token)).toMatchObject({ resumed: true });
    expect((await again.next('joined')).tick).toBeGreaterThanOrEqual(ann.words[0]!);
    again.destroy();
  },
  TEST_MS_MAX,
);
