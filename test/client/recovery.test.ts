import { describe, expect, test } from 'vitest';
import { encodeFrame, errorMessage, ERRORS, type ErrorCode, type ServerMessage } from '#protocol';
import { reconnectDelayMs, STEADY_MS, TRIES_MAX } from '../../client/reconnect-policy.ts';
import { joinedMessage } from '../web-client/joined-message.ts';
import { Client } from './client-network.ts';
import { refusal, ScriptedServer, welcome } from './scripted-server.ts';

const FATAL = (Object.keys(ERRORS) as ErrorCode[]).filter((code) => ERRORS[code].recovery !== null);
const lobby = { entry: null } as const;

/** A client in the lobby of a server that welcomes everybody. */
function connected(options: ConstructorParameters<typeof Client>[1] = lobby): {
  server: ScriptedServer;
  client: Client;
} {
  const server = new ScriptedServer();
  let tokens = 0;
  server.answer = (message) => {
    if (message.type === 'hello') return [welcome(`token ${++tokens}`, message.token !== '')];
    return message.type === 'ping' ? [{ type: 'pong', time: message.time, tick: 0, logTick: 0 }] : [];
  };
  const client = new Client(server.surroundings, options);
  server.clock.advance(10);
  return { server, client };
}

describe('delays before another try', () => {
  test.each([
    [0, 250],
    [1, 250],
    [2, 500],
    [4, 1000],
    [6, 2000],
    [8, 4000],
    [10, 5000],
    [17, 5000],
  ])('[CL4] after %i tries it is between half and all of %i ms', (tries, fullMs) => {
    expect(reconnectDelayMs(tries, 0)).toBe(fullMs / 2);
    expect(reconnectDelayMs(tries, 1)).toBe(fullMs);
    expect(reconnectDelayMs(tries, 0.5, 4000)).toBe(0.75 * Math.max(4000, fullMs));
  });

  test('[CL4] all of them last longer than a server keeps a session, mostly', () => {
    const sum = (random: number) =>
      Array.from({ length: TRIES_MAX }, (_, i) => reconnectDelayMs(i, random)).reduce((a, b) => a + b);
    expect(sum(0.5)).toBeGreaterThan(30_000);
    expect(sum(0)).toBeGreaterThan(25_000);
    expect(sum(1)).toBeLessThan(60_000);
  });

  test('[CL4] after too many tries the conversation ends', () => {
    const { server, client } = connected();
    server.dialling = 'breaks';
    server.cut();
    expect(client.state.name).toBe('disconnected');
    server.clock.advance(120_000);
    expect(client.state).toEqual({ name: 'ended', reason: 'connection-lost', text: 'cut' });
    expect(server.dialledMs).toHaveLength(1 + TRIES_MAX);
    const pauses = server.dialledMs.slice(2).map((ms, i) => Math.round((ms - server.dialledMs[i + 1]! - 1) / 0.75));
    expect(pauses).toEqual([
      250,
      500,
      500,
      1000,
      1000,
      2000,
      2000,
      4000,
      4000,
      ...Array.from({ length: 8 }, () => 5000),
    ]);
  });

  test.each<readonly [string, readonly ServerMessage[]]>([
    ['resumes the session', [welcome('t', true)]],
    ['leads to the lobby', [welcome('t')]],
    ['leads to a room', [welcome('t'), joinedMessage()]],
    ['leads to a room that ends', [welcome('t'), joinedMessage(), { type: 'left', reason: 'failed' }]],
    ['says bye', [welcome('t'), { type: 'bye', reason: 'again' }]],
  ])('[CL4] a server that %s and breaks every connection is not called for ever', (_, answer) => {
    const { server, client } = connected();
    server.clock.advance(STEADY_MS);
    server.answer = (message) => {
      if (message.type === 'hello') server.clock.after(5, () => server.cut());
      return message.type === 'hello' ? answer : [];
    };
    server.cut();
    server.clock.advance(3_600_000);
    expect(client.state).toMatchObject({ name: 'ended', reason: 'connection-lost' });
    expect(server.dialledMs).toHaveLength(1 + TRIES_MAX);
  });

  test('[CL4] the network’s return makes the next try at once, and a connection that holds makes the delays short again', () => {
    const { server, client } = connected();
    server.dialling = 'breaks';
    server.cut();
    server.clock.advance(10_000);
    const tries = server.dialledMs.length;
    server.dialling = 'opens';
    client.conversation.session.reconnectNow();
    expect(server.dialledMs).toHaveLength(tries + 1);
    client.conversation.session.reconnectNow();
    expect(server.dialledMs).toHaveLength(tries + 1);
    server.clock.advance(10);
    expect(client.state.name).toBe('lobby');
    server.clock.advance(STEADY_MS);
    server.cut();
    const lostMs = server.clock.now();
    server.clock.advance(250);
    expect(server.dialledMs.at(-1)! - lostMs).toBe(0.75 * 250);
  });

  test('[CL4] a server that says welcome and then breaks off is not called for ever', () => {
    const { server, client } = connected({ entry: { type: 'play', mode: 'coop' } });
    server.answer = (message) => {
      if (message.type === 'hello') server.clock.after(5, () => server.cut());
      return message.type === 'hello' ? [welcome('t')] : [];
    };
    server.cut();
    server.clock.advance(600_000);
    expect(client.state).toMatchObject({ name: 'ended', reason: 'connection-lost' });
  });
});

