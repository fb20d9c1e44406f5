// That a player has begun the match of a day: sent at once, so that a match that is never finished has used the try.

import { isDailyMode, type DailyMode } from '#simulation';
import { isDateText } from './daily.ts';
import { isMatchId } from './finished-match.ts';
import { identityText, readIdentity, type Identity } from './identity.ts';
import { packed, unpacked } from './msgpack.ts';

export interface DailyStart {
  /** The date of the match in UTC, as `2026-11-30`. */
  readonly date: string;
  readonly mode: DailyMode;
  /** The id of the match. */
  readonly match: string;
  readonly player: Identity;
  /** Milliseconds since 1970. */
  readonly startedMs: number;
}

export function encodeDailyStart({ date, mode, match, player, startedMs }: DailyStart): Uint8Array {
  return packed([date, mode, match, identityText(player), startedMs]);
}

/** @param bytes of any origin @throws RangeError for anything else */
export function decodeDailyStart(bytes: Uint8Array): DailyStart {
  const fields = unpacked(bytes);
  if (!Array.isArray(fields) || fields.length !== 5) throw new RangeError('expected the start of a daily match');
  const [date, mode, match, playerText, startedMs] = fields as unknown[];
  if (typeof date !== 'string' || !isDateText(date)) throw new RangeError('date: expected a date');
  if (typeof mode !== 'string' || !isDailyMode(mode)) throw new RangeError('mode: expected one with daily matches');
  if (typeof match !== 'string' || !isMatchId(match)) throw new RangeError('match: expected an id');
  const player = typeof playerText === 'string' ? readIdentity(playerText) : null;
  if (player === null) throw new RangeError('player: expected an identity');
  if (!Number.isSafeInteger(startedMs) || (startedMs as number) < 0) throw new RangeError('startedMs: expected a time');
  return { date, mode, match, player, startedMs: startedMs as number };
}
