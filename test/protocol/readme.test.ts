// Holds protocol/README.md to the code: a stranger writes a client from it.

import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as protocol from '#protocol';
import { EVENT, GHOST, MODES, PAC, PHASE } from '#simulation';
import {
  bool,
  boolIfAny,
  direction,
  int,
  ints,
  intsIfAny,
  phraseNumber,
  rate,
  text,
  textIfAny,
  uint,
  uint31,
  uintIfAny,
  type Kind,
  type Shape,
} from '../../protocol/fields.ts';
import { FIELDS } from '../../simulation/fields.ts';

const README = new URL('../../protocol/README.md', import.meta.url);
/** What the table says of fields that do not go by seat or ghost. */
const PER: Readonly<Record<string, string>> = {
  world: 'match',
  row: 'line of the maze',
  pac: 'Pac-Man',
  seatRow: '31 for each seat',
  maze: 'maze of the match',
  pacPattern: '2 for each Pac-Man',
  ghostPattern: '20 in all',
};

/** What the tables call the kinds that have no parts. */
const KIND_NAMES: ReadonlyMap<Kind<unknown>, string> = new Map<Kind<unknown>, string>([
  [uint, 'uint'],
  [uint31, 'uint31'],
  [rate, 'uint'],
  [direction, 'uint'],
  [phraseNumber, 'uint'],
  [int, 'int'],
  [bool, 'boolean'],
  [boolIfAny, 'boolean'],
  [text, 'string'],
  [textIfAny, 'string'],
  [uintIfAny, 'uint'],
  [ints, 'array of int'],
  [intsIfAny, 'array of int'],
]);

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
  const messages = [...Object.entries(protocol.CLIENT_MESSAGES), ...Object.entries(protocol.SERVER_MESSAGES)];

  test('[M1] has every message with its number', () => {
    const headings = [...readme.matchAll(/^### (\d+) (\w+)$/gm)].map(([, number, name]) => [name, Number(number)]);
    expect(headings).toEqual(messages.map(([name, { type }]) => [name, type]));
  });

  test.each(messages.map(([name, { type, fields }]) => [`${type} ${name}`, fields]))(
    '[M1] has the fields of %s in their order, with their kinds and words',
    (heading, fields) => expectFields(heading, fields),
  );

  test('[M10] says for every field with an open word what a reader does with an unknown one', () => {
    const open = Object.values(protocol.SERVER_MESSAGES).flatMap(({ fields }) => openWordsIn(fields));
    const rule = readme.match(/^- \*\*M10\*\*[^]*?\n\n###/m)![0];
    const explained = [...rule.matchAll(/^ {2}\| `(\w+)` of an? /gm)].map(([, name]) => name);
    // One row of the table is for the words of settings and of listed rooms.
    const shown = ['skill', 'drivers', 'variant', 'rule'];
    expect(new Set([...explained, ...shown])).toEqual(new Set(open));
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
      .filter(([name]) => /^[A-Z_\d]+$/.test(name) && !/^(ERRORS|TICK_WORD|.*_MESSAGES)$/.test(name))
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
    const files = [
      'borders',
      'frame',
      'shown-text',
      'payload-check',
      'fields',
      'codec',
      'snapshot',
      'conversation',
      'golden-wire',
      'example-bot',
      'words',
      'match-log',
      'mistakes',
      'transcripts',
    ];
    const sources = files.map((file) => readFileSync(new URL(`${file}.test.ts`, import.meta.url), 'utf8'));
    const tested = new Set([...sources.join('').matchAll(/['"]\[([A-Z]\d+)\]/g)].map(([, rule]) => rule));
    expect(tested).toEqual(new Set(defined));
  });
});

function block(name: string): RegExp {
  return new RegExp(`<!-- ${name} -->\\n([^]*?)\\n?<!-- /${name} -->`);
}

/** Holds a table, and those of the rows in it, to a shape. */
function expectFields(heading: string, shape: Shape): void {
  const documented = rowsUnder(heading);
  expect([heading, documented.map(([name]) => name)]).toEqual([heading, Object.keys(shape)]);
  for (const [name, kindName, meaning] of documented) {
    const kind = partsOf(shape[name!]!);
    const item = kind.item === undefined ? kind : partsOf(kind.item);
    const rowName = kindName!.replace(/^array of /, '');
    if (item.shape !== undefined) expectFields(rowName, item.shape);
    else expect([heading, name, kindName]).toEqual([heading, name, kindNameOf(kind)]);
    for (const word of kind.words ?? kind.known ?? []) {
      if (word !== '')
        expect([heading, name, meaning]).toEqual([heading, name, expect.stringContaining(`\`${word}\``)]);
    }
  }
}

interface Parts extends Kind<unknown> {
  readonly words?: readonly string[];
  readonly known?: readonly string[];
  readonly item?: Kind<unknown>;
  readonly shape?: Shape;
}

function partsOf(kind: Kind<unknown>): Parts {
  return kind;
}

/** Names of all fields of the kind word, in rows too. */
function openWordsIn(shape: Shape): string[] {
  return Object.entries(shape).flatMap(([name, field]) => {
    const kind = partsOf(field);
    const { known, shape: inner } = kind.item === undefined ? kind : partsOf(kind.item);
    return known === undefined ? openWordsIn(inner ?? {}) : [name];
  });
}

function kindNameOf(kind: Parts): string | undefined {
  if (kind.words !== undefined) return 'string';
  if (kind.known !== undefined) return 'word';
  return kind.item === undefined ? KIND_NAMES.get(kind) : `array of ${kindNameOf(kind.item)}`;
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
  const rows = FIELDS.map((row: readonly string[]) => {
    const [name, owner, meaning, , group] = row;
    const modes = MODES.filter(({ fields }) => group !== undefined && fields.some((each) => each === group));
    const isNumbered = /^[A-Z]+$/.test(meaning!);
    const text = isNumbered ? 'a number of the table below' : meaning;
    return `| ${name} | ${PER[owner!] ?? owner} | ${modes.map((mode) => mode.name).join(', ')} | ${text} |`;
  });
  return ['| field | per | only in | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

function errorTable(): string {
  const rows = Object.entries(protocol.ERRORS)
    .sort(([, a], [, b]) => a.wire - b.wire)
    .map(([code, row]) => {
      const mark = 'sparesSession' in row ? ' (E3)' : '';
      return `| ${row.wire} | ${code} | ${row.recovery ?? ''}${mark} | ${row.text} |`;
    });
  return ['| number | code | recovery | text |', '|---|---|---|---|', ...rows].join('\n');
}
