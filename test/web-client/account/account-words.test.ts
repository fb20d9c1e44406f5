// What the dialogs say: a sentence for each code of the API, and devices by their browsers.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deviceOf } from '../../../web-client/account/device-of.ts';
import { newPasswordFault, refusalText } from '../../../web-client/account/dialog/refusal-text.ts';
import { english } from '../../../web-client/language/english.ts';

/** Of `new ApiError('…')`. */
const THROWN = /\bApiError\(\s*'([a-z-]+)'/g;
const FOLDER = join(import.meta.dirname, '../../../api/accounts');
/** What a page that is in order never hears; `sign-in-again` opens a page instead. */
const UNHEARD: readonly string[] = ['bad-request', 'not-found', 'sign-in-again'];
const CODES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => [...readFileSync(join(FOLDER, file), 'utf8').matchAll(THROWN)].map(([, code]) => code!))
  .filter((code) => !UNHEARD.includes(code));

const refusal = (code: string, retryAfterS = 0) => ({ code, field: '', retryAfterS });

test('[W163] every error of accounts has a sentence of its own', () => {
  const { unknown } = english.account.errors;
  expect(new Set(CODES).size).toBeGreaterThan(10);
  expect(CODES.filter((code) => refusalText(refusal(code)) === unknown)).toEqual([]);
  expect(refusalText(refusal('of-a-later-version'))).toBe(unknown);
});

test('[W163] who has tried too often hears when to try again', () => {
  expect(refusalText(refusal('too-many-tries', 1))).toContain('1 second.');
  expect(refusalText(refusal('too-many-requests', 89.2))).toContain('2 minutes');
  expect(refusalText(refusal('too-many-tries', 600))).toContain('10 minutes');
});

test('[W163] a password is counted in characters, as the API counts it', () => {
  expect(newPasswordFault('seven77')).toContain('at least 8');
  expect(newPasswordFault('\u{1f47b}'.repeat(8))).toBe('');
  expect(newPasswordFault('a'.repeat(129))).toContain('at most 128');
});

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0',
    'Edge on Windows',
  ],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36', 'Chrome on Windows'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1', 'Safari on iPhone'],
  [
    'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 SamsungBrowser/27.0 Chrome/130 Safari/537.36',
    'Samsung Internet on Android',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
  ['curl/8.5', 'Unknown device'],
  ['<b>Chrome/1</b>', 'Chrome'],
])('[W163] %s is %s', (agent, device) => {
  expect(deviceOf(agent)).toBe(device);
});
