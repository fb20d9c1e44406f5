// docs/bots.md: the bot that it shows plays as it stands there.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { signBotToken } from '#handover';
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

test('[L19] the bot of the ladder waits with its token, plays a ranked match, and waits for the next one', async () => {
  const key = Buffer.alloc(32, 9);
  const server = await startTestServer({}, { key, askApi: () => Promise.resolve({ mu: 25, sigma: 8 }) });
  const folder = mkdtempSync(join(tmpdir(), 'packetman-ladder-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const tokenOf = (name: string, digit: string) => signBotToken({ user: digit.repeat(32), name, version: 1 }, key);
  const file = join(folder, 'robo.token');
  writeFileSync(file, `${tokenOf('Robo', 'a')}\n`);
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  onTestFinished(() => log.mockRestore());
  const rival = await server.connect();
  await rival.hello('Mech', 'bot');
  rival.send({ type: 'identify', ticket: tokenOf('Mech', 'b') });
  rival.send({ type: 'play', mode: 'battle', rate: 10, ranked: true });

  let bot = blockOf('docs/bots.md', 'ts ladder').replace('port: 1980', `port: ${server.port}`);
  bot = bot
    .replace("'robo.token'", JSON.stringify(file))
    .replace("'packetman/bot'", `'${join(ROOT, SOURCES['packetman/bot'])}'`);
  writeFileSync(
    join(folder, 'bot.ts'),
    `${bot.replace('await bot.enter', 'void bot.enter')}export const stop = () => bot.close();`,
  );
  const { stop } = (await import(pathToFileURL(join(folder, 'bot.ts')).href)) as { stop(): void };
  const until = async (isThere: () => boolean) => {
    while (!isThere()) await server.run(20, rival);
  };
  await until(() => lines.some((line) => line.startsWith('a match of battle, seat ')));
  await server.run(300, rival);
  const { code } = await rival.next('joined');
  server.lobby.room(code)!.finish();
  lines.length = 0;
  await until(() => lines.includes('1 of us wait'));
  stop();
});
