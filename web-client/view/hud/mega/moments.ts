// What happens to all at once, over the maze while nothing moves in it: the collapse after a cull, and the final. A seat that
// is out reads its place below the ranking, not here.

import { PHASE, TICKS_PER_SECOND, type World } from '#simulation';
import { words } from '../../../language/language.ts';
import { placeIn, type Standing } from '../../../netcode/standing.ts';
import { make, write } from '../../element.ts';
import type { ShownMatch } from '../../maze/shown-match.ts';

export class Moments {
  readonly root: HTMLElement;
  /** Side of the square in the frames before the collapse. */
  private side = 1;
  private readonly squares = make('div', 'squares');
  private readonly title = make('strong', '');
  private readonly text = make('span', '');
  private readonly count = make('span', 'count');

  constructor() {
    this.root = make('div', 'moment', this.title, this.squares, this.text, this.count);
    this.root.hidden = true;
    this.squares.ariaHidden = 'true';
  }

  update({ viewer: seat }: ShownMatch, world: World, standing: Standing): void {
    const isShown = world.phase === PHASE.collapse;
    if (isShown && this.root.hidden) this.drawSquares(world);
    if (this.root.hidden === isShown) this.root.hidden = !isShown;
    if (!isShown) this.side = world.side;
    if (!isShown) return;
    const isFinal = world.side === 1;
    write(this.title, isFinal ? words().mega.theFinal : words().mega.collapse);
    write(this.text, momentText(world, seat, standing));
    write(this.count, String(Math.max(1, Math.ceil((world.phaseEndsTick - world.tick) / TICKS_PER_SECOND))));
  }

  /** The old square becomes the new one; the style sheet moves them. */
  private drawSquares({ side, mazeIndex }: World): void {
    this.squares.replaceChildren(squareOf('old', Math.max(this.side, side), -1), squareOf('new', side, mazeIndex));
  }
}

/** The mazes of a square. @param own the cell of the shown maze, -1 for none */
function squareOf(className: string, side: number, own: number): HTMLElement {
  const cells = Array.from({ length: side * side }, (_, cell) => make('i', cell === own ? 'own' : ''));
  const square = make('div', className, ...cells);
  square.style.setProperty('--side', String(side));
  return square;
}

function momentText(world: World, seat: number, standing: Standing): string {
  const { living } = standing;
  const isOut = seat >= 0 && world.seatPlace[seat] !== 0;
  const text = words().mega;
  const own = isOut ? text.outAt(placeIn(standing, world, seat)) : seat >= 0 ? text.through : '';
  const all = world.side === 1 ? text.finalText : text.collapseText(living, world.side);
  return own === '' ? all : `${all} ${own}`;
}
