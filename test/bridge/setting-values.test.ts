// Every setting with values at the borders, and files with bytes that are none: a configuration, or one line that says
// which setting is wrong.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { BridgeConfigError } from '../../bridge/target/address.ts';
import { bridgeConfig, readSettings } from '../../bridge/config.ts';
import { RECORD_KINDS } from '../../bridge/ops/recorder.ts';
import { readRecording } from '../../bridge/ops/replay.ts';
import { tokenFiles } from '../../bridge/routes/token-files.ts';
import { targetsIn } from './support.ts';

const BASE = { listen: '0', target: '127.0.0.1:1980' };
const DEFAULTS = bridgeConfig(BASE);
const SETTINGS = Object.keys(DEFAULTS).filter((name) => name !== 'routes');
const ROUTE_SETTINGS = [...Object.keys(DEFAULTS.routes[0]!), 'path', 'host', 'token', 'tokens', 'auth', 'targetTls'];
const DURATIONS = SETTINGS.filter((name) => name.endsWith('Ms'));
const COUNTS = SETTINGS.filter((name) => name.endsWith('Max'));

const VALUES: readonly unknown[] = [
  ...['', ' ', '\0', 'a\0b', '\ud800', 'x', '/', '0', '-1', '\ufeff', 'x'.repeat(100_000), '__proto__', '\u0661:80'],
  ...[0, -0, -1, 0.5, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53, 1e300, Number.NaN, Infinity, -Infinity],
  ...[null, true, false, [], [null], [[]], [''], ['x', 1], {}, { '': '' }, { path: '' }, { path: '\0' }, { port: -1 }],
  ...[{ '\0': 'http://x' }, { __proto__: null }, 10n, Symbol('x'), () => {}, new Map(), new Date(0)],
];

