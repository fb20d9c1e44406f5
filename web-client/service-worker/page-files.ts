// For the build: writes into the service worker which files the page has.

import type { Plugin } from 'vite';

/** Name of the worker below the page: its folder is what it answers for. */
export const WORKER_FILE = 'service-worker.js';
const PLACE = 'PAGE_FILES';
/** The page itself is kept under `/`, and the picture of its links is for messengers. */
const NOT_KEPT = ['/index.html', `/${WORKER_FILE}`, '/preview.png'];

export function pageFiles(): Plugin {
  return {
    name: 'page-files',
    apply: 'build',
    async writeBundle({ dir }) {
      const { fs } = this;
      const files = (await filesIn('')).filter((path) => !NOT_KEPT.includes(path)).toSorted();
      const build = await hashOf(['/index.html', ...files]);
      const worker = await fs.readFile(`${dir}/${WORKER_FILE}`, { encoding: 'utf8' });
      if (!worker.includes(PLACE)) throw new Error('the service worker has no place for the list of files');
      await fs.writeFile(`${dir}/${WORKER_FILE}`, worker.replaceAll(PLACE, JSON.stringify({ build, paths: files })));

      async function filesIn(folder: string): Promise<string[]> {
        const entries = await fs.readdir(`${dir}${folder}`, { withFileTypes: true });
        const found: string[] = [];
        for (const entry of entries) {
          const path = `${folder}/${entry.name}`;
          found.push(...(entry.isDirectory() ? await filesIn(path) : [path]));
        }
        return found;
      }

      async function hashOf(paths: readonly string[]): Promise<string> {
        const contents = await Promise.all(paths.map((path) => fs.readFile(`${dir}${path}`)));
        const digests = await Promise.all(
          contents.map((content) => crypto.subtle.digest('SHA-256', new Uint8Array(content))),
        );
        const all = await new Blob([paths.join(), ...digests]).arrayBuffer();
        const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', all));
        return [...hash.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      }
    },
  };
}
