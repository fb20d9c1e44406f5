// Every setting of the game server by each way in which it can be given. The settings come out of the table: a new one
// needs nothing here.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { createProgram } from '../../cli/program.ts';
import { flagOf, variableOfSetting } from '../../cli/program-settings.ts';
import type { Setting } from '#process/setting-kinds';
import { DEFAULT_SETTINGS, SERVER_SETTINGS } from '../../game-server/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'packetman-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const TABLE = join(folder, 'table.bin');
writeFileSync(TABLE, new Uint8Array(8192));

interface Value {
  readonly text: string;
  readonly json: unknown;
}

/** A value that is not the default, and some that are refused as text and as JSON, for each kind. */
function valuesOf(setting: Setting): { right: Value; wrongTexts: string[]; wrongJson: unknown[]; allowed: string } {
  const wrongJson = [true, {}, [[]], 'x y'];
  switch (setting.kind) {
    case 'integer':
    case 'number': {
      const [min, max] = setting.range;
      // Its own default less or more one stays in range and keeps the relations between settings.
      const other = setting.default > min ? setting.default - Math.min(1, (setting.default - min) / 2) : max;
      const right = setting.kind === 'integer' ? Math.floor(other) : other;
      return {
        right: { text: `${right}`, json: right },
        wrongTexts: [`${max + 1}`, '-1', 'x', '1e3', ''],
        wrongJson: [...wrongJson, max + 1, -1, `${right}`, null, ...(setting.kind === 'integer' ? [1.5] : [])],
        allowed: `number from ${min} to ${max}`,
      };
    }
    case 'url':
      return {
        right: { text: 'http://127.0.0.1:1983', json: 'http://127.0.0.1:1983' },
        wrongTexts: ['', '127.0.0.1:1983', 'ftp://127.0.0.1', 'http://'],
        wrongJson: [...wrongJson, 1983, '/api'],
        allowed: 'a URL such as http://127.0.0.1:1983',
      };
    case 'port':
    case 'optional-port':
      return {
        right: { text: '4000', json: 4000 },
        wrongTexts: ['65536', '-1', 'http', '', '80.5'],
        wrongJson: [...wrongJson, 65_536, -1, 80.5, '80', ...(setting.kind === 'port' ? [null] : ['none'])],
        allowed: 'a whole number from 0 to 65535',
      };
    case 'host':
    case 'optional-host':
      return {
        right: { text: '::1', json: '::1' },
        wrongTexts: [
          '',
          'a b',
          '[::1]',
          'host:80',
          'http://host',
          '10.0.0.1/8',
          'a..b',
          'a-.b',
          'a'.repeat(64),
          `${'a.'.repeat(127)}a`,
        ],
        wrongJson: [...wrongJson, 1, '', 'host:80', 'a..b', ...(setting.kind === 'host' ? [null] : [])],
        allowed: 'an IP address or host name, without a port',
      };
    case 'name':
      return {
        right: { text: 'node-2', json: 'node-2' },
        wrongTexts: ['', 'Node', 'a.b', 'a'.repeat(setting.lengthMax + 1)],
        wrongJson: [...wrongJson, 1, '', 'a:b', 'a'.repeat(setting.lengthMax + 1)],
        allowed: 'lower case letters, digits and hyphens',
      };
    case 'secret':
      return {
        right: { text: 'redis://127.0.0.1:1', json: 'redis://127.0.0.1:1' },
        wrongTexts: ['', ' '],
        wrongJson: [true, {}, [[]], 1, '', ' '],
        allowed: 'text',
      };
    case 'origins':
      throw new Error('only the API has such settings');
    case 'networks':
      return {
        right: { text: '10.0.0.0/8,::2', json: ['10.0.0.0/8', '::2'] },
        wrongTexts: ['', '10.0.0.0/33', 'host', '10.0.0.1,', 'none,::1'],
        wrongJson: [...wrongJson, 1, null, '10.0.0.1', ['none'], ['10.0.0.0/33'], [1]],
        allowed: 'an IP address, or a network such as 10.0.0.0/8',
      };
    case 'fright-table':
      return {
        right: { text: TABLE, json: TABLE },
        wrongTexts: ['', ' '],
        wrongJson: [true, {}, [[]], 1, '', ' '],
        allowed: 'the path of a file',
      };
    case 'folder':
      return {
        right: { text: '/srv/packetman', json: '/srv/packetman' },
        wrongTexts: ['', ' '],
        wrongJson: [true, {}, [[]], 1, '', ' '],
        allowed: 'the path of a folder',
      };
    case 'switch':
      return {
        right: { text: '', json: false },
        wrongTexts: [],
        wrongJson: [{}, [[]], 1, 'x y', 'false', null],
        allowed: 'true or false',
      };
    case 'choice':
      return {
        right: { text: 'debug', json: 'debug' },
        wrongTexts: ['', 'loud', 'DEBUG'],
        wrongJson: [...wrongJson, 1, null, '', 'loud'],
        allowed: setting.choices.join(', '),
      };
  }
}