describe('a connection that is lost in the lobby', () => {
  const WATCH = { type: 'watch', code: 'ABCDE', password: '' } as const;

  test.each([
    ['goes on', true],
    ['is a new one', false],
  ])('[CL3] a room that is asked for meanwhile is asked for once the session %s', (_, resumed) => {
    const { server, client } = connected();
    const { answer } = server;
    server.answer = (message) => (message.type === 'hello' ? [welcome('t', resumed)] : answer(message));
    server.dialling = 'breaks';
    server.cut();
    expect(client.conversation.enter(WATCH)).toBe(true);
    expect(client.conversation.enter(WATCH)).toBe(false);
    server.clock.advance(1000);
    server.dialling = 'opens';
    server.clock.advance(5000);
    expect(client.state.name).toBe('lobby');
    expect(server.received.filter(({ type }) => type === 'watch')).toMatchObject([WATCH]);
  });

  test('[CL3] no other room is asked for while the session is in one', () => {
    const { server, client } = connected();
    server.answer = (message) => (message.type === 'hello' ? [welcome('t')] : []);
    client.conversation.enter(WATCH);
    server.say(joinedMessage());
    expect(client.state.name).toBe('entering');
    server.cut();
    expect(client.conversation.enter(WATCH)).toBe(false);
  });
});

test('[CL3] a resumed session whose room has ended meanwhile, without a word to it, is in the lobby', () => {
  const { server, client } = connected({ entry: { type: 'play', mode: 'coop' } });
  server.say(joinedMessage());
  server.answer = (message) => {
    if (message.type === 'hello') return [welcome('t', true)];
    return message.type === 'ping' ? [{ type: 'pong', time: message.time, tick: 0, logTick: 0 }] : [];
  };
  server.cut();
  server.clock.advance(5000);
  expect(client.states.slice(-3)).toEqual(['disconnected', 'resuming', 'lobby']);
  expect(client.received.findLast(({ type }) => type === 'left')).toEqual({ type: 'left', reason: 'closed' });
});

describe('a first attempt', () => {
  test.each([
    ['breaks', 'unreachable'],
    ['hangs', 'unreachable'],
    ['opens', 'no-answer'],
  ] as const)('[CL5] is not repeated: a connection that %s is %s', (dialling, reason) => {
    const server = new ScriptedServer();
    server.dialling = dialling;
    const client = new Client(server.surroundings);
    server.clock.advance(60_000);
    expect(client.states).toEqual(['ended']);
    expect(client.state).toMatchObject({ reason });
    expect(server.dialledMs).toHaveLength(1);
  });

  test.each(FATAL)('[CL5] ends with %s if the server sends that code', (code) => {
    const server = new ScriptedServer();
    server.answer = () => [errorMessage(code)];
    const client = new Client(server.surroundings);
    server.clock.advance(60_000);
    expect(client.state).toEqual({ name: 'ended', reason: code, text: ERRORS[code].text });
    expect(server.dialledMs).toHaveLength(1);
  });

  test('[CL5] without an answer to its request for a room it ends', () => {
    const { server, client } = connected({ entry: { type: 'play', mode: 'coop' } });
    server.clock.advance(60_000);
    expect(client.state).toMatchObject({ name: 'ended', reason: 'no-answer' });
  });

  test('[CL5] a connection that breaks between welcome and the first room is replaced', () => {
    const { server, client } = connected({ entry: { type: 'play', mode: 'coop' } });
    server.cut();
    server.clock.advance(1000);
    expect(client.state.name).toBe('lobby');
    expect(server.received.filter(({ type }) => type === 'play')).toHaveLength(2);
  });
});

