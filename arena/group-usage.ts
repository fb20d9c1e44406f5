// What a process group takes: from /proc where there is one, else from `ps`.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface GroupUsage {
  readonly processes: number;
  /** Resident, shared pages counted in each process. */
  readonly memoryBytes: number;
}

const PROC = '/proc';
/** Of Linux on all machines that Node runs on, but for a few with larger pages, where usage reads too small. */
const PAGE_BYTES = 4096;
/** Fields of /proc/PID/stat behind the name, which may contain spaces: the group, and the resident pages. */
const GROUP_FIELD = 2;
const PAGES_FIELD = 21;

/** @returns null where it cannot be known, as on Windows */
export async function groupUsage(group: number): Promise<GroupUsage | null> {
  if (process.platform === 'win32') return null;
  const rows = existsSync(`${PROC}/self/stat`) ? await rowsOfProc() : await rowsOfPs();
  const own = rows?.filter(([of]) => of === group);
  if (own === undefined) return null;
  return { processes: own.length, memoryBytes: own.reduce((sum, [, bytes]) => sum + bytes, 0) };
}

type Row = readonly [group: number, memoryBytes: number];

async function rowsOfProc(): Promise<Row[]> {
  const pids = (await readdir(PROC)).filter((name) => /^\d+$/.test(name));
  const rows = await Promise.all(
    pids.map(async (pid): Promise<Row> => {
      // A process may end meanwhile.
      const stat = await readFile(`${PROC}/${pid}/stat`, 'utf8').catch(() => '');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return [Number(fields[GROUP_FIELD]), Number(fields[PAGES_FIELD]) * PAGE_BYTES];
    }),
  );
  return rows;
}

async function rowsOfPs(): Promise<Row[] | null> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-axo', 'pgid=,rss=']);
    return stdout.split('\n').map((line): Row => {
      const [group, kilobytes] = line.trim().split(/\s+/).map(Number);
      return [group ?? 0, (kilobytes ?? 0) * 1024];
    });
  } catch {
    return null;
  }
}
