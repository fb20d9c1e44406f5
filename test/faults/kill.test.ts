// A game server that is killed while clients play: in the middle of matches, results and resumptions, again and again.

import { spawn } from 'node:child_process';
import { appendFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { faultsOf, KillRun } from '../../tools/kill/kill-run.ts';
import { KilledServer } from '../../tools/kill/killed-server.ts';
import { ensureBuilt } from '../../tools/set-up.js';
import { newFolder } from '../support/new-folder.ts';
import { TcpPlayer } from '../support/tcp-player.ts';
import { childOf } from './processes.ts';
import { CAN, DISK_KIB, fill, PACKETMAN } from './program.ts';

const MAIN = join(import.meta.dirname, '../../dist/cli/main.js');
/** Longer than a busy machine takes for all kills. */
const RUN_MS_MAX = 240_000;
const POLL = { timeout: 30_000 };

beforeAll(ensureBuilt, 120_000);

test(
  '[PF16] killed ten times, it loses no tick that anybody has seen: all are back in their seats, and play on',
  async () => {
    const run = new KillRun({ main: MAIN, folder: newFolder(), seed: 3, kills: 10 });
    const kills = await run.run();
    expect(kills).toHaveLength(10);
    expect(faultsOf(kills, run.ledger)).toEqual([]);
    const movers = kills.flatMap(({ fates }) => fates.filter(({ movingMs }) => movingMs !== null));
    expect(movers.length).toBeGreaterThan(10);
  },
  RUN_MS_MAX,
);

test(
  '[PF17] stopped and started again three times, it goes on as after a kill',
  async () => {
    const run = new KillRun({ main: MAIN, folder: newFolder(), seed: 4, kills: 3, signal: 'SIGTERM' });
    expect(faultsOf(await run.run(), run.ledger)).toEqual([]);
  },
  RUN_MS_MAX,
);

test('[PF18] a record that was only half written when the process was killed costs nothing', async () => {
  const { server, folder, ann, words } = await killedInMatch();
  const journal = join(folder, 'journal');
  const newest = readdirSync(journal).toSorted().at(-1)!;
  appendFileSync(join(journal, newest), Buffer.from([0, 0, 1, 0, 1, 2, 3, 4, 5]));
  await server.start();
  const again = await TcpPlayer.connect(server.ports.port);
  expect(await again.hello('Ann', 'human', ann.token)).toMatchObject({ resumed: true });
  const joined = await again.next('joined');
  // The last tick may have been written, and not sent any more.
  expect(joined.tick - words[0]!).toBeOneOf([0, 1]);
  if (joined.tick === words[0]) expect(Array.from(joined.words)).toEqual([...words]);
  again.destroy();
  await server.kill();
});

test('[PF18] killed again and again while it starts and reads its journal, it loses nothing', async () => {
  const { server, ann, words } = await killedInMatch();
  // From before it reads until after it listens, on a machine that may be busy.
  for (const ms of [100, 200, 250, 300, 350, 400, 500, 700]) await server.startAndKill(ms);
  await server.start();
  const again = await TcpPlayer.connect(server.ports.port);
  expect(await again.hello('Ann', 'human', ann.token)).toMatchObject({ resumed: true });
  const joined = await again.next('joined');
  expect(joined.tick - words[0]!).toBeOneOf([0, 1]);
  again.destroy();
  await server.kill();
});

test('[PF18] a journal that cannot be read is no reason not to start', async () => {
  const { server, folder, ann } = await killedInMatch();
  const journal = join(folder, 'journal');
  for (const name of readdirSync(journal)) writeFileSync(join(journal, name), Buffer.alloc(5000, 7));
  await server.start();
  const again = await TcpPlayer.connect(server.ports.port);
  expect(await again.hello('Ann', 'human', ann.token)).toMatchObject({ resumed: false });
  again.destroy();
  await server.kill();
});

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
    ];
    const program = spawn('unshare', ['-rm', 'sh', '-c', script, 'sh', ...start], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, PACKETMAN_SERVER_NO_JOURNAL: '0' },
    });
    onTestFinished(() => void program.kill('SIGTERM'));
    let text = '';
    program.stdout.on('data', (chunk) => (text += String(chunk)));
    await expect.poll(() => text, POLL).toContain('admin:');
    const port = Number(/tcp:[^:]+:(\d+)/.exec(text)?.[1]);
    const admin = /admin: +(\S+)/.exec(text)?.[1] ?? '';
    const isJournalOn = async () => {
      const metrics = await (await fetch(new URL('/metrics', admin))).text();
      return /^packetman_journal_on (\d)$/m.exec(metrics)?.[1] === '1';
    };

    const ann = await TcpPlayer.connect(port);
    const { token } = await ann.hello('Ann');
    await ann.create(2);
    const before = childOf(program.pid!, 'server')!;
    const filler = fill(`/proc/${before}/root${data}`);
    await expect.poll(isJournalOn, POLL).toBe(false);
    const tick = ann.words[0]!;
    rmSync(filler);
    await expect.poll(isJournalOn, POLL).toBe(true);
    // No snapshot was late or missing meanwhile.
    await ann.ping();
    expect(ann.words[0]).toBeGreaterThan(tick);

    process.kill(before, 'SIGKILL');
    await ann.closed();
    await expect.poll(() => childOf(program.pid!, 'server') ?? before, POLL).not.toBe(before);
    await expect
      .poll(
        () =>
          TcpPlayer.connect(port).then(
            (player) => player.destroy(),
            () => null,
          ),
        POLL,
      )
      .not.toBeNull();
    const again = await TcpPlayer.connect(port);
    expect(await again.hello('Ann', 'human', token)).toMatchObject({ resumed: true });
    expect((await again.next('joined')).tick).toBeGreaterThanOrEqual(ann.words[0]!);
    again.destroy();
  },
  RUN_MS_MAX,
);

/** A server that was killed in a match of one player, who had seen these words. */
async function killedInMatch() {
  const folder = newFolder();
  const server = new KilledServer(MAIN, folder);
  await server.start();
  const ann = await TcpPlayer.connect(server.ports.port);
  const { token } = await ann.hello('Ann');
  await ann.create(2);
  while ((ann.words[0] ?? 0) < 60) await ann.next('snapshot');
  await server.kill();
  await ann.closed();
  return { server, folder, ann: { token }, words: ann.words };
}