describe('a saved session', () => {
  const saved = { token: 'old', name: 'Ann', code: 'K7XQ2', mode: 'coop', isWatching: false, sequence: 7 };

  test('[CL8] is worth another try where the server is full', () => {
    const server = new ScriptedServer();
    server.answer = () => [errorMessage('server-full')];
    const client = new Client(server.surroundings, { entry: null, saved });
    server.clock.advance(10);
    expect(client.state.name).toBe('disconnected');
    server.clock.advance(1000);
    const tokens = server.received.map((message) => (message.type === 'hello' ? message.token : null));
    expect(new Set(tokens)).toEqual(new Set(['old']));
  });

  test('[CL8] is worth another try where the server does not answer', () => {
    const server = new ScriptedServer();
    const client = new Client(server.surroundings, { entry: null, saved });
    server.clock.advance(9000);
    expect(client.state.name).toBe('disconnected');
  });

  test('[CL8] asks for its room when the server no longer has it: a watched room is watched', () => {
    for (const isWatching of [true, false]) {
      const server = new ScriptedServer();
      server.answer = ({ type }) => (type === 'hello' ? [welcome('new')] : []);
      void new Client(server.surroundings, { entry: null, saved: { ...saved, isWatching } });
      server.clock.advance(10);
      expect(server.received.at(-1)).toMatchObject({ type: isWatching ? 'watch' : 'join', code: 'K7XQ2' });
    }
  });
});

