// What all routes share, over real connections.

import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { apiConfig } from '../../../api/config.ts';
import { type Api, startApi } from '../../../api/main.ts';
import { newFolder } from '../../support/new-folder.ts';

async function start(): Promise<Api> {
  const config = apiConfig({ data: newFolder(), port: 0, adminPort: 0 });
  const api = await startApi(config, pino({ level: 'silent' }));
  onTestFinished(() => api.drain());
  await api.ready;
  return api;
}

async function ask(port: number, path: string, method = 'GET', headers: Record<string, string> = {}) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode!, body }), reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}

test('[AP1] health and metrics are on the internal listener', async () => {
  const { port, adminPort } = await start();
  expect(await ask(adminPort, '/healthz')).toEqual({ status: 200, body: 'ok\n' });
  expect(await ask(adminPort, '/readyz')).toEqual({ status: 200, body: 'ok\n' });
  expect((await ask(adminPort, '/metrics')).body).toContain('process_cpu_seconds_total');
  expect((await ask(adminPort, '/internal/x')).status).toBe(403);
  expect((await ask(port, '/healthz')).status).toBe(404);
  expect(JSON.parse((await ask(port, '/api/openapi.json')).body)).toMatchObject({ openapi: '3.1.0' });
  expect(JSON.parse((await ask(port, '/api/x', 'POST')).body)).toMatchObject({ error: 'missing-header' });
});
