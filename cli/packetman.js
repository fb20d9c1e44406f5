#!/usr/bin/env node
// The `packetman` command. In a clone it first installs and builds what is missing; in an installed package, which has
// no sources, it just runs dist/. It must parse on old versions of Node, to be able to say that they are too old.
import { existsSync } from 'node:fs';

const NODE_MAJOR_MIN = 20;
const NODE_MINOR_MIN = 19;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < NODE_MAJOR_MIN || (major === NODE_MAJOR_MIN && minor < NODE_MINOR_MIN)) {
  const needed = `${NODE_MAJOR_MIN}.${NODE_MINOR_MIN}`;
  console.error(`packetman needs Node ${needed} or later, this is ${process.versions.node}`);
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
