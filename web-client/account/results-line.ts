// What the results say of the player's own records: their place of the week with its neighbours, and, once, how to keep the name. It comes
// when the API answers, and takes nothing from the results until then.

import type { WireResult } from '#protocol';
import { words } from '../language/language.ts';
import type { OnlineRoom } from '../netcode/session-state.ts';
import { isPlayer } from '../view/player-label.ts';
import { make, makeButton } from '../view/element.ts';
import { pageTimer } from './ask-again.ts';
import { fetchStanding } from './record-calls.ts';
import { countedScore, watchStanding, type Standing } from './standing.ts';

/** @returns a function that ends the questions */
export function showStanding(place: HTMLElement, room: OnlineRoom, own: WireResult): () => void {
  return watchStanding(
    room.match.mode,
    countedScore(room.match.mode, own, room.results?.seats ?? [], ({ seat }) =>
      isPlayer(room.seats[seat]?.driver ?? 'empty'),
    ),
    { after: pageTimer, fetch: fetchStanding },
    (standing) => place.prepend(standingElement(standing)),
  );
}

/** An invitation to keep the name. */
export function invitation(open: () => void): HTMLElement {
  const { invite, keepName } = words().account;
  return make('p', 'account-invite', make('span', '', invite), makeButton(keepName, open));
}

function standingElement({ rank, total, rows, own }: Standing): HTMLElement {
  const text = words().account.standing;
  const neighbours = rows.map((row) =>
    make('li', row === own || row.rank === own.rank ? 'own' : '', text.row(row.rank, row.player.name, row.score)),
  );
  const list = make('ol', '', ...(rows.length > 1 ? neighbours : []));
  list.ariaLabel = text.neighbours;
  const shown = make('div', 'standing', make('p', '', text.week(rank, total)), list);
  shown.role = 'status';
  return shown;
}
