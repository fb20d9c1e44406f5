// Builds dist/: JavaScript of all programs and the types of what the package exports by tsc, pages by vite in dist/web, dist/portal, dist/monitor and dist/status-page, the rules as one module in dist/sim, and beside their files
// compressed copies, so that no program compresses them at run time.
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { fingerprint, stampBuild } from './fingerprint.js';
import { buildRules } from './rules-bundle.js';
import { ROOT, runBin } from './run.js';

const RULES = join(ROOT, 'dist', 'sim');
const PAGES = ['web', 'portal', 'monitor', 'status-page'].map((folder) => join(ROOT, 'dist', folder));
/** The smallest: it takes 1.2 s for the largest file, at build time only. */
const BROTLI_QUALITY = 11;
const COMPRESSIBLE = /\.(html|js|css|svg|json|webmanifest)$/;
const COMPRESS_BYTES_MIN = 1024;

const sources = fingerprint(ROOT);
rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
const outcomes = await Promise.all([
  runBin('tsc', ['-p', 'tsconfig.build.json']),
  runBin('tsc', ['-p', 'tsconfig.types.json']),
  runBin('vite', ['build', '--config', 'web-client/vite.config.ts', '--logLevel', 'warn']),
  runBin('vite', ['build', '--config', 'portal/vite.config.ts', '--logLevel', 'warn']),
  runBin('vite', ['build', '--config', 'monitor/vite.config.ts', '--logLevel', 'warn']),
  runBin('vite', ['build', '--config', 'status-page/vite.config.ts', '--logLevel', 'warn']),
]);
process.stdout.write(outcomes.map(({ output }) => output).join(''));
if (outcomes.every(({ ok }) => ok)) {
  await buildRules(RULES);
  await Promise.all(PAGES.map(compressPages));
  stampBuild(ROOT, sources);
} else {
  process.exitCode = 1;
}

/** @param {string} folder */
async function compressPages(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && COMPRESSIBLE.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  await Promise.all(files.map(compressFile));
}

/** @param {string} path */
async function compressFile(path) {
  const content = readFileSync(path);
  if (content.length < COMPRESS_BYTES_MIN) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
  writeFileSync(`${path}.br`, await promisify(brotliCompress)(content, { params }));
  writeFileSync(`${path}.gz`, await promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION }));
}
