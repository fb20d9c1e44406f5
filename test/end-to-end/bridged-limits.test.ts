// The game server behind a bridge: it counts by who is really calling, not by the bridge's own address.

import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { bridgeConfig } from '../../bridge/config.ts';
import { startBridge } from '../../bridge/main.ts';
import { gameServerConfig } from '../../game-server/config.ts';
import { createLog } from '../../game-server/ops/log.ts';
import { startGameServer } from '../../game-server/main.ts';

const HOST = '127.0.0.1';
/** These clients never say hello, however long the test takes. */
const HELLO_MS_MAX = 600_000;

test('[B8] two browsers behind one bridge are limited apart by the game server', async () => {
  const log = createLog('silent');
  const limits = { connectionsPerAddressMax: 1, helloTimeoutMs: HELLO_MS_MAX };
  const config = gameServerConfig({ host: HOST, port: 0, adminPort: 0, ...limits });
  const server = await startGameServer(config, log);
  onTestFinished(() => server.drain());
  const target = { host: HOST, port: server.port };
  const listen = { host: HOST, port: 0 };
  const bridge = await startBridge(bridgeConfig({ listen, target, trust: HOST, proxyHeader: 'v2' }), log);
  onTestFinished(() => bridge.drain(1));
  const browser = (address: string) =>
    new WebSocket(`ws://${HOST}:${bridge.port}/`, { headers: { 'X-Forwarded-For': address } });

  const [first, other] = [browser('192.0.2.1'), browser('192.0.2.2')];
  await Promise.all([once(first, 'open'), once(other, 'open')]);
  const [code] = await once(browser('192.0.2.1'), 'close');
  expect(code).toBe(1011); // the game server resets who is one too many
  for (const open of [first, other]) {
    expect(open.readyState).toBe(WebSocket.OPEN);
    open.terminate();
  }
});
