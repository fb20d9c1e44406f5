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
  if (card === null || place.dataset['mode'] === mode) return;
  place.dataset['mode'] = mode!;
  const pieces = piecesOf(mode!);
  const rules = [
    make('ul', '', ...card.rules.map((rule) => make('li', '', rule))),
    ...(pieces === null ? [] : [pieces]),
  ];
  const before = place.querySelector('details');
  place.replaceChildren(
    make('h2', '', card.title, ' ', make('small', '', card.players)),
    make('p', '', card.idea),
    ...(folds ? [folded(rules, before?.open ?? innerHeight >= OPEN_HEIGHT_MIN)] : rules),
  );
}

/** @param isOpen as the player left it with the mode before */
function folded(rules: readonly HTMLElement[], isOpen: boolean): HTMLElement {
  const details = make('details', '', make('summary', '', words().page.rules), ...rules);
  details.open = isOpen;
  return details;
}