describe('what ends a connection', () => {
  test.each(FATAL.map((code) => [code, ERRORS[code].recovery] as const))('[CL6] %s: %s', (code, recovery) => {
    const { server, client } = connected();
    server.say(errorMessage(code));
    const saidMs = server.clock.now();
    if (recovery === 'stop') expect(client.state).toMatchObject({ name: 'ended', reason: code });
    else expect(client.state.name).toBe('disconnected');
    server.clock.advance(60_000);
    const hello = server.received.filter((message) => message.type === 'hello');
    expect(hello.map(({ token }) => token)).toEqual(
      { stop: [''], resume: ['', 'token 1'], 'new-session': ['', ''] }[recovery!],
    );
    if (recovery === 'new-session') expect(server.dialledMs[1]! - saidMs).toBeGreaterThanOrEqual(1000);
  });

  test.each([
    [5000, 5000],
    [3_600_000, 60_000],
  ])('[CL6] a server that asks for %i ms is dialled again after %i ms, and not sooner', (retryAfterMs, leastMs) => {
    const { server } = connected();
    server.say(errorMessage({ code: 'flood', retryAfterMs }));
    const saidMs = server.clock.now();
    server.clock.advance(leastMs);
    expect(server.dialledMs).toHaveLength(1);
    server.clock.advance(3000);
    expect(server.dialledMs[1]! - saidMs).toBeGreaterThanOrEqual(leastMs);
  });

  test('[CL6] a mistake in one message that is not fatal ends nothing, and is reported', () => {
    const { server, client } = connected();
    server.say(errorMessage({ code: 'bad-fields', text: 'chat.scope: one of lobby, room, whisper' }, 15, true));
    server.clock.advance(5000);
    expect(client.state.name).toBe('lobby');
    expect(server.dialledMs).toHaveLength(1);
  });

  test('[CL6] `bye` ends the session, not the conversation', () => {
    const { server, client } = connected();
    server.say({ type: 'bye', reason: 'closing time' });
    expect(client.state.name).toBe('disconnected');
    server.clock.advance(3000);
    expect(client.state.name).toBe('lobby');
    expect(server.received.at(-1)).toMatchObject({ type: 'hello', token: '' });
  });

  test.each([
    ['bye', { type: 'bye', reason: 'closing time' }, 'closing time'],
    ['flood', errorMessage('flood'), ERRORS.flood.text],
  ] as const)('[CL6] after %s a client that gives up ends', (reason, message, text) => {
    const { server, client } = connected({ ...lobby, afterLoss: 'give-up' });
    server.say(message);
    expect(client.state).toEqual({ name: 'ended', reason, text });
  });

  test.each([
    ['resume', 'token 1'],
    ['new-session', ''],
  ] as const)('[CL6] a code of a later version says itself what may follow: %s', (recovery, token) => {
    const { server, client } = connected();
    server.say({ ...errorMessage('silent'), code: 4000, recovery });
    server.clock.advance(3000);
    expect(client.state.name).toBe('lobby');
    expect(server.received.at(-1)).toMatchObject({ type: 'hello', token });
  });

  test('[CL6] a fatal error that says nothing known of it ends the conversation', () => {
    const { server, client } = connected();
    server.say({ ...errorMessage('silent'), code: 4000, recovery: '' });
    expect(client.state).toMatchObject({ name: 'ended', reason: 'unknown-error' });
  });

  test('[CL6] an error that is not fatal changes nothing', () => {
    const { server, client } = connected();
    server.say(refusal('muted', 12));
    expect(client.refusals).toEqual([{ code: 'muted', entry: null }]);
    server.say({ ...refusal('muted', 12), code: 4000 } as ReturnType<typeof errorMessage>);
    expect(client.refusals.at(-1)).toEqual({ code: 'unknown-error', entry: null });
    expect(client.states).toEqual(['lobby']);
  });

  test.each([
    ['bytes that are no frame', new Uint8Array([0x48, 0x54, 0x54, 0x50])],
    ['a payload that is no msgpack', encodeFrame(new Uint8Array([0xc1]))],
    ['a message with wrong fields', encodeFrame(new Uint8Array([0x92, 64, 1]))],
  ])('[CL6] %s: the server is not ours', (_name, bytes) => {
    const { server, client } = connected();
    server.sayBytes(bytes);
    expect(client.state).toMatchObject({ name: 'ended', reason: 'bad-server' });
  });

  test('[CL6] a message of a later version is ignored', () => {
    const { server, client } = connected();
    server.sayBytes(encodeFrame(new Uint8Array([0x92, 100, 1])));
    expect(client.states).toEqual(['lobby']);
  });
});

test('[CL9] a connection that breaks during the requests after a lost session is replaced, and they are repeated', () => {
  const server = new ScriptedServer();
  let hellos = 0;
  server.answer = (message) => {
    if (message.type === 'hello') return [welcome(`token ${++hellos}`, hellos > 1)];
    return message.type === 'ping' ? [{ type: 'pong', time: message.time, tick: 0, logTick: 0 }] : [];
  };
  const saved = { token: 'old', name: 'Ann', code: 'K7XQ2', mode: 'coop', isWatching: false, sequence: 7 };
  const client = new Client(server.surroundings, { entry: null, saved });
  server.clock.advance(10);
  expect(server.received.at(-1)).toMatchObject({ type: 'join', code: 'K7XQ2' });
  server.cut();
  server.clock.advance(1000);
  expect(server.received.filter(({ type }) => type === 'join')).toHaveLength(2);
  expect(client.received.filter(({ type }) => type === 'left')).toEqual([]);
});

