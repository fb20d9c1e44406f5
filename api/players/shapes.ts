// What the endpoints of profiles and histories answer.

import { z } from '@hono/zod-openapi';
import { MATCH_KINDS } from '#handover';
import { BOARDS } from '../leaderboards/boards.ts';
import { cursor, playerShape, POOLS, ratingShape, settingsShape } from '../leaderboards/shapes.ts';

const timeMs = z.number().int().openapi({ description: 'Milliseconds since 1970.' });

/** What a seat did in a match, or a player in all matches of a mode. */
export const statisticsShape = z
  .object({
    dots: z.number().int(),
    energizers: z.number().int(),
    ghosts: z.number().int(),
    caught: z.number().int(),
    bestChain: z.number().int().openapi({ description: 'The most ghosts eaten with one energizer.' }),
    distance: z.number().int().openapi({ description: 'In pixels of the maze.' }),
    rivals: z.number().int(),
    turns: z.number().int(),
    fruits: z.number().int(),
    rounds: z.number().int().openapi({ description: 'Rounds won.' }),
  })
  .openapi('Statistics');

export const bestShape = z
  .object({
    mode: z.string(),
    board: z.enum(BOARDS),
    pool: z.enum(POOLS),
    rank: z.number().int().openapi({ description: 'Of all time.' }),
    total: z.number().int().openapi({ description: 'Rows of that table.' }),
    score: z.number().int(),
    level: z.number().int(),
    match: z.string(),
    endedMs: timeMs,
    offline: z.boolean(),
  })
  .openapi('Best');

export const modeTotalShape = z
  .object({
    mode: z.string(),
    matches: z.number().int(),
    won: z.number().int().openapi({ description: 'First places among at least two seats. 0 in `classic` and `coop`.' }),
    ticks: z.number().int().openapi({ description: 'Time played, in ticks of 1/60 s.' }),
    statistics: statisticsShape,
  })
  .openapi('ModeTotal');

export const profileShape = z
  .object({
    player: playerShape,
    owner: z.string().nullable().openapi({ description: 'Of a bot: the name of its owner.' }),
    sinceMs: timeMs,
    historyHidden: z.boolean().openapi({ description: 'The player does not show their matches.' }),
    matches: z.number().int(),
    lastMatchMs: timeMs.nullable(),
    modes: z.array(modeTotalShape),
    bests: z.array(bestShape),
    ratings: z.array(
      z.object({ mode: z.string(), pool: z.enum(POOLS), rank: z.number().int().nullable(), rating: ratingShape }),
    ),
    dailyStreak: z.number().int().openapi({ description: 'Days in a row with a daily try, up to today or yesterday.' }),
    titles: z
      .array(z.string())
      .openapi({ description: 'Codes of what the player has reached, such as `four-ghosts`.' }),
  })
  .openapi('Profile');

export const playedMatchShape = z
  .object({
    id: z.string(),
    mode: z.string(),
    variant: z.string(),
    kind: z.enum(MATCH_KINDS),
    daily: z.string().nullable().openapi({ description: 'The date, in a match of the daily maze.' }),
    settings: settingsShape,
    state: z.enum(['waiting', 'verified', 'failed']).openapi({
      description:
        'Whether the match was played again from its log with this result. Only `verified` in the history of others.',
    }),
    endedMs: timeMs,
    ticks: z.number().int(),
    level: z.number().int(),
    score: z.number().int().openapi({ description: 'Of the match. The score of the player is in `own`.' }),
    own: z
      .object({
        seat: z.number().int(),
        place: z.number().int(),
        score: z.number().int(),
        statistics: statisticsShape,
        ratingBefore: z.number().nullable(),
        ratingAfter: z.number().nullable(),
      })
      .openapi({ description: 'The seat of the player whose history it is.' }),
    seats: z.array(
      z.object({
        seat: z.number().int(),
        name: z.string(),
        driver: z.string(),
        place: z.number().int(),
        score: z.number().int(),
      }),
    ),
    replay: z.string().nullable().openapi({ description: 'Path of the replay, null if it is not kept.' }),
  })
  .openapi('PlayedMatch');

export const historyShape = z
  .object({ player: playerShape, matches: z.array(playedMatchShape), next: cursor })
  .openapi('History');

export const historySettingShape = z.object({ hidden: z.boolean() }).openapi('HistorySetting');
