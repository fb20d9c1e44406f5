// The square of mazes as a small map: how many Pac-Men are in each maze, which one is shown, and which ways lead out of it.
// A press on a maze shows it, where that is possible.

import { DOWN, GATES, GATE_BLINK_TICKS, gateTicksLeft, LEFT, openGates, RIGHT, UP, type World } from '#simulation';
import { words } from '../../../language/language.ts';
import { make } from '../../element.ts';

/** Side in CSS pixels of the picture; the style sheet may scale it. */
const SIDE = 128;
const GAP_SHARE = 0.16;
const COLOURS = {
  empty: '#15152e',
  busy: '#2a2f8f',
  own: '#ffdf00',
  open: '#5dff8a',
  closing: '#ffdf00',
  closed: '#3c3c66',
  text: '#e8e8f4',
  ownText: '#1a1400',
} as const;

export class SquareMap {
  readonly root = make('canvas', 'square-map');
  private side = 1;
  private drawn = '';

  /** @param look shows a maze */
  constructor(look: (maze: number) => void) {
    this.root.role = 'img';
    this.root.addEventListener('click', ({ offsetX, offsetY }) => {
      const cell = (at: number): number => Math.floor((at / this.root.clientWidth) * this.side);
      look(cell(offsetY) * this.side + cell(offsetX));
    });
  }

  /** Draws only what has changed. */
  update(world: World): void {
    const { side, mazeIndex, mazePacs } = world;
    const state = gateState(world);
    const cells = side * side;
    const ratio = window.devicePixelRatio;
    const drawn = `${side} ${mazeIndex} ${state.gates} ${state.isClosing} ${ratio} ${mazePacs.subarray(0, cells).join()}`;
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.side = side;
    this.root.hidden = side <= 1;
    this.root.ariaLabel = labelOf(world);
    this.draw(world, ratio);
  }

  private draw(world: World, ratio: number): void {
    const { side, mazeIndex, mazePacs } = world;
    const canvas = this.root;
    canvas.width = canvas.height = SIDE * ratio;
    const context = canvas.getContext('2d')!;
    context.scale(ratio, ratio);
    const step = SIDE / side;
    const gap = step * GAP_SHARE;
    context.font = `700 ${Math.round(step * 0.42)}px ui-sans-serif, system-ui, sans-serif`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    for (let cell = 0; cell < side * side; cell++) {
      const x = (cell % side) * step;
      const y = Math.floor(cell / side) * step;
      const pacs = mazePacs[cell]!;
      const isOwn = cell === mazeIndex;
      context.fillStyle = isOwn ? COLOURS.own : pacs > 0 ? COLOURS.busy : COLOURS.empty;
      context.beginPath();
      context.roundRect(x + gap / 2, y + gap / 2, step - gap, step - gap, gap);
      context.fill();
      if (pacs === 0) continue;
      context.fillStyle = isOwn ? COLOURS.ownText : COLOURS.text;
      context.fillText(String(pacs), x + step / 2, y + step / 2 + 0.5);
    }
    drawWays(context, world, step, gap);
  }
}

/** A bar at each side of the shown maze: the square is a ring, so there is a way on every side. */
function drawWays(context: CanvasRenderingContext2D, world: World, step: number, gap: number): void {
  const { gates, isClosing } = gateState(world);
  const x = (world.mazeIndex % world.side) * step;
  const y = Math.floor(world.mazeIndex / world.side) * step;
  const wide = Math.max(2.5, gap * 0.9);
  const long = step * 0.5;
  const colour = (isOpen: boolean): string => (!isOpen ? COLOURS.closed : isClosing ? COLOURS.closing : COLOURS.open);
  for (const way of [RIGHT, DOWN, LEFT, UP] as const) {
    const isBeside = way === RIGHT || way === LEFT;
    context.fillStyle = colour(gates === (isBeside ? GATES.eastWest : GATES.northSouth));
    const middleX = x + (way === RIGHT ? step : way === LEFT ? 0 : step / 2);
    const middleY = y + (way === DOWN ? step : way === UP ? 0 : step / 2);
    const [width, height] = isBeside ? [wide, long] : [long, wide];
    const left = Math.max(0, Math.min(SIDE - width, middleX - width / 2));
    const top = Math.max(0, Math.min(SIDE - height, middleY - height / 2));
    context.fillRect(left, top, width, height);
  }
}

/** Which gates are open, and whether they are about to close. */
export function gateState(world: World): { readonly gates: number; readonly isClosing: boolean } {
  const gates = openGates(world);
  return { gates, isClosing: gates !== GATES.closed && gateTicksLeft(world) <= GATE_BLINK_TICKS };
}

function labelOf({ side, mazeIndex, mazePacs }: World): string {
  const row = Math.floor(mazeIndex / side) + 1;
  return words().mega.square(side, row, (mazeIndex % side) + 1, mazePacs[mazeIndex] ?? 0);
}
