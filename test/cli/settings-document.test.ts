import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bridgeDocument, settingsSources } from '../../cli/bridge-document.ts';
import { apiDocument, serverDocument } from '../../cli/settings-document.ts';
import { API_ROWS } from '../../api/settings.ts';
import { SERVER_SETTINGS } from '../../game-server/settings.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const DOCS = join(ROOT, 'docs');

test('[C57] docs/server-settings.md is up to date (else: npm run docs), and has every setting', () => {
  const page = readFileSync(join(DOCS, 'server-settings.md'), 'utf8');
  expect(page).toBe(serverDocument());
  for (const name of Object.keys(SERVER_SETTINGS)) expect(page).toContain(`| \`${name}\` |`);
});

test('[C57] docs/api-settings.md is up to date (else: npm run docs), and has every setting', () => {
  const page = readFileSync(join(DOCS, 'api-settings.md'), 'utf8');
  expect(page).toBe(apiDocument());
  for (const name of Object.keys(API_ROWS)) expect(page).toContain(`| \`${name}\` |`);
});

test('[C57] docs/bridge-settings.md is up to date (else: npm run docs)', () => {
  expect(readFileSync(join(DOCS, 'bridge-settings.md'), 'utf8')).toBe(bridgeDocument(settingsSources(ROOT)));
  expect(() => bridgeDocument([])).toThrow('has no comment');
});
