// Cursors of lists: where the next page begins, as text that clients give back unread.

import { z } from '@hono/zod-openapi';
import { ApiError } from './errors.ts';

/** In base64. No list of ours is ordered by anything longer. */
const CURSOR_LENGTH_MAX = 512;
const LIMIT_MAX = 100;
const LIMIT_DEFAULT = 25;

/** The query of a list. */
export const pageQuery = z.object({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(LIMIT_MAX)
    .default(LIMIT_DEFAULT)
    .openapi({ description: 'Rows in a page.' }),
  after: z
    .string()
    .max(CURSOR_LENGTH_MAX)
    .optional()
    .openapi({ description: 'The `next` of the page before; without it the first page.' }),
});

/** A text in a position. PostgreSQL takes no NUL. */
export const positionText = z.string().regex(/^[^\0]*$/);

/** @param position the values by which the list is ordered, of the last row on this page */
export function cursorOf(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/**
 * @param shape of the position, such as `z.tuple([z.int(), positionText])`
 * @returns null for the first page
 * @throws {ApiError} if it is no cursor of such a list
 */
export function positionOf<Shape extends z.ZodType>(after: string | undefined, shape: Shape): z.output<Shape> | null {
  if (after === undefined) return null;
  try {
    return shape.parse(JSON.parse(Buffer.from(after, 'base64url').toString()));
  } catch {
    throw new ApiError('bad-cursor', { field: 'after' });
  }
}
