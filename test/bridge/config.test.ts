import { expect, test } from 'vitest';
import { bridgeConfig, BridgeConfigError, defaultBridgeConfig, parseAddress } from '../../bridge/config.ts';
import type { BridgeSettings } from '../../bridge/config.ts';

const LISTEN = { host: undefined, port: 8080 };
const TARGET = { host: '127.0.0.1', port: 1980 };

test.each([
  ['127.0.0.1:1980', { host: '127.0.0.1', port: 1980 }],
  ['game.example:0', { host: 'game.example', port: 0 }],
  ['[::1]:8080', { host: '::1', port: 8080 }],
  [':8080', { host: undefined, port: 8080 }],
  ['8080', { host: undefined, port: 8080 }],
])('[B14] the address %s', (text, address) => {
  expect(parseAddress(text)).toEqual(address);
});

test.each(['', 'host', 'host:', '::1:8080', '[::1]', '[host]:80', 'host:65536', 'host:-1', 'http://host:80', 'a b:80'])(
  '[B14] "%s" is no address',
  (text) => expect(() => parseAddress(text)).toThrow(BridgeConfigError),
);

test('[B14] what is not given, or undefined, has its default, and nothing can be changed later', () => {
  const config = bridgeConfig({ listen: LISTEN, target: TARGET, web: undefined, origins: ['https://game.example'] });
  expect(config).toEqual({
    ...defaultBridgeConfig,
    listen: LISTEN,
    target: TARGET,
    origins: ['https://game.example'],
  });
  expect(Object.isFrozen(config)).toBe(true);
  expect(Object.isFrozen(config.origins)).toBe(true);
});

test.each<[string, Partial<BridgeSettings>]>([
  ['target', { target: { host: 'game.example', port: 0 } }],
  ['web', { web: '/there/is/no/such/folder' }],
  ['api', { api: 'https://127.0.0.1:1981' }],
  ['api', { api: 'http://127.0.0.1:1981/path' }],
  ['origins', { origins: ['game.example'] }],
  ['origins', { origins: ['https://game.example/'] }],
  ['trust', { trust: ['10.0.0.0/33'] }],
  ['trust', { trust: ['proxy.example'] }],
  ['sessionsMax', { sessionsMax: 0 }],
  ['pingEveryMs', { pingEveryMs: 0.5 }],
])('[B14] a wrong %s is one clear line that names it', (name, settings) => {
  const configure = () => bridgeConfig({ listen: LISTEN, target: TARGET, ...settings });
  expect(configure).toThrow(BridgeConfigError);
  expect(configure).toThrow(new RegExp(`^${name}: [^\\n]+$`));
});
