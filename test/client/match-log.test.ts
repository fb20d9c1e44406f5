// When a client asks for the match log, and what it does about a wrong hash.

import { describe, expect, test } from 'vitest';
import { CLIENT_MESSAGES, LOG_RATE, type ClientMessage, type ServerMessage } from '#protocol';
import { decodedWorld, RULES_VERSION, type World } from '#simulation';
import { ROOM_SETTINGS } from '../support/room-settings.ts';
import { takeWrongHashes } from '../support/wrong-hashes.ts';
import { joinedMessage } from '../web-client/joined-message.ts';
import { Client } from './client-network.ts';
import { LogSource, type Piece } from './log-source.ts';
import { refusal, ScriptedServer, welcome } from './scripted-server.ts';

const PLAY = { type: 'play', mode: 'coop' } as const;
const ROOM: ServerMessage = {
  ...{ type: 'room', code: joinedMessage().code, state: 'play', host: 'Ann', settings: ROOM_SETTINGS },
  ...{ locked: false, watchers: 0, endsInTicks: 0, pauseAskedBy: '', pauseSeats: [], pauseLapsesInTicks: 0 },
};

/** A client of a server with these rules that wants to play by the log. */
function wanting(rules: number, answer: (message: ClientMessage) => readonly ServerMessage[] = () => []) {
  const server = new ScriptedServer();
  let tokens = 0;
  const says = { rules };
  server.answer = (message) => {
    if (message.type !== 'hello') return answer(message);
    return [{ ...welcome(`token ${++tokens}`), ...says }];
  };
  const client = new Client(server.surroundings, { entry: PLAY, rate: LOG_RATE, snapshotRate: 30 });
  server.clock.advance(10);
  return { server, client, says };
}

function ratesAsked({ received }: ScriptedServer): number[] {
  return received.flatMap((message) => ('rate' in message ? [message.rate] : []));
}

describe('[CL11] a client that wants the log', () => {
  test('says its rules, and asks for the log of a server that has the same', () => {
    const { server } = wanting(RULES_VERSION);
    expect(server.received[0]).toMatchObject({ type: 'hello', rules: RULES_VERSION, colour: 0, mark: 0, ticket: '' });
    expect(ratesAsked(server)).toEqual([LOG_RATE]);
  });

  test.each([0, RULES_VERSION + 1])('asks a server with rules %i for snapshots', (rules) => {
    expect(ratesAsked(wanting(rules).server)).toEqual([30]);
  });

  test('asks for snapshots where the server sends no log after all, and does not report that', () => {
    const { server, client } = wanting(RULES_VERSION, (message) =>
      'rate' in message && message.rate === LOG_RATE ? [refusal('no-log', CLIENT_MESSAGES.play.type)] : [],
    );
    expect(ratesAsked(server)).toEqual([LOG_RATE, 30]);
    expect(client.refusals).toEqual([]);
    server.say(refusal('no-log', CLIENT_MESSAGES.play.type));
    expect(ratesAsked(server)).toEqual([LOG_RATE, 30]);
    expect(client.refusals).toMatchObject([{ code: 'no-log' }]);
  });

  test('decides anew with every connection: the server may have been replaced', () => {
    const { server, says } = wanting(RULES_VERSION, () => [joinedMessage(), ROOM]);
    says.rules = RULES_VERSION + 1;
    server.cut();
    server.clock.advance(2000);
    says.rules = RULES_VERSION;
    server.cut();
    server.clock.advance(2000);
    expect(ratesAsked(server)).toEqual([LOG_RATE, 30, LOG_RATE]);
  });
});

/** A client in a match that it follows by the log. */
function following(): { server: ScriptedServer; client: Client; source: LogSource; world: World } {
  const joined = joinedMessage();
  const { server, client } = wanting(RULES_VERSION, ({ type }) => (type === 'play' ? [joined, ROOM] : []));
  return { server, client, source: new LogSource(decodedWorld(joined)!), world: client.conversation.match!.world };
}

/** The server runs ticks in real time, and says what is due. */
function run({ server, source }: ReturnType<typeof following>, ticks: number): void {
  for (let tick = 0; tick < ticks; tick++) {
    server.clock.advance(1000 / 60);
    const piece = source.tick();
    if (piece !== null) server.say(piece);
  }
}

function keyframe({ world: { tick, words } }: LogSource): ServerMessage {
  return { type: 'keyframe', tick, words: [...words] };
}

function requests({ received }: ScriptedServer): number[] {
  return received.flatMap((message) => (message.type === 'keyframe' ? [message.tick] : []));
}

describe('[CL12] a wrong hash', () => {
  test('is counted, reported, and asks for a keyframe with its tick; pieces go on', () => {
    const all = following();
    const { server, client, source, world } = all;
    run(all, 60);
    expect(client.wrongHashes).toEqual([]);
    world.random ^= 1;
    run(all, 60);
    expect(client.wrongHashes).toEqual([120]);
    expect(requests(server)).toEqual([120]);
    server.say(keyframe(source));
    run(all, 120);
    expect(world.words).toEqual(source.world.words);
    expect(requests(server)).toEqual([120]);
    expect(client.conversation.wrongHashes).toBe(1);
    expect(takeWrongHashes()).toEqual([120]);
  });

  test('asks no second time while the keyframe is on its way, for a second', () => {
    const all = following();
    const { server, source, world, client } = all;
    run(all, 59);
    const wrong = (tick: number): Piece => ({ type: 'log', tick, inputs: [], hash: 1 });
    for (let tick = 60; tick < 90; tick++) server.say(wrong(tick));
    expect(requests(server)).toEqual([60]);
    server.clock.advance(999);
    server.say(wrong(90));
    expect(requests(server)).toEqual([60]);
    server.clock.advance(1);
    server.say(wrong(91));
    expect(requests(server)).toEqual([60, 91]);
    // Once it has come, the next wrong hash counts as new.
    server.say(keyframe(source), wrong(world.tick + 1));
    expect(requests(server)).toHaveLength(3);
    expect(client.conversation.wrongHashes).toBe(33);
    expect(takeWrongHashes()).toEqual(client.wrongHashes);
  });

  test('never ends the conversation, but a piece that does not fit does', () => {
    const { server, client } = following();
    server.say({ type: 'log', tick: 1, inputs: [], hash: 1 }, { type: 'log', tick: 62, inputs: [], hash: 0 });
    expect(client.state).toEqual({
      ...{ name: 'ended', reason: 'bad-server' },
      text: 'a message `log` does not fit the match',
    });
    expect(takeWrongHashes()).toEqual([1]);
  });
});

test('[CL7] a piece of the log is reported by a ping when no other follows within 400 ms', () => {
  const all = following();
  const { server, source } = all;
  // After the first pings, which follow quickly.
  run(all, 300);
  const before = server.pingsMs.length;
  const piece = source.run(15).at(-1)!;
  server.say(piece);
  server.clock.advance(399);
  expect(server.pingsMs.length).toBe(before);
  server.clock.advance(1);
  expect(server.pingsMs.length).toBe(before + 1);
});
