// A World in its maze: dots, fruit, ghosts and Pac-Men.

import { COLOURS } from '#protocol';
import { FRUIT_X, FRUIT_Y, GHOST, GHOST_COUNT, isFrightened, MAZE_TOP_ROW, PAC, PHASE, type World } from '#simulation';
import { TILE, type Place } from './maze-picture.ts';
import type { Palette } from './palette.ts';
import type { Pixels } from './pixels.ts';

/** In arcade pixels. */
const PAC_RADIUS = 6.6;
const GHOST_HALF = 7;
const DOT_RADIUS = 1.15;
const ENERGIZER_RADIUS = 3.7;
const FRUIT_RADIUS = 4.6;
/** Half the angle of the mouth, in radians: shut, half open, open, half open. */
const MOUTHS = [0.06, 0.55, 1.05, 0.55] as const;
const MOUTH_TICKS = 2;
/** The hem of a ghost has three lobes, which hang down so far from here. */
const HEM_Y = 5;
const LOBE_DEPTH = 2.4;
/** By direction: right, down, left, up. */
const ACROSS = [1, 0, -1, 0] as const;
const DOWNWARD = [0, 1, 0, -1] as const;
const LEFTWARD = 2;

/** What is drawn in the place of an actor. */
interface At {
  readonly pixels: Pixels;
  /** The middle, in pixels of the picture. */
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** @param seatColours of Pac-Men, by seat, as #rrggbb: see `seatColours` */
export function drawWorld(
  pixels: Pixels,
  world: World,
  place: Place,
  colours: Palette,
  seatColours: readonly string[],
): void {
  drawDots(pixels, world, place, colours.dot);
  if (world.fruitState === 1) drawFruit(actorAt(pixels, place, FRUIT_X, FRUIT_Y), colours);
  for (let pac = 0; pac < world.pacCount; pac++) {
    const state = world.pacState[pac];
    if (state !== PAC.waiting && state !== PAC.alive) continue;
    const at = actorAt(pixels, place, world.pacX[pac]!, world.pacY[pac]!);
    const mouth = MOUTHS[Math.floor(world.tick / MOUTH_TICKS) % MOUTHS.length]!;
    drawPac(at, world.pacTravel[pac]!, mouth, seatColours[Math.max(0, world.pacSeat[pac]!)] ?? colours.seats.yellow);
  }
  if (world.phase === PHASE.cleared) return;
  for (let ghost = GHOST_COUNT - 1; ghost >= 0; ghost--) drawGhost(pixels, world, ghost, place, colours);
}

/** The colours of the Pac-Men of a match. @param given places in `COLOURS` from 1 on; 0 and undefined for the seat's own */
export function seatColours(colours: Palette, given: readonly (number | undefined)[]): string[] {
  return given.map((colour, seat) => colours.seats[COLOURS[(colour ?? 0) - 1] ?? COLOURS[seat % COLOURS.length]!]);
}

function drawDots(pixels: Pixels, { dots, maze }: World, { x, y, scale }: Place, colour: string): void {
  for (const [row, signs] of maze.lines.entries()) {
    for (let column = 0; column < signs.length; column++) {
      const sign = signs[column];
      if ((sign !== '.' && sign !== 'o') || (dots[row]! & (1 << column)) === 0) continue;
      const radius = sign === 'o' ? ENERGIZER_RADIUS : DOT_RADIUS;
      disc({ pixels, x: x + (column + 0.5) * TILE * scale, y: y + (row + 0.5) * TILE * scale, scale }, radius, colour);
    }
  }
}

function drawFruit(at: At, { ghosts, seats }: Palette): void {
  disc({ ...at, y: at.y + at.scale }, FRUIT_RADIUS, ghosts[0]);
  box(at, -0.6, -6.5, 1.2, 4, seats.green);
}

function drawPac(at: At, direction: number, mouth: number, colour: string): void {
  const { pixels, scale, x, y } = at;
  const [ahead, down] = facing(direction);
  const least = Math.cos(mouth);
  pixels.shape(
    around(at, PAC_RADIUS),
    (pixelX, pixelY) => {
      const toX = (pixelX - x) / scale;
      const toY = (pixelY - y) / scale;
      if (Math.hypot(toX, toY) > PAC_RADIUS) return false;
      // The corner of the mouth lies a little behind the middle, as a jaw does.
      const fromX = toX + ahead * 1.4;
      const fromY = toY + down * 1.4;
      return fromX * ahead + fromY * down < Math.hypot(fromX, fromY) * least;
    },
    colour,
  );
}

function drawGhost(pixels: Pixels, world: World, ghost: number, place: Place, colours: Palette): void {
  const state = world.ghostState[ghost];
  if (state === GHOST.scored) return;
  const at = actorAt(pixels, place, world.ghostX[ghost]!, world.ghostY[ghost]!);
  const isEaten = state === GHOST.eyes || state === GHOST.descending || state === GHOST.homing;
  const frightened = isFrightened(world, ghost) && !isEaten;
  if (!isEaten) drawBody(at, frightened ? colours.frightened.body : bodyColour(world, ghost, colours));
  if (frightened) {
    for (const side of [-3.2, 1.2]) box(at, side, -2.6, 2, 2, colours.frightened.face);
    return;
  }
  const [across, down] = facing(world.ghostTravel[ghost]!);
  for (const side of [-3, 3]) {
    const eye = { ...at, x: at.x + (side + across) * at.scale, y: at.y + (-1.6 + down * 1.2) * at.scale };
    disc(eye, 2.2, '#ffffff');
    disc({ ...eye, x: eye.x + across * at.scale, y: eye.y + down * 1.3 * at.scale }, 1.2, colours.pupil);
  }
}

/** In modes in which players are ghosts, a ghost has the colour of its seat, or is grey. */
function bodyColour({ ghostSeat }: World, ghost: number, { ghosts, grey }: Palette): string {
  const seat = ghostSeat[ghost];
  return seat !== undefined && seat < 0 ? grey : ghosts[ghost]!;
}

function drawBody(at: At, colour: string): void {
  const { pixels, scale, x, y } = at;
  const lobe = (2 * GHOST_HALF) / 3;
  pixels.shape(
    around(at, GHOST_HALF + LOBE_DEPTH),
    (pixelX, pixelY) => {
      const toX = (pixelX - x) / scale;
      const toY = (pixelY - y) / scale;
      if (toY < 0) return Math.hypot(toX, toY) <= GHOST_HALF;
      if (Math.abs(toX) > GHOST_HALF) return false;
      const inLobe = (((toX + GHOST_HALF) % lobe) / lobe) * 2 - 1;
      return toY <= HEM_Y + LOBE_DEPTH * (1 - inLobe ** 2);
    },
    colour,
  );
}

function actorAt(pixels: Pixels, place: Place, x: number, y: number): At {
  const { scale } = place;
  return { pixels, scale, x: place.x + (x + 1) * scale, y: place.y + (y - MAZE_TOP_ROW * TILE) * scale };
}

/** Actors that have not set off yet look to the left, as at the start of the arcade's game. */
function facing(direction: number): readonly [across: number, down: number] {
  const known = direction <= 3 ? direction : LEFTWARD;
  return [ACROSS[known]!, DOWNWARD[known]!];
}

function disc(at: At, radius: number, colour: string): void {
  const { pixels, x, y, scale } = at;
  const reach = radius * scale;
  pixels.shape(around(at, radius), (pixelX, pixelY) => Math.hypot(pixelX - x, pixelY - y) <= reach, colour);
}

function box(
  { pixels, x, y, scale }: At,
  left: number,
  top: number,
  width: number,
  height: number,
  colour: string,
): void {
  pixels.rectangle(x + left * scale, y + top * scale, width * scale, height * scale, colour);
}

function around({ x, y, scale }: At, radius: number): { left: number; top: number; right: number; bottom: number } {
  const reach = radius * scale;
  return { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach };
}
