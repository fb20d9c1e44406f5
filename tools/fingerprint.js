// Says whether dist/ was built from the present sources. It compares their content, so that a checkout, a copy or a
// container layer with new file times causes no build.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCE_FILES = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'tsconfig.types.json',
];
/** Folders that vite builds. */
export const PAGE_FOLDERS = ['web-client', 'portal', 'monitor', 'status-page'];
const STAMP = 'dist/.sources';

/**
 * @param {string} root folder of the clone
 * @returns {boolean} true when dist/ is there and belongs to the sources as they are
 */
export function isBuilt(root) {
  try {
    return readFileSync(join(root, STAMP), 'utf8') === fingerprint(root);
  } catch {
    return false;
  }
}

/**
 * To be called after a build, with the fingerprint taken before it: a source changed in between is not in dist/.
 *
 * @param {string} root
 * @param {string} sources
 */
export function stampBuild(root, sources) {
  writeFileSync(join(root, STAMP), sources);
}

/**
 * @param {string} root
 * @returns {string} SHA-256 over names and contents of all that goes into dist/
 */
export function fingerprint(root) {
  const hash = createHash('sha256');
  for (const path of [
    ...SOURCE_FILES,
    ...[...builtFolders(root), ...PAGE_FOLDERS].flatMap((folder) => filesIn(root, folder)),
  ]) {
    const content = readFileSync(join(root, path));
    hash.update(`${path} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {string[]}
 */
function filesIn(root, folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .toSorted();
}

/**
 * @param {string} root
 * @returns {string[]} the folders that the compiler builds
 */
export function builtFolders(root) {
  /** @type {{ include: string[] }} */
  const { include } = JSON.parse(readFileSync(join(root, 'tsconfig.build.json'), 'utf8'));
  return include;
}
