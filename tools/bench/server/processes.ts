// The processes of a run: servers on one core, their clients on another, where the system can pin them. None outlives it.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export const SERVER_CORE = '0';
export const CLIENT_CORE = '1';
/** The run fails when clients have not all connected (500 a second do) or disconnected by then. */
const PATIENCE_MS_MAX = 60_000;

export const pins = cpus().length > 1 && spawnSync('taskset', ['--version']).status === 0;

const running = new Set<ChildProcess>();
/** Folders of the run. */
const folders = new Set<string>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});
// An interrupted run ends as any other: nothing of it stays.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

/** An empty folder that does not outlive the run. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'packetman-bench-'));
  folders.add(folder);
  return folder;
}

/** Starts a compiled program. The run ends when it ends by itself. @param more environment variables */
export function start(
  core: string,
  file: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): ChildProcess {
  // A supervised server sends the ports that it listens on.
  return run(core, [process.execPath, file, ...args], { PACKETMAN_SUPERVISED: '1', ...more });
}

/** Starts any program on a core, which is told nothing and says nothing but errors. */
export function run(
  core: string,
  command: readonly string[],
  more: Readonly<Record<string, string>> = {},
): ChildProcess {
  const [program, ...rest] = pins ? ['taskset', '-c', core, ...command] : command;
  const env = { ...process.env, ...more };
  const child = spawn(program!, rest, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  running.add(child);
  child.once('exit', (code) => {
    if (code !== null) throw new Error(`${command.join(' ')} ended with ${code}`);
  });
  return child;
}

export function message(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => {
    const heard = (sent: unknown): void => {
      // A supervised server also sends heartbeats, as strings, and several messages may arrive at once.
      if (typeof sent !== 'object' || sent === null) return;
      child.off('message', heard);
      resolve(sent);
    };
    child.on('message', heard);
  });
}

export async function end(child: ChildProcess): Promise<void> {
  running.delete(child);
  child.removeAllListeners('exit');
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** @throws when it takes too long. */
export async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  const startMs = performance.now();
  while (!(await isSo())) {
    if (performance.now() - startMs > PATIENCE_MS_MAX)
      throw new Error(`waited ${PATIENCE_MS_MAX / 1000} s for ${what}`);
    await wait(100);
  }
}
