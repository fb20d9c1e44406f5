// A page as it is built.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Builds it where it is missing. */
export function buildPage(folder: 'monitor' | 'status-page'): void {
  if (existsSync(join(ROOT, `dist/${folder}/index.html`))) return;
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  execFileSync(process.execPath, [vite, 'build', '--config', `${folder}/vite.config.ts`], { cwd: ROOT });
}
