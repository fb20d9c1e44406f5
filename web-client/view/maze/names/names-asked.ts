// Whose names in the maze the player asks for: all while N is held, one while its row in a list of players is pointed at or
// has the focus. Rows have the seat as `data-seat`.

import { isForElement } from '../../../input/keys.ts';

const KEY = 'KeyN';

/** What is asked for now. `seat`: -1 for none. */
export const namesAsked = { all: false, seat: -1 };

/** Listens as long as the page lives. */
export function listenForNames(): void {
  window.addEventListener('keydown', (event) => {
    if (event.code !== KEY || event.ctrlKey || event.metaKey || event.altKey || isForElement(event)) return;
    namesAsked.all = true;
  });
  window.addEventListener('keyup', ({ code }) => {
    if (code === KEY) namesAsked.all = false;
  });
  window.addEventListener('blur', () => (namesAsked.all = false));
  for (const come of ['pointerover', 'focusin']) {
    window.addEventListener(come, ({ target }) => (namesAsked.seat = seatOf(target)));
  }
}

function seatOf(target: EventTarget | null): number {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-seat]') : null;
  return row === null ? -1 : Number(row.dataset['seat']);
}
