// A match that the built-in player plays, drawn in the page. It has frames only while it can be seen. With reduced motion it is
// a still picture.

import {
  aiWish,
  canSteer,
  createMatch,
  MAZE_COLUMNS,
  MAZE_ROWS,
  matchSettings,
  PHASE,
  stepMatch,
  TICKS_PER_SECOND,
  wishOf,
  type Input,
  type Match,
} from '#simulation';
import { drawMaze, drawWorld, paletteOf, Pixels, seatColours } from '#picture';

const SEATS = 4;
const SCALE = 2;
/** The countdown and a second of play are skipped. */
const SKIPPED_TICKS = 4 * TICKS_PER_SECOND;
const OVER_TICKS = 3 * TICKS_PER_SECOND;
const FRAME_MS = 1000 / 30;
/** After a longer gap, as in a hidden tab, the match goes on where it was. */
const GAP_MS_MAX = 100;
const TILE = 8;

export class LiveLoop {
  private readonly context: CanvasRenderingContext2D;
  private readonly colours = paletteOf('dark', 'usual');
  private readonly drawn = new Pixels(MAZE_COLUMNS * TILE * SCALE, MAZE_ROWS * TILE * SCALE, this.colours.background);
  private readonly walls = new Pixels(this.drawn.width, this.drawn.height, this.colours.background);
  private readonly inputs: Input[] = [];
  private match: Match;
  private overTicks = 0;
  private lastMs = 0;
  private owedTicks = 0;

  constructor(canvas: HTMLCanvasElement, seed: number) {
    canvas.width = this.drawn.width;
    canvas.height = this.drawn.height;
    this.context = canvas.getContext('2d')!;
    this.match = begin(seed);
    drawMaze(this.walls, this.world.maze.lines, { x: 0, y: 0, scale: SCALE }, this.colours);
    this.step(SKIPPED_TICKS);
    this.draw();
  }

  /** To be called with each frame of the page. */
  frame(nowMs: number): void {
    const elapsedMs = nowMs - this.lastMs;
    if (elapsedMs < FRAME_MS - 2) return;
    this.lastMs = nowMs;
    this.owedTicks += (Math.min(elapsedMs, GAP_MS_MAX) * TICKS_PER_SECOND) / 1000;
    const ticks = Math.floor(this.owedTicks);
    this.owedTicks -= ticks;
    this.step(ticks);
    this.draw();
  }

  private get world(): Match['worlds'][number] {
    return this.match.worlds[0]!;
  }

  private step(ticks: number): void {
    for (let i = 0; i < ticks; i++) {
      this.steer();
      stepMatch(this.match, this.inputs);
      if (this.world.phase === PHASE.over) this.overTicks += 1;
    }
    if (this.overTicks < OVER_TICKS) return;
    this.overTicks = 0;
    this.match = begin(this.world.settings.seed + 1);
  }

  private steer(): void {
    const { inputs, world } = this;
    inputs.length = 0;
    for (let seat = 0; seat < SEATS; seat++) {
      if (this.match.tick === 0) inputs.push({ kind: 'enter', seat });
      if (!canSteer(world, seat)) continue;
      const direction = aiWish(world, seat, 'normal');
      if (direction !== wishOf(world, seat)) inputs.push({ kind: 'wish', seat, sequence: 0, direction });
    }
  }

  private draw(): void {
    const { drawn, colours } = this;
    drawn.copy(this.walls);
    const place = { x: 0, y: 0, scale: SCALE };
    drawWorld(drawn, this.world, place, colours, seatColours(colours, Array.from({ length: SEATS })));
    this.context.putImageData(new ImageData(drawn.rgba, drawn.width, drawn.height), 0, 0);
  }
}

function begin(seed: number): Match {
  return createMatch(matchSettings({ mode: 'coop', seatCount: SEATS, seed: seed >>> 0 }));
}

/** Draws into a canvas while it can be seen. @param moves whether it may move */
export function startLoop(canvas: HTMLCanvasElement, moves: boolean): void {
  const loop = new LiveLoop(canvas, Math.floor(Math.random() * 2 ** 32));
  if (!moves) return;
  let request = 0;
  const frame = (nowMs: number): void => {
    loop.frame(nowMs);
    request = requestAnimationFrame(frame);
  };
  new IntersectionObserver(([entry]) => {
    cancelAnimationFrame(request);
    if (entry?.isIntersecting === true) request = requestAnimationFrame(frame);
  }).observe(canvas);
}
