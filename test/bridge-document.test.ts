// docs/bridge.md: what it has its readers write works as it stands there.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { bridgeConfig, type BridgeSettings } from '../bridge/config.ts';
import { blockOf } from './support/document-block.ts';
import { openBridge, openBrowser, openEchoTarget, refusedStatus } from './bridge/support.ts';

const DOCUMENT = 'docs/bridge.md';

test('[L17] the code for the page talks to the target', async () => {
  const bridge = await openBridge(await openEchoTarget());
  let heard: (line: readonly unknown[]) => void;
  const line = new Promise<readonly unknown[]>((resolve) => (heard = resolve));
  const location = { protocol: 'http:', host: `127.0.0.1:${bridge.port}` };
  // oxlint-disable-next-line typescript/no-implied-eval -- the text is a document of ours
  const page = new Function('WebSocket', 'location', 'console', `${blockOf(DOCUMENT, 'js page')}; return socket;`) as (
    ...globals: readonly unknown[]
  ) => WebSocket;
  const socket = page(WebSocket, location, { log: (...words: unknown[]) => heard(words) });
  onTestFinished(() => socket.terminate());
  expect(await line).toEqual([new TextEncoder().encode('hello\n')]);
});

test('[L17] the line of a password file lets its user in', async () => {
  const command = blockOf(DOCUMENT, 'sh password').trim().replace('NAME PASSWORD', 'ann secret');
  const { stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  expect([stderr, stdout]).toEqual(['', expect.stringMatching(/^ann:scrypt:/)]);
  const passwords = join(openFolder(), 'passwords');
  writeFileSync(passwords, stdout);
  const bridge = await openBridge(await openEchoTarget(), { auth: { passwords } });
  const login = (text: string) => ({ headers: { Authorization: `Basic ${Buffer.from(text).toString('base64')}` } });
  expect(await refusedStatus(bridge, login('ann:wrong'))).toBe(401);
  await openBrowser(bridge, login('ann:secret'));
});

test('[L17] the configuration with routes is accepted', () => {
  const folder = openFolder();
  for (const name of ['public', 'tokens']) mkdirSync(join(folder, name));
  const text = blockOf(DOCUMENT, 'json routes').replace('./public', join(folder, 'public'));
  const settings = JSON.parse(text.replace('"tokens/"', JSON.stringify(join(folder, 'tokens')))) as BridgeSettings;
  expect(bridgeConfig(settings).routes.map(({ name }) => name)).toEqual(['chat', 'desk', 'shell']);
});

function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'packetman-document-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
