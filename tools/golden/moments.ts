// The moments that golden replays are kept for, and how to recognise each of them during a match.

import {
  EVENT,
  EVENT_LENGTH,
  GHOST,
  GHOST_COUNT,
  GATES,
  openGates,
  PHASE,
  tileOfPixel,
  UP,
  type Events,
  type NamedSettings,
  type World,
} from '#simulation';
import * as of from './battle-moments.ts';
import type { Tick, Watcher } from './tick.ts';
import * as ofVersus from './versus-moments.ts';

export interface Moment {
  readonly name: string;
  readonly settings: NamedSettings;
  /** Who plays: nobody, or the built-in player of a skill. */
  readonly player: 'nobody' | 'easy' | 'normal' | 'hard';
  /** Play on to the end of the match, and not only to the moment. */
  readonly toTheEnd: boolean;
  readonly watch: () => Watcher;
}

const classic = { mode: 'classic' } as const;
const battle = { mode: 'battle', seatCount: 4 } as const;
const mega = { mode: 'mega', seatCount: 4 } as const;
const versus = { mode: 'versus', seatCount: 5 } as const;
const race = { mode: 'versus', rule: 'race', seatCount: 3, target: 7000 } as const;

export const MOMENTS: readonly Moment[] = [
  moment(
    'full-game-to-level-5',
    classic,
    'hard',
    () =>
      ({ world }) =>
        over(world) && world.level >= 5,
    true,
  ),
  moment(
    'game-over-on-level-1',
    classic,
    'easy',
    () =>
      ({ world }) =>
        over(world) && world.level === 1,
    true,
  ),
  moment(
    'coop-of-four',
    { mode: 'coop', seatCount: 4 },
    'normal',
    () =>
      ({ world }) =>
        over(world),
    true,
  ),
  moment('elroy-both-stages', classic, 'hard', elroy),
  moment('fright-reversal', classic, 'normal', frightReversal),
  moment('fruit-eaten-and-missed', classic, 'normal', () =>
    allOf(happened(EVENT.fruitEaten), happened(EVENT.fruitLeft)),
  ),
  moment('extra-life', classic, 'hard', () => happened(EVENT.extraLife)),
  moment('pass-through', classic, 'easy', () => passThrough),
  moment('global-dot-counter', classic, 'normal', globalCounter),
  moment(
    'no-dot-timer',
    classic,
    'nobody',
    () =>
      ({ world }) =>
        world.ghostState[3] === GHOST.outside,
  ),
  moment('tunnel-chase', classic, 'normal', () => tunnelChase),
  moment('level-21-without-fright', { ...classic, level: 21 }, 'hard', () => energizerWithoutFright),
  moment(
    'level-256',
    { ...classic, level: 256 },
    'hard',
    () =>
      ({ world }) =>
        over(world),
    true,
  ),
  moment('last-dot-and-ghost', { ...classic, lives: 5 }, 'normal', lastDotAndGhost),
  moment('clearing-dot-gives-life', classic, 'hard', clearingDotGivesLife),
  moment('battle-head-on', battle, 'normal', of.headOn),
  moment('battle-rear-bump', battle, 'normal', of.rearBump),
  moment('battle-push-to-wall', battle, 'normal', () => of.pushToWall),
  moment('battle-push-through-tunnel', battle, 'normal', () => of.pushThroughTunnel),
  moment('battle-shove', battle, 'normal', () => of.shove),
  moment('battle-late-shove', battle, 'normal', () => of.lateShove),
  moment('battle-drawn-round', { ...battle, seatCount: 2 }, 'easy', () => of.drawnRound),
  moment('battle-two-caught-at-once', { ...battle, seatCount: 8 }, 'normal', () => of.twoAtOnce),
  moment('battle-energizer-in-tick-600', battle, 'hard', () => of.firstTickAwake),
  moment('battle-power-again', battle, 'hard', of.powerAgain),
  moment('battle-refill-by-fruit', battle, 'hard', () => of.refillByFruit),
  moment('battle-sudden-death', battle, 'normal', of.suddenDeath),
  moment('battle-won-by-points', { ...battle, rounds: 9 }, 'hard', () => of.wonByPoints),
  moment('battle-of-two-to-three-wins', { mode: 'battle', seatCount: 2 }, 'normal', () => of.threeWins, true),
  moment('battle-of-eight-with-extra-round', { mode: 'battle', seatCount: 8 }, 'normal', () => of.extraRound, true),
  moment('mega-of-five', { mode: 'mega', seatCount: 5 }, 'normal', toTheFinal, true),
  moment('mega-to-the-last-tick', { ...mega, rule: 'score' }, 'hard', scoreMatch, true),
  moment('mega-rival-caught', mega, 'hard', () => (tick) => happensAnywhere(tick, EVENT.rivalCaught) !== null),
  moment('mega-power-through-gate', mega, 'hard', () => powerThroughGate),
  moment('mega-north-of-the-first-row', mega, 'hard', () => northOfFirstRow),
  moment('mega-maze-wakes', mega, 'hard', mazeWakes),
  moment('versus-five-turns', versus, 'normal', () => ofVersus.endsWithTurn(5), true),
  moment('versus-two-seats-twice', { mode: 'versus', seatCount: 2 }, 'hard', () => ofVersus.endsWithTurn(4), true),
  moment('versus-race-to-7000', race, 'hard', () => ofVersus.raceIsWon, true),
  moment('versus-race-loses-all', race, 'normal', () => ofVersus.losesAll),
  moment('versus-head-on', versus, 'normal', () => ofVersus.caughtHeadOn),
  moment('versus-saved-by-energizer', versus, 'hard', () => ofVersus.savedByEnergizer),
  moment('versus-claimed-catch', { mode: 'versus', seatCount: 3 }, 'normal', () => ofVersus.claimedCatch),
  moment('versus-claimed-eaten', { mode: 'versus', seatCount: 3 }, 'hard', () => ofVersus.claimedEaten),
  moment('versus-claimed-again', { mode: 'versus', seatCount: 3 }, 'hard', () => ofVersus.claimedAgain),
  moment('versus-stall', { mode: 'versus', seatCount: 2 }, 'easy', ofVersus.stalls),
  moment('versus-two-catchers', versus, 'hard', () => ofVersus.twoCatchers),
  moment('versus-ghost-eats-fruit', versus, 'normal', () => ofVersus.ghostEatsFruit),
  moment('versus-next-board', { mode: 'versus', seatCount: 2 }, 'hard', ofVersus.nextBoard),
  moment('versus-turn-runs-out', { mode: 'versus', seatCount: 2 }, 'hard', () => ofVersus.turnRunsOut),
];

