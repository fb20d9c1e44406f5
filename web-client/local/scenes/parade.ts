// The second scene: four ghosts march, and a fifth one that nobody has invited. Blinky counts.

import { GHOST_COUNT } from '#simulation';
import { words } from '../../language/language.ts';
import { disguised, floor, ghost, pac, packet, say, sheet } from './cast.ts';
import { along, hop, type Scene } from './scene.ts';

const SPACING = 40;
/** Of Blinky, who is the first. */
const MARCH = [
  [0, -10],
  [3.2, 190],
] as const;
const COUNTS_SECOND = 3.5;
const COUNT_SECONDS = 0.3;
const LOOK_SECOND = 5;
const DROPS_SECOND = 5.5;
const RUNS_SECOND = 6;
const SHEET_X = 190 - 4 * SPACING;
const PAC_WAY = [
  [RUNS_SECOND, SHEET_X],
  [6.8, -40],
] as const;
const FOUND_SECOND = 7.5;
const PACKET_WAY = [
  [6.4, 240],
  [FOUND_SECOND, SHEET_X],
] as const;

export const parade: Scene = {
  name: 'intermission2',
  seconds: 8.5,
  draw(context, at) {
    floor(context);
    const first = along(MARCH, at);
    const marches = at < 3.2;
    for (let each = 0; each < GHOST_COUNT; each++) drawGhostOf(context, each, first, at);
    if (at < RUNS_SECOND) {
      const pose = { x: first - 4 * SPACING, looks: at < LOOK_SECOND ? 'right' : 'left', walks: marches } as const;
      disguised(
        context,
        { ...pose, up: step(at, 4) },
        at,
        along(
          [
            [DROPS_SECOND, 0],
            [5.8, 1],
          ],
          at,
        ),
      );
    } else drawChase(context, at);
    drawSigns(context, first, at);
  },
};

function drawGhostOf(context: CanvasRenderingContext2D, each: number, first: number, at: number): void {
  const looks = at >= LOOK_SECOND || (each === 0 && at >= COUNTS_SECOND) ? 'left' : 'right';
  // They need a moment to understand.
  const run = along(
    [
      [RUNS_SECOND + 0.3, 0],
      [7.6, 250],
    ],
    at - each * 0.05,
  );
  ghost(context, { x: first - each * SPACING - run, up: step(at, each), looks, walks: at < 3.2 || run > 0 }, each, at);
}

/** Up and down, in step with the music; one after the other. */
function step(at: number, each: number): number {
  return at < 3.2 ? Math.abs(Math.sin((at * 2 + each * 0.5) * Math.PI)) * 3 : 0;
}

/** Blinky counts, until all understand. */
function drawSigns(context: CanvasRenderingContext2D, first: number, at: number): void {
  const counted = Math.floor((at - COUNTS_SECOND) / COUNT_SECONDS);
  const understands = at >= DROPS_SECOND;
  if (counted < 0 || at >= RUNS_SECOND + 0.3) return;
  for (let each = 0; each < GHOST_COUNT; each++) {
    if (understands || each <= counted) say(context, first - each * SPACING, understands ? '!' : String(each + 1));
  }
  if (counted >= GHOST_COUNT && !understands) say(context, first - GHOST_COUNT * SPACING, '5?');
}

function drawChase(context: CanvasRenderingContext2D, at: number): void {
  const x = along(PACKET_WAY, at);
  const isFound = at >= FOUND_SECOND;
  const up = hop(at, FOUND_SECOND + 0.25, 0.5, 8);
  packet(context, { x, looks: 'left', walks: !isFound, up }, at);
  // Packet has always wanted to be a ghost.
  const height = along(
    [
      [RUNS_SECOND, 1],
      [6.25, 0.35],
      [FOUND_SECOND, 0.35],
      [FOUND_SECOND + 0.2, 1],
    ],
    at,
  );
  const fallen = along(
    [
      [RUNS_SECOND, 34],
      [6.25, 0],
    ],
    at,
  );
  sheet(context, { x: SHEET_X, up: fallen + up, looks: isFound ? 'left' : 'away' }, 0, height);
  if (isFound) say(context, SHEET_X + 2, words().practice.boo);
  pac(context, { x: along(PAC_WAY, at), looks: 'left', walks: true }, at, 0.92);
}
