// Title, sentence and picture of the link of a replay, as messengers show them.

import { LEVEL_BOARD_MODES } from '../leaderboards/boards.ts';
import type { PageTags } from '../portal/page-tags.ts';
import type { Store } from '../store/store.ts';

export const MODE_TITLES: Readonly<Record<string, string>> = {
  classic: 'Classic',
  coop: 'Together',
  versus: 'Versus',
  battle: 'Battle',
  mega: 'Mega',
};
const SEATS_NAMED = 4;
const number = new Intl.NumberFormat('en').format;

/** @returns nothing for a match that the store does not have */
export async function replayTags({ db }: Store, id: string): Promise<PageTags> {
  const match = await db
    .selectFrom('match')
    .select(['mode', 'level', 'score', 'kind', 'daily_date', 'state'])
    .where('id', '=', id)
    .where('state', '!=', 'failed')
    .executeTakeFirst();
  if (match === undefined) return {};
  const seats = await db
    .selectFrom('match_seat')
    .select(['name', 'place', 'score'])
    .where('match_id', '=', id)
    .where('place', '>', 0)
    .orderBy('place')
    .limit(SEATS_NAMED)
    .execute();
  const title = `Packetman – ${titleOf(match)}`;
  const best = seats.filter(({ place }) => place === 1).map(({ name }) => name);
  const players = seats.map(({ name }) => name).join(', ');
  const isTeam = LEVEL_BOARD_MODES.has(match.mode);
  const description = isTeam
    ? `${players || 'A match'}: ${number(match.score)} points, level ${match.level}. Watch the replay.`
    : `${best.length === 1 ? `${best[0]} won` : 'A draw'}. ${players}. Watch the replay.`;
  return { title, description, image: `/api/matches/${id}/picture.png` };
}

function titleOf({ mode, kind, daily_date: date }: { mode: string; kind: string; daily_date: string | null }): string {
  const name = MODE_TITLES[mode] ?? mode;
  if (kind === 'daily' && date !== null) return `${name}, daily maze of ${date}`;
  return kind === 'ranked' ? `${name}, ranked` : name;
}
