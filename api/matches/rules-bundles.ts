// The rules of this build and of earlier ones, each as one module in the folder `sim` of the data folder. This build's is copied there at the
// start, so those of earlier deploys stay. Pages and the verification play old replays with them.

import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { constants, gzipSync } from 'node:zlib';
import { makeFolder } from '#process/make-folder';
import type { Logger } from '#process';

/** Where the build has put the module of its rules. */
export const BUILT_BUNDLES = fileURLToPath(new URL('../../sim/', import.meta.url));

const NAME = /^(\d{1,6})\.js$/;

export class RulesBundles {
  private readonly folder: string;

  constructor(dataFolder: string) {
    this.folder = join(dataFolder, 'sim');
  }

  /** The versions that are there. */
  get versions(): string[] {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder).flatMap((name) => NAME.exec(name)?.[1] ?? []);
  }

  /** The path of a module; null if there is none. @param version of any origin */
  fileOf(version: string): string | null {
    if (!NAME.test(`${version}.js`)) return null;
    const file = join(this.folder, `${version}.js`);
    return existsSync(file) ? file : null;
  }

  /** The path of the module compressed by gzip; null if there is none. */
  compressedOf(version: string): string | null {
    const file = this.fileOf(version);
    return file === null || !existsSync(`${file}.gz`) ? null : `${file}.gz`;
  }

  /** The same as a URL that can be imported. */
  urlOf(version: string): string | null {
    const file = this.fileOf(version);
    return file === null ? null : pathToFileURL(file).href;
  }

  /**
   * Copies the modules of a build. One that is there with other bytes is replaced, and this is logged: builds of one version
   * play all matches alike, and the newer one may have fewer faults beside the rules.
   *
   * @param built the folder of a build
   */
  adopt(built: string, log: Logger): void {
    makeFolder(this.folder);
    for (const name of existsSync(built) ? readdirSync(built) : []) {
      if (!NAME.test(name)) continue;
      const target = join(this.folder, name);
      const isThere = existsSync(target);
      const bytes = readFileSync(join(built, name));
      if (isThere && readFileSync(target).equals(bytes)) continue;
      if (isThere) log.info({ file: target }, 'the module of these rules is replaced by that of another build');
      writeWhole(`${target}.gz`, gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }));
      writeWhole(target, bytes);
    }
  }
}

/** The file appears with all of its bytes. */
function writeWhole(path: string, bytes: Uint8Array): void {
  const part = `${path}.${process.pid}.part`;
  try {
    writeFileSync(part, bytes);
    renameSync(part, path);
  } finally {
    rmSync(part, { force: true });
  }
}
