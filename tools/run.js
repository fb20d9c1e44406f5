// Runs the programs that the tools use (npm, tsc, vite, vitest).
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

/** The root of the repository. All tools run in it, wherever they are started. */
export const ROOT = resolve(import.meta.dirname, '..');

/**
 * @typedef {{ ok: boolean, output: string }} Outcome output is empty when it was passed through
 * @typedef {{ env?: NodeJS.ProcessEnv, passThrough?: boolean }} RunOptions
 */

/**
 * Runs a program to its end. A program that cannot be started counts as failed.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Outcome>}
 */
export function run(command, args, { env = {}, passThrough = false } = {}) {
  return new Promise((done) => {
    let output = '';
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', passThrough ? 'inherit' : 'pipe', passThrough ? 'inherit' : 'pipe'],
      // npm is a .cmd file there, which only a shell can start.
      shell: process.platform === 'win32',
    });
    child.stdout?.setEncoding('utf8').on('data', (text) => (output += text));
    child.stderr?.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', (error) => done({ ok: false, output: `${command}: ${error.message}\n` }));
    child.once('close', (code) => done({ ok: code === 0, output }));
  });
}

/**
 * Runs a program of node_modules/.bin, without the half second that npx would add.
 *
 * @param {string} name
 * @param {string[]} args
 * @param {RunOptions} [options]
 */
export function runBin(name, args, options) {
  return run(join(ROOT, 'node_modules', '.bin', name), args, options);
}