describe('after a lost session, while quick play is refused', () => {
  const JOIN = 3;
  const PLAY = 2;
  const saved = { token: 'old', name: 'Ann', code: 'K7XQ2', mode: 'coop', isWatching: false, sequence: 7 };

  function refusedBy(code: ErrorCode): { server: ScriptedServer; client: Client } {
    const server = new ScriptedServer();
    server.answer = (message) => {
      if (message.type === 'hello') return [welcome('new')];
      if (message.type === 'join') return [refusal('no-such-room', JOIN)];
      if (message.type === 'play') return [refusal(code, PLAY)];
      return message.type === 'ping' ? [{ type: 'pong', time: message.time, tick: 0, logTick: 0 }] : [];
    };
    return { server, client: new Client(server.surroundings, { entry: null, saved }) };
  }

  const plays = (server: ScriptedServer): number => server.received.filter(({ type }) => type === 'play').length;

  test('[CL9] it is asked for again with growing delays, and then counts as refused', () => {
    const { server, client } = refusedBy('too-many-rooms');
    server.clock.advance(10);
    expect(plays(server)).toBe(1);
    server.clock.advance(3000);
    expect(plays(server)).toBe(7);
    expect(client.refusals).toEqual([]);
    server.clock.advance(120_000);
    expect(plays(server)).toBe(1 + TRIES_MAX);
    expect(client.refusals).toMatchObject([{ code: 'too-many-rooms', entry: { type: 'play' } }]);
    expect(client.state.name).toBe('lobby');
  });

  test('[CL9] a refusal that does not pass is final', () => {
    const { server, client } = refusedBy('bad-settings');
    server.clock.advance(10_000);
    expect(plays(server)).toBe(1);
    expect(client.refusals).toMatchObject([{ code: 'bad-settings', entry: { type: 'play' } }]);
  });

  test('[CL9] while there is no connection only the next attempt to connect waits', () => {
    const { server } = refusedBy('too-many-rooms');
    server.clock.advance(10);
    server.cut();
    expect(server.timers).toBe(1);
    server.clock.advance(1000);
    expect(plays(server)).toBeGreaterThan(1);
  });

  test('[CL9] a client that gives up leaves no timer behind', () => {
    const server = new ScriptedServer();
    server.answer = (message) => (message.type === 'hello' ? [welcome('new')] : []);
    const client = new Client(server.surroundings, { entry: null, saved, afterLoss: 'give-up' });
    server.clock.advance(10);
    expect(client.state).toMatchObject({ name: 'ended', reason: 'session-lost' });
    expect(server.received.at(-1)).toMatchObject({ type: 'leave' });
    expect(server.timers).toBe(0);
  });

  test('[CL9] nothing is asked for after the end', () => {
    const { server, client } = refusedBy('too-many-rooms');
    server.clock.advance(10);
    client.conversation.close();
    expect(server.timers).toBe(0);
    server.clock.advance(10_000);
    expect(plays(server)).toBe(1);
  });
});

describe('snapshots', () => {
  const joined = joinedMessage();
  const snapshot = (tick: number): ServerMessage => ({ type: 'snapshot', tick, changes: [], events: [] });

  function inRoom(): { server: ScriptedServer; client: Client } {
    const { server, client } = connected();
    server.say(joined);
    server.clock.advance(10_000);
    server.pingsMs.length = 0;
    return { server, client };
  }

  test('[CL7] the newest one is reported 200 ms later, if no other follows', () => {
    const { server } = inRoom();
    while (server.pingsMs.length === 0) server.clock.advance(1);
    server.pingsMs.length = 0;
    const startMs = server.clock.now();
    for (let tick = 1; tick <= 5; tick++) {
      server.say(snapshot(tick));
      server.clock.advance(150);
    }
    const early = server.pingsMs.length;
    server.clock.advance(100);
    expect([early, server.pingsMs.length - early]).toEqual([0, 1]);
    expect(server.pingsMs.at(-1)! - startMs).toBe(4 * 150 + 200);
    server.clock.advance(500);
    expect(server.pingsMs).toHaveLength(1);
  });

  test('[CL7] after the end none is reported', () => {
    const { server, client } = inRoom();
    server.say(snapshot(1));
    client.conversation.close();
    expect(server.timers).toBe(0);
  });

  test('[CL6] a message that does not fit the match ends the conversation', () => {
    const { server, client } = inRoom();
    server.say({ type: 'snapshot', tick: 6, changes: [1_000_000, 1], events: [] });
    expect(client.state).toMatchObject({ name: 'ended', reason: 'bad-server' });
    expect(server.received.at(-1)).toMatchObject({ type: 'leave' });
  });

  test.each([
    ['a layout that we do not have', { ...joined, layout: [] }],
    ['a seat that is not there', { ...joined, seat: 4 }],
  ])('[CL6] a match with %s ends the conversation', (_what, message) => {
    const { server, client } = connected();
    server.say(message);
    expect(client.state).toMatchObject({ name: 'ended', reason: 'bad-server' });
  });
});

