// docs/bots.md: the bot that it shows plays as it stands there.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { NONE } from '#simulation';
import { blockOf } from './support/document-block.ts';
import { startTestServer } from './support/test-server.ts';

const ROOT = join(import.meta.dirname, '..');
/** What the package exports under these names is built from these. */
const SOURCES = { 'packetman/bot': 'bots/index.ts', 'packetman/simulation': 'simulation/index.ts' };
/** A minute of the match is more than enough for a bot that steers at once. */
const TICKS_MAX = 3600;

test('[L17] the bot of the document takes a seat and steers', async () => {
  const server = await startTestServer();
  const ann = await server.enter('Ann');
  const { code, layout } = await ann.play();
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  onTestFinished(() => log.mockRestore());

  let bot = blockOf('docs/bots.md', 'ts bot').replace('port: 1980', `port: ${server.port}`);
  for (const [name, path] of Object.entries(SOURCES)) bot = bot.replace(`'${name}'`, `'${join(ROOT, path)}'`);
  // It plays until it is stopped.
  bot = bot.replace(/const error = await bot\.closed;[^]*/, 'export const stop = () => bot.close();');
  const folder = mkdtempSync(join(tmpdir(), 'packetman-bot-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'bot.ts'), bot);
  const { stop } = (await import(pathToFileURL(join(folder, 'bot.ts')).href)) as { stop(): void };
  expect(log.mock.calls).toEqual([[`Coward is in room ${code}`]]);

  const { seats } = await ann.find('seats', ({ seats }) => seats.some(({ name }) => name === 'Coward'));
  const { start } = layout.find(({ name }) => name === 'pacWish')!;
  const wish = () => ann.words[start + seats.findIndex(({ name }) => name === 'Coward')];
  for (let tick = 0; tick < TICKS_MAX && wish() === NONE; tick += 20) await server.run(20, ann);
  expect(wish()).toBeLessThan(NONE);
  stop();
});
