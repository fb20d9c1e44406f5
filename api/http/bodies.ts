// Bodies of requests and answers as `createRoute` takes them.

import type { z } from '@hono/zod-openapi';

/** A body of JSON, for `request`. */
export function bodyOf<Shape extends z.ZodType>(schema: Shape) {
  return { body: { required: true, content: { 'application/json': { schema } } } } as const;
}

/** An answer of JSON, for `responses`. */
export function answerOf<Shape extends z.ZodType>(schema: Shape, description: string) {
  return { 200: { description, content: { 'application/json': { schema } } } } as const;
}

/** An answer without a body, for `responses`. */
export const NO_CONTENT = { 204: { description: 'Done.' } } as const;
