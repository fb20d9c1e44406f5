// What a seat of `versus` gets to see, as words (rules/modes.md 4, Fog). They follow from the World alone, so a viewer who
// comes back sees the same as before.

import { FRUIT_LIES, FRUIT_TILE } from '../../actors/fruit.ts';
import { NONE, PAC as PAC_STATE, PHASE, ROLE, TICKS_PER_SECOND } from '../../constants.ts';
import { EVENT } from '../../events.ts';
import type { Visibility } from '../../fields.ts';
import type { Match } from '../../match.ts';
import { CENTRE_X, CENTRE_Y, columnOf, MAZE_ROWS, rowOf } from '../../mazes/maze.ts';
import type { MatchSettings } from '../../settings.ts';
import { showWords, type SeenEvent, type View } from '../../view.ts';
import { emptyWorld, type World } from '../../world.ts';
import { isInSight, seesPac } from './sight.ts';

/** Watchers see more than the players do, so they see it later (rules/modes.md 1.10). */
const WATCH_DELAY_TICKS = 5 * TICKS_PER_SECOND;

const PAC = 0;

const HIDDEN_FROM_WATCHERS: readonly Visibility[] = ['chance'];

/** A player may watch with a second session, and the seed of the match follows from the state of its generator. */
const WATCHER: View = {
  key: 'watcher',
  show: (world, into) => {
    if (world.phase === PHASE.over) into.set(world.words);
    else showWords(world, into, HIDDEN_FROM_WATCHERS);
  },
  knowsEvent: null,
  knowsSeed: false,
  delayTicks: WATCH_DELAY_TICKS,
};

export function view(_: Match, seat: number): View {
  if (seat < 0) return WATCHER;
  return {
    key: `seat ${seat}`,
    show: (world, into) => show(world, seat, into),
    knowsEvent: (world, event) => knowsEvent(world, seat, event),
    // With the seed a Pac-Man would know what happens when it is a ghost.
    knowsSeed: false,
    delayTicks: 0,
  };
}

function show(world: World, seat: number, into: Int32Array): void {
  if (world.phase === PHASE.over) return into.set(world.words);
  const shown = shownFor(world.settings);
  shown.words.fill(0);
  if (world.seatRole[seat] === ROLE.pac) showToPac(world, shown);
  else showToGhost(world, seat, shown);
  showOwn(world, seat, shown);
  into.set(shown.words);
}

/** Words that are being put together, by settings. Scratch space, not state. */
const worlds = new WeakMap<MatchSettings, World>();

function shownFor(settings: MatchSettings): World {
  let shown = worlds.get(settings);
  if (shown === undefined) worlds.set(settings, (shown = emptyWorld(settings)));
  return shown;
}

/** Nobody knows the wishes of others; a seat needs its own ones, and the number of its last input, to predict. */
function showOwn(world: World, seat: number, shown: World): void {
  const actor = world.seatActor[seat]!;
  shown.pacWish[PAC] = NONE;
  shown.ghostWish.fill(NONE);
  if (world.seatRole[seat] === ROLE.pac) shown.pacWish[PAC] = world.pacWish[PAC]!;
  else if (world.seatRole[seat] === ROLE.ghost) shown.ghostWish[actor] = world.ghostWish[actor]!;
  shown.seatInput[seat] = world.seatInput[seat]!;
}

const HIDDEN_FROM_PAC: readonly Visibility[] = ['wish', 'chance'];

/** Pac-Man sees everything, but not what the ghosts remember. */
function showToPac(world: World, shown: World): void {
  showWords(world, shown.words, HIDDEN_FROM_PAC);
  shown.viewRole = ROLE.pac;
  shown.seatPacTile.fill(0);
  shown.seatPacTick.fill(0);
  shown.seatFruitUntilTick.fill(0);
  shown.seatMap.fill(0);
}

const HIDDEN_FROM_SEEING: readonly Visibility[] = ['wish', 'count', 'map', 'chance'];
const HIDDEN_FROM_BLIND: readonly Visibility[] = ['place', ...HIDDEN_FROM_SEEING];

function showToGhost(world: World, seat: number, shown: World): void {
  const sees = seesPac(world, seat);
  showWords(world, shown.words, sees ? HIDDEN_FROM_SEEING : HIDDEN_FROM_BLIND);
  shown.viewRole = ROLE.ghost;
  if (!sees) showRememberedPac(world, seat, shown);
  shown.seatPacTile[seat] = world.seatPacTile[seat]!;
  shown.seatPacTick[seat] = world.seatPacTick[seat]!;
  showMap(world, seat, shown);
  showCounts(world, shown);
}

/** Pac-Man is where the seat saw it last, if it has; whether it has set off is hidden too. */
function showRememberedPac(world: World, seat: number, shown: World): void {
  const tile = world.seatPacTile[seat]!;
  shown.pacSeen = 0;
  if (tile > 0) {
    shown.pacX[PAC] = columnOf(tile) * 8 + CENTRE_X;
    shown.pacY[PAC] = rowOf(tile) * 8 + CENTRE_Y;
  }
  const state = world.pacState[PAC]!;
  shown.pacState[PAC] = state === PAC_STATE.waiting ? PAC_STATE.alive : state;
}

/** Dots and fruit as the seat remembers them. */
function showMap(world: World, seat: number, shown: World): void {
  const start = seat * MAZE_ROWS;
  shown.dots.set(world.seatMap.subarray(start, start + MAZE_ROWS));
  const until = world.seatFruitUntilTick[seat]!;
  if (until > world.tick) {
    shown.fruitState = FRUIT_LIES;
    shown.fruitUntilTick = until;
  } else if (seesFruit(world, seat)) {
    shown.fruitState = world.fruitState;
    shown.fruitUntilTick = world.fruitUntilTick;
  }
}

function seesFruit(world: World, seat: number): boolean {
  return isInSight(world, seat, FRUIT_TILE) || isInSight(world, seat, FRUIT_TILE + 1);
}

/** What Pac-Man has scored and eaten, as it became known last. */
function showCounts(world: World, shown: World): void {
  const pacSeat = world.pacSeat[PAC]!;
  shown.dotsLeft = world.publicDotsLeft;
  shown.seatDots.set(world.seatDots);
  if (pacSeat < 0) return;
  shown.seatScore[pacSeat] = world.publicScore;
  shown.seatDots[pacSeat]! -= world.publicDotsLeft - world.dotsLeft;
}

/** Events that every ghost may know: what they name is known, or is about to be shown to all. */
const OPEN_EVENTS: ReadonlySet<number> = new Set([
  ...[EVENT.energizerEaten, EVENT.ghostEaten, EVENT.fruitEaten, EVENT.caught, EVENT.rivalCaught, EVENT.pacRevealed],
  ...[EVENT.levelCleared, EVENT.levelStarted, EVENT.turnStarted, EVENT.turnEnded, EVENT.matchOver],
  ...[EVENT.ghostLeft, EVENT.ghostClaimed],
]);

function knowsEvent(world: World, seat: number, { kind }: SeenEvent): boolean {
  if (world.seatRole[seat] === ROLE.pac || OPEN_EVENTS.has(kind)) return true;
  if (kind === EVENT.dotEaten) return seesPac(world, seat);
  return (kind === EVENT.fruitAppeared || kind === EVENT.fruitLeft) && seesFruit(world, seat);
}
