#!/usr/bin/env node
// The `packetman` command. In a clone it first installs and builds what is missing; in an installed package, which has
// no sources, it just runs dist/. It must parse on old versions of Node, to be able to say that they are too old.
import { existsSync } from 'node:fs';

// As `engines` in package.json. The build cannot run on 21, nor on 22 before 22.12.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isSupported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
if (!isSupported) {
  console.error(`packetman needs Node 20.19, or 22.12 or newer: this is ${process.versions.node}`);
  process.exit(1);
}

try {
  if (existsSync(new URL('../tsconfig.build.json', import.meta.url))) {
    const { ensureReady } = await import('../tools/set-up.js');
    await ensureReady();
  }
} catch (error) {
  console.error(`packetman: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
try {
  await import(new URL('../dist/cli/main.js', import.meta.url).href);
} catch (error) {
  // The programs catch what is theirs: this is one that could not be loaded.
  const isLimit = error instanceof Error && 'code' in error && error.code === 'EMFILE';
  const hint = isLimit ? 'the limit of open files is too low, at least 96 are needed (ulimit -n): ' : '';
  console.error(`packetman: ${hint}${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
