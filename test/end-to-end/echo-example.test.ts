// The example of the bridge: its page in Chromium, through a bridge, to each of its two servers.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { bridgeConfig } from '../../bridge/config.ts';
import { startBridge } from '../../bridge/main.ts';
import { createLog } from '../../game-server/ops/log.ts';
import { browserAvailable, launchBrowser } from '../support/browser.ts';

const EXAMPLE = join(import.meta.dirname, '../../bridge/examples/echo');
const HOST = '127.0.0.1';
const hasCompiler = spawnSync('cc', ['--version']).status === 0;

test.skipIf(!browserAvailable)('[B22] the page and the server in JavaScript', async () => {
  await tryExample(process.execPath, [join(EXAMPLE, 'echo-server.js'), '0']);
});

test.skipIf(!browserAvailable || !hasCompiler)('[B22] the page and the server in C', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'echo-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const program = join(folder, 'echo-server');
  execFileSync('cc', ['-Wall', '-Wextra', '-Werror', '-o', program, join(EXAMPLE, 'echo-server.c')]);
  await tryExample(program, ['0']);
});

async function tryExample(command: string, args: string[]): Promise<void> {
  const server = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void server.kill());
  const [line] = (await once(createInterface(server.stdout), 'line')) as [string];
  const port = Number(/\d+$/.exec(line)?.[0]);
  const target = { host: HOST, port };
  const config = bridgeConfig({ listen: { host: HOST, port: 0 }, target, web: join(EXAMPLE, 'page') });
  const bridge = await startBridge(config, createLog('silent'));
  onTestFinished(() => bridge.drain(1));
  const browser = await launchBrowser();
  onTestFinished(() => browser.close());

  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(`http://${HOST}:${bridge.port}/`);
  await page.waitForSelector('#text:enabled');
  for (const text of ['hello', 'Pac-Män']) {
    await page.fill('#text', text);
    await page.click('#send');
    await page.waitForSelector(`.received:has-text("${text}")`);
  }
  expect(await page.locator('.sent').allTextContents()).toEqual(['hello', 'Pac-Män']);
  expect(await page.locator('.received').allTextContents()).toEqual(['hello', 'Pac-Män']);
  expect(
    await page
      .locator('.sent')
      .first()
      .evaluate((item) => getComputedStyle(item).color),
  ).toBe('rgb(255, 0, 0)');
  expect(
    await page
      .locator('.received')
      .first()
      .evaluate((item) => getComputedStyle(item).color),
  ).toBe('rgb(0, 0, 255)');
  expect(errors).toEqual([]);
}
