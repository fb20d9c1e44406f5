import { scryptSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBridge, openBrowser, openEchoTarget, openFolder, refusedStatus } from '../support.ts';

const SALT = Buffer.from('salt of 16 bytes');

function line(name: string, password: string, method = 'scrypt', hashBytes = 32): string {
  const hash = scryptSync(password, SALT, hashBytes).toString('base64');
  return [name, method, SALT.toString('base64'), hash].join(':');
}

const basic = (login: string) => ({ headers: { Authorization: `Basic ${Buffer.from(login).toString('base64')}` } });

test('[B17] a password file may have blank lines, spaces around lines, and the line ends of Windows', async () => {
  const passwords = join(await openFolder(), 'passwords');
  const lines = ['', line('ada', 'one'), `  ${line('bo', 'two')}  `, '', line('cy', 'three')];
  await writeFile(passwords, lines.join('\r\n'));
  const bridge = await openBridge(await openEchoTarget(), { auth: { passwords } });
  for (const login of ['ada:one', 'bo:two', 'cy:three']) {
    const { socket } = await openBrowser(bridge, basic(login));
    socket.close();
    expect(await bridge.nextEnd()).toMatchObject({ user: login.split(':')[0] });
  }
  for (const login of ['ada:two', ':', 'ad:one', 'adaa:one'])
    expect(await refusedStatus(bridge, basic(login))).toBe(401);
});

test('[B17] a line of another method, or with a hash of another length, accepts no login; the first line of a name counts', async () => {
  const passwords = join(await openFolder(), 'passwords');
  const lines = [
    line('ada', 'one', 'bcrypt'),
    line('bo', 'two', 'scrypt', 16),
    line('bo', 'two'),
    line('cy', 'three'),
    line('cy', 'four'),
    'dee:scrypt:c2FsdA==',
  ];
  await writeFile(passwords, lines.join('\n'));
  const bridge = await openBridge(await openEchoTarget(), { auth: { passwords } });
  for (const login of ['ada:one', 'bo:two', 'cy:four', 'dee:'])
    expect(await refusedStatus(bridge, basic(login))).toBe(401);
  await openBrowser(bridge, basic('cy:three'));
  // The file is read for each login.
  await writeFile(passwords, line('eve', 'five'));
  await openBrowser(bridge, basic('eve:five'));
  expect(await refusedStatus(bridge, basic('cy:three'))).toBe(401);
});
