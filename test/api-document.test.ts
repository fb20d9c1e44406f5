// docs/api.md: its examples answer as it says, and its tables are those of the API.
// UPDATE=1 npx vitest run test/api-document.test.ts writes the tables of routes and errors.

import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { expect, onTestFinished, test, vi } from 'vitest';
import { apiConfig } from '../api/config.ts';
import { createCore } from '../api/core.ts';
import { ERRORS } from '../api/http/errors.ts';
import { addDevice, addUsers, NOON, playMatches } from './api/leaderboards/stored-matches.ts';
import { freshStore } from './support/database.ts';
import { newFolder } from './support/new-folder.ts';
import { runApi } from './support/running-api.ts';

const DOCUMENT = join(import.meta.dirname, '../docs/api.md');
const ADDRESS = 'https://game.example';
const EXAMPLE = /^```sh api( fails)?\n([^]*?)^```$(?:\n\n^```json\n([^]*?)^```$)?/gm;
/** For operators, and documented with the desk. */
const DESK = '/api/desk';
const run = promisify(execFile);

interface OpenApi {
  readonly paths: Record<string, Record<string, { summary?: string }>>;
}

async function coreOfApi() {
  const store = await freshStore('sqlite');
  const config = apiConfig({ data: newFolder() });
  const parts = {
    config,
    store,
    log: pino({ level: 'silent' }),
    metrics: new Registry(),
    key: Buffer.alloc(32),
    now: () => Date.now(),
  };
  return createCore(parts, async () => true);
}

test('[AP8] every example answers, with the fields that it shows', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
  onTestFinished(() => void vi.useRealTimers());
  const { url, store } = await runApi('sqlite');
  await addUsers(store, ['Ann', 'Bob', 'Cy']);
  await addUsers(store, ['Guest'], 'guest');
  await addDevice(store, 'guest');
  const id = (number: number) => String(number).padStart(32, '0');
  await playMatches(store, [
    { id: id(1), score: 12_340, level: 3, seats: [{ user: 'ann', name: 'Ann', score: 12_340 }] },
    ...['bob', 'cy'].map((user, i) => ({ id: id(3 + i), score: 800, seats: [{ user, score: 800 }] })),
    ...['ann', 'guest'].map((user, i) => ({
      ...{ id: id(2 + 5 * i), kind: 'daily' as const, dailyDate: '2026-11-30', plain: false, endedMs: NOON - 1000 },
      seats: [{ user, name: user, score: 900 }],
    })),
    ...Array.from({ length: 5 }, (_, i) => ({
      ...{ id: id(10 + i), mode: 'versus', kind: 'ranked' as const },
      seats: [{ user: 'ann' }, { user: 'bob', place: 2 }],
    })),
  ]);

  // Some keep a cookie for the next ones.
  const cwd = newFolder();
  const examples = [...readFileSync(DOCUMENT, 'utf8').matchAll(EXAMPLE)];
  expect(examples.length).toBeGreaterThan(10);
  for (const [, fails, command = '', shown] of examples) {
    const script = command.replaceAll(ADDRESS, url).replace(/^curl/, `curl -s ${fails ? '' : '--fail-with-body'}`);
    const { stdout } = await run('sh', ['-c', script], { encoding: 'utf8', cwd });
    if (shown === undefined) continue;
    const missing = missingFields(JSON.parse(shown), JSON.parse(stdout), '');
    expect({ command, missing }).toEqual({ command, missing: [] });
  }
});

test('[AP8] routes are those of the document and of OpenAPI', async () => {
  const { publicApp } = await coreOfApi();
  const answer = await publicApp.request(
    '/api/openapi.json',
    {},
    { incoming: { headers: {}, socket: { remoteAddress: '127.0.0.1' } } },
  );
  const { paths } = (await answer.json()) as OpenApi;
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { summary }]) => ({ route: `${method.toUpperCase()} ${path}`, summary })),
  );
  const routes = publicApp.routes
    .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/') && !path.startsWith(DESK))
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)(?:\{.*?\})?/g, '{$1}')}`);
  expect(described.map(({ route }) => route).toSorted()).toEqual([...new Set(routes)].toSorted());
  expect(described.filter(({ summary }) => !summary)).toEqual([]);

  const rows = described
    .toSorted((a, b) => (a.route.slice(a.route.indexOf('/')) < b.route.slice(b.route.indexOf('/')) ? -1 : 1))
    .map(({ route, summary }) => `| \`${route}\` | ${summary} |`);
  expectTable('routes', ['| route | what it answers or does |', '|---|---|', ...rows]);
});

test('[AP8] the codes of errors are those of the document', () => {
  const rows = Object.entries(ERRORS).map(([code, { status, text }]) => `| \`${code}\` | ${status} | ${text} |`);
  expectTable('errors', ['| code | status | text |', '|---|---|---|', ...rows]);
});

/** The lines between two marks of the document, which are made from the code. */
function expectTable(name: string, lines: readonly string[]): void {
  const text = readFileSync(DOCUMENT, 'utf8');
  const marked = new RegExp(`(?<=<!-- ${name} -->\n)[^]*?(?=<!-- /${name} -->)`);
  const table = `\n${lines.join('\n')}\n\n`;
  if (process.env['UPDATE'] === '1')
    writeFileSync(
      DOCUMENT,
      text.replace(marked, () => table),
    );
  else expect(marked.exec(text)?.[0].trim()).toBe(table.trim());
}

/** The fields that an example shows and an answer does not have. Of a list, the first item is compared. */
function missingFields(shown: unknown, answered: unknown, at: string): string[] {
  if (Array.isArray(shown)) {
    if (!Array.isArray(answered)) return [at];
    return shown.length === 0 ? [] : missingFields(shown[0], answered[0], `${at}[0]`);
  }
  if (typeof shown !== 'object' || shown === null) {
    const isLike = shown === null ? true : typeof answered === typeof shown;
    return isLike ? [] : [at];
  }
  if (typeof answered !== 'object' || answered === null) return [at];
  return Object.entries(shown).flatMap(([name, value]) =>
    name in answered
      ? missingFields(value, (answered as Record<string, unknown>)[name], `${at}.${name}`)
      : [`${at}.${name}`],
  );
}