function moment(
  name: string,
  settings: Moment['settings'],
  player: Moment['player'],
  watch: () => Watcher,
  toTheEnd = false,
): Moment {
  return { name, settings, player, watch, toTheEnd };
}

function over(world: World): boolean {
  return world.phase === PHASE.over;
}

function has(events: Events, kind: number): boolean {
  for (let i = 0; i < events.count; i++) if (events.words[i * EVENT_LENGTH] === kind) return true;
  return false;
}

/** An event of a kind, at any time up to now. */
function happened(kind: number): Watcher {
  let seen = false;
  return ({ events }) => (seen ||= has(events, kind));
}

function allOf(...watchers: Watcher[]): Watcher {
  return (tick) => watchers.map((watch) => watch(tick)).every(Boolean);
}

function elroy(): Watcher {
  let first = false;
  return ({ world }) => {
    first ||= world.elroy === 1;
    return first && world.elroy === 2;
  };
}

function frightReversal(): Watcher {
  let eaten = false;
  return ({ world, before, events }) => {
    eaten ||= has(events, EVENT.energizerEaten);
    if (!eaten || world.frightLeft === 0) return false;
    return ghosts(world).some((ghost) => world.ghostTravel[ghost] === (before.ghostTravel[ghost]! ^ 2));
  };
}

/** Pac-Man and a dangerous ghost exchange tiles, and nothing happens. */
function passThrough({ world, before }: Tick): boolean {
  if (world.phase !== PHASE.play || before.phase !== PHASE.play) return false;
  return ghosts(world).some(
    (ghost) =>
      world.ghostFrightened[ghost] === 0 &&
      before.ghostState[ghost] === GHOST.outside &&
      pacTile(world) === ghostTile(before, ghost) &&
      ghostTile(world, ghost) === pacTile(before) &&
      pacTile(world) !== pacTile(before),
  );
}

/** After a death the global counter releases Pinky and Inky, and is switched off for Clyde. */
function globalCounter(): Watcher {
  const reached = new Set<number>();
  return ({ world, before }) => {
    reached.add(world.globalDots);
    return reached.has(7) && reached.has(17) && before.globalDots === 31 && world.globalDots === -1;
  };
}

