// The four mazes behind the gates, as small pictures around the maze: their level, how many Pac-Men are there, and for how
// long the gate is open or closed.

import {
  DOWN,
  GATES,
  gateTicksLeft,
  LEFT,
  neighbourCell,
  openGates,
  PHASE,
  RIGHT,
  TICKS_PER_SECOND,
  UP,
  type Direction,
  type Gates,
  type World,
} from '#simulation';
import { words } from '../../../language/language.ts';
import { make, write } from '../../element.ts';
import { gateState } from './square-map.ts';

const SIDES = [
  { way: UP, name: 'north', arrow: '▲' },
  { way: RIGHT, name: 'east', arrow: '▶' },
  { way: DOWN, name: 'south', arrow: '▼' },
  { way: LEFT, name: 'west', arrow: '◀' },
] as const;
/** Size of a picture in CSS pixels: two for a tile, without the maze's outer columns. */
const TILE = 2;
const SHARPNESS = 2;
const CORRIDOR = '#3d47c9';
const PAC = '#ffdf00';
/** Places of the Pac-Men in a picture, as shares of its size; more than these are a number. */
const PAC_PLACES = [
  [0.5, 0.52],
  [0.22, 0.24],
  [0.78, 0.76],
  [0.78, 0.24],
  [0.22, 0.76],
] as const;

export class Neighbours {
  private readonly cards = SIDES.map((side) => new Neighbour(side));

  get roots(): readonly HTMLElement[] {
    return this.cards.map(({ root }) => root);
  }

  /** Writes only what has changed. */
  update(world: World): void {
    for (const card of this.cards) card.update(world);
  }
}

class Neighbour {
  readonly root: HTMLElement;
  private readonly way: Direction;
  private readonly arrow: string;
  private readonly canvas = make('canvas', '');
  private readonly gate = make('span', 'gate');
  private readonly facts = make('span', 'facts');
  private drawn = '';

  constructor({ way, name, arrow }: (typeof SIDES)[number]) {
    this.way = way;
    this.arrow = arrow;
    this.canvas.ariaHidden = 'true';
    this.root = make('div', `neighbour ${name}`, this.canvas, make('span', 'words', this.gate, this.facts));
    this.root.role = 'group';
    this.root.ariaLabel = words().mega.sides[name];
  }

  update(world: World): void {
    const { root, way } = this;
    root.hidden = world.side <= 1;
    if (root.hidden) return;
    const cell = neighbourCell(world.mazeIndex, world.side, way);
    const pacs = world.mazePacs[cell]!;
    const { gates, isClosing } = gateState(world);
    const isOpen = gates === ownGates(way);
    const state = isOpen ? (isClosing ? 'closing' : 'open') : 'closed';
    if (root.dataset['gate'] !== state) root.dataset['gate'] = state;
    write(this.gate, `${this.arrow} ${gateText(world, way)}`);
    write(this.facts, words().mega.neighbour(world.mazeLevel[cell]!, pacs));
    const drawn = `${pacs}`;
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    drawPicture(this.canvas, world, pacs);
  }
}

function ownGates(way: Direction): Gates {
  return way === LEFT || way === RIGHT ? GATES.eastWest : GATES.northSouth;
}

/** What the gate does next, and when: the gates of both pairs change together. */
function gateText(world: World, way: Direction): string {
  const { gateClosed, gateOpen, gateOpens } = words().mega;
  if (world.phase !== PHASE.play) return gateClosed;
  const gates = openGates(world);
  const seconds = Math.ceil(gateTicksLeft(world) / TICKS_PER_SECOND);
  if (gates === ownGates(way)) return gateOpen(seconds);
  // At first all are closed, and East and West open before the others.
  return gates === GATES.closed && ownGates(way) === GATES.northSouth ? gateClosed : gateOpens(seconds);
}

function drawPicture(canvas: HTMLCanvasElement, { maze }: World, pacs: number): void {
  const width = maze.lines[0]!.length * TILE;
  const height = maze.lines.length * TILE;
  canvas.width = width * SHARPNESS;
  canvas.height = height * SHARPNESS;
  const context = canvas.getContext('2d')!;
  context.scale(SHARPNESS, SHARPNESS);
  context.fillStyle = CORRIDOR;
  for (const [row, line] of maze.lines.entries()) {
    for (const [column, sign] of [...line].entries()) {
      if (sign === '.' || sign === 'o' || sign === ' ')
        context.fillRect(column * TILE, row * TILE, TILE * 0.7, TILE * 0.7);
    }
  }
  for (const [x, y] of PAC_PLACES.slice(0, pacs)) {
    context.fillStyle = '#000006';
    context.beginPath();
    context.arc(x * width, y * height, 7.5, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = PAC;
    context.beginPath();
    context.moveTo(x * width, y * height);
    context.arc(x * width, y * height, 6, 0.6, 2 * Math.PI - 0.6);
    context.fill();
  }
}
