// A bot whose room is closed by the server, as after a restart with other rules of the game.

import { expect, test } from 'vitest';
import { BotClient } from '../../bots/bot-client.ts';
import { frameOf, JOINED, ROOM, startScriptedServer, WELCOME } from './fake-server.ts';

const PLAY = { type: 'play', mode: 'coop', rate: 60 } as const;

/** A server that closes the first room at once, says so again to those who ask for another one, and gives it to them. */
const closingServer = () =>
  startScriptedServer([
    [frameOf(WELCOME)],
    [frameOf(JOINED), frameOf(ROOM), frameOf({ type: 'left', reason: 'closed' })],
    [
      frameOf({ type: 'left', reason: 'closed' }),
      frameOf({ ...JOINED, code: 'OTHER' }),
      frameOf({ ...ROOM, code: 'OTHER' }),
    ],
  ]);

test('[BT8] a bot whose room was closed plays on in another one of the same mode', async () => {
  const server = await closingServer();
  const moves: string[] = [];
  const moved = new Promise<void>((resolve, reject) => {
    BotClient.connect(server, 'Ann', {
      onMovedOn: (_, from, to) => {
        moves.push(`${from} ${to}`);
        resolve();
      },
    })
      .then((client) => client.enter(PLAY))
      .catch(reject);
  });
  await moved;
  expect(moves).toEqual(['K7XQ2 OTHER']);
  expect(server.received.slice(1)).toMatchObject([PLAY, { type: 'play', mode: 'coop' }]);
});

test('[BT8] one that gives up ends instead', async () => {
  const server = await closingServer();
  const client = await BotClient.connect(server, 'Ann', {}, { afterLoss: 'give-up' });
  await client.enter(PLAY);
  expect(await client.closed).toMatchObject({ fault: 'sent-away', message: 'sent-away: closed' });
  expect(server.received.filter(({ type }) => type === 'play')).toHaveLength(1);
});