/** Pac-Man goes round through the tunnel with a dangerous ghost in it behind it. */
function tunnelChase({ world, before }: Tick): boolean {
  if (Math.abs(world.pacX[0]! - before.pacX[0]!) < 100) return false;
  return ghosts(world).some(
    (ghost) => world.ghostFrightened[ghost] === 0 && world.maze.slow[ghostTile(world, ghost)] === 1,
  );
}

function energizerWithoutFright({ world, events }: Tick): boolean {
  return has(events, EVENT.energizerEaten) && world.frightLeft === 0 && !world.ghostFrightened.includes(1);
}

/** The ghost touches in the half-tick after the last dot: the level is cleared all the same. */
function lastDotAndGhost(): Watcher {
  let touched = false;
  return ({ world, events }) => {
    if (touched && has(events, EVENT.levelCleared)) return true;
    touched = world.dotsLeft === 0 && has(events, EVENT.caught);
    return false;
  };
}

function clearingDotGivesLife(): Watcher {
  let given = false;
  return ({ world, events }) => {
    if (has(events, EVENT.extraLife)) given = world.dotsLeft === 0;
    return given && has(events, EVENT.levelCleared);
  };
}

/** The maze of a match in which an event of a kind happens, and its event; null if there is none. */
function happensAnywhere({ match }: Tick, kind: number): { world: World; who: number; value: number } | null {
  for (const [index, { words, count }] of match.events.entries()) {
    for (let at = 0; at < count * EVENT_LENGTH; at += EVENT_LENGTH) {
      if (words[at] === kind) return { world: match.worlds[index]!, who: words[at + 1]!, value: words[at + 3]! };
    }
  }
  return null;
}

/** A cull from a square of side 3 leads to the final, and the final to the end. */
function toTheFinal(): Watcher {
  let hasCollapsed = false;
  return (tick) => {
    const { world } = tick;
    hasCollapsed ||= world.side === 1 && happensAnywhere(tick, EVENT.collapsed) !== null;
    return hasCollapsed && over(world);
  };
}

/** A match for points with a catch, a return, a fruit, and passages through both kinds of gates. */
function scoreMatch(): Watcher {
  const kinds = new Set<number>([EVENT.caught, EVENT.returned, EVENT.fruitEaten]);
  const gates = new Set<number>();
  return (tick) => {
    for (const kind of kinds) if (happensAnywhere(tick, kind) !== null) kinds.delete(kind);
    const arrival = happensAnywhere(tick, EVENT.arrived);
    if (arrival !== null) gates.add(openGates(arrival.world));
    const isAll = kinds.size === 0 && gates.has(GATES.eastWest) && gates.has(GATES.northSouth);
    return isAll && over(tick.world);
  };
}

function powerThroughGate(tick: Tick): boolean {
  const arrival = happensAnywhere(tick, EVENT.arrived);
  return arrival !== null && arrival.world.pacPowerUntilTick[arrival.who]! > tick.match.tick + 60;
}

/** A Pac-Man goes up from the first row of the square, and comes out in the last one. */
function northOfFirstRow(tick: Tick): boolean {
  const arrival = happensAnywhere(tick, EVENT.arrived);
  return arrival !== null && arrival.value === UP && arrival.world.mazeIndex >= arrival.world.side;
}

/** A maze in which play was is empty for a second, and then a Pac-Man comes. */
function mazeWakes(): Watcher {
  const ticks = new Map<World, number>();
  return (tick) => {
    const arrival = happensAnywhere(tick, EVENT.arrived);
    const wakes = arrival !== null && tick.match.tick - (ticks.get(arrival.world) ?? tick.match.tick) > 60;
    for (const world of tick.match.worlds) if (world.tick === tick.match.tick) ticks.set(world, world.tick);
    return wakes;
  };
}

/** Ghosts in the maze, neither in the house nor eyes. */
function ghosts(world: World): number[] {
  return Array.from({ length: GHOST_COUNT }, (_, ghost) => ghost).filter(
    (ghost) => world.ghostState[ghost] === GHOST.outside,
  );
}

function pacTile(world: World): number {
  return tileOfPixel(world.pacX[0]!, world.pacY[0]!);
}

function ghostTile(world: World, ghost: number): number {
  return tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!);
}
