// `npm run dev`: runs all programs and restarts them as sources change. tsc rewrites dist/ after each change, Node then
// restarts server and bridge, and vite serves the page with hot reload. Ctrl-C ends all of them; so does the end of one.
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { builtFolders } from './fingerprint.js';
import { ROOT, runBin } from './run.js';
import { ensureBuilt, ensureInstalled } from './set-up.js';

/** An editor writes a file in several steps, a checkout many files. */
const SETTLE_MS = 100;
const MAIN = join('dist', 'cli', 'main.js');

await ensureInstalled();
await ensureBuilt();

const children = [
  start(join('node_modules', 'vite', 'bin', 'vite.js'), '--config', 'web-client/vite.config.ts'),
  start('--watch', '--watch-preserve-output', MAIN, 'server'),
  start('--watch', '--watch-preserve-output', MAIN, 'bridge', '--proxy-header=v2', ':8080', '127.0.0.1:1980'),
];
for (const child of children) child.once('exit', endAll);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, endAll);

// Not `tsc --watch`: in TypeScript 7.0 it misses changes on some file systems.
/** @type {NodeJS.Timeout | undefined} */
let settling;
const watchers = builtFolders(ROOT).map((folder) =>
  watch(join(ROOT, folder), { recursive: true }, () => {
    clearTimeout(settling);
    settling = setTimeout(() => void compile(), SETTLE_MS);
  }),
);

async function compile() {
  const { output } = await runBin('tsc', ['-p', 'tsconfig.build.json']);
  process.stdout.write(output);
}

function endAll() {
  clearTimeout(settling);
  for (const watcher of watchers) watcher.close();
  for (const child of children) child.kill('SIGTERM');
}

/** @param {string[]} args of Node */
function start(...args) {
  return spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
}
