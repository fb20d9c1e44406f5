// The ranking of all seats. Where there is little room only some rows are shown: the first, those around the player and
// around the line; the own row and that of the followed player are always there. A press on a name is for the page: the player's menu, or whom to follow.

import { PAC, PHASE, type World } from '#simulation';
import { words } from '../../../language/language.ts';
import { isHere, placeIn, shownPoints, type Standing } from '../../../netcode/standing.ts';
import { make, makeButton } from '../../element.ts';
import type { ShownMatch } from '../../maze/shown-match.ts';
import { driverSign, markOf } from '../../player-label.ts';

/** Rows beside the maze, and below it on a narrow window. */
const ROWS_WIDE = 16;
const ROWS_NARROW = 5;
const NARROW = matchMedia('(max-aspect-ratio: 11/10)');

export class Ranking {
  readonly root: HTMLElement;
  private readonly list = make('ol', 'ranking-rows');
  private readonly toggle: HTMLButtonElement;
  private readonly choose: (seat: number) => void;
  private isWhole = false;
  private drawn = '';

  constructor(choose: (seat: number) => void) {
    this.choose = choose;
    this.toggle = makeButton('', () => {
      this.isWhole = !this.isWhole;
      this.drawn = '';
    });
    this.root = make(
      'section',
      'mega-ranking',
      make('header', '', make('h2', '', words().mega.ranking), this.toggle),
      this.list,
    );
    this.root.ariaLabel = words().mega.ranking;
  }

  /** Writes only what has changed. */
  update(match: ShownMatch, world: World, standing: Standing): void {
    const { order, kept, living } = standing;
    const rows = this.isWhole
      ? order.map((_, index) => index)
      : shownRows(standing, order.indexOf(match.marked), order.indexOf(ownSeat(match)));
    const facts = rows.map((index) => {
      const seat = order[index]!;
      return `${index} ${seat} ${shownPoints(world, seat)} ${match.seats[seat]?.name} ${isHere(world, seat)} ${world.pacState[seat] === PAC.out}`;
    });
    const drawn = `${facts.join()} ${kept} ${living} ${match.marked} ${world.phase === PHASE.over}`;
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.toggle.hidden = order.length === rows.length && !this.isWhole;
    this.toggle.textContent = this.isWhole ? words().mega.less : words().mega.all(order.length);
    this.toggle.ariaExpanded = String(this.isWhole);
    this.root.classList.toggle('whole', this.isWhole);
    this.draw(match, world, standing, rows);
  }

  private draw(match: ShownMatch, world: World, standing: Standing, rows: readonly number[]): void {
    const { activeElement } = document;
    const focused = this.list.contains(activeElement) ? activeElement?.textContent : null;
    this.list.replaceChildren(
      ...rows.flatMap((index, i) => {
        const before = rows[i - 1] ?? -1;
        const isBelowLine = standing.kept > 0 && index >= standing.kept && before < standing.kept;
        return [
          ...(isBelowLine
            ? [make('li', 'line', words().mega.theLine)]
            : index > before + 1
              ? [make('li', 'gap', '⋯')]
              : []),
          this.row(match, world, standing, index),
        ];
      }),
    );
    if (focused !== null)
      [...this.list.querySelectorAll('button')].find((each) => each.textContent === focused)?.focus();
  }

  private row(match: ShownMatch, world: World, standing: Standing, index: number): HTMLElement {
    const { order, living, kept } = standing;
    const seat = order[index]!;
    const player = match.seats[seat];
    const isOut = index >= living && world.phase !== PHASE.over;
    const place = index < living ? index + 1 : Math.max(index + 1, placeIn(standing, world, seat));
    const name = makeButton(player?.name ?? '', () => this.choose(seat), 'who');
    const sign = player === undefined ? '' : driverSign(player.driver);
    const row = make(
      'li',
      '',
      make('span', 'place', String(place)),
      markOf(match.mode, seat, player),
      name,
      ...(sign === '' ? [] : [make('span', 'sign', sign)]),
      make('span', 'points', isOut ? words().signs.out : words().number(shownPoints(world, seat))),
    );
    row.dataset['seat'] = String(seat);
    row.classList.toggle('out', isOut);
    row.classList.toggle('own', seat === ownSeat(match));
    row.classList.toggle('below', kept > 0 && index >= kept && index < living);
    row.classList.toggle('here', isHere(world, seat) && seat !== match.marked && index < living);
    if (seat === match.marked) row.ariaCurrent = 'true';
    return row;
  }
}

/** The seat of the player, whom a player who is out does not follow; -1 for a watcher. */
function ownSeat({ ownSeats }: ShownMatch): number {
  return ownSeats?.[0] ?? -1;
}

/** Indices into the order, rising. @param marked of the player who is followed, -1 for none. @param own the player's, -1 for none */
function shownRows({ order, kept }: Standing, marked: number, own: number): readonly number[] {
  const most = NARROW.matches ? ROWS_NARROW : ROWS_WIDE;
  const wanted = [0, marked, own, kept - 1, marked - 1, marked + 1, kept, 1, 2, ...order.keys()];
  const rows = new Set<number>();
  for (const index of wanted) if (rows.size < most && index >= 0 && index < order.length) rows.add(index);
  return [...rows].toSorted((a, b) => a - b);
}
