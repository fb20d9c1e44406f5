// A World as pixels: walls, dots, fruit, gates, Pac-Men and ghosts, as one viewer may see them.

import {
  columnOf,
  flashesWhite,
  FRUIT_X,
  FRUIT_Y,
  GATE_BLINK_TICKS,
  GATES,
  gateTicksLeft,
  GHOST,
  GHOST_COUNT,
  isFrightened,
  MAZE_COLUMNS,
  MAZE_ROWS,
  MAZE_TOP_ROW,
  openGates,
  PAC,
  PHASE,
  ROLE,
  rowOf,
  sightOf,
  tileOfPixel,
  TUNNEL_ROW,
  type World,
} from '#simulation';
import * as colour from './palette.ts';
import { Pixels } from './pixels.ts';
import type { Scale } from './scale.ts';
import { ghostPart, isPacPixel, PART } from './sprites.ts';
import { marginOf, wallsOf } from './walls.ts';

/** What a picture shows beside the World. */
export interface PictureView {
  /** Own seat; -1 for a watcher. */
  readonly viewer: number;
  /** Colours of the seats. */
  readonly seatColours: readonly number[];
}

/** Ticks of one state of what blinks, and of a mouth. */
const BLINK_TICKS = 16;
const MOUTH_TICKS = 4;
const MOUTH = [0, 1, 2, 1] as const;
/** Light of what a ghost's player does not see. */
const FOG_LIGHT = 0.4;
/** The colour of a gate that is open to the next maze, and the columns of those in the first and the last line. */
const GATE_COLUMNS = [12, 15] as const;
/** The pixel of an actor that stands in the middle of a tile. */
const MIDDLE = { x: 3, y: 4 } as const;
const TILE = 8;

export function mazePicture(world: World, scale: Scale, view: PictureView): Pixels {
  const picture = new Pixels(MAZE_COLUMNS * scale.across, MAZE_ROWS * scale.down, colour.BLACK);
  picture.colours.set(wallsOf(world.maze, scale).colours);
  if (world.phase === PHASE.cleared && isLit(world)) repaintWalls(picture, colour.WALL_FLASHING);
  else if (isSuddenDeath(world)) repaintWalls(picture, colour.WALL_SUDDEN_DEATH);
  drawDots(picture, world, scale);
  drawGates(picture, world, scale);
  if (world.fruitState === 1) drawFruit(picture, world, scale);
  if (view.viewer >= 0 && world.viewRole === ROLE.ghost) drawFog(picture, world, scale, view.viewer);
  for (let pac = 0; pac < world.pacCount; pac++) drawPac(picture, world, scale, view, pac);
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) drawGhost(picture, world, scale, view, ghost);
  return picture;
}

function isLit({ tick }: World): boolean {
  return Math.floor(tick / BLINK_TICKS) % 2 === 0;
}

function isSuddenDeath(world: World): boolean {
  return (world.suddenDeathTick ?? 0) > 0;
}

function repaintWalls({ colours }: Pixels, to: number): void {
  for (const [i, each] of colours.entries()) if (each === colour.WALL || each === colour.WALL_SOLID) colours[i] = to;
}

function drawDots(picture: Pixels, world: World, scale: Scale): void {
  const { across, down } = scale;
  const isSolid = across * down <= 2;
  let energizer = 0;
  for (let line = 0; line < MAZE_ROWS; line++) {
    for (let column = 0; column < MAZE_COLUMNS; column++) {
      const isEnergizer = world.maze.lines[line]![column] === 'o';
      const number = isEnergizer ? energizer++ : -1;
      if (((world.dots[line]! >>> column) & 1) === 0) continue;
      const left = column * across;
      const top = line * down;
      if (!isEnergizer) {
        const size = across >= 7 ? 2 : 1;
        const [x, y] = [left + ((across - size) >> 1), top + ((down - size) >> 1)];
        picture.fill(x, y, isSolid ? 1 : size, size, isSolid ? colour.DOT_SOLID : colour.DOT);
        continue;
      }
      // In `battle` only some energizers can be eaten.
      const isAwake = world.energizersAwake === undefined || ((world.energizersAwake >>> number) & 1) === 1;
      const shade = !isAwake ? colour.DORMANT : isLit(world) ? colour.ENERGIZER : colour.DOT_SOLID;
      const inset = across >= 5 ? 1 : 0;
      picture.fill(left + inset, top + inset, across - 2 * inset, down - 2 * inset, shade);
    }
  }
}

/** Red with a green stalk: where there is no room for one, it changes its colour. No ghost and no seat does. */
function drawFruit(picture: Pixels, world: World, scale: Scale): void {
  drawFigure(picture, scale, FRUIT_X, FRUIT_Y, (pixels, _x, y) => {
    if (pixels < 3) return isLit(world) ? colour.FRUIT : colour.FRUIT_STALK;
    return y === 0 ? colour.FRUIT_STALK : colour.FRUIT;
  });
}

