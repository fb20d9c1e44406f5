// Clients that do not read, over real sockets on a virtual clock: what it costs the others, the server, and them.

import { expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';

/** Half a second, the longest round trip, and the longest time between two reports: until then nobody counts as behind. */
const LAST_UNSEEN_TICK = 30 + 60 + 120;

test('[C8] who stops reading and goes on is right again, who never reads is let go, and the third misses nothing', async () => {
  const server = await startTestServer();
  const [ann, bob, cat] = [await server.enter('Ann'), await server.enter('Bob'), await server.enter('Cat')];
  const { code } = await ann.create(3);
  await bob.join(code);
  await cat.join(code);
  const { world } = server.lobby.room(code)!;
  ann.socket.pause();
  cat.socket.pause();

  await server.run(280, bob);
  ann.socket.resume();
  await ann.at(LAST_UNSEEN_TICK);
  await ann.ping();
  await server.run(40, ann, bob);
  expect(ann.inbox.some((message) => message.type === 'keyframe')).toBe(true);
  expect(ann.words).toEqual(world.words);

  await server.run(200, ann, bob);
  const { seats } = await bob.find('seats', (message) => message.seats[2]!.absent);
  expect(seats).toMatchObject([{ absent: false }, { absent: false }, { name: 'Cat', absent: true }]);
  expect(bob.seenTicks).toEqual(Array.from({ length: 520 }, (_, i) => i + 1));
  expect(ann.words).toEqual(world.words);
  const { text } = await server.admin('/metrics');
  expect(text).toContain('packetman_errors_total{code="too-far-behind"} 1');
  const skipped = Number(/^packetman_snapshots_skipped_total (\d+)$/m.exec(text)![1]);
  expect(skipped).toBeGreaterThan(100);
});
