// The rules of a mode in a few sentences: in the menu, and in a room before its match.

import { words } from '../../language/language.ts';
import { make } from '../element.ts';
import { cardOf } from '../mode-cards.ts';
import { piecesOf } from './pieces.ts';

/** Windows below this height, in CSS pixels, have no room for all rules beside the rest of the menu. */
const OPEN_HEIGHT_MIN = 920;

/**
 * Shows the rules of a mode. Hidden for a mode that this page does not know, and for none.
 * @param folds whether only what the mode is about is shown at first, where there is little room
 */
export function showRules(place: HTMLElement, mode: string | null, folds = false): void {
  const card = mode === null ? null : cardOf(mode);
  place.hidden = card === null;
  if (card === null || place.dataset['shown'] === mode) return;
  place.dataset['shown'] = mode!;
  place.replaceChildren(
    make('h2', '', card.title, ' ', make('small', '', card.players)),
    make('p', '', card.idea),
    ...(folds ? [foldedRules(place, mode!)] : rulesOf(mode!)),
  );
}

/** The rules of a mode behind a line that opens them. @param place as the player left it there, for another mode too */
export function foldedRules(place: HTMLElement, mode: string): HTMLElement {
  const details = make('details', '', make('summary', '', words().page.rules), ...rulesOf(mode));
  details.open = place.querySelector('details')?.open ?? innerHeight >= OPEN_HEIGHT_MIN;
  return details;
}

function rulesOf(mode: string): readonly HTMLElement[] {
  const rules = (cardOf(mode)?.rules ?? []).map((rule) => make('li', '', rule));
  const pieces = piecesOf(mode);
  return [make('ul', '', ...rules), ...(pieces === null ? [] : [pieces])];
}
