// A disk of a size, mounted by a process of its own in mounts of its own, and reached through /proc.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { newFolder } from './new-folder.ts';

/** Where this machine has no mounts for users, tests that need them are skipped. */
export const CAN_MOUNT = spawnSync('unshare', ['-rm', 'true']).status === 0;

export class SmallDisk {
  private readonly shell: ChildProcess;
  private readonly mounted: string;

  private constructor(shell: ChildProcess, mounted: string) {
    this.shell = shell;
    this.mounted = mounted;
  }

  static async mount(kibibytes: number): Promise<SmallDisk> {
    const mounted = newFolder();
    const shell = spawn('unshare', ['-rm', 'sh'], { stdio: ['pipe', 'pipe', 'ignore'] });
    onTestFinished(() => void shell.kill('SIGKILL'));
    const disk = new SmallDisk(shell, mounted);
    await disk.run(`mount -t tmpfs -o size=${kibibytes}k tmpfs '${mounted}'`);
    return disk;
  }

  /** Its root folder. */
  get path(): string {
    return `/proc/${this.shell.pid}/root${this.mounted}`;
  }

  async makeReadOnly(isReadOnly: boolean): Promise<void> {
    await this.run(`mount -o remount,${isReadOnly ? 'ro' : 'rw'} '${this.mounted}'`);
  }

  /** Takes all room that is left. */
  fill(): void {
    for (let bytes = 1024 * 1024; bytes >= 1; bytes = Math.floor(bytes / 2)) {
      for (;;) {
        try {
          writeFileSync(join(this.path, 'fill'), Buffer.alloc(bytes), { flag: 'a' });
        } catch {
          break;
        }
      }
    }
  }

  free(): void {
    rmSync(join(this.path, 'fill'));
  }

  private async run(command: string): Promise<void> {
    this.shell.stdin!.write(`${command} && echo done || echo failed\n`);
    const [answer] = (await once(this.shell.stdout!, 'data')) as [Buffer];
    if (!answer.toString().startsWith('done')) throw new Error(`${command} failed`);
  }
}
