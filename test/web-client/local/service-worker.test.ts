import { expect, test } from 'vitest';
import { answerTo } from '../../../web-client/service-worker/answer-to.ts';

const ORIGIN = 'https://packetman.example';
const FILES = ['/app.webmanifest', '/assets/index-abc.js'];

test.each([
  ['GET', 'navigate', '/', 'page'],
  ['GET', 'navigate', '/?test', 'page'],
  ['GET', 'navigate', '/#ABCDE', 'page'],
  ['GET', 'navigate', '/index.html', 'page'],
  ['GET', 'navigate', '/ABCDE', 'page'],
  ['GET', 'navigate', '/abcde', 'page'],
  ['GET', 'navigate', '/replay/ABCDEFGHJKLMNPQR', 'page'],
  ['GET', 'navigate', '/about', 'server'],
  ['GET', 'navigate', '/records', 'server'],
  ['GET', 'navigate', '/players/Ann', 'server'],
  ['GET', 'cors', '/sim/1.js', 'server'],
  ['GET', 'navigate', '/api/replays', 'server'],
  ['GET', 'navigate', '/health', 'server'],
  ['GET', 'navigate', '/echo/', 'server'],
  ['POST', 'navigate', '/', 'server'],
  ['GET', 'cors', '/assets/index-abc.js', 'file'],
  ['GET', 'no-cors', '/app.webmanifest', 'file'],
  ['GET', 'cors', '/assets/index-other.js', 'server'],
  ['GET', 'cors', '/api/replays/assets/index-abc.js', 'server'],
  ['HEAD', 'cors', '/assets/index-abc.js', 'server'],
  ['GET', 'cors', '/play', 'server'],
  ['GET', 'websocket', '/play', 'server'],
])('[W103] %s of %s for %s is answered by: %s', (method, mode, path, answer) => {
  expect(answerTo({ method, mode, url: ORIGIN + path }, ORIGIN, FILES)).toBe(answer);
});

test('[W103] files of other hosts are asked for there', () => {
  expect(answerTo({ method: 'GET', mode: 'navigate', url: 'https://other.example/' }, ORIGIN, FILES)).toBe('server');
});
