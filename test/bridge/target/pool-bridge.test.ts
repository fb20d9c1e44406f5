import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { closedAddress, openBridge, openBrowser, openEchoTarget, openTarget } from '../support.ts';

/** Long enough that only the first check runs. */
const ONCE = { everyMs: 600_000, timeoutMs: 600_000 };

test('[B95] tunnels are spread over the targets of a route, and counted by target until they end', async () => {
  const [first, second] = [await openEchoTarget(), await openEchoTarget()];
  const bridge = await openBridge(null, { target: [first, second], balance: 'least-sessions' });
  const sessions = async () => {
    const text = await bridge.metricsText();
    return [first, second].map(({ port }) =>
      Number(
        new RegExp(`^bridge_target_sessions\\{route="default",target="127.0.0.1:${port}"\\} (\\d+)$`, 'm').exec(
          text,
        )![1],
      ),
    );
  };
  const browsers = [await openBrowser(bridge), await openBrowser(bridge), await openBrowser(bridge)];
  for (const { socket, bytes } of browsers) {
    socket.send('x');
    await bytes(1);
  }
  expect(await sessions()).toEqual([2, 1]);
  for (const { socket } of browsers) socket.close();
  for (let ended = 0; ended < browsers.length; ended++) await bridge.nextEnd();
  expect(await sessions()).toEqual([0, 0]);
});

test('[B95] clients with the same token reach the same target, in the query or in a sub-protocol', async () => {
  const targets = await Promise.all(Array.from({ length: 4 }, () => openEchoTarget()));
  const bridge = await openBridge(null, { target: targets, sticky: 'token' });
  const targetOf = async (options: object, path: string) => {
    const { socket } = await openBrowser(bridge, options, path);
    socket.close();
    return (await bridge.nextEnd())['target'];
  };
  const home = await targetOf({}, '/?token=ada');
  expect(await targetOf({}, '/?token=ada')).toBe(home);
  expect(await targetOf({ protocols: ['binary', 'token.ada'] }, '/')).toBe(home);
  const others = await Promise.all(Array.from({ length: 16 }, (_, index) => targetOf({}, `/?token=${index}`)));
  expect(new Set(others).size).toBeGreaterThan(1);
});

test('[B96] a check over TLS wants the handshake: a target that only accepts is left out, and tried when all are', async () => {
  const silent = await openTarget();
  const plain = await openTarget((socket) => socket.end('no TLS'));
  const bridge = await openBridge(null, { target: [silent, plain], targetTls: { verify: false }, healthCheck: ONCE });
  const down = () => bridge.log.filter(({ msg }) => msg === 'target down').map(({ target }) => target);
  await expect.poll(down).toEqual([`127.0.0.1:${plain.port}`]);
  expect(await bridge.metricsText()).toContain(`bridge_target_up{route="default",target="127.0.0.1:${plain.port}"} 0`);
});

test('[B96] a target that accepts and closes at once is left out: a proxy in front of it accepts for it', async () => {
  const [hollow, up] = [await openTarget((socket) => socket.destroy()), await openTarget((socket) => socket.end('up'))];
  const bridge = await openBridge(null, { target: [hollow, up], balance: 'least-sessions', healthCheck: ONCE });
  const downs = () => bridge.log.filter(({ msg }) => msg === 'target down').map(({ target, cause }) => [target, cause]);
  await expect.poll(downs).toEqual([[`127.0.0.1:${hollow.port}`, 'check: it closed at once']]);
  for (let times = 0; times < 3; times++) expect(String(await (await openBrowser(bridge)).rest())).toBe('up');
});

test('[B96] a target that is not there is left out, and comes back by itself', async () => {
  const up = await openEchoTarget();
  const down = await closedAddress();
  const bridge = await openBridge(null, { target: [down, up], healthCheck: { everyMs: 100, timeoutMs: 60_000 } });
  const logged = async (message: string): Promise<void> => {
    await expect.poll(() => bridge.log.some(({ msg }) => msg === message)).toBe(true);
  };
  const reached = async () => {
    const { socket } = await openBrowser(bridge);
    socket.close();
    return (await bridge.nextEnd())['target'];
  };
  await logged('target down');
  expect(await reached()).toBe(`127.0.0.1:${up.port}`);
  const server = createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(down.port, down.host);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  expect((server.address() as AddressInfo).port).toBe(down.port);
  await logged('target up');
  expect(await reached()).toBe(`127.0.0.1:${down.port}`);
});
