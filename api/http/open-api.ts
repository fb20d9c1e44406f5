// The OpenAPI document of the public routes, made from their shapes.

import { z } from '@hono/zod-openapi';
import { cachedJson } from './cached.ts';
import type { App } from './app.ts';
import { ERRORS, type ErrorCode } from './errors.ts';

const PATH = '/api/openapi.json';
const AN_HOUR_SECONDS = 3600;

/** Answers that are no JSON of ours. Those whose routes this program has are in the document. */
const FILES = [
  { path: '/api/matches/{id}/replay', summary: 'The replay file of a match', type: 'application/json' },
  { path: '/api/matches/{id}/picture.png', summary: 'A picture of a match', type: 'image/png' },
] as const;

const errorShape = z
  .object({
    error: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
    text: z.string(),
    field: z.string().optional().openapi({ description: 'The field of the request that is wrong.' }),
  })
  .openapi('Error');

interface Operation {
  readonly responses: Record<string, unknown>;
}

/** The route of the document. Called after the routes of all parts were added. */
export function addOpenApi(app: App): void {
  let document: object | null = null;
  addFiles(app);
  app.openAPIRegistry.register('Error', errorShape);
  app.get(PATH, (request) => {
    document ??= withErrors(
      app.getOpenAPI31Document({
        openapi: '3.1.0',
        info: {
          title: 'Packetman',
          version: '1',
          description: 'Records, players, matches and accounts of a Packetman server.',
        },
      }),
    );
    return cachedJson(request, document, { maxAgeSeconds: AN_HOUR_SECONDS, for: 'everybody' });
  });
}

function addFiles(app: App): void {
  const routes = new Set(app.routes.map(({ path }) => path.replaceAll(/:(\w+)/g, '{$1}')));
  for (const { path, summary, type } of FILES) {
    if (!routes.has(path)) continue;
    app.openAPIRegistry.registerPath({
      ...{ method: 'get', path, summary, request: { params: z.object({ id: z.string() }) } },
      responses: { 200: { description: 'The file.', content: { [type]: { schema: { type: 'string' } } } } },
    });
  }
  app.openAPIRegistry.registerPath({
    ...{ method: 'get', path: PATH, summary: 'This document' },
    responses: {
      200: { description: 'OpenAPI 3.1.', content: { 'application/json': { schema: { type: 'object' } } } },
    },
  });
}

/** Every operation can fail. */
function withErrors<Document extends { paths?: Record<string, object> | undefined }>(document: Document): Document {
  const schema = { $ref: '#/components/schemas/Error' };
  const failure = { description: 'An error.', content: { 'application/json': { schema } } };
  for (const path of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(path) as Operation[]) operation.responses['default'] ??= failure;
  }
  return document;
}
