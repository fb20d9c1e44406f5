// Finds a Chromium for the end-to-end tests, or installs one: from Debian where permitted, else Playwright's own build.
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, runBin } from './run.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** @returns {Promise<string | null>} path of a browser that is there: $CHROMIUM, on PATH, or Playwright's */
export async function findBrowser() {
  const names = [process.env['CHROMIUM'] ?? '', ...NAMES].filter(Boolean);
  return names.map(onPath).find((path) => path !== null) ?? (await playwrightBrowser());
}

/** @returns {Promise<string | null>} path of the browser it has installed */
export async function installBrowser() {
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update'], { env });
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env });
  }
  const found = await findBrowser();
  if (found) return found;
  await runBin('playwright-core', ['install', 'chromium']);
  return playwrightBrowser();
}

/** @param {string} name a name to look for on PATH, or a path */
function onPath(name) {
  const folders = name.includes('/') ? [''] : (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function playwrightBrowser() {
  const { chromium } = await import('playwright-core');
  const path = chromium.executablePath();
  return existsSync(path) ? path : null;
}
