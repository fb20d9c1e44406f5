// Title and sentence of the page of a player, as messengers show them.

import type { z } from '@hono/zod-openapi';
import { MODE_TITLES } from '../pictures/replay-tags.ts';
import type { profileShape } from '../players/shapes.ts';
import type { PageTags } from './page-tags.ts';

type Profile = Pick<z.output<typeof profileShape>, 'player' | 'owner' | 'sinceMs' | 'matches' | 'bests'>;

/** Best results that are named: a messenger shows two lines. */
const BESTS_NAMED = 2;
const number = new Intl.NumberFormat('en').format;
const month = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format;

export function playerTags({ player, owner, sinceMs, matches, bests }: Profile): PageTags {
  const who = player.kind === 'bot' ? (owner === null ? 'A bot' : `A bot of ${owner}`) : 'A player';
  const played = matches === 1 ? '1 match' : `${number(matches)} matches`;
  const named = bests
    .filter(({ board }) => board === 'score')
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, BESTS_NAMED)
    .map(({ mode, score, rank }) => `${MODE_TITLES[mode] ?? mode}: ${number(score)} points, place ${number(rank)}.`);
  return {
    title: `${player.name} – Packetman`,
    description: [`${who} since ${month(sinceMs)}, ${played}.`, ...named].join(' '),
  };
}
