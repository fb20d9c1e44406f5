// What `mega` shows around the maze: own figures, the next cull and its line, the square of mazes, the neighbours behind
// the gates, and the ranking of all.

import type { World } from '#simulation';
import { mazeKey } from '../../../netcode/maze-key.ts';
import { standingOf, type Standing } from '../../../netcode/standing.ts';
import type { ShownMatch } from '../../maze/shown-match.ts';
import type { ModeCalls, ModeHud, ModePlaces } from '../mode-hud.ts';
import { CullClock } from './cull-clock.ts';
import { Moments } from './moments.ts';
import { Neighbours } from './neighbours.ts';
import { OwnFigures } from './own-figures.ts';
import { Ranking } from './ranking.ts';
import { SquareMap } from './square-map.ts';

/** What other mazes are like is new once a second; the order of all seats is looked at twice as often. */
const STANDING_TICKS = 30;
/** Lists and maps of many seats are compared with what is drawn this often, not in each frame. */
const REDRAW_MS = 100;

export class MegaHud implements ModeHud {
  private readonly own = new OwnFigures();
  private readonly clock = new CullClock();
  private readonly map: SquareMap;
  private readonly neighbours: Neighbours;
  private readonly ranking: Ranking;
  private readonly moments = new Moments();
  private standing: Standing | null = null;
  private seen = '';
  private drawnMaze = NaN;
  private drawnMs = 0;

  constructor({ figures, company, middle }: ModePlaces, calls: ModeCalls) {
    this.map = new SquareMap(calls.look);
    this.neighbours = new Neighbours();
    this.ranking = new Ranking(calls.choose);
    figures.append(this.own.root, this.clock.root, this.map.root);
    company.append(this.ranking.root);
    middle.append(...this.neighbours.roots, this.moments.root);
  }

  update(match: ShownMatch, nowMs: number): void {
    const { confirmed, predicted } = match.prediction;
    const standing = this.standingIn(match, confirmed);
    this.own.update(match, confirmed, standing);
    this.clock.update(confirmed, predicted, match.marked, standing);
    this.moments.update(match, confirmed, standing);
    const maze = mazeKey(predicted);
    if (maze === this.drawnMaze && nowMs - this.drawnMs < REDRAW_MS) return;
    this.drawnMaze = maze;
    this.drawnMs = nowMs;
    this.map.update(predicted);
    this.neighbours.update(predicted);
    this.ranking.update(match, confirmed, standing);
  }

  remove(): void {
    for (const root of [this.own.root, this.clock.root, this.map.root, this.ranking.root, this.moments.root])
      root.remove();
    for (const root of this.neighbours.roots) root.remove();
  }

  private standingIn(match: ShownMatch, world: World): Standing {
    // A maze without Pac-Men knows less than the others.
    const seen = `${mazeKey(world)} ${Math.floor(world.tick / STANDING_TICKS)} ${world.phase}`;
    if (this.standing !== null && seen === this.seen) return this.standing;
    this.seen = seen;
    const isTaken = (seat: number): boolean => match.seats[seat]?.driver !== 'empty' || match.seats[seat]?.name !== '';
    return (this.standing = standingOf(world, isTaken));
  }
}
