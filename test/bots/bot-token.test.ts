// A bot with a token has its own name on a real server, also in the session that follows a lost one.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { openHandoverKey, signBotToken } from '#handover';
import { BotClient } from '../../bots/bot-client.ts';
import { gameServerConfig } from '../../game-server/config.ts';
import { startGameServer } from '../../game-server/main.ts';
import { newFolder } from '../support/new-folder.ts';

const USER = 'c'.repeat(32);
const CLI = join(import.meta.dirname, '../../cli/packetman.js');

test('[BT20] a bot plays under the name of its token, and as another bot without a valid one', async () => {
  const data = newFolder();
  const config = gameServerConfig({ host: '127.0.0.1', port: 0, adminPort: 0, data, journal: false, keepReplays: 0 });
  const server = await startGameServer(config, pino({ level: 'silent' }));
  onTestFinished(() => server.drain());
  const address = { host: '127.0.0.1', port: server.port };
  const token = signBotToken({ user: USER, name: 'Rob', version: 1 }, openHandoverKey(join(data, 'handover.key')));
  const errors: string[] = [];
  const connect = async (text: string) => {
    const client = await BotClient.connect(
      address,
      'Some bot',
      { onError: (_, { fault }) => void errors.push(fault) },
      { token: text },
    );
    onTestFinished(() => client.close());
    await client.enter({ type: 'play', mode: 'coop' });
    return client.name;
  };
  expect([await connect(token), await connect(token)]).toEqual(['Rob', 'Rob-2']);
  expect([await connect('bot-AAAA'), errors]).toEqual(['Some bot', ['wrong-ticket']]);
});

test('[BT20] a file without a token is refused in one line', () => {
  const file = join(newFolder(), 'token');
  writeFileSync(file, 'my password\n');
  for (const wrong of [file, `${file}-none`]) {
    const { status, stderr } = spawnSync(process.execPath, [CLI, 'bot', '--token-file', wrong], { encoding: 'utf8' });
    expect([status, stderr.trim().split('\n').length]).toEqual([2, 1]);
    expect(stderr).not.toContain('my password');
  }
});
