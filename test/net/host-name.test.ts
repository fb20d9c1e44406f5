import { expect, test } from 'vitest';
import { hostName, isLocalName } from '#net';

test.each([
  ['127.0.0.1', true],
  ['::1', true],
  ['localhost', true],
  ['game.localhost', true],
  ['bridge', true],
  ['server.lan', true],
  ['server.local', true],
  ['server.lan.local', false],
  ['other.local', false],
  ['xserver.lan', false],
  ['server.lan.evil.example', false],
  ['localhost.evil.example', false],
])('[NA1] on server.lan the name %j is local: %s', (name, isLocal) => {
  expect(isLocalName(name, 'server.lan')).toBe(isLocal);
});

test('[NA1] a name has no port, no capitals and no dot at its end', () => {
  expect(['A.b:80', 'a.b.', 'a.b.:80', '[::1]:80'].map(hostName)).toEqual(['a.b', 'a.b', 'a.b', '::1']);
  for (const wrong of ['', ':80', 'a b', 'a:b', 'a:123456', 'a:', 'u@a', 'a/b', '[::1'])
    expect(hostName(wrong)).toBeNull();
});
