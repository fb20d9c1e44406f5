// Files that an operator names, with everything in them that should not be there.

import { execFileSync, spawn } from 'node:child_process';
import { scryptSync } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { authorizer } from '../../../bridge/routes/auth.ts';
import { readSettings } from '../../../bridge/config.ts';
import { readBytes } from '../../../process/file.ts';
import { readRecording } from '../../../bridge/ops/replay.ts';
import { RECORD_KINDS } from '../../../bridge/ops/recorder.ts';
import { SecretGuesses } from '../../../bridge/routes/secret-guesses.ts';
import { tokenFiles } from '../../../bridge/routes/token-files.ts';
import { openFolder, targetsIn } from '../support.ts';

const BOM = '\uFEFF';

async function fileWith(content: string | Uint8Array): Promise<string> {
  const path = join(await openFolder(), 'file');
  await writeFile(path, content);
  return path;
}

describe('[B25] a file', () => {
  test('that is a device, a folder, too long or not there is refused by name', async () => {
    const folder = await openFolder();
    expect(() => readBytes('/dev/zero')).toThrow('/dev/zero: not a file');
    expect(() => readBytes(folder)).toThrow(`${folder}: not a file`);
    expect(() => readBytes('/no/such/file')).toThrow("ENOENT: no such file or directory, stat '/no/such/file'");
    const path = await fileWith('12345');
    expect(() => readBytes(path, 4)).toThrow(`${path}: more than 4 bytes`);
    expect(readBytes(path, 5).toString()).toBe('12345');
  });

  test('that is a pipe is read once, and then has what it said', async () => {
    const path = join(await openFolder(), 'pipe');
    execFileSync('mkfifo', [path]);
    const writer = spawn('sh', ['-c', `echo '{"listen":"8080"}' > "$0"`, path]);
    const ended = once(writer, 'close');
    expect(readSettings(path)).toEqual({ listen: '8080' });
    expect(readSettings(path)).toEqual({ listen: '8080' });
    await ended;
  });

  test.each([
    ['nothing', ''],
    ['a piece', '{"listen":'],
    ['a list', '[]'],
    ['null', 'null'],
    ['bytes that are no text', Uint8Array.of(0, 0xff, 0x1b, 0x0a, 0x7b)],
    ['a mark and nothing', BOM],
  ])('of settings with %s in it is one printable line', async (_, content) => {
    const path = await fileWith(content);
    expect(() => readSettings(path)).toThrow(/^[^\p{C}]+$/u);
    expect(() => readSettings(path)).toThrow(path);
  });

  test('of settings may have a byte order mark and other line ends', async () => {
    const path = await fileWith(`${BOM}{\r\n  "listen": "8080"\r\n}\r\n`);
    expect(readSettings(path)).toEqual({ listen: '8080' });
  });

  test('of tokens may have both, and a folder of garbage finds no token', async () => {
    const path = await fileWith(`${BOM}first: 127.0.0.1:1\r\nsecond: 127.0.0.1:2\r\n__proto__: 127.0.0.1:3\r\n`);
    const tokens = tokenFiles(path);
    const find = async (token: string) => (await targetsIn(tokens, token))?.[0];
    expect(await find('first')).toEqual({ host: '127.0.0.1', port: 1 });
    expect(await find('second')).toEqual({ host: '127.0.0.1', port: 2 });
    expect(await find('__proto__')).toEqual({ host: '127.0.0.1', port: 3 });
    for (const wrong of ['/dev/zero', '/no/such/file', await fileWith(Uint8Array.of(0, 0xff, 0x3a, 0x20))]) {
      for (const token of ['first', '', 'toString', '__proto__'])
        expect(await tokenFiles(wrong).targetsOf(token)).toBe(null);
    }
  });

  test('of passwords may have both; a device in its place lets nobody in, and is not read for ever', async () => {
    const salt = Buffer.alloc(16, 7);
    const hash = scryptSync('secret', salt, 32, { N: 16_384, r: 8, p: 1 }).toString('base64');
    const ada = `ada:scrypt:${salt.toString('base64')}:${hash}`;
    const path = await fileWith(`${BOM}${ada}\r\nbob:scrypt\r\n::::\r\n`);
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    const loginBy = (file: string, text: string) => {
      const guesses = new SecretGuesses().of({ address: '127.0.0.1', port: 1 });
      return authorizer({ passwords: file })(basic(text), null, guesses);
    };
    expect(await loginBy(path, 'ada:secret')).toMatchObject({ user: 'ada' });
    for (const wrong of ['ada:wrong', 'bob:', ':', '::']) {
      expect(await loginBy(path, wrong)).toMatchObject({ refusal: 'unauthorized' });
    }
    await expect(loginBy('/dev/zero', 'ada:secret')).rejects.toThrow('/dev/zero: not a file');
  });
});

describe('[B25] a recording', () => {
  function record(kind: number, text: string, length = text.length): Buffer {
    const head = Buffer.alloc(9);
    head[0] = kind;
    head.writeUInt32BE(length, 5);
    return Buffer.concat([head, Buffer.from(text)]);
  }
  const about = Buffer.from('{"tunnel":"a"}\n');
  const said = record(RECORD_KINDS['to-target'], 'hello');

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['no line', Buffer.alloc(1000, 0x7b)],
    ['another line', Buffer.from('{"a":1}\n')],
    ['a list', Buffer.from('["tunnel"]\n')],
    ['null', Buffer.from('null\n')],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x0a])],
  ])('with %s in it is none', async (_, content) => {
    const path = await fileWith(content);
    expect(() => readRecording(path)).toThrow(`${path}: not a recording`);
  });

  test.each([
    ['ends in a head', Buffer.from([1, 0, 0])],
    ['is said to be longer than the file', record(1, 'more', 0xffff_ffff)],
    ['is of no kind', record(9, 'what')],
    ['says that it was cut', record(RECORD_KINDS.cut, '')],
  ])('whose last record %s is not whole, and is played up to there', async (_, last) => {
    const tunnel = readRecording(await fileWith(Buffer.concat([about, said, last, last])));
    expect([tunnel.isWhole, tunnel.records.map(({ bytes }) => String(bytes))]).toEqual([false, ['hello']]);
  });

  test('that goes on after its end is played up to its end', async () => {
    const end = record(RECORD_KINDS.end, '');
    const tunnel = readRecording(await fileWith(Buffer.concat([about, said, end, said])));
    expect([tunnel.isWhole, tunnel.records.length]).toEqual([true, 1]);
  });
});
