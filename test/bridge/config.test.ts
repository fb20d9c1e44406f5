import { expect, test } from 'vitest';
import { BridgeConfigError, parseAddress, parseListen, parseTarget } from '../../bridge/target/address.ts';
import { bridgeConfig } from '../../bridge/config.ts';
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

test('[B14] unix sockets and those of systemd', () => {
  expect(parseTarget('unix:/run/target.sock')).toEqual({ path: '/run/target.sock' });
  expect(parseTarget('unix_socket:/run/target.sock')).toEqual({ path: '/run/target.sock' });
  expect(parseListen('unix:/run/bridge.sock')).toEqual({ path: '/run/bridge.sock' });
  expect(parseListen('systemd')).toEqual({ systemd: true });
  expect(() => parseTarget('game.example:0')).toThrow(BridgeConfigError);
});

test('[B14] a setting that is left out or undefined has its default, and no setting can be changed later', () => {
  const config = bridgeConfig({ listen: LISTEN, target: TARGET, web: undefined, origins: 'https://game.example' });
  expect(config).toMatchObject({ listen: [LISTEN], web: null, origins: ['https://game.example'], tunnelsMax: 4096 });
  expect(config.routes).toMatchObject([{ name: 'default', target: [TARGET], frames: 'none', protocols: ['binary'] }]);
  for (const part of [config, config.origins, config.routes, config.routes[0]])
    expect(Object.isFrozen(part)).toBe(true);
});

test('[B14] addresses may be written as text, and lists as their only entry', () => {
  const routes = [{ name: 'echo', path: '/echo', target: ['unix:/run/a', '127.0.0.1:7'] }];
  const config = bridgeConfig({ listen: ['8080', 'unix:/run/b'], routes });
  expect(config.listen).toEqual([LISTEN, { path: '/run/b' }]);
  expect(config.routes[0]?.target).toEqual([{ path: '/run/a' }, { host: '127.0.0.1', port: 7 }]);
});

test.each<[string, BridgeSettings]>([
  ['target', { target: { host: 'game.example', port: 0 } }],
  ['csp', { csp: '8080' }],
  ['csp', { csp: 'default-src *\r\nX: y' }],
  ['immutable', { immutable: 'assets/' }],
  ['webPasswords', { webPasswords: '/there/is/no/such/file' }],
  ['web', { web: '/there/is/no/such/folder' }],
  ['target', { target: undefined }],
  ['target', { target: 'nowhere' }],
  ['target', { target: [] }],
  ['target', { target: null } as never],
  ['target', { target: { a: 1 } } as never],
  ['target', { target: ['127.0.0.1:1', null] } as never],
  ['listen', { listen: [] }],
  ['listen', { listen: { host: 'a', port: 65_536 } }],
  ['listen', { listen: { host: 1, port: 80 } } as never],
  ['routes.0.target', { routes: [{ name: 'a', target: 'nowhere' }] }],
  ['routes.0', { routes: [{ name: 'a' }] }],
  ['routes.0.name', { routes: [{ target: TARGET } as never] }],
  ['colour', { colour: 'red' } as BridgeSettings],
  ['tls.cert', { tls: { cert: '/no/such/file', key: '/no/such/file' } }],
  ['passOn./api', { passOn: { '/api': 'https://127.0.0.1:1981' } }],
  ['passOn./api', { passOn: { '/api': 'http://127.0.0.1:1981/path' } }],
  ['origins.0', { origins: ['game.example'] }],
  ['origins.0', { origins: ['https://game.example/'] }],
  ['trust.0', { trust: ['10.0.0.0/33'] }],
  ['trust.0', { trust: ['proxy.example'] }],
  ['tunnelsMax', { tunnelsMax: 0 }],
  ['pingEveryMs', { pingEveryMs: 0.5 }],
])('[B14] a wrong %s is one clear line that names it', (name, settings) => {
  const configure = () => bridgeConfig({ listen: LISTEN, target: TARGET, ...settings });
  expect(configure).toThrow(BridgeConfigError);
  expect(configure).toThrow(new RegExp(`^${name.replaceAll('.', '\\.')}: [^\\n]+$`));
});
