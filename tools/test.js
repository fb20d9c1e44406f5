// `npm test`, from nothing: installs, checks format, lint, types and unused code, builds, finds or gets a browser, and
// runs all tests. A failing step does not keep the others from running. With --no-browser-install (`npm run check`)
// it takes a browser that is there, and gets none.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser, installBrowser } from './find-browser.js';
import { countResults, resultLine } from './result-line.js';
import { runBin } from './run.js';
import { ensureBuilt, ensureInstalled } from './set-up.js';

/** @typedef {import('./result-line.js').StepResult} StepResult */

const mayInstallBrowser = !process.argv.includes('--no-browser-install');
const browserIsMust = process.env['CI'] === 'true';

/** @type {Map<string, StepResult>} */
const steps = new Map();
/** @type {string | null} */
let browser = null;

await step('install', () => attempt(ensureInstalled));
await step('format', () => runBin('oxfmt', ['--check']));
await step('lint', () => runBin('oxlint', ['--type-aware', '--deny-warnings']));
await step('types', () => runBin('tsc', ['-p', 'tsconfig.json']));
for (const folder of ['simulation', 'protocol', 'client', 'web-client']) {
  await step(`types ${folder}`, () => runBin('tsc', ['-p', folder]));
}
await step('unused code', () => runBin('knip', ['--no-progress']));
await step('build', () => attempt(ensureBuilt));
await step('browser', lookForBrowser);

const { report, ok } = await runTests();
const counts = countResults([...steps.values()], report, ok);
for (const [name, result] of steps) if (result !== 'passed') print(`${result}: ${name}`);
print(resultLine(counts));
process.exitCode = counts.failed > 0 ? 1 : 0;

/**
 * Runs one step and prints its line; its output only when it failed.
 *
 * @param {string} name
 * @param {() => Promise<{ ok: boolean, output: string, skipped?: boolean }>} work
 */
async function step(name, work) {
  const startedAt = performance.now();
  const { ok, output, skipped } = await work();
  const result = ok ? 'passed' : skipped ? 'skipped' : 'failed';
  steps.set(name, result);
  print(`${result.padEnd(8)}${name.padEnd(18)}${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  if (!ok) print(output.trimEnd());
}

/** @param {() => Promise<void>} work */
async function attempt(work) {
  try {
    await work();
    return { ok: true, output: '' };
  } catch (error) {
    return { ok: false, output: error instanceof Error ? error.message : String(error) };
  }
}

async function lookForBrowser() {
  browser = await findBrowser().catch(() => null);
  if (!browser && mayInstallBrowser) browser = await installBrowser().catch(() => null);
  if (browser) return { ok: true, output: '' };
  const output = 'NO BROWSER: the browser tests are skipped. Install chromium, or name one in CHROMIUM.';
  return { ok: false, skipped: !browserIsMust, output };
}

/** Shows the runner's own output as it comes; the counts are read from a report that it also writes. */
async function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'packetman-test-'));
  const reportFile = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
    const { ok, output } = await runBin('vitest', ['run', ...reporters], {
      passThrough: true,
      env: browser ? { PACKETMAN_BROWSER: browser } : {},
    });
    print(output);
    return { ok, report: readReport(reportFile) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} path
 * @returns {import('./result-line.js').TestReport | null}
 */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/** @param {string} line */
function print(line) {
  if (line) process.stdout.write(`${line}\n`);
}
