// The settings of the bridge by flag, variable and file, up to what --print-config prints.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { afterAll, expect, test, vi } from 'vitest';
import { bridgeConfig } from '../../bridge/config.ts';
import { bridgeFlags } from '../../cli/bridge-options.ts';
import { createProgram } from '../../cli/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'packetman-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('[C55] --print-config prints a file that gives the same settings', async () => {
  const args = ['--web', folder, '--origin', 'https://a.example', '--frames', 'u16be', '[::1]:0', 'unix:/run/a.sock'];
  const { printed, said } = await run(['--print-config', ...args]);
  expect(said).toBe('');
  const again = await run(['--print-config', '--config', fileWith(printed)]);
  expect(again.printed).toBe(printed);
  expect(bridgeConfig(JSON.parse(printed) as never)).toMatchObject({ origins: ['https://a.example'] });
});

test.each([
  ['redis://ann:s3cret@127.0.0.1:1/0?namespace=n', 'redis://ann:***@127.0.0.1:1/0?namespace=n'],
  [
    'redis+sentinel://:s3cret@s1,s2/game?sentinel-user=u&sentinel-password=s3cret&index=i',
    'redis+sentinel://:***@s1,s2/game?sentinel-user=u&sentinel-password=***&index=i',
  ],
  ['127.0.0.1:1:0:"s3cret:s3cret":n', '127.0.0.1:1:0:***:n'],
  ['redis://127.0.0.1:1', 'redis://127.0.0.1:1'],
  ['"::1":1', '"::1":1'],
])('[C55] --print-config of %s prints no password', async (source, printedSource) => {
  const { printed, said } = await run([
    ...['--print-config', '--token-plugin', 'TokenRedis', '--token-source', source, '0'],
  ]);
  expect(said).toBe('');
  expect(printed).not.toContain('s3cret');
  expect(JSON.parse(printed)).toMatchObject({ routes: [{ tokenRedis: printedSource }] });
});

test('[C9] --ssl-target and --tls-target are one flag, and the target is spoken to over TLS', async () => {
  for (const flag of ['--ssl-target', '--tls-target']) {
    const { printed } = await run(['--print-config', flag, '0', '1980']);
    expect(JSON.parse(printed)).toMatchObject({ routes: [{ targetTls: { verify: true } }] });
  }
});

test('[C9] --revoke is about tokens that can be revoked', async () => {
  const { printed } = await run(['--print-config', '--revoke', '--token-source', folder, '0']);
  expect(JSON.parse(printed)).toMatchObject({ routes: [{ revoke: true, tokens: folder }] });
  const { said } = await run(['--print-config', '--revoke', '0', '1980']);
  expect(said).toMatch(/^error: --revoke: revoke: needs one of tokens, [^\n]+\n$/);
});

test('[C9] the source of a login is not printed, and may be in a variable', async () => {
  const variables = { PACKETMAN_BRIDGE_AUTH_SOURCE: 'ada:s3cret' };
  const args = ['--print-config', '--auth-plugin', 'BasicHTTPAuth', '--web-auth', '--web', folder, '0', '1980'];
  const { printed } = await run(args, variables);
  expect(JSON.parse(printed)).toMatchObject({ webLogin: 'ada:***', routes: [{ auth: { login: 'ada:***' } }] });
  const { said } = await run(args, { PACKETMAN_BRIDGE_AUTH_SOURCE: 's3cret' });
  expect(said).toBe('error: PACKETMAN_BRIDGE_AUTH_SOURCE: webLogin: expected name:password\n');
});

test('[C4] arguments have variables, and win over them', async () => {
  const variables = { PACKETMAN_BRIDGE_LISTEN: 'unix:/run/b.sock', PACKETMAN_BRIDGE_TARGET: 'game.example:1980' };
  const target = [{ host: 'game.example', port: 1980 }];
  const byVariables = await run(['--print-config'], variables);
  expect(JSON.parse(byVariables.printed)).toMatchObject({ listen: [{ path: '/run/b.sock' }], routes: [{ target }] });
  const byArgument = await run(['--print-config', '8080'], variables);
  expect(JSON.parse(byArgument.printed)).toMatchObject({ listen: [{ port: 8080 }], routes: [{ target }] });
});

test('[C9] --pass-on adds to the paths of the file, and wins for the same path', async () => {
  const passOn = { '/a': 'http://127.0.0.1:1', '/b': 'http://127.0.0.1:2' };
  const path = fileWith({ listen: '0', target: '1980', passOn });
  const { printed } = await run(['--print-config', '--config', path, '--pass-on', '/b=http://127.0.0.1:3']);
  expect(JSON.parse(printed)).toMatchObject({ passOn: { ...passOn, '/b': 'http://127.0.0.1:3' } });
});

