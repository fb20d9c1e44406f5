// Numbers and names that all rules share. Level tables are in levels.ts, mazes in mazes/.

/** One tick is one video frame of the arcade. The timers of the rules count ticks. */
export const TICKS_PER_SECOND = 60;

/** The countdown of a match outside `classic` (rules/modes.md 1.3). */
export const COUNTDOWN_TICKS = 180;

/** How long the last wish of a disconnected player is kept; then the AI steers (rules/modes.md 1.9). */
export const STANDIN_AFTER_TICKS = 3 * TICKS_PER_SECOND;

/** Directions with the arcade's own numbers (rules/arcade.md 2): the opposite is `direction ^ 2`. */
export const RIGHT = 0;
export const DOWN = 1;
export const LEFT = 2;
export const UP = 3;
/** No wish, or an actor that has not set off yet. */
export const NONE = 4;
export type Direction = 0 | 1 | 2 | 3 | 4;

/** Pixels moved in x and y by one step in each direction; NONE stands still. */
export const STEP_X = [1, 0, -1, 0, 0] as const;
export const STEP_Y = [0, 1, 0, -1, 0] as const;

/** The ghosts in the arcade's order: they move, decide and are released in it. */
export const BLINKY = 0;
export const PINKY = 1;
export const INKY = 2;
export const CLYDE = 3;
export const GHOST_COUNT = 4;
export const GHOST_NAMES = ['blinky', 'pinky', 'inky', 'clyde'] as const;

/** What a seat can control: nothing, a Pac-Man or a ghost. A word of the World holds the index in this list. */
export const ROLES = ['none', 'pac', 'ghost'] as const;
export type Role = Exclude<(typeof ROLES)[number], 'none'>;
export const ROLE = { none: 0, pac: 1, ghost: 2 } as const;

/** Variants of a mode for fun or practice (rules/modes.md 2). */
export const VARIANTS = ['none', 'turbo', 'practice', 'fearless', 'relentless', 'travel'] as const;
export type Variant = (typeof VARIANTS)[number];

/** What decides a match, in modes with more than one way (rules/modes.md 4 and 6): turns or race in `versus`, last or score in `mega`. */
export const RULES = ['', 'turns', 'race', 'last', 'score'] as const;
export type Rule = (typeof RULES)[number];

/** The phase of the match. `world.phaseEndsTick` is the tick at which it ends, 0 if something else ends it. */
export const PHASE = {
  /** READY!: actors stand in place, wishes already count. */
  ready: 0,
  play: 1,
  /** `classic`: Pac-Man was hit; everything stands still, then it folds up. */
  dying: 2,
  /** The last dot is gone; everything stands still, then the maze flashes. */
  cleared: 3,
  /** `coop`: no Pac-Man is alive, but at least one has a return. */
  wiped: 4,
  /** `classic`: "PLAYER ONE READY!" with the tune, before the actors appear. */
  tune: 5,
  over: 6,
  /** Between two turns or rounds: everything stands still. */
  between: 7,
  /** `mega`: the survivors are moved into a smaller square; everything stands still. */
  collapse: 8,
} as const;

/** The state of a Pac-Man. */
export const PAC = {
  /** Its seat is empty: it is not in the match. */
  empty: 0,
  /** In the maze, standing where it appeared until its first wish (rules/modes.md 1.4). */
  waiting: 1,
  alive: 2,
  /** Caught, with a return reserved: `pacUntilTick` says when. */
  returning: 3,
  /** Caught with no return left: comes back with the next level, or by a fruit. */
  out: 4,
} as const;

/** The state of a ghost (rules/arcade.md 11.1). */
export const GHOST = {
  outside: 0,
  /** Bouncing in the house, not released. */
  waiting: 1,
  /** Released, going sideways to the middle of the house. */
  centring: 2,
  rising: 3,
  eyes: 4,
  /** Eyes going down through the door. */
  descending: 5,
  /** Eyes going sideways to the ghost's own place. */
  homing: 6,
  /** Just eaten: its score stands in its place (`classic` only). */
  scored: 7,
  /** Out of the door, but not yet stepped: for collisions it is still inside (rules/arcade.md 11.2). */
  leaving: 8,
} as const;

/** Points (rules/arcade.md 14). Those of ghosts by the number that was eaten before with the same energizer. */
export const DOT_POINTS = 10;
export const ENERGIZER_POINTS = 50;
export const GHOST_POINTS = [200, 400, 800, 1600] as const;
/** Points for catching the Pac-Man of a player, in modes where players catch each other (rules/modes.md 1.14). */
export const CATCH_POINTS = 1600;
/** The score has six digits and starts again from 0. */
export const SCORE_MODULUS = 1_000_000;

/** Counts of eaten dots and energizers at which the two fruits of a level appear. */
export const FRUIT_AT_EATEN = [70, 170] as const;
/** The fruit's pixel; Pac-Man must stand on exactly this one to eat it in `classic`. */
export const FRUIT_X = 111;
export const FRUIT_Y = 164;
