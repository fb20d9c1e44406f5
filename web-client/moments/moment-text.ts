// Moments in words: one line for the news beside the maze, and one for screen readers, who hear more.

import { GHOST_NAMES } from '#simulation';
import { words } from '../language/language.ts';
import type { Catcher, Moment } from './moment.ts';

/** The name of the player of a seat. */
export type NameOf = (seat: number) => string;

/** `urgency`: `now` interrupts other lines. */
export interface SpokenLine {
  readonly text: string;
  readonly urgency: 'now' | 'soon';
}

/** Blinky, Pinky, Inky, Clyde are names, and the same in every language. */
export function ghostName(ghost: number): string {
  const name = GHOST_NAMES[ghost] ?? '';
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export function catcherName(catcher: Catcher, nameOf: NameOf): string {
  return catcher.kind === 'ghost' ? ghostName(catcher.ghost) : nameOf(catcher.seat);
}

/**
 * A line for players who see the maze: what others do, and what no picture shows.
 * @param isTeam whether lives are returns that all share
 * @returns null for a moment that is seen without it
 */
export function newsOf(moment: Moment, nameOf: NameOf, isTeam: boolean): string | null {
  const { moments } = words();
  switch (moment.kind) {
    case 'caught':
      return moment.isOwn ? null : moments.otherCaught(nameOf(moment.seat), catcherName(moment.by, nameOf));
    case 'rivalCaught':
      return moment.isOwn ? moments.youCaught(nameOf(moment.caught), words().number(moment.points)) : null;
    case 'out':
      return moment.isOwn ? null : moments.otherOut(nameOf(moment.seat));
    case 'extraLife':
      if (isTeam) return moments.extraReturn(moment.lives);
      return moment.isOwn ? moments.extraLife : null;
    case 'levelCleared':
      return moments.levelCleared(moment.level);
    case 'levelStarted':
      return moments.level(moment.level);
    case 'fruitEaten':
      return moment.isOwn ? null : moments.fruitEaten(nameOf(moment.seat), words().number(moment.points));
    default:
      return null;
  }
}

/** A line for screen readers. @returns null for a moment that is not said */
export function spokenOf(moment: Moment, nameOf: NameOf, isTeam: boolean): SpokenLine | null {
  const text = spokenText(moment, nameOf, isTeam);
  return text === null ? null : { text, urgency: isUrgent(moment) ? 'now' : 'soon' };
}

/** Whether a moment happens to the player, or changes what they should do. */
function isUrgent(moment: Moment): boolean {
  switch (moment.kind) {
    case 'caught':
    case 'power':
    case 'out':
      return moment.isOwn;
    case 'go':
    case 'energizer':
    case 'powerOver':
    case 'back':
    case 'gameOver':
    case 'suddenDeath':
    case 'turnStarted':
      return true;
    default:
      return false;
  }
}

function spokenText(moment: Moment, nameOf: NameOf, isTeam: boolean): string | null {
  const { moments } = words();
  const { spoken } = moments;
  switch (moment.kind) {
    case 'ready':
      return spoken.ready;
    case 'count':
      return spoken.count(moment.seconds);
    case 'go':
      return spoken.go;
    case 'caught':
      return moment.isOwn
        ? moments.caughtBy(catcherName(moment.by, nameOf))
        : moments.otherCaught(nameOf(moment.seat), catcherName(moment.by, nameOf));
    case 'backIn':
      return moment.isFirst ? spoken.backIn(moment.seconds) : null;
    case 'back':
      return moment.isOwn ? spoken.back : null;
    case 'out':
      if (!moment.isOwn) return moments.otherOut(nameOf(moment.seat));
      return moment.rank > 0 ? spoken.outPlace(moment.rank) : moments.out;
    case 'watching':
      return spoken.watching(nameOf(moment.seat));
    case 'energizer':
      return spoken.energizer;
    case 'power':
      return moment.isOwn ? spoken.power : spoken.powerOf(nameOf(moment.seat));
    case 'powerOver':
      return spoken.powerOver;
    case 'ghostEaten':
      return moment.isOwn ? spoken.ghostEaten(words().number(moment.points)) : null;
    case 'fruitEaten':
      return moment.isOwn ? spoken.fruitEaten(words().number(moment.points)) : null;
    case 'fruitAppeared':
      return spoken.fruit;
    case 'gameOver':
      return spoken.gameOver;
    case 'turnStarted':
      return moment.isOwn ? spoken.turnOwn : spoken.turnOf(nameOf(moment.seat));
    case 'roundStarted':
      return spoken.round(moment.round);
    case 'roundWon':
      if (moment.seat < 0) return spoken.roundDrawn;
      return moment.isOwn ? spoken.roundOwn : spoken.roundOf(nameOf(moment.seat));
    case 'cut':
      return moment.isFinal ? spoken.final : spoken.cut(moment.left);
    case 'revealed':
      return moment.isOwn ? spoken.revealedOwn : spoken.revealed;
    case 'suddenDeath':
      return spoken.suddenDeath;
    default:
      return newsOf(moment, nameOf, isTeam);
  }
}
