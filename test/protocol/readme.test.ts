// Holds protocol/README.md to the code: a stranger writes a client from it.

import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pack } from 'msgpackr';
import * as protocol from '#protocol';
import { EVENT, GHOST, MODES, PAC, PHASE } from '#simulation';
import {
  bool,
  boolIfAny,
  flag,
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
import { MemoryServer } from '../support/memory-server.ts';
import { INPUT_QUEUE_PER_SEAT_MAX } from '../../game-server/rooms/room-rules.ts';
import { RESERVED_WORDS } from '../../handover/reserved-names.ts';
import { FRUIT_TILE } from '../../simulation/actors/fruit.ts';
import { FRUIT_AT_EATEN, FRUIT_X, FRUIT_Y } from '../../simulation/constants.ts';
import { FIELDS } from '../../simulation/fields.ts';
import { LEVEL_TABLE_LAST, levelTable } from '../../simulation/levels.ts';
import { columnOf, MAZE_TOP_ROW, rowOf, TUNNEL_LEFT, TUNNEL_RIGHT, TUNNEL_ROW } from '../../simulation/mazes/maze.ts';
import { classic } from '../../simulation/modes/classic.ts';
import { coop } from '../../simulation/modes/coop.ts';
import { mega } from '../../simulation/modes/mega.ts';
import { versus } from '../../simulation/modes/versus.ts';

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
  [flag, 'boolean'],
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
    ['levels', levelTableText()],
    ['settings', settingsTable()],
    ['reserved', reservedTable()],
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

  test('[M1] the messages of its first bot are messages', () => {
    const shown = [...readme.matchAll(/^▶ (\[.*\])(?: +#|$)/gm)].map(([, array]) => JSON.parse(array!) as unknown[]);
    const types = shown.map((array) => {
      const decoded = protocol.decodeClient(pack(array));
      return 'message' in decoded ? decoded.message.type : decoded;
    });
    expect(types).toEqual(['hello', 'play', 'input', 'ready', 'leave', 'create', 'start']);
  });

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

  test.each([
    ['levels', levelTableText],
    ['settings', settingsTable],
    ['reserved', reservedTable],
  ] as const)('has the table of %s', (name, table) => {
    expect(readme.match(block(name))?.[1]).toBe(table());
  });

  test('the numbers of its sentences about movement are those of the rules', () => {
    const section = readme.split('### Tiles, and where actors may go')[1]!.split('### A bot for each mode')[0]!;
    const column = columnOf(FRUIT_TILE);
    const line = rowOf(FRUIT_TILE) - MAZE_TOP_ROW;
    for (const words of [
      `the tiles (${column}, ${line}) and (${column + 1}, ${line})`,
      `pixel x ${FRUIT_X}, y ${FRUIT_Y}, tile ${FRUIT_TILE}`,
      `when ${FRUIT_AT_EATEN.join(' and ')} dots`,
      `not in the next ${coop.eating.energizerPause} ticks (in \`classic\` ${classic.eating.dotPause} and ${classic.eating.energizerPause} half-ticks)`,
      `columns -2, -1, 28 and 29 of line ${TUNNEL_ROW - MAZE_TOP_ROW}`,
      `columns below ${TUNNEL_LEFT + 1} and above ${TUNNEL_RIGHT - 1}`,
    ]) {
      expect(section).toContain(words);
    }
    expect([coop.eating.dotPause, versus.eating, mega.eating]).toEqual([1, coop.eating, coop.eating]);
    expect(readme).toContain(`${INPUT_QUEUE_PER_SEAT_MAX} inputs of a seat can wait`);
  });

  test.each(MODES.map(({ name, seats }) => [name, seats.most] as const))(
    'before the first tick of %s no Pac-Man has a place, and each has one in play',
    (mode, seatCount) => {
      const server = new MemoryServer();
      const ann = server.enter('Ann');
      ann.create({ mode, seatCount, fill: true, maze: 'classic' });
      const places = () => {
        const { layout } = ann.last('joined') ?? joined;
        const all = (field: string) => {
          const { start, length } = layout.find(({ name }) => name === field)!;
          return [...ann.words.subarray(start, start + length)];
        };
        return { x: all('pacX'), y: all('pacY'), states: all('pacState'), ghosts: all('ghostX') };
      };
      const joined = ann.last('joined')!;
      const before = places();
      expect(before.x.every((x) => x === 0) && before.y.every((y) => y === 0)).toBe(true);
      expect(before.ghosts.every((x) => x > 0)).toBe(true);
      if (mode !== 'classic') expect(before.states.every((state) => state === PAC.empty)).toBe(true);
      ann.send({ type: 'start' });
      server.run(mode === 'classic' ? 400 : 200);
      const { x, states } = places();
      // The ghosts of `versus` do not see Pac-Man.
      if (mode !== 'versus') expect(states.flatMap((state, i) => (state === PAC.empty ? [] : [x[i]]))).not.toContain(0);
    },
  );

  test('the formula of its section about speed gives the pixels that a ghost moves', () => {
    const server = new MemoryServer();
    const ann = server.enter('Ann');
    ann.create({ mode: 'coop', seatCount: 1, fill: false });
    ann.send({ type: 'start' });
    server.run(190);
    const { layout } = ann.last('joined')!;
    const [x, y, base, speed] = ['ghostX', 'ghostY', 'ghostCarryBase', 'ghostSpeed'].map(
      (field) => layout.find(({ name }) => name === field)!.start,
    ) as [number, number, number, number];
    const carryOf = (words: Int32Array) => (((words[base]! + (words[0]! + 1) * words[speed]!) % 80) + 80) % 80;
    const seen = new Set<number>();
    for (let tick = 0; tick < 600; tick++) {
      const before = Int32Array.from(ann.words);
      server.run(1);
      const after = ann.words;
      const sum = carryOf(before) + after[speed]!;
      const moved = Math.abs(after[x]! - before[x]!) + Math.abs(after[y]! - before[y]!);
      expect([after[0], moved, carryOf(after)]).toEqual([before[0]! + 1, Math.floor(sum / 80), sum % 80]);
      seen.add(moved);
    }
    expect(seen).toEqual(new Set([0, 1]));
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
      'several-nodes',
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

function levelTableText(): string {
  const rows = Array.from({ length: LEVEL_TABLE_LAST }, (_, i) => {
    const row = levelTable(i + 1);
    const speeds = [row.pacSpeed, row.pacFrightSpeed, row.ghostSpeed, row.ghostFrightSpeed, row.tunnelSpeed];
    const elroy = [row.elroy1Speed, row.elroy1Dots, row.elroy2Speed, row.elroy2Dots];
    return `| ${[i + 1, ...speeds, ...elroy, row.frightHalfTicks / 2, row.fruitPoints].join(' | ')} |`;
  });
  const heads = ['level', 'pac', 'pac, fright', 'ghost', 'ghost, fright', 'tunnel', 'Elroy 1', 'from dots left']
    .concat(['Elroy 2', 'from dots left', 'ticks of fright', 'points of the fruit'])
    .join(' | ');
  return [`| ${heads} |`, `|${'---|'.repeat(12)}`, ...rows].join('\n');
}

/** What each mode makes of the settings: the values it takes, its default first. */
function settingsTable(): string {
  const rows = MODES.map(({ name, seats, settings, room }) => {
    const { lives, extraLifeScore, killScreen, variant, rule, target, rounds } = settings;
    const choices = [lives, extraLifeScore, killScreen, variant, rule, target, rounds].map(
      (values: readonly unknown[]) =>
        values.length > 1 ? values.join(', ') : `always ${values[0] === '' ? 'empty' : String(values[0])}`,
    );
    const maze = settings.maze === 'any' ? 'any' : settings.maze.join(', ');
    return `| ${[`\`${name}\``, `${seats.least} to ${seats.most}`, maze, room.hasAiSeats ? 'yes' : 'always false', ...choices].join(' | ')} |`;
  });
  const heads =
    'mode | seatCount | maze | fill | lives | extraLifeScore | killScreen | variant | rule | target | rounds';
  return [`| ${heads} |`, `|${'---|'.repeat(11)}`, ...rows].join('\n');
}

function reservedTable(): string {
  const { ai, roles, titles, longTitles } = RESERVED_WORDS;
  const rows = [
    ['names of the AI', ai, 'alone'],
    ['roles', roles, 'alone, or with words such as `the`, `your`, `team`'],
    ['titles', titles, 'as a word anywhere in the name'],
    ['long titles', longTitles, 'anywhere in the name'],
  ] as const;
  return [
    '| words | | reserved |',
    '|---|---|---|',
    ...rows.map(([what, words, where]) => `| ${what} | ${words.join(', ')} | ${where} |`),
  ].join('\n');
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
