// The own catch, large and over the maze, in the half in which it did not happen: the player does not steer meanwhile.

import type { CatchCard as Shown } from '../../../moments/own-catch.ts';
import type { Catcher } from '../../../moments/moment.ts';
import { make, write } from '../../element.ts';
import type { ShownMatch } from '../../maze/shown-match.ts';
import { ghostFigure, seatFigure } from '../../seat-figure.ts';

export class CatchCard {
  readonly root = make('div', 'catch-card');
  private readonly who = make('span', 'catcher');
  private readonly title = make('strong', '');
  private readonly outlook = make('span', 'outlook');
  private readonly detail = make('span', 'detail');
  private drawn: Catcher | null = null;

  constructor() {
    this.root.append(make('div', 'head', this.who, this.title), this.outlook, this.detail);
    this.root.hidden = true;
    // Screen readers hear it as it happens (announcer.ts).
    this.root.ariaHidden = 'true';
  }

  /** Once a frame: writes only what has changed. */
  update(shown: Shown | null, match: Pick<ShownMatch, 'mode' | 'seats'>): void {
    if (this.root.hidden !== (shown === null)) this.root.hidden = shown === null;
    if (shown === null) return;
    this.root.classList.toggle('high', shown.isLow);
    this.drawCatcher(shown.catcher, match);
    write(this.title, shown.title);
    write(this.outlook, shown.outlook);
    write(this.detail, shown.detail);
  }

  /** A ghost, or where players catch each other the figure of the seat. */
  private drawCatcher(catcher: Catcher | null, { mode, seats }: Pick<ShownMatch, 'mode' | 'seats'>): void {
    if (catcher === this.drawn) return;
    this.drawn = catcher;
    if (catcher === null) this.who.replaceChildren();
    else if (catcher.kind === 'ghost') this.who.replaceChildren(ghostFigure(catcher.ghost));
    else this.who.replaceChildren(seatFigure(mode, catcher.seat, seats[catcher.seat]));
  }
}