test('[CL1] `left` in the lobby changes nothing: a request that waits is not sent again', () => {
  const { server, client } = connected();
  client.conversation.enter({ type: 'play', mode: 'coop' });
  server.say({ type: 'left', reason: 'closed' });
  expect(client.states).toEqual(['lobby']);
  expect(server.received.filter(({ type }) => type === 'play')).toHaveLength(1);
});

describe('pings and silence', () => {
  test('[CL7] the first pings come quickly, then as the server asks, within limits', () => {
    const { server } = connected();
    server.clock.advance(20_000);
    const pauses = server.pingsMs.slice(1).map((ms, i) => ms - server.pingsMs[i]!);
    expect(pauses.slice(0, 7)).toEqual([50, 150, 300, 600, 1000, 2000, 2000]);
  });

  test.each([
    [1, 250],
    [1_000_000, 3000],
  ])('[CL7] pings every %i ms are sent every %i ms', (intervalMs, pauseMs) => {
    const server = new ScriptedServer();
    server.answer = (message) =>
      message.type === 'hello' ? [welcome('t', false, intervalMs)] : [{ type: 'pong', time: 0, tick: 0, logTick: 0 }];
    const client = new Client(server.surroundings, lobby);
    server.clock.advance(20_000);
    expect(server.pingsMs.at(-1)! - server.pingsMs.at(-2)!).toBe(pauseMs);
    expect(client.state.name).toBe('lobby');
  });

  test('[CL7] a connection that brings nothing for 6 s is lost', () => {
    const { server, client } = connected();
    server.clock.advance(10_000);
    const heardMs = server.clock.now();
    server.answer = () => [];
    while (client.state.name === 'lobby' && server.clock.now() < heardMs + 20_000) server.clock.advance(10);
    expect(client.state.name).toBe('disconnected');
    expect(server.clock.now() - heardMs).toBeGreaterThan(4000);
    expect(server.clock.now() - heardMs).toBeLessThanOrEqual(8010);
  });

  test('[CL7] a process that slept finds its connection dead, and connects again', () => {
    const { server, client } = connected();
    const { answer } = server;
    server.clock.advance(5000);
    server.clock.stall(3_600_000);
    server.answer = () => [];
    // First it reads what may have come meanwhile.
    server.clock.advance(999);
    expect(client.state.name).toBe('lobby');
    server.clock.advance(1);
    expect(client.state.name).toBe('disconnected');
    server.answer = answer;
    server.clock.advance(1000);
    expect(client.state.name).toBe('lobby');
  });

  test('[CL7] a process that slept and is answered goes on', () => {
    const { server, client } = connected();
    server.clock.advance(5000);
    server.clock.stall(3_600_000);
    server.clock.advance(60_000);
    expect(client.states).toEqual(['lobby']);
  });

  test('[CL7] a request that stays without an answer loses the connection, and is asked again', () => {
    const { server, client } = connected();
    client.conversation.enter({ type: 'play', mode: 'coop' });
    server.clock.advance(7999);
    expect(client.state.name).toBe('lobby');
    server.clock.advance(1);
    expect(client.state.name).toBe('disconnected');
    server.clock.advance(1000);
    expect(server.received.filter(({ type }) => type === 'play')).toHaveLength(2);
  });

  test('[CL7] no timer is left when the conversation has ended', () => {
    const { server, client } = connected();
    client.conversation.close();
    const pings = server.pingsMs.length;
    server.clock.advance(600_000);
    expect(server.pingsMs).toHaveLength(pings);
    expect(server.dialledMs).toHaveLength(1);
    expect(server.isConnected).toBe(false);
    expect(server.timers).toBe(0);
  });
});
