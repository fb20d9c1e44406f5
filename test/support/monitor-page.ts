// The operator's page as it is built.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Builds it where it is missing. */
export function buildMonitor(): void {
  if (existsSync(join(ROOT, 'dist/monitor/index.html'))) return;
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  execFileSync(process.execPath, [vite, 'build', '--config', 'monitor/vite.config.ts'], { cwd: ROOT });
}
