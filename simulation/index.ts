// The door of the rules: all that other folders may use.

export {
  BLINKY,
  CLYDE,
  COOP,
  CLASSIC,
  DOWN,
  FRUIT_X,
  FRUIT_Y,
  GHOST,
  GHOST_COUNT,
  GHOST_NAMES,
  INKY,
  LEFT,
  MODES,
  NONE,
  PAC,
  PHASE,
  PINKY,
  RIGHT,
  TICKS_PER_SECOND,
  UP,
  VARIANTS,
  type Direction,
  type Mode,
  type Variant,
} from './constants.ts';
export { EVENT, EVENT_LENGTH, Events } from './events.ts';
export { defaultFrightTable, frightTableName, frightTableText, packFrightTable } from './actors/fright-table.ts';
export { FRUITS, levelTable, type Fruit, type Level } from './levels.ts';
export {
  classicMaze,
  columnOf,
  MAZE_COLUMNS,
  MAZE_ROWS,
  MAZE_TOP_ROW,
  rowOf,
  ROWS,
  tileAt,
  tileOfPixel,
  type Maze,
  type Tile,
} from './mazes/maze.ts';
export { play as playReplay, ReplayRecorder, verify as verifyReplay, type Difference, type Replay } from './replay.ts';
export { replayFrom } from './replay-check.ts';
export { matchSettings, type MatchSettings } from './settings.ts';
export { createWorld } from './match.ts';
export { step, type Input } from './step.ts';
export { decodedWorld, type ReceivedMatch } from './decoded-world.ts';
export { isScatter, isFrightened, flashesWhite } from './actors/appearance.ts';
export { cloneWorld, copyWorld, hashWorld, layoutFor, type Layout, type LayoutRow, type World } from './world.ts';
export { createAiDriver, type AiDriver, type AiSkill } from './ai/driver.ts';
