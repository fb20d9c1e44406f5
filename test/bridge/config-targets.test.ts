import { expect, test } from 'vitest';
import { bridgeConfig, filesNamedBy, type BridgeConfig } from '../../bridge/config.ts';

const LISTEN = ['127.0.0.1:0'];
const noTarget = (): null => null;
/** Any folder that is there. */
const FOLDER = import.meta.dirname;

function config(parts: object): BridgeConfig {
  return { tls: null, routes: [], ...parts } as unknown as BridgeConfig;
}

test('[B14] the files that are read with the configuration are the certificates, keys and authorities in it', () => {
  expect(filesNamedBy(config({}))).toEqual([]);
  const tls = { cert: 'a.crt', key: 'a.key', clientCa: 'clients.crt', sni: [{ cert: 'b.crt', key: 'b.key' }] };
  const routes = [
    { targetTls: { ca: 'target.crt' }, auth: { jwtKey: 'jwt.key', passwords: 'passwords' } },
    { targetTls: null, auth: null },
    { targetTls: {}, auth: { passwords: 'others' } },
  ];
  expect(filesNamedBy(config({ tls, routes }))).toEqual([
    'a.crt',
    'a.key',
    'b.crt',
    'b.key',
    'clients.crt',
    'target.crt',
    'jwt.key',
  ]);
  expect(filesNamedBy(config({ tls: { cert: 'a.crt', key: 'a.key', sni: [] } }))).toEqual(['a.crt', 'a.key']);
});

test.each([
  [{ target: '127.0.0.1:1', tokens: FOLDER }],
  [{ target: '127.0.0.1:1', lookUp: noTarget }],
  [{ tokens: FOLDER, lookUp: noTarget }],
  [{ target: '127.0.0.1:1', tokens: FOLDER, lookUp: noTarget }],
])('[B14] a bridge has one of target, tokens, tokenRedis and lookUp: %o has more', (settings) => {
  expect(() => bridgeConfig({ listen: LISTEN, ...settings } as never)).toThrow(
    'target: one of target, tokens, tokenRedis, tokenFolder, tokenSockets, tokenUrl, tokenKey and lookUp',
  );
});

test('[B14] a bridge without any of them is an error that says so', () => {
  expect(() => bridgeConfig({ listen: LISTEN })).toThrow('target: a target, tokens or routes are needed');
});
