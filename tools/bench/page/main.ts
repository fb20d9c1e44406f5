// `npm run bench:page`: what a player waits for and what the page costs: bytes, first picture, click to match, frames a
// second without a graphics card, memory over many matches. It starts the three programs and Chromium.

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Browser } from 'playwright-core';
import { measureFrames } from './frames.ts';
import { measureMemory } from './memory.ts';
import { measureOpening } from './opening.ts';

declare global {
  /** What the functions that run in the page read, with `?test` (web-client/debug/test-hook.ts). */
  var packetman: {
    readonly room: string | null;
    readonly predicted: { readonly tick: number } | null;
    readonly frames: number;
    readonly frameTimes: { readonly intervalMs: number[] };
    readonly attractTick: number;
    readonly clickedMs: number;
    readonly firstFrameMs: number;
  };
}

const ROOT = join(import.meta.dirname, '../../../..');
const ASSETS = join(ROOT, 'dist/web/assets');
const VISITS = 7;
const MATCHES = 20;

const folder = mkdtempSync(join(tmpdir(), 'packetman-bench-'));
const program = spawn(
  process.execPath,
  ['cli/packetman.js', 'start', '--port=0', '--admin-port=0', '--bridge-port=0', `--data=${folder}`],
  { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
);
let browser: Browser | null = null;
try {
  const url = await addressOf(program.stdout);
  browser = await chromium.launch({ executablePath: process.env['PACKETMAN_BROWSER']!, args: ['--no-sandbox'] });
  print('script, brotli', `${(scriptBytes() / 1000).toFixed(0)} KB in all`);
  const { paintMs, clickMs, loadedBytes } = await measureOpening(browser, url, VISITS);
  print('loaded with the menu', `${(loadedBytes / 1000).toFixed(0)} KB`);
  print('first paint', spread(paintMs));
  print('click to first frame', spread(clickMs));
  for (const mode of ['battle', 'mega'] as const) {
    const { perSecond, slowestMs, netcodeMs } = await measureFrames(browser, url, mode);
    print(`${mode} at 1280x800`, `${perSecond.toFixed(1)} frames a second, p99 ${slowestMs.toFixed(1)} ms`);
    print(`netcode of a frame`, `p99 ${netcodeMs.toFixed(2)} ms of CPU`);
  }
  const heap = await measureMemory(browser, url, MATCHES);
  print(`heap over ${MATCHES} matches`, heap.map((bytes) => (bytes / 1e6).toFixed(1)).join(', ') + ' MB');
} finally {
  await browser?.close();
  program.kill();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** The address of the page that the program writes once it runs. */
async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const found = /http:\/\/localhost:\d+\//.exec(line);
    if (found !== null && line.includes('play')) return found[0].replace('localhost', '127.0.0.1');
  }
  throw new Error('the program ended before it named the address of the page');
}

/** Of all scripts of the page as they are sent, also of those that are loaded when they are wanted. */
function scriptBytes(): number {
  const files = readdirSync(ASSETS).filter((name) => name.endsWith('.js'));
  return files.reduce((sum, name) => sum + compressedBytes(join(ASSETS, name)), 0);
}

/** Small files are sent as they are. */
function compressedBytes(path: string): number {
  return (statSync(`${path}.br`, { throwIfNoEntry: false }) ?? statSync(path)).size;
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return `median ${sorted[sorted.length >> 1]!.toFixed(0)} ms, of ${sorted.map((each) => each.toFixed(0)).join(', ')}`;
}

function print(what: string, result: string): void {
  process.stdout.write(`${what.padEnd(26)}${result}\n`);
}
