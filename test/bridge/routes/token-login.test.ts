import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { openBridge, openBrowser, openEchoTarget, openFolder } from '../support.ts';

const SECRET = 'a secret of at least thirty-two bytes';
const HOUR_S = 3600;

test.each([
  ['an hour', HOUR_S],
  // Longer than any timer of Node can wait.
  ['a year', 365 * 24 * HOUR_S],
])('[B17] a tunnel stays open while its token is valid: for %s', async (_name, seconds) => {
  const jwtKey = join(await openFolder(), 'key');
  await writeFile(jwtKey, SECRET);
  const bridge = await openBridge(await openEchoTarget(), { auth: { jwtKey } });
  const exp = Math.floor(Date.now() / 1000) + seconds;
  const token = await new SignJWT({ sub: 'ada', exp }).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(SECRET));
  const browser = await openBrowser(bridge, {}, `/?token=${token}`);
  for (const text of ['one', 'two']) {
    browser.socket.send(text);
    expect(String(await browser.bytes(3))).toBe(text);
  }
  browser.socket.close();
  expect(await bridge.nextEnd()).toMatchObject({ user: 'ada', id: 'browser-closed' });
});
