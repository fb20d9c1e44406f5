// The line that shows a hint of a player's first matches, at the lower edge of the maze. It takes no input.

import { words } from '../../language/language.ts';
import type { OnlineMatch } from '../../netcode/online-match.ts';
import { preferences } from '../../preferences.ts';
import { element, make, write } from '../element.ts';
import { FirstHints, type Hint } from './first-hints.ts';

const SEPARATOR = ' ';

export class HintLine {
  private readonly line = make('p', 'hint-line');
  private readonly hints = new FirstHints({
    has: (key) => preferences.get('hintsGiven').split(SEPARATOR).includes(key),
    add: (key) => preferences.set('hintsGiven', `${preferences.get('hintsGiven')}${SEPARATOR}${key}`.trim()),
  });
  private match: OnlineMatch | null = null;
  private shown: Hint | null = null;

  constructor() {
    this.line.role = 'status';
    this.line.hidden = true;
    element('middle', HTMLElement).append(this.line);
  }

  /** Call once a frame of a player's match; null when it is not shown any more. */
  update(match: OnlineMatch | null, nowMs: number): void {
    if (match !== this.match) this.hints.restart();
    this.match = match;
    const hint = match === null ? null : this.hints.update(match.prediction.predicted, match.seat, nowMs);
    if (hint === this.shown) return;
    this.shown = hint;
    this.line.hidden = hint === null;
    if (hint !== null) write(this.line, textOf(hint));
  }
}

function textOf(hint: Hint): string {
  const { steerByKeys, steerBySwipe, prey, power } = words().hint;
  if (hint !== 'steer') return { prey, power }[hint];
  return matchMedia('(hover: none) and (pointer: coarse)').matches ? steerBySwipe : steerByKeys;
}
