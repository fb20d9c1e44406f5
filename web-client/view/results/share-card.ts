// What the picture of a result says: a headline, what counts, and the best players. share-art.ts draws it.

import type { WireResult } from '#protocol';
import { words } from '../../language/language.ts';
import { isRanked, rowsOf } from '../../moments/podium-order.ts';
import type { OnlineRoom } from '../../netcode/session-state.ts';
import { seatLook, type SeatLook } from '../maze/pictures/seat-look.ts';
import { modeTitle } from '../mode-cards.ts';
import { countText, resultTitle, type FinishedMatch } from './result-texts.ts';

/** The picture has room for so many players. */
export const SHARE_ROWS_MAX = 4;

export interface ShareRow {
  readonly seat: number;
  /** Such as `2.`; '' where players have no places. */
  readonly place: string;
  readonly name: string;
  readonly count: string;
  readonly look: SeatLook;
  readonly isOwn: boolean;
}

export interface ShareCard {
  readonly mode: string;
  readonly modeTitle: string;
  readonly headline: string;
  readonly rows: readonly ShareRow[];
}

/** @returns null while the room has no result */
export function shareCardOf(room: OnlineRoom): ShareCard | null {
  const { results, match } = room;
  if (results === null) return null;
  return shareCard(match.mode, results, room.ownName, (result) => {
    const seat = room.seats[result.seat];
    return seatLook(match.mode, result.seat, seat?.name === result.name ? seat : undefined);
  });
}

/** @param ownName of the player who shares; '' for a watcher */
export function shareCard(
  mode: string,
  results: FinishedMatch,
  ownName: string,
  lookOf: (result: WireResult) => SeatLook,
): ShareCard {
  const ranked = isRanked(mode);
  const rows = shownRows(rowsOf(mode, results.seats), ownName).map((result) => ({
    seat: result.seat,
    place: ranked ? words().results.rank(result.place) : '',
    name: result.name,
    count: countText(mode, result),
    look: lookOf(result),
    isOwn: result.name === ownName,
  }));
  // Others read it: the player is named, and not "you".
  return { mode, modeTitle: modeTitle(mode), headline: resultTitle(mode, results, ''), rows };
}

/** The first ones; the own row takes the last place if it is not among them. */
function shownRows(rows: readonly WireResult[], ownName: string): readonly WireResult[] {
  const shown = rows.slice(0, SHARE_ROWS_MAX);
  const own = rows.find(({ name }) => name === ownName);
  return own === undefined || shown.includes(own) ? shown : [...shown.slice(0, -1), own];
}
