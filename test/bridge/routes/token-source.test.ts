import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bridgeConfig } from '../../../bridge/config.ts';
import { parseTokenSource } from '../../../bridge/routes/token-source.ts';
import { addressText } from '../../../bridge/target/address.ts';
import { inTurn, targetOfValue, targetsOfValue } from '../../../bridge/routes/token-value.ts';
import { BridgeConfigError } from '../../../bridge/target/address.ts';

test.each([
  ['redis.internal', 'redis://redis.internal/', ''],
  ['redis.internal:6380', 'redis://redis.internal:6380/', ''],
  ['redis.internal:6380:1:secret', 'redis://:secret@redis.internal:6380/1', ''],
  ['redis.internal:::p@/', 'redis://:p%40%2F@redis.internal/', ''],
  ['redis.internal::::app', 'redis://redis.internal/', 'app:'],
  ['redis.internal::::"first:second"', 'redis://redis.internal/', 'first:second:'],
  ['"::1":6380', 'redis://[::1]:6380/', ''],
  ['[::1]:6380', 'redis://[::1]:6380/', ''],
  ['redis://u:p@a:7000/3?namespace=packetman:node', 'redis://u:p@a:7000/3', 'packetman:node:'],
  ['rediss://a', 'rediss://a', ''],
])('[B60] the source %s', (text, url, namespace) => {
  expect(parseTokenSource(text)).toEqual({ url, namespace, index: null });
});

test('[B60] an index is named in the address', () => {
  expect(parseTokenSource('redis+sentinel://a,b/game?namespace=n&index=all')).toEqual({
    url: 'redis+sentinel://a,b/game',
    namespace: 'n:',
    index: 'all',
  });
});

test.each(['', ':6379', 'a:b', 'a:1:b', 'a:1:2:3:4:5', 'redis://a?index=', 'redis://a?other=1', 'http://a', 'a:70000'])(
  '[B60] the source "%s" is refused',
  (text) => {
    expect(() => parseTokenSource(text)).toThrow(BridgeConfigError);
  },
);

test('[B60] an error of a setting does not show the password', () => {
  const wrong = () => bridgeConfig({ listen: '1', tokenRedis: 'a:x:0:secret' });
  expect(wrong).toThrow(/^tokenRedis: [^\n]+$/);
  expect(wrong).not.toThrow(/secret/);
});

test.each([
  ['a.example:80', { host: 'a.example', port: 80 }, 1],
  [' a.example:80\n', { host: 'a.example', port: 80 }, 1],
  ['[::1]:80', { host: '::1', port: 80 }, 1],
  ['{"host":"a:80"}', { host: 'a', port: 80 }, 1],
  ['{"host":"a","port":80}', { host: 'a', port: 80 }, 1],
  ['{"host":"::1","port":"80","other":[]}', { host: '::1', port: 80 }, 1],
  ['{"host":"a:80","free":12}', { host: 'a', port: 80 }, 12],
  ['{"host":"a:80","free":12,"isDraining":true}', { host: 'a', port: 80 }, 0],
  ['{"host":"a:80","free":-1}', { host: 'a', port: 80 }, 0],
  ['{"host":"a:80","free":"much"}', { host: 'a', port: 80 }, 0],
])('[B61] the value %s', (text, address, free) => {
  expect(targetOfValue(text)).toEqual({ address, free });
});

test.each([
  ...['unix:/run/a', 'unix_socket:/run/a', '{"host":"unix:/run/a"}', '{"host":"unix","port":"/run/a"}'],
  ...['', 'a', ':80', 'a:0', 'a:70000', 'a b:80', '{', '{}', 'null', '[]', '{"host":1}', '{"host":"a"}'],
  ...['{"host":"a","port":null}', '{"host":"a","port":{}}', '{"host":"a","port":"80 "}', '{"host":"a:1","port":2}'],
  `{"host":"a:80","other":"${'x'.repeat(16_384)}"}`,
])('[B61] the value %s names no target', (text) => {
  expect(targetOfValue(text)).toBeNull();
});

test('[B95] a value may name several targets, up to 16; what is none is left out', () => {
  const texts = (value: string) => targetsOfValue(value).map(({ address }) => addressText(address));
  expect(texts('a:1, b:2,unix:/c,[::1]:3')).toEqual(['a:1', 'b:2', '[::1]:3']);
  expect(texts('{"host": "a", "port": 1}')).toEqual(['a:1']);
  expect(texts('')).toEqual([]);
  expect(texts(Array.from({ length: 20 }, (_, port) => `a:${port + 1}`).join(','))).toHaveLength(16);
});

test('[B61] no value ends the bridge', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void targetOfValue(text)));
});

test('[B62] targets come in turn at random by what they can take, full ones last', () => {
  const targets = ['a:1', 'b:1', 'c:1'].map((text, index) => ({ ...targetOfValue(text)!, free: [30, 10, 0][index]! }));
  const first = { a: 0, b: 0, c: 0 };
  let seed = 1;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let turn = 0; turn < 4000; turn++) {
    const hosts = inTurn(targets, random).map((address) => ('host' in address ? address.host : ''));
    expect(hosts.at(-1)).toBe('c');
    first[hosts[0] as 'a' | 'b']++;
  }
  expect(first.a / 4000).toBeCloseTo(0.75, 1);
  expect(inTurn([], random)).toEqual([]);
});
