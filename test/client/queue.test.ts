// Waiting for a ranked match, against a server that says what the test wants.

import { expect, test } from 'vitest';
import type { ServerMessage } from '#protocol';
import { joinedMessage } from '../web-client/joined-message.ts';
import { Client } from './client-network.ts';
import { refusal, ScriptedServer, welcome } from './scripted-server.ts';

const RANKED = { type: 'play', mode: 'versus', ranked: true } as const;
const QUEUED: ServerMessage & { type: 'queued' } = {
  ...{ type: 'queued', mode: 'versus', position: 2, waiting: 3, waitedMs: 0, waitMsMax: 60_000 },
  ...{ rating: 2500, least: 2100, most: 2900 },
};

function waiting() {
  const server = new ScriptedServer();
  let tokens = 0;
  server.answer = (message) => {
    if (message.type === 'hello') return [welcome(`token ${++tokens}`, message.token !== '')];
    if (message.type === 'play') return message.ranked === true ? [QUEUED] : [];
    if (message.type === 'leave') return [{ type: 'left', reason: 'asked' }];
    return message.type === 'ping' ? [{ type: 'pong', time: message.time, tick: 0, logTick: 0 }] : [];
  };
  const client = new Client(server.surroundings, { entry: RANKED });
  server.clock.advance(10);
  return { server, client };
}

function requests({ received }: ScriptedServer): string[] {
  return received.flatMap((message) => (message.type === 'play' ? [message.mode] : []));
}

test('[CL14] a wait is shown in the lobby, and lasts for minutes without another request', () => {
  const { server, client } = waiting();
  expect(client.state).toMatchObject({ name: 'lobby', queued: { position: 2, waiting: 3, rating: 2500 } });
  server.clock.advance(120_000);
  expect(client.state.name).toBe('lobby');
  expect(requests(server)).toEqual(['versus']);
  expect(client.conversation.enter({ type: 'play', mode: 'coop' })).toBe(false);
  server.say({ ...QUEUED, position: 1 });
  expect(client.conversation.queued).toMatchObject({ position: 1, atMs: server.clock.now() });
});

test('[CL14] `joined` ends it', () => {
  const { server, client } = waiting();
  server.say(joinedMessage());
  expect(client.state.name).toBe('entering');
  expect(client.conversation.queued).toBe(null);
});

test('[CL14] `leave` ends it, and another room can be asked for', () => {
  const { server, client } = waiting();
  client.conversation.send({ type: 'leave' });
  expect(client.state).toEqual({ name: 'lobby' });
  expect(client.conversation.enter({ type: 'play', mode: 'coop' })).toBe(true);
  expect(requests(server)).toEqual(['versus', 'coop']);
});

test('[CL14] a refusal ends it: ratings cannot be had', () => {
  const { server, client } = waiting();
  server.say(refusal('ratings-unavailable', 2));
  expect(client.state).toEqual({ name: 'lobby' });
  expect(client.refusals).toEqual([{ code: 'ratings-unavailable', entry: RANKED }]);
  expect(client.conversation.enter(RANKED)).toBe(true);
});

test('[CL14] over a later connection it is asked for again', () => {
  const { server, client } = waiting();
  server.clock.advance(5000);
  server.cut();
  expect(client.conversation.queued).toBe(null);
  server.clock.advance(3000);
  expect(requests(server)).toEqual(['versus', 'versus']);
  expect(client.conversation.queued).toMatchObject({ position: 2 });
});

test('[CL14] a match that is called off leads back into the wait, also over a later connection', () => {
  const { server, client } = waiting();
  server.say(joinedMessage());
  server.say({ type: 'left', reason: 'called-off' }, QUEUED);
  expect(client.state).toMatchObject({ name: 'lobby', queued: { position: 2 } });
  server.clock.advance(5000);
  server.cut();
  server.clock.advance(3000);
  expect(requests(server)).toEqual(['versus', 'versus']);
});