function drawGates(picture: Pixels, world: World, { across, down }: Scale): void {
  if (world.settings.mode.name !== 'mega' || world.side === 1) return;
  const gates = openGates(world);
  const isClosing = world.phase === PHASE.play && gateTicksLeft(world) <= GATE_BLINK_TICKS;
  const open = isClosing ? (isLit(world) ? colour.GATE_CLOSING : colour.BLACK) : colour.GATE_OPEN;
  const northSouth = gates === GATES.northSouth ? open : colour.GATE_CLOSED;
  for (const column of GATE_COLUMNS) {
    for (const line of [0, MAZE_ROWS - 1]) picture.fill(column * across, line * down, across, down, northSouth);
  }
  if (gates !== GATES.eastWest) return;
  const top = (TUNNEL_ROW - MAZE_TOP_ROW) * down;
  for (const left of [0, picture.width - 1]) picture.fill(left, top, 1, down, open);
}

/** Darkens what the ghost of a seat does not see. Where Pac-Man is revealed it is drawn later, and bright. */
function drawFog(picture: Pixels, world: World, { across, down }: Scale, seat: number): void {
  const ghost = world.seatActor[seat]!;
  const tile = tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!);
  const sight = sightOf(world, seat);
  for (let y = 0; y < picture.height; y++) {
    const rows = Math.abs(Math.floor(y / down) + MAZE_TOP_ROW - rowOf(tile));
    for (let x = 0; x < picture.width; x++) {
      const columns = Math.abs(Math.floor(x / across) - columnOf(tile));
      const at = y * picture.width + x;
      if (rows > sight || columns > sight) picture.colours[at] = colour.dimmed(picture.colours[at]!, FOG_LIGHT);
    }
  }
}

function drawPac(picture: Pixels, world: World, scale: Scale, view: PictureView, pac: number): void {
  const state = world.pacState[pac]!;
  if (state !== PAC.alive && state !== PAC.waiting) return;
  if (world.pacSeen === 0 || world.phase === PHASE.tune) return;
  const isProtected = world.pacUntilTick[pac]! > world.tick;
  if ((isProtected || world.phase === PHASE.dying) && !isLit(world)) return;
  const seat = world.pacSeat[pac]!;
  const isAlone = world.pacCount === 1;
  const own = isAlone ? colour.YELLOW : (view.seatColours[seat] ?? colour.YELLOW);
  const hasPower = (world.pacPowerUntilTick?.[pac] ?? 0) > world.tick;
  const isMarked = (hasPower && isLit(world)) || isOwnAtStart(world, view, seat);
  const travel = world.pacTravel[pac]!;
  const mouth = state === PAC.waiting ? 1 : MOUTH[Math.floor(world.tick / MOUTH_TICKS) % MOUTH.length]!;
  drawFigure(picture, scale, world.pacX[pac]!, world.pacY[pac]!, (pixels, x, y) =>
    isPacPixel(pixels, x, y, travel, mouth) ? (isMarked ? colour.TEXT_STRONG : own) : null,
  );
}

/** Before play begins the own figure blinks, so that it is found among the others. */
function isOwnAtStart(world: World, { viewer }: PictureView, seat: number): boolean {
  return seat >= 0 && seat === viewer && world.phase === PHASE.ready && world.seatCount > 1 && isLit(world);
}

function drawGhost(picture: Pixels, world: World, scale: Scale, view: PictureView, ghost: number): void {
  const state = world.ghostState[ghost]!;
  if (state === GHOST.scored || world.phase === PHASE.tune || world.phase === PHASE.cleared) return;
  const isEyes = state === GHOST.eyes || state === GHOST.descending || state === GHOST.homing;
  const travel = world.ghostTravel[ghost]!;
  const body = bodyColour(world, view, ghost);
  const step = Math.floor(world.tick / 8) % 2;
  drawFigure(picture, scale, world.ghostX[ghost]!, world.ghostY[ghost]!, (pixels, x, y) => {
    const part = ghostPart(pixels, x, y, travel, step);
    if (part === PART.pupil) return colour.PUPIL;
    if (part === PART.eye) return colour.EYE;
    if (part === PART.none) return null;
    if (!isEyes) return body;
    return pixels < 3 ? colour.EYES_ALONE : null;
  });
}

function bodyColour(world: World, view: PictureView, ghost: number): number {
  if (isFrightened(world, ghost)) return flashesWhite(world) ? colour.FLASHING : colour.FRIGHTENED;
  const seat = world.ghostSeat?.[ghost];
  if (seat === undefined) return colour.GHOSTS[ghost]!;
  if (seat < 0) return colour.GREY_GHOST;
  return isOwnAtStart(world, view, seat) ? colour.TEXT_STRONG : colour.GHOSTS[ghost]!;
}

/**
 * Draws a figure around a pixel of the arcade's screen.
 * @param colourAt the colour of a pixel of a square figure, or null for none
 */
function drawFigure(
  picture: Pixels,
  scale: Scale,
  arcadeX: number,
  arcadeY: number,
  colourAt: (pixels: number, x: number, y: number) => number | null,
): void {
  const { across, down } = scale;
  const margin = marginOf(scale);
  const [width, height] = [across + 2 * margin, down + 2 * margin];
  const left = Math.round(((arcadeX - MIDDLE.x) / TILE) * across) - margin;
  const top = Math.round(((arcadeY - MIDDLE.y) / TILE - MAZE_TOP_ROW) * down) - margin;
  const pixels = Math.min(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const shade = colourAt(pixels, x, y);
      if (shade !== null) picture.set(left + x, top + y, shade);
    }
  }
}
