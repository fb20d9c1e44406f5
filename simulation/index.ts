// All that other folders may use of the rules.

export {
  BLINKY,
  CATCH_POINTS,
  CLYDE,
  COUNTDOWN_TICKS,
  DOWN,
  FRUIT_X,
  FRUIT_Y,
  GHOST,
  GHOST_COUNT,
  GHOST_NAMES,
  INKY,
  LEFT,
  NONE,
  PAC,
  PHASE,
  PINKY,
  RIGHT,
  ROLE,
  RULES,
  STANDIN_AFTER_TICKS,
  TICKS_PER_SECOND,
  UP,
  VARIANTS,
  type Direction,
  type Role,
  type Rule,
  type Variant,
} from './constants.ts';
export {
  dailyOf,
  DAILY_CHANGES,
  DAILY_MODES,
  isDailyMode,
  type Daily,
  type DailyChange,
  type DailyMode,
} from './daily.ts';
export { EVENT, EVENT_LENGTH, Events } from './events.ts';
export { ghostDestination } from './actors/ghost-decision.ts';
export type { Target } from './actors/ghost-target.ts';
export { defaultFrightTable, frightTableName, frightTableText, packFrightTable } from './actors/fright-table.ts';
export { FRUITS, LEVEL_LAST, levelTable, type Fruit, type Level } from './levels.ts';
export { HIDDEN_DOTS } from './mazes/split-screen.ts';
export {
  columnOf,
  mazeFrom,
  MAZE_COLUMNS,
  MAZE_ROWS,
  MAZE_TOP_ROW,
  TUNNEL_ROW,
  rowOf,
  ROWS,
  tileAt,
  tileOfPixel,
  type Maze,
  type Tile,
} from './mazes/maze.ts';
export { mazeFault } from './mazes/maze-rules.ts';
export { mazeNamed, MAZES } from './mazes/mazes.ts';
export { GATE_BLINK_TICKS, gateTicksLeft, GATES, mazeOfPacs, openGates, type Gates } from './modes/mega/gates.ts';
export { neighbourCell } from './modes/mega/square.ts';
export type { ModeFacts, RoomPolicy } from './modes/mode-facts.ts';
export { END_KNOWN_TICKS, rulesOf, type ModeRules } from './modes/mode-rules.ts';
export { matchSettings, modeNamed, MODES, type ModeName, type NamedSettings } from './modes/modes.ts';
export { isInSight, knowsDot, seesPac, sightOf } from './modes/versus/sight.ts';
export { matchOfWorld, worldOf, type Match } from './match.ts';
export { LogReader, MatchLog, piecesOf } from './log.ts';
export { areInputs, INPUT_NUMBERS, playPiece, readInputs, writeInputs, type LogPiece } from './log-piece.ts';
export {
  hashMatch,
  matchWordCount,
  packedMatch,
  setPackedMatch,
  setWordsOfMatch,
  wordsOfMatch,
} from './match-words.ts';
export { RULES_VERSION } from './rules-version.ts';
export {
  REPLAY_VERSION,
  SEAT_DRIVERS,
  type Checkpoint,
  type Replay,
  type ReplayHead,
  type ReplayResult,
  type SeatChange,
  type SeatDriver,
} from './replay/replay.ts';
export { replayFrom } from './replay/replay-check.ts';
export { playReplay, ReplayCursor } from './replay/replay-cursor.ts';
export { SEAT_COUNTS, Statistics, type MatchResult, type SeatCounts, type SeatResult } from './replay/statistics.ts';
export { booleanAt, integerAt, listAt, objectAt, oneOfAt, textAt, type Fields } from './replay/plain-data.ts';
export { replayHead } from './replay/replay-head.ts';
export {
  replayOf,
  ReplayRecorder,
  replayText,
  type RecordedHistory,
  type RecordedLate,
  type RecordedMatch,
  type ReplayFacts,
} from './replay/replay-recorder.ts';
export { provenResult, type ProvenResult } from './replay/proven-result.ts';
export { verifyReplay, type Difference } from './replay/replay-verify.ts';
export {
  mazesOf,
  plainSettings,
  SettingError,
  takenSettings,
  type MatchSettings,
  type PlainSettings,
} from './settings.ts';
export { canSteer, createMatch, createWorld, isPresent, step, stepMatch, wishOf, type Input } from './step.ts';
export { decodedWorld, type ReceivedMatch } from './decoded-world.ts';
export { isScatter, isFrightened, flashesWhite } from './actors/appearance.ts';
export { EVERYTHING, showWords, type SeenEvent, type View } from './view.ts';
export { cloneWorld, copyWorld, hashWorld, layoutFor, type Layout, type LayoutRow, type World } from './world.ts';
export { aiDirection, aiWish } from './ai/driver.ts';
export { AI_SKILLS, type AiSkill } from './ai/skill.ts';
