// Requests to the API: an answer, or a code. A page without an API hears `unreachable`, whatever answers in its place.

import { expect, test } from 'vitest';
import { callApi, UNREACHABLE } from '../../../web-client/account/api-call.ts';

type Request = Parameters<typeof fetch>;

function answering(body: string | null, init: ResponseInit, requests: Request[] = []): typeof fetch {
  return async (...request: Request) => {
    requests.push(request);
    return new Response(body, init);
  };
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

test('[W161] an answer has its value, an error its code, its field and when to try again', async () => {
  const requests: Request[] = [];
  const answer = await callApi(
    { method: 'POST', path: '/api/claim', body: { name: 'Ann' }, device: 'secret' },
    answering('{"user":1}', { headers: JSON_TYPE }, requests),
  );
  expect(answer).toEqual({ value: { user: 1 } });
  const [path, { method, headers, body } = {}] = requests[0]!;
  expect([path, method, body]).toEqual(['/api/claim', 'POST', '{"name":"Ann"}']);
  expect(headers).toMatchObject({
    'x-packetman': '1',
    'x-packetman-device': 'secret',
    'content-type': 'application/json',
  });
  const error = '{"error":"name-taken","text":"taken","field":"name"}';
  expect(await callApi({ path: '/x' }, answering(error, { status: 409, headers: JSON_TYPE }))).toEqual({
    refusal: { code: 'name-taken', field: 'name', retryAfterS: 0 },
  });
  const headersOfLimit = { ...JSON_TYPE, 'retry-after': '90' };
  expect(
    await callApi({ path: '/x' }, answering('{"error":"busy"}', { status: 429, headers: headersOfLimit })),
  ).toEqual({
    refusal: { code: 'busy', field: '', retryAfterS: 90 },
  });
  expect(await callApi({ path: '/x' }, answering(null, { status: 204 }))).toEqual({ value: undefined });
});

test('[W161] only requests that change something have the header that says so', async () => {
  const requests: Request[] = [];
  await callApi({ path: '/api/me' }, answering('{}', { headers: JSON_TYPE }, requests));
  expect(Object.keys(requests[0]![1]!.headers!)).toEqual(['accept']);
});

test.each([
  ['the index page', answering('<!doctype html>', { headers: { 'content-type': 'text/html' } })],
  ['the text of a proxy', answering('bad gateway', { status: 502 })],
  ['half of an answer', answering('{"user":', { headers: JSON_TYPE })],
  ['an error of another form', answering('[1]', { status: 500, headers: JSON_TYPE })],
  ['nothing', async () => Promise.reject(new TypeError('fetch failed'))],
] as const)('[W161] %s is no answer', async (_, request) => {
  expect(await callApi({ path: '/api/me' }, request)).toEqual({ refusal: UNREACHABLE });
});