const ROWS = Object.entries<Setting>(SERVER_SETTINGS).map(([name, setting]) => ({ name, setting }));

describe.each(ROWS)('$name', ({ name, setting }) => {
  const flag = `--${flagOf(name, setting)}`;
  const variable = variableOfSetting('server', name, setting);
  const { right, wrongTexts, wrongJson, allowed } = valuesOf(setting);

  test('[C55] is the same by flag, variable and file', async () => {
    // An address of the public HTTP server alone would do nothing.
    const publicPort = 5000;
    const expected: Record<string, unknown> = { ...DEFAULT_SETTINGS, publicPort, [name]: right.json };
    // It is in force, and not printed.
    if (setting.kind === 'secret') delete expected[name];
    const beside = name === 'publicPort' ? [] : [`--public-port=${publicPort}`];
    const isSwitch = setting.kind === 'switch';
    expect(await inForce([...beside, isSwitch ? flag : `${flag}=${right.text}`])).toEqual(expected);
    expect(await inForce(beside, { [variable]: isSwitch ? '1' : right.text })).toEqual(expected);
    expect(await inForce([...beside, `--config=${fileWith({ [name]: right.json })}`])).toEqual(expected);
  });

  test('[C56] a wrong value is one line that names the place, the setting and what is allowed', async () => {
    for (const text of wrongTexts) {
      const byFlag = await refusal([`${flag}=${text}`]);
      expect(byFlag).toMatch(new RegExp(`^error: option '${flag} .*\\n$`));
      const byVariable = await refusal([], { [variable]: text });
      expect(byVariable).toMatch(new RegExp(`^error: option '${flag} .* from env '${variable}'.*\\n$`));
      const isOther = /must not be empty|stands alone/.test(byFlag);
      if (!isOther) for (const line of [byFlag, byVariable]) expect(line).toContain(allowed);
    }
    for (const value of wrongJson) {
      const path = fileWith({ [name]: value });
      const line = await refusal([`--config=${path}`]);
      expect(line.startsWith(`error: ${path}: ${name}: it must be `)).toBe(true);
      expect(line).toContain(`, not ${JSON.stringify(value)}\n`);
      expect(line).toContain(allowed);
    }
  });
});

test('[C55] a flag counts more than its variable, that more than the file, that more than the default', async () => {
  const config = `--config=${fileWith({ port: 3, adminPort: 3, connectionsMax: 3 })}`;
  const variables = { PACKETMAN_SERVER_PORT: '2', PACKETMAN_SERVER_ADMIN_PORT: '4' };
  const { port, adminPort, connectionsMax, roomsMax } = await inForce([config, '--port=1'], variables);
  expect([port, adminPort, connectionsMax, roomsMax]).toEqual([1, 4, 3, DEFAULT_SETTINGS.roomsMax]);
});

test('[C55] a variable names the file, and what --print-config prints is such a file', async () => {
  const path = fileWith({ port: 7, publicPort: 8, proxyNetworks: [] });
  const printed = await inForce([], { PACKETMAN_SERVER_CONFIG: path });
  expect(printed).toMatchObject({ port: 7, publicPort: 8, proxyNetworks: [] });
  expect(await inForce([`--config=${fileWith(printed)}`])).toEqual(printed);
  expect(await inForce([`--config=${fileWith(await inForce([]))}`])).toEqual(DEFAULT_SETTINGS);
});

test('[C55] "none" takes away by a flag what the file gives', async () => {
  const path = fileWith({ publicPort: 8, proxyNetworks: ['10.0.0.1'] });
  const printed = await inForce([`--config=${path}`, '--public-port=none', '--proxy-network=none']);
  expect(printed).toMatchObject({ publicPort: null, proxyNetworks: [] });
});

test('[C55] the variable of a switch leaves it on, and says what it may be', async () => {
  expect(await inForce([], { PACKETMAN_SERVER_NO_JOURNAL: 'off' })).toEqual(DEFAULT_SETTINGS);
  const off = fileWith({ journal: false });
  expect(await inForce([`--config=${off}`], { PACKETMAN_SERVER_NO_JOURNAL: '0' })).toMatchObject({ journal: false });
  const line = await refusal([], { PACKETMAN_SERVER_NO_JOURNAL: 'maybe' });
  expect(line).toMatch(
    /^error: option '--no-journal' .* from env 'PACKETMAN_SERVER_NO_JOURNAL'.* must be one of 1, .*\n$/,
  );
  expect(await refusal(['--no-journal=1'])).toMatch(/^error: .*--no-journal=1[^\n]*\n$/);
});

