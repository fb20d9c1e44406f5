// What each level changes (rules/arcade.md 5.3, 9, 10.2, 11, 14 and 16). The row of level 21 serves all later ones.

import { assert } from './assert.ts';

/** The highest level: the arcade keeps it in a byte, and drawing the fruits of this level ruins the screen. */
export const LEVEL_LAST = 256;
export const LEVEL_TABLE_LAST = 21;

export const FRUITS = ['cherries', 'strawberry', 'peach', 'apple', 'grapes', 'galaxian', 'bell', 'key'] as const;
export type Fruit = (typeof FRUITS)[number];

export interface Level {
  readonly fruit: Fruit;
  readonly fruitPoints: number;
  /** Speeds in percent, 5 % a bit of the arcade's step patterns; 100 % is 1.25 pixels a tick. */
  readonly pacSpeed: number;
  readonly pacFrightSpeed: number;
  readonly ghostSpeed: number;
  readonly ghostFrightSpeed: number;
  readonly tunnelSpeed: number;
  readonly elroy1Speed: number;
  readonly elroy2Speed: number;
  /** Dots left at which Blinky becomes Elroy 1 and 2. */
  readonly elroy1Dots: number;
  readonly elroy2Dots: number;
  /** Half-ticks of fright; 1 is a level whose energizers only reverse the ghosts. */
  readonly frightHalfTicks: number;
  /** Personal dot limits in the house, by ghost; Blinky never waits. */
  readonly dotLimit: readonly [number, number, number, number];
  /** Ticks without a dot after which the first waiting ghost leaves. */
  readonly noDotTicks: number;
  /** Values of the scatter counter at which scatter (even phases) and chase change. */
  readonly scatterThresholds: readonly number[];
}

const SCATTER_LEVEL_1 = [420, 1620, 2040, 3240, 3540, 4740, 5040];
const SCATTER_LEVELS_2_TO_4 = [420, 1620, 2040, 3240, 3540, 65534, 65535];
const SCATTER_FROM_LEVEL_5 = [300, 1500, 1800, 3000, 3300, 65534, 65535];

interface SpeedClass {
  readonly pacSpeed: number;
  readonly pacFrightSpeed: number;
  readonly ghostSpeed: number;
  readonly ghostFrightSpeed: number;
  readonly tunnelSpeed: number;
  readonly elroy1Speed: number;
  readonly elroy2Speed: number;
  readonly noDotTicks: number;
  readonly scatterThresholds: readonly number[];
}

const SPEEDS_1: SpeedClass = {
  ...{ pacSpeed: 80, pacFrightSpeed: 90, ghostSpeed: 75, ghostFrightSpeed: 50, tunnelSpeed: 40 },
  ...{ elroy1Speed: 80, elroy2Speed: 85, noDotTicks: 240, scatterThresholds: SCATTER_LEVEL_1 },
};
const SPEEDS_2: SpeedClass = {
  ...{ pacSpeed: 90, pacFrightSpeed: 95, ghostSpeed: 85, ghostFrightSpeed: 55, tunnelSpeed: 45 },
  ...{ elroy1Speed: 90, elroy2Speed: 95, noDotTicks: 240, scatterThresholds: SCATTER_LEVELS_2_TO_4 },
};
const SPEEDS_5: SpeedClass = {
  ...{ pacSpeed: 100, pacFrightSpeed: 100, ghostSpeed: 95, ghostFrightSpeed: 60, tunnelSpeed: 50 },
  ...{ elroy1Speed: 100, elroy2Speed: 105, noDotTicks: 180, scatterThresholds: SCATTER_FROM_LEVEL_5 },
};
const SPEEDS_21: SpeedClass = { ...SPEEDS_5, pacSpeed: 90, pacFrightSpeed: 90, ghostFrightSpeed: 45 };

const LEVELS: readonly Level[] = [
  level(SPEEDS_1, 'cherries', 100, 720, 20, [0, 0, 30, 60]),
  level(SPEEDS_2, 'strawberry', 300, 600, 30, [0, 0, 0, 50]),
  level(SPEEDS_2, 'peach', 500, 480, 40),
  level(SPEEDS_2, 'peach', 500, 360, 40),
  level(SPEEDS_5, 'apple', 700, 240, 40),
  level(SPEEDS_5, 'apple', 700, 600, 50),
  level(SPEEDS_5, 'grapes', 1000, 240, 50),
  level(SPEEDS_5, 'grapes', 1000, 240, 50),
  level(SPEEDS_5, 'galaxian', 2000, 120, 60),
  level(SPEEDS_5, 'galaxian', 2000, 600, 60),
  level(SPEEDS_5, 'bell', 3000, 240, 60),
  level(SPEEDS_5, 'bell', 3000, 120, 80),
  level(SPEEDS_5, 'key', 5000, 120, 80),
  level(SPEEDS_5, 'key', 5000, 360, 80),
  level(SPEEDS_5, 'key', 5000, 120, 100),
  level(SPEEDS_5, 'key', 5000, 120, 100),
  level(SPEEDS_5, 'key', 5000, 1, 100),
  level(SPEEDS_5, 'key', 5000, 120, 100),
  level(SPEEDS_5, 'key', 5000, 1, 120),
  level(SPEEDS_5, 'key', 5000, 1, 120),
  level(SPEEDS_21, 'key', 5000, 1, 120),
];

function level(
  speeds: SpeedClass,
  fruit: Fruit,
  fruitPoints: number,
  frightHalfTicks: number,
  elroy1Dots: number,
  dotLimit: Level['dotLimit'] = [0, 0, 0, 0],
): Level {
  return { ...speeds, fruit, fruitPoints, frightHalfTicks, elroy1Dots, elroy2Dots: elroy1Dots / 2, dotLimit };
}

/** The table row of a level, 1..256. */
export function levelTable(number: number): Level {
  const row = LEVELS[Math.min(number, LEVEL_TABLE_LAST) - 1];
  assert(row !== undefined, 'levels count from 1');
  return row;
}