test('[C9] --api gives all paths of the API one server, and single paths another', async () => {
  const [api, game] = ['http://127.0.0.1:1982', 'http://127.0.0.1:1990'];
  const args = ['--print-config', '--api', api, '--api', `/api/rooms=${game}`, '--api', `/sim=${game}`, '0', '1980'];
  const paths = { '/api': api, '/monitor': api, '/about': api, '/records': api, '/players': api, '/replay': api };
  const { printed } = await run(args);
  expect(JSON.parse(printed)).toMatchObject({ passOn: { ...paths, '/api/rooms': game, '/sim': game } });
});

test('[C9] spaces separate several servers of a path, and in a variable commas separate paths', async () => {
  const [api, one, two] = ['http://127.0.0.1:1982', 'http://127.0.0.1:1990', 'http://127.0.0.1:2000'];
  const expected = { '/api': api, '/monitor': api, '/api/rooms': `${one} ${two}`, '/api/replays': `${one} ${two}` };
  const paths = [`/api/rooms=${one} ${two}`, `/api/replays=${one} ${two}`];
  const flags = await run(['--print-config', '--api', api, ...paths.flatMap((path) => ['--api', path]), '0', '1980']);
  expect(JSON.parse(flags.printed)).toMatchObject({ passOn: expected });
  const variable = { PACKETMAN_BRIDGE_API: [api, ...paths].join() };
  const { printed } = await run(['--print-config', '0', '1980'], variable);
  expect(JSON.parse(printed)).toMatchObject({ passOn: expected });
});

test.each([
  [['--origin', 'x', '0', '1980'], {}, 'error: --origin: origins.0: expected http'],
  [['--cert', '/no/such.pem', '0', '1980'], {}, 'error: --cert: tls.cert: expected a file'],
  [['--cert', import.meta.filename, '--key', '/no', '0', '1980'], {}, 'error: --key: tls.key: expected a file'],
  [['--message-bytes', '1073741825', '0', '1980'], {}, "error: option '--message-bytes <bytes>' argument"],
  [['0', 'nowhere'], {}, 'error: target: expected host:port'],
  [['0'], { PACKETMAN_BRIDGE_TARGET: 'nowhere' }, 'error: PACKETMAN_BRIDGE_TARGET: target: expected host:port'],
  [['0', '1980'], { PACKETMAN_BRIDGE_WEB: '/no/such' }, 'error: PACKETMAN_BRIDGE_WEB: web: no folder at "/no/such"'],
  [
    ['0', '1980'],
    { PACKETMAN_BRIDGE_HEARTBEAT: '0' },
    "from env 'PACKETMAN_BRIDGE_HEARTBEAT' is invalid. It must be a",
  ],
])('[C56] %j with %j names the place, the setting and what is allowed', async (args, variables, says) => {
  const { printed, said } = await run(['--print-config', ...args], variables);
  expect(said).toContain(says);
  expect(said).toMatch(/^error: [^\n]+\n$/);
  expect(printed).toBe('');
});

test.each([
  [{ listen: '0', target: '1980', tunnelsMax: 0 }, ': tunnelsMax: expected a whole number above 0'],
  [{ listen: '0', target: '1980', sesionsMax: 1 }, ': sesionsMax: no such setting'],
  [{ listen: 'nowhere', target: '1980' }, ': listen: expected host:port'],
  ['{"listen": "0", "listen": "0", "target": "1980"}', ': the key "listen" is there twice'],
  ['{', 'JSON'],
])('[C56] a file %j names itself, the setting and what is allowed', async (content, says) => {
  const path = fileWith(content);
  const { said } = await run(['--print-config', '--config', path]);
  expect(said).toContain(says);
  expect(said).toMatch(/^error: [^\n]+\n$/);
  expect(said).toContain(path);
});

test('[C2] defaults that the help names are those of the settings', () => {
  const { routes, ...config } = bridgeConfig({ listen: '0', target: '1' });
  const defaults: Readonly<Record<string, unknown>> = { ...config, ...routes[0], 'tls.minVersion': 'TLSv1.2' };
  const named = bridgeFlags().flatMap(({ option, setting }) => {
    const [, text] = /\(default: ([^)]+)\)/.exec(option.description) ?? [];
    return text === undefined || setting === null ? [] : [{ setting, text }];
  });
  expect(named.length).toBeGreaterThan(8);
  for (const { setting, text } of named) {
    const value = defaults[setting] as string | number | null;
    const shown = setting.endsWith('Ms') && value !== null ? Number(value) / 1000 : value;
    expect([setting, text]).toEqual([setting, String(shown ?? 'never')]);
  }
});

function fileWith(content: unknown): string {
  const path = join(folder, 'bridge.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function run(args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  let [printed, said] = ['', ''];
  const program = createProgram();
  for (const each of [program, ...program.commands]) each.configureOutput({ writeErr: (text) => (said += text) });
  const output = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  try {
    await program.parseAsync(['bridge', ...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
  } finally {
    output.mockRestore();
    vi.unstubAllEnvs();
  }
  return { printed, said };
}
