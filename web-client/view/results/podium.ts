// The podium of a result: the players' own figures on steps, or a team side by side.

import type { WireResult } from '#protocol';
import { words } from '../../language/language.ts';
import { isRanked, podiumOf } from '../../moments/podium-order.ts';
import { make } from '../element.ts';
import { seatFigure } from '../seat-figure.ts';
import type { GivenLook } from '../maze/pictures/seat-look.ts';

/** The look that a room gives the player of a result; undefined for one who has left. */
export type LookOf = (result: WireResult) => (GivenLook & object) | undefined;

export function podium(mode: string, results: readonly WireResult[], lookOf: LookOf): HTMLElement {
  const ranked = isRanked(mode);
  const places = podiumOf(mode, results).map(({ result, step }) => {
    const place = make('div', 'podium-place', seatFigure(mode, result.seat, lookOf(result)));
    if (ranked) place.append(make('span', 'step', words().results.rank(step)));
    place.dataset['step'] = String(step);
    return place;
  });
  const root = make('div', ranked ? 'podium' : 'podium team', ...places);
  // The rows below say the same.
  root.ariaHidden = 'true';
  return root;
}
