// How each starter is built and run on this machine, or what is missing for it.

import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const STARTERS = join(ROOT, 'bots/starters');
/** Where Debian's packages put libraries of Go and Rust: no registry is asked. */
const GO_LIBRARIES = '/usr/share/gocode';
const RUST_LIBRARIES = '/usr/share/cargo/registry';

/** The program and its arguments before those of the starter; or why it cannot be run. */
export type StarterTools = { readonly command: readonly string[] } | { readonly missing: string };

export const STARTER_LANGUAGES = ['javascript', 'typescript', 'python', 'go', 'cpp', 'rust'] as const;
export type StarterLanguage = (typeof STARTER_LANGUAGES)[number];

/** Builds a starter. @param folder is made if it is needed. @throws if the tools are there, and the starter does not compile */
export function starterTools(language: StarterLanguage, folder: string): StarterTools {
  return TOOLS[language](folder);
}

const TOOLS: Readonly<Record<StarterLanguage, (folder: string) => StarterTools>> = {
  javascript: () => ({ command: [process.execPath, join(STARTERS, 'javascript/bot.js')] }),

  typescript() {
    // Below the modules of the repository, which have the library.
    const out = join(ROOT, 'node_modules/.cache/packetman-starter');
    run('npx', ['tsc', '-p', join(STARTERS, 'typescript'), '--outDir', out], ROOT);
    copyFileSync(join(STARTERS, 'typescript/package.json'), join(out, 'package.json'));
    return { command: [process.execPath, join(out, 'bot.js')] };
  },

  python() {
    const python = ['python3', '/usr/bin/python3'].find((name) => works(name, ['-c', 'import msgpack']));
    if (python === undefined) return { missing: 'python3 with msgpack' };
    return { command: [python, join(STARTERS, 'python/bot.py')] };
  },

  go(folder) {
    if (!works('go', ['version'])) return { missing: 'go' };
    if (!existsSync(join(GO_LIBRARIES, 'src/github.com/vmihailenco/msgpack/v5')))
      return { missing: 'vmihailenco/msgpack' };
    const out = join(folder, 'bot');
    const env = { GO111MODULE: 'off', GOPATH: GO_LIBRARIES, GOCACHE: join(folder, 'cache') };
    run('go', ['build', '-o', out, 'bot.go'], join(STARTERS, 'go'), env);
    return { command: [out] };
  },

  cpp(folder) {
    mkdirSync(folder, { recursive: true });
    if (!works('g++', ['--version'])) return { missing: 'g++' };
    if (!existsSync('/usr/include/msgpack.hpp')) return { missing: 'msgpack-cxx' };
    const out = join(folder, 'bot');
    run('g++', ['-std=c++17', '-O1', '-DMSGPACK_NO_BOOST', '-o', out, 'bot.cpp'], join(STARTERS, 'cpp'));
    return { command: [out] };
  },

  rust(folder) {
    if (!works('cargo', ['--version'])) return { missing: 'cargo' };
    if (!existsSync(RUST_LIBRARIES)) return { missing: 'rmp' };
    cpSync(join(STARTERS, 'rust'), folder, { recursive: true });
    const source = [
      ...['--config', 'source.crates-io.replace-with="debian"'],
      ...['--config', `source.debian.directory="${RUST_LIBRARIES}"`],
    ];
    run('cargo', ['build', '--offline', ...source], folder);
    return { command: [join(folder, 'target/debug/packetman-starter')] };
  },
};

function works(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function run(program: string, args: readonly string[], cwd: string, env: Record<string, string> = {}): void {
  execFileSync(program, args, { cwd, env: { ...process.env, ...env }, stdio: 'pipe' });
}