test.each([
  ['an unknown key', '{"prot": 1}', ': prot: there is no such setting'],
  ['a key of every object', '{"__proto__": 1}', ': __proto__: there is no such setting'],
  ['another key of every object', '{"constructor": 1}', ': constructor: there is no such setting'],
  ['a key twice', '{"port": 1, "port": 2}', ': the key "port" is there twice'],
  ['no JSON', '{"port": 1', 'JSON'],
  ['no object', '[1]', ': expected a JSON object'],
  ['nothing', '', 'JSON'],
  ['a number that is too long', `{"port": ${'9'.repeat(400)}}`, ': port: it must be a whole number from 0 to 65535'],
  ['a text that is too long', `{"host": "${'x'.repeat(500)} "}`, `xxx...`],
])('[C56] a file with %s is one line', async (_, content, says) => {
  const path = fileWith(content);
  const line = await refusal([`--config=${path}`]);
  expect(line).toMatch(/^error: [^\n]+\n$/);
  expect(line).toContain(path);
  expect(line).toContain(says);
  expect(line.length).toBeLessThan(400);
});

test('[C56] a file that is a folder, too large or not there is one line', async () => {
  mkdirSync(join(folder, 'a-folder'), { recursive: true });
  expect(await refusal([`--config=${join(folder, 'a-folder')}`])).toMatch(/^error: .*a-folder: not a file\n$/);
  expect(await refusal(['--config=/no/such.json'])).toMatch(/^error: \/no\/such.json: ENOENT[^\n]*\n$/);
  const path = fileWith(' '.repeat(16 * 1024 * 1024 + 1));
  expect(await refusal([`--config=${path}`])).toBe(`error: ${path}: more than 16777216 bytes\n`);
  expect(await refusal(['--config='])).toContain('It must not be empty.');
});

test('[C56] two settings that contradict each other are named with their places', async () => {
  const path = fileWith({ queuedBytesMax: 2000 });
  expect(await refusal([`--config=${path}`])).toBe(
    `error: queuedBytesHighWater 65536 (default) must be less than queuedBytesMax 2000 (${path})\n`,
  );
  const same = await refusal(['--port=5'], { PACKETMAN_SERVER_ADMIN_PORT: '5' });
  expect(same).toBe('error: port 5 (--port) must differ from adminPort 5 (PACKETMAN_SERVER_ADMIN_PORT)\n');
  const addresses = ['--host=127.0.0.2', '--port=5', '--admin-port=5'];
  expect(await inForce(addresses)).toMatchObject({ port: 5, adminPort: 5 });
});

test('[C56] a table of frightened turns that cannot be used is named with its place', async () => {
  const short = join(folder, 'short.bin');
  writeFileSync(short, 'short');
  expect(await refusal([`--fright-table=${short}`])).toBe(
    'error: --fright-table: frightTable: It must have 8192 bytes, not 5.\n',
  );
  const path = fileWith({ frightTable: '/no/such/table' });
  expect(await refusal([`--config=${path}`])).toMatch(/^error: .*settings.json: frightTable: ENOENT[^\n]+\n$/);
});

function fileWith(content: unknown): string {
  const path = join(folder, 'settings.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

test.each([
  ['server', ['REDIS_URL']],
  ['api', ['REDIS_URL', 'DATABASE_URL', 'PACKETMAN_API_DESK_TOKEN']],
])(
  '[C55] what %s --print-config prints has no passwords, and they stay in force by their variables',
  async (program, names) => {
    const variables = Object.fromEntries(names.map((name) => [name, 'redis://ann:s3cret@127.0.0.1:1/0']));
    const { printed, said } = await run([], variables, program);
    expect(said).toBe('');
    expect(printed).not.toContain('s3cret');
    expect(await run([`--config=${fileWith(printed)}`], variables, program)).toEqual({ printed, said });
  },
);

/** What `packetman server --print-config` prints. */
async function inForce(args: readonly string[], variables: Record<string, string> = {}) {
  const { printed, said } = await run(args, variables);
  expect(said).toBe('');
  return JSON.parse(printed) as typeof DEFAULT_SETTINGS;
}

/** What it says instead, as wrong usage. */
async function refusal(args: readonly string[], variables: Record<string, string> = {}): Promise<string> {
  const { printed, said } = await run(args, variables);
  expect(printed).toBe('');
  return said;
}

async function run(args: readonly string[], variables: Readonly<Record<string, string>>, command = 'server') {
  // Other tests run without a journal by this variable.
  vi.stubEnv('PACKETMAN_SERVER_NO_JOURNAL', undefined);
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  let [printed, said] = ['', ''];
  const program = createProgram();
  for (const each of [program, ...program.commands]) each.configureOutput({ writeErr: (text) => (said += text) });
  const output = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  try {
    await program.parseAsync([command, '--print-config', ...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
  } finally {
    output.mockRestore();
    vi.unstubAllEnvs();
  }
  return { printed, said };
}
