import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRedisUrl, RedisUrlError } from '#redis/redis-url';
import { newFolder } from '../support/new-folder.ts';

test.each([
  ['redis://a', 'a:6379/0', { host: 'a', port: 6379, db: 0 }],
  ['redis://a/', 'a:6379/0', { host: 'a', port: 6379, db: 0 }],
  ['redis://a.example:7000/12', 'a.example:7000/12', { host: 'a.example', port: 7000, db: 12 }],
  ['REDIS://[::1]:7000', '[::1]:7000/0', { host: '::1', port: 7000, db: 0 }],
  ['redis://:p%40%3a%2f@a', 'a:6379/0', { host: 'a', port: 6379, db: 0, password: 'p@:/' }],
  ['redis://u:p:q@a', 'a:6379/0', { host: 'a', port: 6379, db: 0, username: 'u', password: 'p:q' }],
  ['rediss://a', 'a:6379/0', { host: 'a', port: 6379, db: 0, tls: {} }],
])('[RD3] %s', (url, place, options) => {
  expect(parseRedisUrl(url)).toEqual({ place, options });
});

test('[RD3] Sentinels', () => {
  expect(parseRedisUrl('redis+sentinel://u:p@a,[::1]:7000/game/3?sentinel-user=s&sentinel-password=t')).toEqual({
    place: 'a:26379,[::1]:7000/game/3',
    options: {
      db: 3,
      username: 'u',
      password: 'p',
      sentinels: [
        { host: 'a', port: 26_379 },
        { host: '::1', port: 7000 },
      ],
      name: 'game',
      failoverDetector: true,
      sentinelUsername: 's',
      sentinelPassword: 't',
    },
  });
  const { options } = parseRedisUrl('rediss+sentinel://a/game');
  expect(options).toMatchObject({ tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true });
});

test('[RD3] files of TLS are read, and a missing one is named', () => {
  const file = join(newFolder(), 'a.pem');
  writeFileSync(file, 'text');
  expect(parseRedisUrl(`rediss://a?ca=${file}&cert=${file}&key=${file}`).options.tls).toEqual({
    ca: 'text',
    cert: 'text',
    key: 'text',
  });
  expect(() => parseRedisUrl('rediss://:secret@a?ca=/nowhere/a.pem')).toThrow(/"ca".*\/nowhere\/a\.pem/);
});

test.each([
  ['', 'must look like'],
  ['a:6379', 'must look like'],
  ['http://a', 'must look like'],
  ['redis://', 'must look like'],
  ['redis://a:0', 'must look like'],
  ['redis://a:65536', 'must look like'],
  ['redis://a:b', 'must look like'],
  ['redis://a b', 'must look like'],
  ['redis://a#b', 'must look like'],
  ['redis://a/b', 'database'],
  ['redis://a/1/2', 'database'],
  ['redis://a,b', 'names one host'],
  ['redis://u@a', 'needs a password'],
  ['redis://u:@a', 'needs a password'],
  ['redis://:%zz@a', 'no part of %XX'],
  ['redis://a?db=1', 'has no "db"'],
  ['redis://a?ca=/a.pem', 'for rediss:// alone'],
  ['redis://a?sentinel-user=s', 'has no "sentinel-user"'],
  ['redis+sentinel://a', '/NAME'],
  [`redis+sentinel://${'a,'.repeat(32)}a/game`, 'more than 32'],
])('[RD3] %s is refused', (url, text) => {
  expect(() => parseRedisUrl(url)).toThrow(text);
});

test('[RD3] whatever is wrong, it is one line without the password', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (before, after) => {
      try {
        parseRedisUrl(`redis://u:SECRET${before}@a${after}`);
      } catch (error) {
        expect(error).toBeInstanceOf(RedisUrlError);
        expect((error as Error).message).not.toMatch(/SECRET|\n/);
      }
    }),
  );
});
