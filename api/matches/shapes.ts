// What the endpoints of matches take and answer.

import { z } from '@hono/zod-openapi';
import { MATCH_KINDS } from '#handover';
import { settingsShape } from '../leaderboards/shapes.ts';
import { statisticsShape } from '../players/shapes.ts';

export const matchIdParameters = z.object({
  id: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .openapi({ param: { name: 'id', in: 'path' }, description: 'The id of the match.' }),
});

const seatShape = z
  .object({
    seat: z.number().int(),
    name: z.string(),
    player: z.string().nullable().openapi({ description: 'The claimed name of a person or a bot; null for others.' }),
    driver: z.enum(['human', 'bot', 'ai']),
    version: z.string().nullable().openapi({ description: "That of a bot's program." }),
    place: z.number().int().openapi({ description: 'From 1; 0 for players who left before the end.' }),
    score: z.number().int(),
    whole: z.boolean().openapi({ description: 'The player had the seat for the whole match, and steered it.' }),
    statistics: statisticsShape.nullable().openapi({ description: 'Null until the match was verified.' }),
  })
  .openapi('MatchSeat');

export const matchShape = z
  .object({
    id: z.string(),
    mode: z.string(),
    variant: z.string(),
    kind: z.enum(MATCH_KINDS),
    daily: z.string().nullable().openapi({ description: 'The date, in a daily match.' }),
    rules: z.string().openapi({ description: 'The version of the rules: `/sim/VERSION.js` plays its replay.' }),
    settings: settingsShape,
    state: z.enum(['waiting', 'verified', 'failed']).openapi({
      description: 'Whether the match was played again from its log with this result.',
    }),
    level: z.number().int(),
    score: z.number().int(),
    ticks: z.number().int().openapi({ description: 'Its length, in ticks of 1/60 s.' }),
    endedMs: z.number().int().openapi({ description: 'Milliseconds since 1970.' }),
    replay: z.string().nullable().openapi({ description: 'Path of the replay file, null if it is not kept.' }),
    seats: z.array(seatShape),
  })
  .openapi('Match');

export type MatchAnswer = z.infer<typeof matchShape>;

export const offlineReplayShape = z
  .object({ replay: z.base64().openapi({ description: 'The replay file, compressed by gzip, in base64.' }) })
  .openapi('OfflineReplay');

export const offlineAnswerShape = z
  .object({
    id: z.string().openapi({ description: 'The id of the match: the same replay has the same one.' }),
    state: z.enum(['waiting', 'verified', 'failed']),
  })
  .openapi('OfflineMatch');
