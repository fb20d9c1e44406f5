// The server behind real proxies, whose PROXY headers name the callers.

import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { startTestServer } from '../../support/test-server.ts';
import { TCP_PROXIES } from '../../support/tcp-proxies.ts';
import { TcpPlayer } from '../../support/tcp-player.ts';

describe.each(TCP_PROXIES)('behind $name', ({ isInstalled, start }) => {
  // Loopback has many addresses on Linux only.
  const runs = isInstalled && process.platform === 'linux';

  test.runIf(runs)('[GL3] every player has an address of their own, and the limits are theirs', async () => {
    const server = await startTestServer({ exemptNetworks: [], connectionsPerAddressMax: 1 });
    const port = await start(server.port);
    const dial = (localAddress: string) =>
      TcpPlayer.over(connect({ port, host: '127.0.0.1', localAddress, noDelay: true }));
    const [ann, bob] = [dial('127.0.0.2'), dial('127.0.0.3')];
    await ann.hello('Ann');
    await bob.hello('Bob');
    const second = dial('127.0.0.2');
    second.bytes(Uint8Array.of(0));
    await second.closed();
    expect(ann.isClosed).toBe(false);
    bob.bytes(Uint8Array.of(0, 0, 0, 0));
    expect(await bob.error()).toBe('frame-empty');
    expect(server.logLines.filter(({ code }) => code === 'frame-empty')).toMatchObject([
      { address: '127.0.0.3', name: 'Bob' },
    ]);
    ann.destroy();
  });

  test.runIf(runs)('[GL5] one that is not trusted is named in the log', async () => {
    const server = await startTestServer({ proxyNetworks: [] });
    const port = await start(server.port);
    const ann = TcpPlayer.over(connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2' }));
    expect(await ann.error()).toBe('proxy-refused');
    expect(server.logLines.find(({ warning }) => warning === 'untrustedProxy')).toMatchObject({ address: '127.0.0.1' });
  });
});
