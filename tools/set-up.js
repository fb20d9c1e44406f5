// Prepares a clone: installs packages in node_modules/ and builds dist/. When both are current it only checks, which takes
// some milliseconds; cli/packetman.js calls it at every start. tools/build.js does the build.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isBuilt } from './fingerprint.js';
import { withLock } from './lock.js';
import { ROOT, run } from './run.js';

const LOCK = join(ROOT, '.set-up-lock');

/** All that `packetman` needs: the build and the packages that it runs with. Packages to build it are needed only when it is stale. */
export async function ensureReady() {
  if (!isBuilt(ROOT)) {
    await ensureInstalled();
    await ensureBuilt();
  } else if (!isInstalled({ withDev: false })) {
    await ensureInstalled();
  }
}

/**
 * Runs `npm ci` when node_modules/ is not what package-lock.json says.
 *
 * @throws {Error} with npm's own output when it fails
 */
export async function ensureInstalled() {
  if (isInstalled({ withDev: true })) return;
  await withLock(LOCK, async () => {
    if (isInstalled({ withDev: true })) return;
    say('Installing packages (once, some ten seconds) ...');
    const { ok, output } = await run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
    if (!ok) throw new Error(`npm ci failed\n${output}`);
  });
}

/**
 * Builds dist/ when it is missing or the sources have changed since.
 *
 * @throws {Error} with the compiler's output when it fails
 */
export async function ensureBuilt() {
  if (isBuilt(ROOT)) return;
  await withLock(LOCK, async () => {
    if (isBuilt(ROOT)) return;
    say('Building (some seconds) ...');
    const { ok, output } = await run(process.execPath, [join(ROOT, 'tools', 'build.js')]);
    if (!ok) throw new Error(`the build failed\n${output}`);
  });
}

/**
 * npm writes node_modules/.package-lock.json when it has finished: a copy of what it has put there.
 *
 * @param {{ withDev: boolean }} options whether the packages for development count
 */
function isInstalled({ withDev }) {
  const installed = packagesIn('node_modules/.package-lock.json');
  return Object.entries(packagesIn('package-lock.json')).every(([path, wanted]) => {
    const found = installed[path];
    if (found) return found.version === wanted.version && found.integrity === wanted.integrity;
    return path === '' || wanted.optional || wanted.devOptional || (wanted.dev && !withDev);
  });
}

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, dev?: boolean, devOptional?: boolean }} Package
 * @param {string} lockFile
 * @returns {Record<string, Package>} by path; empty when there is no such file
 */
function packagesIn(lockFile) {
  const path = join(ROOT, lockFile);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {};
}

/** @param {string} text */
function say(text) {
  process.stderr.write(`${text}\n`);
}
