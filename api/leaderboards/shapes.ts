// What the endpoints of leaderboards and of the daily maze answer.

import { z } from '@hono/zod-openapi';
import { BOARDS } from './boards.ts';

/** Humans, or programs with an owner's token. The two are never in one table. */
export const POOLS = ['human', 'bot'] as const;

const matchId = z.string().openapi({ description: 'Id of the match. Its replay is at /api/matches/ID/replay.' });
const timeMs = z.number().int().openapi({ description: 'Milliseconds since 1970.' });
export const cursor = z
  .string()
  .nullable()
  .openapi({ description: 'Value for `after` that gets the next page, null at the end.' });

/** A player as lists show them. Only the names of persons and bots are their own, and have a profile. */
export const playerShape = z
  .object({
    name: z.string(),
    kind: z.enum(['guest', 'person', 'bot']).openapi({ description: 'A guest has not claimed the name.' }),
  })
  .openapi('Player');

export const ratingShape = z
  .object({
    rating: z.number().openapi({ description: 'The estimate of the strength. A new player has 25.' }),
    uncertainty: z.number().openapi({
      description: 'The strength is within rating ± uncertainty with a probability of 95 %.',
    }),
    matches: z.number().int().openapi({ description: 'Rated matches.' }),
  })
  .openapi('Rating');

export const leaderboardRowShape = z
  .object({
    rank: z.number().int().openapi({ description: 'From 1 on. Equal values have equal ranks.' }),
    player: playerShape,
    value: z.number().openapi({ description: 'What the table is ordered by: score, level, or low end of the rating.' }),
    score: z.number().int(),
    level: z.number().int(),
    match: matchId.nullable().openapi({ description: 'The match of the row, null in tables of ratings.' }),
    endedMs: timeMs,
    offline: z.boolean().openapi({ description: 'The match was played without a server and verified afterwards.' }),
    rating: ratingShape.nullable().openapi({ description: 'In tables of ratings, else null.' }),
  })
  .openapi('LeaderboardRow');

export const leaderboardShape = z
  .object({
    mode: z.string(),
    board: z.enum(BOARDS),
    period: z
      .string()
      .openapi({ description: '`all`, a month 2026-11, an ISO week 2026-W49, or a day 2026-11-30 (UTC).' }),
    pool: z.enum(POOLS),
    total: z.number().int().openapi({ description: 'Rows of the whole table.' }),
    rows: z.array(leaderboardRowShape),
    own: leaderboardRowShape.nullable().openapi({ description: 'With `around`: the row of that player, else null.' }),
    next: cursor,
  })
  .openapi('Leaderboard');

export const leaderboardListShape = z
  .object({
    tables: z.array(z.object({ mode: z.string(), boards: z.array(z.enum(BOARDS)) })),
    periods: z
      .object({ day: z.string(), week: z.string(), month: z.string() })
      .openapi({ description: 'Those of now.' }),
    ratedMatchesMin: z
      .number()
      .int()
      .openapi({ description: 'Rated matches before a player enters a table of ratings.' }),
  })
  .openapi('LeaderboardList');

/** The settings of a match as replays contain them: `PlainSettings` of the rules. */
export const settingsShape = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .openapi('MatchSettings');

export const dailyShape = z
  .object({
    date: z.string().openapi({ description: 'The UTC date, such as 2026-11-30.' }),
    endsMs: timeMs,
    modes: z.array(
      z.object({
        mode: z.string(),
        change: z.string().openapi({ description: 'The change of the rules, an empty text if there is none.' }),
        settings: settingsShape,
        players: z.number().int().openapi({ description: 'Players whose first try is in the table.' }),
        best: leaderboardRowShape.nullable(),
      }),
    ),
  })
  .openapi('Daily');

export const dailyTableShape = z
  .object({
    date: z.string(),
    mode: z.string(),
    change: z.string().openapi({ description: 'The change of the rules, an empty text if there is none.' }),
    settings: settingsShape,
    total: z.number().int(),
    rows: z.array(leaderboardRowShape),
    own: leaderboardRowShape.nullable(),
    next: cursor,
  })
  .openapi('DailyTable');

export const ownDailyShape = z
  .object({
    streak: z.number().int().openapi({ description: 'Days in a row with a try, up to today or yesterday.' }),
    tries: z.array(
      z.object({
        date: z.string(),
        mode: z.string(),
        match: matchId,
        startedMs: timeMs,
        score: z.number().int().nullable().openapi({ description: 'null until the match has been verified.' }),
      }),
    ),
  })
  .openapi('OwnDaily');
