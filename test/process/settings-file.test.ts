import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readSettingsFile } from '../../process/settings-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'packetman-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(content: string | Uint8Array): string {
  const path = join(folder, 'settings.json');
  writeFileSync(path, content);
  return path;
}

/** The first of them ends the search: each has a path as long as the nesting is deep. */
const MANY_TWICE = '{"a":'.repeat(50_000) + `{${'"a":1,'.repeat(50_000)}"b":1}` + '}'.repeat(50_000);

test('[D6] the keys and values of an object, whatever they are', () => {
  expect(readSettingsFile(fileWith('\uFEFF{"a": [1, {"a": 2}], "b": null}'))).toEqual({ a: [1, { a: 2 }], b: null });
});

test.each([
  ['not JSON', '{"port": 80,\n}', 'JSON'],
  ['empty', '', 'JSON'],
  ['a list', '[]', ': expected a JSON object'],
  ['a text', '"port"', ': expected a JSON object'],
  ['null', 'null', ': expected a JSON object'],
  ['a key twice', '{"port": 1, "port": 2}', ': the key "port" is there twice'],
  ['a key twice, written in two ways', '{"port": 1, "\\u0070ort": 2}', ': the key "port" is there twice'],
  ['a key twice, inside', '{"a": [{"b": {"c": 1, "c": 1}}]}', ': the key "a.b.c" is there twice'],
  ['keys twice, thousands of them, deep inside', MANY_TWICE, ': the key "a.a.a.'],
  ['bytes that are no UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22), ': bytes that are not UTF-8'],
  ['too large', new Uint8Array(16 * 1024 * 1024 + 1), ': more than 16777216 bytes'],
])('[D6] a file that is %s is one line that names it', (_, content, reason) => {
  const path = fileWith(content);
  expect(() => readSettingsFile(path)).toThrow(reason);
  expect(() => readSettingsFile(path)).toThrow(/^[^\p{C}]+$/u);
  expect(() => readSettingsFile(path)).toThrow(path);
});

test('[D6] a folder, a device and a path where nothing is', () => {
  expect(() => readSettingsFile(folder)).toThrow(`${folder}: not a file`);
  expect(() => readSettingsFile('/dev/zero')).toThrow('/dev/zero: not a file');
  expect(() => readSettingsFile('/no/such/file')).toThrow('/no/such/file: ENOENT: no such file or directory');
});
