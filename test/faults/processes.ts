// Processes of this machine, as /proc shows them.

import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Process id of the child of `parent` that runs this sub-command, null while there is none. */
export function childOf(parent: number, command: string): number | null {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/cmdline`));
  const child = pids.find((pid) => {
    const parentPid = Number(/^PPid:\s+(\d+)/m.exec(readProcess(pid, 'status'))?.[1]);
    return parentPid === parent && readProcess(pid, 'cmdline').split('\0').includes(command);
  });
  return child === undefined ? null : Number(child);
}

/** Empty when the process has ended meanwhile. */
export function readProcess(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
