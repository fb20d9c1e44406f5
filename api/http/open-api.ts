// The OpenAPI document of the public routes, made from their shapes.

import { cachedJson } from './cached.ts';
import type { App } from './app.ts';

const PATH = '/api/openapi.json';
const AN_HOUR_SECONDS = 3600;

export function addOpenApi(app: App): void {
  let document: object | null = null;
  app.get(PATH, (request) => {
    document ??= app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: {
        title: 'Packetman',
        version: '1',
        description:
          'Records, players, matches and accounts of a Packetman server. Errors are `{ error, text, field? }`.',
      },
    });
    return cachedJson(request, document, { maxAgeSeconds: AN_HOUR_SECONDS, for: 'everybody' });
  });
}
