// The moments of a match around and over the maze: the own catch, the goal at a start, the line of news, and what screen readers
// hear.

import { PHASE } from '#simulation';
import { goalOf } from '../../../moments/goal.ts';
import { spokenOf, type NameOf, type SpokenLine } from '../../../moments/moment-text.ts';
import type { Moment } from '../../../moments/moment.ts';
import { NewsLines } from '../../../moments/news-lines.ts';
import { MIDDLE_Y, OwnCatch } from '../../../moments/own-catch.ts';
import { actorY } from '../../../netcode/blend.ts';
import { make, write } from '../../element.ts';
import type { ShownMatch } from '../../maze/shown-match.ts';
import type { ShownTimes } from '../../../debug/shown-times.ts';
import { Announcer } from './announcer.ts';
import { CatchCard } from './catch-card.ts';

export class MomentsHud {
  private readonly card = new CatchCard();
  private readonly goal = make('p', 'goal-banner');
  private readonly news = make('p', 'news');
  private readonly announcer: Announcer;
  private ownCatch = new OwnCatch();
  private lines = new NewsLines();
  private match: ShownMatch | null = null;

  /** @param section the screen of a match, with a place in the middle and one for what is around it */
  constructor(section: HTMLElement) {
    for (const each of [this.goal, this.news]) each.ariaHidden = 'true';
    this.goal.hidden = true;
    section.querySelector('.middle')!.append(this.card.root, this.goal);
    section.querySelector('.around')!.append(this.news);
    this.announcer = new Announcer(section);
  }

  /** Once a frame: writes only what has changed. @param times notes what is shown; null if nobody asks */
  update(match: ShownMatch, moments: readonly Moment[], nowMs: number, times: ShownTimes | null): void {
    if (match !== this.match) this.begin(match);
    const nameOf: NameOf = (seat) => match.seats[seat]?.name ?? '';
    this.ownCatch.take(moments, match);
    const card = this.ownCatch.card(match, nameOf);
    this.card.update(card, match);
    this.showGoal(match);
    const { tick } = match.prediction.predicted;
    times?.note('catch', card === null ? '' : `${card.title}. ${card.outlook}`, tick, nowMs);
    times?.note('goal', this.goal.hidden ? '' : this.goal.textContent, tick, nowMs);
    write(this.news, this.lines.update(moments, match, nameOf, nowMs));
    this.announcer.update(moments.length === 0 ? NOTHING : spokenLines(moments, match, nameOf), nowMs);
  }

  private begin(match: ShownMatch): void {
    this.match = match;
    this.ownCatch = new OwnCatch();
    this.lines = new NewsLines();
  }

  /** In the half of the maze in which the player does not start. */
  private showGoal({ viewer, blend, prediction: { predicted } }: ShownMatch): void {
    const goal = goalOf(predicted, viewer);
    if (this.goal.hidden !== (goal === '')) this.goal.hidden = goal === '';
    if (goal === '') return;
    write(this.goal, goal);
    // During the tune the actors are not there yet, and appear in the lower half.
    const isLow = predicted.phase === PHASE.tune || actorY(predicted, blend.ofSeat(predicted, viewer)) > MIDDLE_Y;
    this.goal.classList.toggle('high', isLow);
  }
}

const NOTHING: readonly SpokenLine[] = [];

function spokenLines(moments: readonly Moment[], match: ShownMatch, nameOf: NameOf): readonly SpokenLine[] {
  const isTeam = match.prediction.confirmed.settings.mode.lives.owner === 'team';
  return moments.flatMap((moment) => spokenOf(moment, nameOf, isTeam) ?? []);
}
