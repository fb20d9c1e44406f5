// The tables of docs/rules/arcade.md against the ones that are played.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ghostSteps } from '../../simulation/actors/speed.ts';
import { levelTable } from '../../simulation/levels.ts';
import { matchSettings } from '../../simulation/modes/modes.ts';
import { emptyWorld } from '../../simulation/world.ts';

const ARCADE = readFileSync(join(import.meta.dirname, '../../docs/rules/arcade.md'), 'utf8');
/** The table has a row for each level up to here, and this one serves all later levels. */
const LEVEL_LAST = 21;

test('[SD1] the table of all levels is what is played', () => {
  const thresholds = tableIn('## 9.').map(([, list]) => numbersIn(list!));
  const documented = tableIn('## 16.').flatMap((row) =>
    levelsIn(row[0]!).map((level) => {
      const [, fruitPoints, pacSpeed, pacFrightSpeed, ghostSpeed, tunnelSpeed, ghostFrightSpeed] = row.map(Number);
      const [[elroy1Dots, elroy1Speed], [elroy2Dots, elroy2Speed]] = [numbersIn(row[7]!), numbersIn(row[8]!)];
      const { fruit } = levelTable(level);
      return {
        ...{ fruit, fruitPoints, pacSpeed, pacFrightSpeed, ghostSpeed, tunnelSpeed, ghostFrightSpeed },
        ...{ elroy1Dots, elroy1Speed, elroy2Dots, elroy2Speed, frightHalfTicks: numbersIn(row[9]!)[0]! * 120 || 1 },
        ...{ dotLimit: [0, ...numbersIn(row[11]!)], noDotTicks: Number(row[12]) },
        scatterThresholds: thresholds['ABC'.indexOf(row[13]!)],
      };
    }),
  );
  expect(documented).toEqual(Array.from({ length: LEVEL_LAST }, (_, i) => levelTable(i + 1)));
});

test('[SD1] the tables of speed, fright, fruit, dot limits and Elroy say the same', () => {
  const rows = [
    ...tableIn('### 5.3').map((row) => [row[0]!, ...row.slice(1).map(Number)]),
    ...columnsOf('### 10.2').map(([level, , halfTicks]) => [level!, Number(halfTicks)]),
    ...columnsOf('## 14.').map(([level, fruit, points]) => [level!, fruit!.toLowerCase(), Number(points)]),
    ...tableIn('### 11.3').map((row) => [row[0]!, ...row.slice(1).map(Number)]),
    ...columnsOf('### 11.5').map(([level, ...dots]) => [level!, ...dots.map(Number)]),
  ];
  const played = (level: number) => {
    const table = levelTable(level);
    return [
      ...[table.pacSpeed, table.pacFrightSpeed, table.ghostSpeed, table.ghostFrightSpeed, table.tunnelSpeed],
      ...[table.elroy1Speed, table.elroy2Speed, table.frightHalfTicks, table.fruit, table.fruitPoints],
      ...[...table.dotLimit.slice(1), table.elroy1Dots, table.elroy2Dots],
    ];
  };
  for (let level = 1; level <= LEVEL_LAST; level++) {
    const documented = rows
      .filter(([levels]) => levelsIn(String(levels)).includes(level))
      .flatMap((row) => row.slice(1));
    expect([level, ...documented]).toEqual([level, ...played(level)]);
  }
});

test('[SD1] the patterns of steps are what is played, and give the pixels beside them', () => {
  const halves = tableIn('### 5.2').flatMap((row) => [row.slice(0, 3), row.slice(4, 7)]);
  for (const [percent, hex, pixels] of halves) {
    const world = emptyWorld(matchSettings({ mode: 'classic' }));
    const steps = Array.from({ length: 32 }, () => Number(ghostSteps(world, 0, 0, Number(percent))));
    const byTick = Array.from({ length: 16 }, (_, tick) => steps[2 * tick]! + steps[2 * tick + 1]!);
    expect([percent, hex, pixels]).toEqual([percent, hexOf(steps), byTick.join('')]);
  }
  expect(halves.length).toBe(12);
});

function hexOf(bits: readonly number[]): string {
  return Number.parseInt(bits.join(''), 2).toString(16).toUpperCase().padStart(8, '0');
}

/** `3-5`, `7, 8`, or `21+`. */
function levelsIn(text: string): number[] {
  const [first = 0, last = text.endsWith('+') ? LEVEL_LAST : first] = numbersIn(text);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function numbersIn(text: string): number[] {
  return (text.match(/\d+/g) ?? []).map(Number);
}

/** Cells of the first table under a heading, without its head. */
function tableIn(heading: string): string[][] {
  return cellsIn(heading).slice(1);
}

/** The same for a table whose columns are levels: a row for each of them. */
function columnsOf(heading: string): string[][] {
  const [head = [], ...rows] = cellsIn(heading);
  return head.slice(1).map((level, i) => [level, ...rows.map((row) => row[i + 1]!)]);
}

function cellsIn(heading: string): string[][] {
  const section = ARCADE.slice(ARCADE.indexOf(`\n${heading}`));
  const [table = ''] = /(?:^\|.*\n)+/m.exec(section) ?? [];
  const lines = table.trimEnd().split('\n');
  return lines
    .filter((line) => !line.startsWith('|---'))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
}
