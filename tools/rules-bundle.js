// Builds the rules as one module, named by their version: pages and the API play replays of older builds with it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from './run.js';

const VERSION_FILE = join(ROOT, 'simulation/rules-version.ts');
const VERSION = /RULES_VERSION = (\d+)/;

/**
 * @param {string} outDir
 * @param {number} [version] another one than that of the sources, for tests
 * @returns {Promise<string>} the path of the module
 */
export async function buildRules(outDir, version) {
  const own = Number(VERSION.exec(readFileSync(VERSION_FILE, 'utf8'))?.[1]);
  const name = `${version ?? own}.js`;
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    plugins: [
      {
        name: 'rules-version',
        transform: (code, id) =>
          id === VERSION_FILE ? code.replace(VERSION, `RULES_VERSION = ${version ?? own}`) : null,
      },
    ],
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2023',
      lib: { entry: join(ROOT, 'simulation/index.ts'), formats: ['es'], fileName: () => name },
      // Vite leaves the spaces in a library.
      rolldownOptions: { output: { minify: true } },
    },
  });
  return join(outDir, name);
}
