// The rules of a mode in a few sentences: in the menu, and in a room before its match.

import { make } from '../element.ts';
import { cardOf } from '../mode-cards.ts';
import { piecesOf } from './pieces.ts';

/** Shows the rules of a mode. Hidden for a mode that this page does not know, and for none. */
export function showRules(place: HTMLElement, mode: string | null): void {
  const card = mode === null ? null : cardOf(mode);
  place.hidden = card === null;
  if (card === null || place.dataset['mode'] === mode) return;
  place.dataset['mode'] = mode!;
  const pieces = piecesOf(mode!);
  place.replaceChildren(
    make('h2', '', card.title, ' ', make('small', '', card.players)),
    make('p', '', card.idea),
    make('ul', '', ...card.rules.map((rule) => make('li', '', rule))),
    ...(pieces === null ? [] : [pieces]),
  );
}