const folder = mkdtempSync(join(tmpdir(), 'packetman-values-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(bytes: Uint8Array | string): string {
  const path = join(folder, 'file');
  writeFileSync(path, bytes);
  return path;
}

/** Null where the settings are right, else what is said. */
function wrongIn(settings: object): string | null {
  try {
    bridgeConfig({ ...BASE, ...settings });
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(BridgeConfigError);
    return (error as Error).message;
  }
}

describe.each(SETTINGS)('the setting %s', (name) => {
  test('[B14] is right, or wrong in one line that names it', () => {
    for (const value of VALUES) {
      const said = wrongIn({ [name]: value });
      if (said !== null)
        expect([value, said]).toEqual([value, expect.stringMatching(new RegExp(`^${name}[^\\n]*: [^\\n]+$`))]);
    }
  });
});

describe.each(ROUTE_SETTINGS)('the setting %s of a route', (name) => {
  test('[B14] is right, or wrong in one line that names the route', () => {
    const { target } = BASE;
    for (const value of VALUES) {
      const said = wrongIn({ target: undefined, routes: [{ name: 'a', target, [name]: value }] });
      if (said !== null) expect([value, said]).toEqual([value, expect.stringMatching(/^routes\.0[^\n]*: [^\n]+$/)]);
    }
  });
});

test('[B14] no time is longer than a timer can wait, and no count beyond what can be held', () => {
  for (const name of DURATIONS)
    expect([name, wrongIn({ [name]: 2 ** 31 })]).toEqual([name, expect.stringContaining(name)]);
  for (const name of DURATIONS) expect([name, wrongIn({ [name]: 2 ** 31 - 1 })]).toEqual([name, null]);
  for (const name of COUNTS)
    expect([name, wrongIn({ [name]: 2 ** 53 })]).toEqual([name, expect.stringContaining(name)]);
  expect([wrongIn({ messageBytesMax: 2 ** 30 }), wrongIn({ messageBytesMax: 2 ** 30 + 1 })]).toEqual([
    null,
    expect.any(String),
  ]);
  expect([DURATIONS.length, COUNTS.length]).toEqual([8, 8]);
});

test('[B14] a name, host, token or sub-protocol is not empty', () => {
  for (const wrong of [{ name: '' }, { host: '' }, { token: '' }, { protocols: [''] }]) {
    expect(wrongIn({ target: undefined, routes: [{ name: 'a', target: '1', ...wrong }] })).toMatch(/^routes\.0\./);
  }
});

test('[B14] a configuration file is JSON in UTF-8, with or without a byte order mark', () => {
  const json = JSON.stringify(BASE);
  expect(readSettings(fileOf(`\ufeff${json}`))).toEqual(BASE);
  for (const bytes of [
    '',
    ' ',
    '\ufeff',
    'null',
    '[]',
    '1',
    '"x"',
    '{',
    `${json}${json}`,
    Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
  ]) {
    expect(() => readSettings(fileOf(bytes))).toThrow(BridgeConfigError);
  }
  expect(() => readSettings(folder)).toThrow(BridgeConfigError);
  expect(() => readSettings('\0')).toThrow(BridgeConfigError);
});

test('[B16] whatever bytes a token file has, its other lines hold, and no bytes that are no text are a token', async () => {
  const line = 'good: 127.0.0.1:5900';
  const fragments = [
    ...[0xff, 0xc3, 0xed, 0xa0, 0x80, 0, 0x3a, 0x20, 0x23, 0x0a, 0x0d].map((byte) => [byte]),
    [0xef, 0xbb, 0xbf],
  ];
  const anyNoise = fc.array(fc.oneof(fc.constantFrom(...fragments), fc.uint8Array({ maxLength: 8 })), {
    maxLength: 30,
  });
  await fc.assert(
    fc.asyncProperty(anyNoise, async (parts) => {
      const noise = Buffer.concat(parts.map((part) => Buffer.from(part)));
      const tokens = tokenFiles(fileOf(Buffer.concat([noise, Buffer.from(`\n${line}\r\n`), noise])));
      expect(await targetsIn(tokens, 'good')).toEqual([{ host: '127.0.0.1', port: 5900 }]);
      for (const token of ['', '\ufffd', 'x\ufffd', '__proto__']) expect(await targetsIn(tokens, token)).toBeNull();
    }),
    { numRuns: 100, seed: 1980 },
  );
  const latin1 = tokenFiles(
    fileOf(Buffer.from('Zo\xeb: 127.0.0.1:1\nx: host:0\ny: host:65536\nz: host\n\ufeffw: h:1', 'latin1')),
  );
  for (const token of ['Zo\ufffd', 'Zo\xeb', 'x', 'y', 'z']) expect(await targetsIn(latin1, token)).toBeNull();
  const marked = tokenFiles(fileOf(`\ufefffirst: h:1\n${'t'.repeat(100_000)}: h:2\n`));
  expect([await targetsIn(marked, 'first'), await targetsIn(marked, 't'.repeat(100_000))]).toEqual([
    [{ host: 'h', port: 1 }],
    [{ host: 'h', port: 2 }],
  ]);
});

test('[B21] a recording of any content is read whole or up to the damage, and a file that is none is refused in one line', () => {
  const head = '{"tunnel":"a"}\n';
  const record = (kind: number, bytes: Uint8Array, length = bytes.length) => {
    const start = Buffer.alloc(9);
    start[0] = kind;
    start.writeUInt32BE(7, 1);
    start.writeUInt32BE(length, 5);
    return Buffer.concat([start, bytes]);
  };
  const read = (bytes: Uint8Array) => readRecording(fileOf(Buffer.concat([Buffer.from(head), bytes])));
  const words = Buffer.from('words');
  const [toTarget, end, cut] = [
    record(RECORD_KINDS['to-target'], words),
    record(RECORD_KINDS.end, Buffer.alloc(0)),
    record(RECORD_KINDS.cut, Buffer.alloc(0)),
  ];
  expect(read(Buffer.concat([toTarget, end]))).toMatchObject({
    records: [{ kind: 'to-target', atMs: 0.007, bytes: words }],
    isWhole: true,
  });
  expect(read(Buffer.concat([toTarget, cut]))).toMatchObject({ records: [{}], isWhole: false });
  expect(read(Buffer.concat([toTarget, record(1, words, 2 ** 32 - 1)]))).toMatchObject({
    records: [{}],
    isWhole: false,
  });
  expect(read(Buffer.alloc(0))).toMatchObject({ records: [], isWhole: false });
  // Nothing of what follows its end, or of what is no record, is played.
  for (const [bytes, isWhole] of [
    [record(0, words), false],
    [record(5, words), false],
    [Buffer.concat([record(255, words), toTarget]), false],
    [Buffer.concat([cut, end]), false],
    [Buffer.concat([end, toTarget]), true],
  ] as const) {
    expect(read(Buffer.concat([toTarget, bytes]))).toMatchObject({ records: [{ bytes: words }], isWhole });
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.constantFrom(1, 2, 3, 4, 9), (bytes, kind) => {
      for (const tail of [bytes, record(kind, bytes, bytes.length + (kind % 2))]) {
        const { records } = read(tail);
        expect(Buffer.concat(records.map((each) => each.bytes)).length).toBeLessThanOrEqual(tail.length);
      }
    }),
    { numRuns: 200, seed: 1980 },
  );
  for (const whole of ['', '\n', 'x\n', '{}\n', '[]\n', 'null\n', '{"tunnel":1', '\ufeff{"tunnel":"a"}\n']) {
    expect(() => readRecording(fileOf(whole))).toThrow(/: not a recording/);
  }
});
