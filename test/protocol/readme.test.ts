// Holds protocol/README.md to the code: a stranger writes a client from it.

import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as protocol from '#protocol';
import { EVENT, GHOST, layoutFor, PAC, PHASE } from '#simulation';

const README = new URL('../../protocol/README.md', import.meta.url);
const WORLD_SOURCE = new URL('../../simulation/world.ts', import.meta.url);
/** What the table says of fields that do not go by seat or ghost. */
const PER: Readonly<Record<string, string>> = {
  world: 'match',
  row: 'line of the maze',
  pacPattern: '2 in all',
  ghostPattern: '20 in all',
};

if (process.env['UPDATE'] !== undefined) {
  let text = readFileSync(README, 'utf8');
  for (const [name, table] of [
    ['fields', fieldTable()],
    ['errors', errorTable()],
  ] as const) {
    text = text.replace(block(name), `<!-- ${name} -->\n${table}\n<!-- /${name} -->`);
  }
  writeFileSync(README, text);
}

const readme = readFileSync(README, 'utf8');

describe('README', () => {
  test('[M1] has every message with its number', () => {
    const headings = [...readme.matchAll(/^### (\d+) (\w+)$/gm)].map(([, number, type]) => [type, Number(number)]);
    const types = { ...protocol.CLIENT_TYPES, ...protocol.SERVER_TYPES };
    expect(headings).toEqual(Object.entries(types));
  });

  test('[M1] has the fields of every message, in their order', () => {
    const golden = JSON.parse(readFileSync(new URL('../golden/wire.json', import.meta.url), 'utf8')) as Record<
      string,
      { message: { type: string } }
    >;
    for (const { message } of Object.values(golden)) {
      const { type, ...fields } = message;
      const documented = rowsUnder(`(\\d+) ${type}`).map(([name]) => name);
      expect([type, documented]).toEqual([type, Object.keys(fields)]);
    }
  });

  test('[S1] has the fields of the World', () => {
    expect(readme.match(block('fields'))?.[1]).toBe(fieldTable());
  });

  test('[E1] has the error codes', () => {
    expect(readme.match(block('errors'))?.[1]).toBe(errorTable());
  });

  test.each([
    ['phase', PHASE],
    ['pacState', PAC],
    ['ghostState', GHOST],
    ['Events', EVENT],
  ])('[S1] has the numbers of %s', (heading, numbers) => {
    const rows = rowsUnder(heading).map(([number, name]) => [name, Number(number)]);
    expect(rows).toEqual(Object.entries(numbers));
  });

  test('[M3] has the limits', () => {
    const limits = Object.entries(protocol)
      .filter(([name]) => /^[A-Z_\d]+$/.test(name) && !/^(ERRORS|TICK_WORD|.*_TYPES)$/.test(name))
      .map(([name, value]) => [
        name,
        JSON.stringify(value)
          .replaceAll(/["[\]]/g, '')
          .replaceAll(',', ', '),
      ]);
    const rows = rowsUnder('Limits').map(([name, value]) => [name, value]);
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(limits));
  });

  test('every rule named in a test is defined there, and every rule has a test', () => {
    const defined = [...readme.matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map(([, rule]) => rule);
    const files = ['frame', 'payload-check', 'codec', 'snapshot', 'conversation', 'golden-wire', 'example-bot'];
    const sources = files.map((file) => readFileSync(new URL(`${file}.test.ts`, import.meta.url), 'utf8'));
    const tested = new Set([...sources.join('').matchAll(/['"]\[([A-Z]\d+)\]/g)].map(([, rule]) => rule));
    expect(tested).toEqual(new Set(defined));
  });
});

function block(name: string): RegExp {
  return new RegExp(`<!-- ${name} -->\\n([^]*?)\\n?<!-- /${name} -->`);
}

/** Cells of the first table after a heading, without its head. */
function rowsUnder(heading: string): string[][] {
  const section = readme
    .split(new RegExp(`^##+ ${heading}$`, 'm'))
    .at(-1)!
    .split(/^##/m)[0]!;
  const lines = section.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(1).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** Names, counts and meanings stand in the simulation's table, whose meanings only its source has. */
function fieldTable(): string {
  const source = readFileSync(WORLD_SOURCE, 'utf8');
  const fields = [...source.matchAll(/^ {2}\[\s*'(\w+)',\s*'(\w+)',\s*'([^']*)',?\s*\],$/gm)];
  expect(fields.map(([, name]) => name)).toEqual(layoutFor(4).map(([name]) => name));
  const rows = fields.map(([, name, per, meaning]) => {
    const isNumbered = /^[A-Z]+$/.test(meaning!);
    return `| ${name} | ${PER[per!] ?? per} | ${isNumbered ? 'a number of the table below' : meaning} |`;
  });
  return ['| field | per | meaning |', '|---|---|---|', ...rows].join('\n');
}

function errorTable(): string {
  const rows = Object.entries(protocol.ERRORS)
    .sort(([, a], [, b]) => a.wire - b.wire)
    .map(([code, { wire, fatal, text }]) => `| ${wire} | ${code} | ${fatal ? 'yes' : 'no'} | ${text} |`);
  return ['| number | code | fatal | text |', '|---|---|---|---|', ...rows].join('\n');
}
