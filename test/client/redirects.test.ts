// A client of a server with several nodes: it follows redirects, finds another node when its own is gone, and the match
// goes on.

import { describe, expect, test } from 'vitest';
import { CLIENT_MESSAGES, errorMessage, NODES_MAX, REDIRECTS_MAX, type ServerMessage } from '#protocol';
import { LEFT, RIGHT, UP } from '#simulation';
import { STEADY_MS } from '../../client/reconnect-policy.ts';
import { joinedMessage } from '../web-client/joined-message.ts';
import { roomMessage } from '../web-client/room-message.ts';
import { Client } from './client-network.ts';
import { pongTo, redirectTo } from '../support/scripted-node.ts';
import { addressOf, FIRST, nodesMessage, ScriptedNodes, type ScriptedNode } from '../support/scripted-nodes.ts';
import { refusal, welcome } from './scripted-server.ts';

const JOIN = { type: 'join', code: 'K7XQ2', password: '' } as const;
/** Longer than all messages take on the virtual links. */
const SOON_MS = 20;
/** How long a killed node may keep a client from its match. */
const AWAY_MS_MAX = 1500;
const JOINED = joinedMessage();

/** The World of `JOINED` at a later tick. */
function joinedAt(tick: number, sequence = 0): ServerMessage & { type: 'joined' } {
  const words = Int32Array.from(JOINED.words);
  words[0] = tick;
  words[JOINED.layout.find(({ name }) => name === 'seatInput')!.start + JOINED.seat] = sequence;
  return { ...JOINED, tick, words: [...words] };
}

/** Answers `hello` and pings, and `hello` with a token as the node of the session does. */
function serve(node: ScriptedNode, ...afterResume: readonly ServerMessage[]): void {
  let tokens = 0;
  node.answer = (message, side) => {
    if (message.type === 'ping') return [pongTo(message)];
    if (message.type !== 'hello') return [];
    const isResumed = message.token !== '';
    return [welcome(`${side.node} ${++tokens}`, isResumed), ...(isResumed ? afterResume : [])];
  };
}

/** A client in a room of the first node, which has seen tick 100. */
function inRoom(options: ConstructorParameters<typeof Client>[1] = {}): { nodes: ScriptedNodes; client: Client } {
  const nodes = new ScriptedNodes();
  serve(nodes.node(FIRST));
  const client = new Client(nodes.surroundings, { entry: JOIN, ...options });
  nodes.clock.advance(SOON_MS);
  nodes.side(FIRST).say(JOINED, roomMessage('play'));
  nodes.side(FIRST).say({ type: 'keyframe', tick: 100, words: joinedAt(100).words });
  nodes.clock.advance(SOON_MS);
  expect(client.states.at(-1)).toBe('room');
  return { nodes, client };
}

describe('hello', () => {
  test('[CL15] says that the client follows, and from which tick the match may go on', () => {
    const { nodes, client } = inRoom();
    expect(nodes.side(FIRST).hello).toMatchObject({ follows: true, seen: 0 });
    serve(nodes.node('b'), joinedAt(100), roomMessage('play'));
    nodes.side(FIRST).say(redirectTo(addressOf('b')));
    nodes.clock.advance(SOON_MS);
    expect(nodes.side('b').hello).toMatchObject({ follows: true, seen: 100, token: 'first 1' });
    expect(client.state.name).toBe('room');
  });

  test('[CL15] of a new session names no tick', () => {
    const { nodes } = inRoom();
    nodes.side(FIRST).say({ type: 'bye', reason: 'closing' });
    nodes.clock.advance(5000);
    expect(nodes.side(FIRST).hello).toMatchObject({ token: '', seen: 0 });
  });
});

describe('a redirect that ends the connection', () => {
  test('[CL15] is followed at once, and shows nothing of it: same states, same match, same room', () => {
    const { nodes, client } = inRoom();
    const { room: before, match } = client.conversation;
    const states = [...client.states];
    serve(nodes.node('b'), joinedAt(130), roomMessage('play'));
    const { length } = client.received;
    nodes.side(FIRST).say(redirectTo(addressOf('b')));
    nodes.clock.advance(1);
    expect([nodes.side('b').dialledMs, nodes.side(FIRST).isClosed]).toEqual([nodes.clock.now(), true]);
    expect(client.conversation.match).toBe(match);
    nodes.clock.advance(SOON_MS);
    expect(client.states).toEqual(states);
    expect(client.conversation.match).toBe(match);
    expect(match!.world.tick).toBe(130);
    expect(client.conversation.room!.results).toBe(before!.results);
    expect(client.received.slice(length).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['welcome', 'joined', 'room']),
    );
    expect(client.conversation.session).toMatchObject({ node: 'b', redirectCount: 1, token: 'b 1' });
  });

  test('[CL15] inputs that the World does not contain are sent again, with their sequences', () => {
    const { nodes, client } = inRoom();
    client.conversation.steer(LEFT, 110);
    client.conversation.steer(UP, 120);
    serve(nodes.node('b'), joinedAt(115, 1), roomMessage('play'));
    nodes.side(FIRST).say(redirectTo(addressOf('b')));
    nodes.clock.advance(1);
    // Between the nodes: there is no connection.
    client.conversation.steer(RIGHT, 125);
    nodes.clock.advance(SOON_MS);
    const inputs = nodes.side('b').received.filter(({ type }) => type === 'input');
    expect(inputs).toMatchObject([
      { sequence: 2, direction: UP, tick: 120 },
      { sequence: 3, direction: RIGHT, tick: 125 },
    ]);
    nodes.side('b').say({ type: 'keyframe', tick: 140, words: joinedAt(140, 3).words });
    nodes.clock.advance(SOON_MS);
    nodes.side('b').say(redirectTo(addressOf('c')));
    serve(nodes.node('c'), joinedAt(150, 3), roomMessage('play'));
    nodes.clock.advance(SOON_MS);
    expect(nodes.side('c').received.filter(({ type }) => type === 'input')).toEqual([]);
    expect(client.conversation.steer(LEFT, 0)).toBe(4);
  });

  test('[CL15] lines of chat wait for the other node, requests and pings do not, and not more than a few', () => {
    const { nodes, client } = inRoom();
    serve(nodes.node('b'), joinedAt(115), roomMessage('play'));
    nodes.side(FIRST).say(redirectTo(addressOf('b')));
    nodes.clock.advance(1);
    for (let i = 0; i < 40; i++) client.conversation.send({ type: 'chat', scope: 'room', to: '', text: `${i}` });
    nodes.clock.advance(SOON_MS);
    const lines = nodes.side('b').received.filter((message) => message.type === 'chat');
    expect(lines.map(({ text }) => text)).toEqual(Array.from({ length: 16 }, (_, i) => `${i}`));
  });

  test('[CL15] instead of `welcome` it leads a new client to another node', () => {
    const nodes = new ScriptedNodes();
    nodes.node(FIRST).answer = () => [redirectTo(addressOf('b'))];
    serve(nodes.node('b'));
    const client = new Client(nodes.surroundings, { entry: null });
    nodes.clock.advance(SOON_MS);
    expect([client.states, nodes.side('b').hello?.token]).toEqual([['lobby'], '']);
  });

  test.each([
    ['is done there: it is not sent again', true] as const,
    ['is sent there if the ticket is worth nothing', false] as const,
  ])('[CL15] with a ticket the request %s', (_name, isResumed) => {
    const nodes = new ScriptedNodes();
    nodes.node(FIRST).answer = ({ type }) => {
      if (type === 'hello') return [welcome('first')];
      return type === 'join' ? [redirectTo(addressOf('b'), { token: 'ticket' })] : [];
    };
    nodes.node('b').answer = (message) => {
      if (message.type === 'ping') return [pongTo(message)];
      return message.type === 'hello' ? [welcome('b', isResumed)] : [];
    };
    const client = new Client(nodes.surroundings, { entry: JOIN });
    nodes.clock.advance(1000);
    expect(nodes.side('b').hello?.token).toBe('ticket');
    expect(client.states).toEqual(['lobby']);
    expect(nodes.side('b').received.filter(({ type }) => type === 'join')).toHaveLength(isResumed ? 0 : 1);
    nodes.side('b').say(JOINED, roomMessage('play'));
    nodes.clock.advance(SOON_MS);
    expect(client.states).toEqual(['lobby', 'entering', 'room']);
  });

  test('[CL15] a ticket is for one connection: if that fails, the token leads to the session, and the request is sent again', () => {
    const nodes = new ScriptedNodes();
    let isBack = false;
    nodes.node(FIRST).answer = (message) => {
      if (message.type === 'ping') return isBack ? [{ type: 'pong', time: message.time, tick: 0, logTick: 0 }] : [];
      if (message.type === 'hello') return [welcome(`first ${nodes.sides.length}`, message.token !== '')];
      return message.type === 'join' && !isBack ? [redirectTo(addressOf('b'), { token: 'ticket' })] : [];
    };
    nodes.node('b').dialling = 'refuses';
    const client = new Client(nodes.surroundings, { entry: JOIN });
    nodes.clock.advance(6);
    isBack = true;
    nodes.clock.advance(SOON_MS);
    expect(nodes.dialled.slice(0, 4)).toEqual([FIRST, 'b', 'b', FIRST]);
    expect([nodes.side(FIRST).hello?.token, client.states.at(-1)]).toEqual(['first 1', 'lobby']);
    expect(nodes.side(FIRST).received.filter(({ type }) => type === 'join')).toHaveLength(1);
  });

  test('[CL15] with a ticket, a refusal at the other node is final, and no answer loses the connection', () => {
    for (const isRefused of [true, false]) {
      const nodes = new ScriptedNodes();
      nodes.node(FIRST).answer = ({ type }) => {
        if (type === 'hello') return [welcome('first')];
        return type === 'join' ? [redirectTo(addressOf('b'), { token: 'ticket' })] : [];
      };
      nodes.node('b').answer = (message) => {
        if (message.type === 'ping') return [pongTo(message)];
        if (message.type !== 'hello') return [];
        const refused = isRefused ? [refusal('room-full', CLIENT_MESSAGES.join.type)] : [];
        return [welcome('b', true), ...refused];
      };
      const client = new Client(nodes.surroundings, { entry: JOIN });
      nodes.clock.advance(8100);
      if (isRefused) expect(client.refusals).toEqual([{ code: 'room-full', entry: JOIN }]);
      expect(client.states).toEqual(isRefused ? ['lobby'] : ['lobby', 'ended']);
      expect(client.state.name === 'ended' && client.state.reason).toBe(isRefused ? false : 'no-answer');
    }
  });

  test('[CL15] a match that is another one there is another one here: a rematch, an older World', () => {
    for (const other of [{ ...joinedAt(200), settings: { ...JOINED.settings, seed: 77 } }, joinedAt(99)]) {
      const { nodes, client } = inRoom();
      const { match } = client.conversation;
      client.conversation.steer(LEFT, 0);
      serve(nodes.node('b'), other, roomMessage('play'));
      nodes.side(FIRST).say(redirectTo(addressOf('b')));
      nodes.clock.advance(SOON_MS);
      expect(client.state.name).toBe('room');
      expect(client.conversation.match).not.toBe(match);
      expect(client.conversation.match!.world.tick).toBe(other.tick);
      expect(nodes.side('b').received.filter(({ type }) => type === 'input')).toEqual([]);
    }
  });

  test('[CL15] a session that has left its room meanwhile is in the lobby', () => {
    const { nodes, client } = inRoom();
    serve(nodes.node('b'));
    nodes.side(FIRST).say(redirectTo(addressOf('b')));
    nodes.clock.advance(1000);
    expect(client.states.at(-1)).toBe('lobby');
    expect(client.received.findLast(({ type }) => type === 'left')).toEqual({ type: 'left', reason: 'closed' });
  });

  test('[CL15] a node that no longer has the session: the room is asked for again', () => {
    const { nodes, client } = inRoom();
    nodes.node('b').answer = ({ type }) => (type === 'hello' ? [welcome('new')] : []);
    nodes.side(FIRST).say(redirectTo(addressOf('b')));
    nodes.clock.advance(SOON_MS);
    expect(nodes.side('b').received.at(-1)).toMatchObject({ type: 'join', code: JOINED.code });
    expect(client.states.at(-1)).toBe('lobby');
  });

  test.each([
    ['refuses', 'refuses'],
    ['hangs', 'hangs'],
  ] as const)('[CL15] to a node that %s: the way back is tried, which may know better', (_name, dialling) => {
    const { nodes, client } = inRoom();
    nodes.node('b').dialling = dialling;
    serve(nodes.node(FIRST), joinedAt(120), roomMessage('play'));
    const { match } = client.conversation;
    nodes.side(FIRST).say(redirectTo(addressOf('b')));
    nodes.clock.advance(AWAY_MS_MAX);
    expect(client.states.at(-1)).toBe('room');
    expect(client.conversation.match).toBe(match);
    expect(nodes.dialled.at(-1)).toBe(FIRST);
  });

  test('[CL15] to a node that speaks another version: the conversation ends with its code', () => {
    const { nodes, client } = inRoom();
    nodes.node('b').answer = () => [errorMessage('wrong-version')];
    nodes.side(FIRST).say(redirectTo(addressOf('b')));
    nodes.clock.advance(SOON_MS);
    expect(client.state).toMatchObject({ name: 'ended', reason: 'wrong-version' });
  });

  test.each([
    ['without a name', { node: '' }],
    ['with a name that is a path', { node: '../api' }],
    ['without a host', { host: '' }],
    ['with a host that is none', { host: 'a b' }],
    ['to port 0', { port: 0 }],
  ])('[CL15] %s is not followed', (_name, part) => {
    for (const keep of [true, false]) {
      const { nodes, client } = inRoom();
      nodes.side(FIRST).say(redirectTo(addressOf('b'), { ...part, keep }));
      nodes.clock.advance(SOON_MS);
      expect(client.state.name).toBe(keep ? 'room' : 'disconnected');
      nodes.clock.advance(1000);
      expect(new Set(nodes.dialled)).toEqual(new Set([FIRST]));
    }
  });

  test('[CL15] while the connection is away for longer, the match that comes back is another one', () => {
    const { nodes, client } = inRoom();
    const { match } = client.conversation;
    nodes.node(FIRST).dialling = 'refuses';
    nodes.side(FIRST).cut();
    nodes.clock.advance(3000);
    nodes.node(FIRST).dialling = 'opens';
    nodes.node(FIRST).answer = ({ type }) => (type === 'hello' ? [redirectTo(addressOf('b'))] : []);
    serve(nodes.node('b'), joinedAt(300), roomMessage('play'));
    nodes.clock.advance(3000);
    expect(client.state.name).toBe('room');
    expect(client.conversation.match).not.toBe(match);
  });
});

describe('nodes that send a client in circles', () => {
  const circle = (nodes: ScriptedNodes): void => {
    nodes.node(FIRST).answer = ({ type }) => (type === 'hello' ? [redirectTo(addressOf('b'))] : []);
    nodes.node('b').answer = ({ type }) => (type === 'hello' ? [redirectTo(addressOf('c'))] : []);
    nodes.node('c').answer = ({ type }) => (type === 'hello' ? [redirectTo(addressOf('b'))] : []);
  };

  test('[CL16] a first attempt ends with a clear error', () => {
    const nodes = new ScriptedNodes();
    circle(nodes);
    const client = new Client(nodes.surroundings, { entry: JOIN });
    nodes.clock.advance(60_000);
    expect(client.state).toMatchObject({ name: 'ended', reason: 'redirect-loop' });
    expect(nodes.dialled).toHaveLength(1 + REDIRECTS_MAX);
  });

  test('[CL16] a session waits between its tries, and ends with a clear error after many', () => {
    const { nodes, client } = inRoom();
    circle(nodes);
    nodes.side(FIRST).say(redirectTo(addressOf('b')));
    nodes.clock.advance(SOON_MS);
    expect(client.state.name).toBe('disconnected');
    expect(nodes.dialled).toHaveLength(1 + REDIRECTS_MAX);
    nodes.clock.advance(600_000);
    expect(client.state).toMatchObject({ name: 'ended', reason: 'redirect-loop' });
    expect(nodes.dialled.length).toBeLessThan(150);
  });

  test('[CL16] a circle that opens lets the session go on', () => {
    const { nodes, client } = inRoom();
    circle(nodes);
    nodes.side(FIRST).say(redirectTo(addressOf('b')));
    nodes.clock.advance(1000);
    serve(nodes.node('c'), joinedAt(140), roomMessage('play'));
    nodes.clock.advance(3000);
    expect(client.state.name).toBe('room');
  });

  test('[CL16] redirects with time between them are not in a row', () => {
    const { nodes, client } = inRoom();
    for (let i = 0; i < 3 * REDIRECTS_MAX; i++) {
      nodes.clock.advance(STEADY_MS);
      serve(nodes.node(`n${i}`), joinedAt(100), roomMessage('play'));
      nodes.sides.at(-1)!.say(redirectTo(addressOf(`n${i}`)));
      nodes.clock.advance(SOON_MS);
    }
    expect(client.states.filter((state) => state === 'disconnected')).toEqual([]);
    expect(client.conversation.session.redirectCount).toBe(3 * REDIRECTS_MAX);
  });

  test('[CL16] two within a second are followed', () => {
    const { nodes, client } = inRoom();
    serve(nodes.node('b'), joinedAt(110), roomMessage('play'));
    serve(nodes.node('c'), joinedAt(120), roomMessage('play'));
    nodes.side(FIRST).say(redirectTo(addressOf('b')));
    nodes.clock.advance(300);
    nodes.side('b').say(redirectTo(addressOf('c')));
    nodes.clock.advance(300);
    expect(client.states.filter((state) => state === 'disconnected')).toEqual([]);
    expect(client.conversation.match!.world.tick).toBe(120);
  });
});

describe('a redirect that keeps the connection', () => {
  test('[CL17] the old connection goes on until `welcome`, and what comes over it afterwards is ignored', () => {
    const { nodes, client } = inRoom();
    const states = [...client.states];
    const { match } = client.conversation;
    const [first] = nodes.sides;
    first!.say(redirectTo(addressOf('b'), { keep: true }));
    nodes.clock.advance(SOON_MS);
    expect(nodes.side('b').hello?.token).toBe('first 1');
    first!.say({ type: 'keyframe', tick: 160, words: joinedAt(160).words });
    client.conversation.steer(LEFT, 0);
    nodes.clock.advance(1500);
    expect(match!.world.tick).toBe(160);
    expect(first!.received.at(-1)).toMatchObject({ type: 'input', sequence: 1 });
    nodes.side('b').say(welcome('b', true), joinedAt(161), roomMessage('play'));
    first!.say({ type: 'keyframe', tick: 999, words: joinedAt(999).words }, { type: 'left', reason: 'closed' });
    nodes.clock.advance(SOON_MS);
    expect([first!.isClosed, match!.world.tick, client.conversation.match]).toEqual([true, 161, match]);
    expect(first!.received.some(({ type }) => type === 'leave')).toBe(false);
    expect(client.states).toEqual(states);
    expect(nodes.side('b').received.filter(({ type }) => type === 'input')).toMatchObject([{ sequence: 1 }]);
    expect(client.conversation.session).toMatchObject({ node: 'b', token: 'b' });
  });

  test.each([
    ['refuses', (node: ScriptedNode): void => void (node.dialling = 'refuses')],
    ['hangs', (node: ScriptedNode): void => void (node.dialling = 'hangs')],
    ['does not answer', (node: ScriptedNode): void => void (node.isFrozen = true)],
    [
      'speaks another version',
      (node: ScriptedNode): void => void (node.answer = () => [errorMessage('wrong-version')]),
    ],
    ['says bye', (node: ScriptedNode): void => void (node.answer = () => [{ type: 'bye', reason: 'no' }])],
    ['redirects in circles', (node: ScriptedNode): void => void (node.answer = () => [redirectTo(addressOf('b'))])],
  ] as const)('[CL17] to a node that %s: the client stays', (_name, arrange) => {
    const { nodes, client } = inRoom();
    arrange(nodes.node('b'));
    nodes.side(FIRST).say(redirectTo(addressOf('b'), { keep: true }));
    for (let i = 0; i < 20; i++) {
      nodes.side(FIRST).say({ type: 'keyframe', tick: 101 + i, words: joinedAt(101 + i).words });
      nodes.clock.advance(500);
    }
    expect(client.states.filter((state) => state === 'disconnected')).toEqual([]);
    expect([client.conversation.match!.world.tick, nodes.side(FIRST).isClosed]).toEqual([120, false]);
    expect(nodes.dialled.length).toBeLessThanOrEqual(1 + REDIRECTS_MAX);
  });

  test.each([
    ['breaks', 'cut'],
    ['ends with resumed-elsewhere', errorMessage('resumed-elsewhere')],
    ['ends with server-stopping', errorMessage('server-stopping')],
    ['ends with a redirect to the same node', redirectTo(addressOf('b'))],
  ] as const)('[CL17] an old connection that %s before `welcome` leaves the new one to go on', (_name, end) => {
    const { nodes, client } = inRoom();
    const states = [...client.states];
    nodes.side(FIRST).say(redirectTo(addressOf('b'), { keep: true }));
    nodes.clock.advance(SOON_MS);
    if (end === 'cut') nodes.side(FIRST).cut();
    else nodes.side(FIRST).say(end);
    nodes.clock.advance(1000);
    nodes.side('b').say(welcome('b', true), joinedAt(120), roomMessage('play'));
    nodes.clock.advance(SOON_MS);
    expect(client.states).toEqual(states);
    expect(nodes.dialled).toEqual([FIRST, 'b']);
    expect(client.conversation.match!.world.tick).toBe(120);
  });

  test('[CL17] that comes again for the same node dials once, and for another node leaves the first one', () => {
    const { nodes, client } = inRoom();
    nodes.side(FIRST).say(redirectTo(addressOf('b'), { keep: true }), redirectTo(addressOf('b'), { keep: true }));
    nodes.clock.advance(SOON_MS);
    nodes.side(FIRST).say(redirectTo(addressOf('c'), { keep: true }));
    nodes.clock.advance(SOON_MS);
    expect([nodes.dialled, nodes.side('b').isClosed]).toEqual([[FIRST, 'b', 'c'], true]);
    nodes.side('c').say(welcome('c', true), joinedAt(120), roomMessage('play'));
    nodes.clock.advance(SOON_MS);
    expect(client.conversation.session.node).toBe('c');
  });

  test('[CL17] during `joined`: the room of the old connection is entered, and goes on over the new one', () => {
    const nodes = new ScriptedNodes();
    serve(nodes.node(FIRST));
    serve(nodes.node('b'), joinedAt(30), roomMessage('play'));
    const client = new Client(nodes.surroundings, { entry: JOIN });
    nodes.clock.advance(SOON_MS);
    nodes.side(FIRST).say(JOINED, redirectTo(addressOf('b'), { keep: true }));
    nodes.clock.advance(SOON_MS);
    expect(client.states).toEqual(['lobby', 'entering', 'room']);
    expect(client.conversation.match!.world.tick).toBe(30);
  });

  test('[CL17] a client that closes meanwhile closes both', () => {
    const { nodes, client } = inRoom();
    nodes.side(FIRST).say(redirectTo(addressOf('b'), { keep: true }));
    nodes.clock.advance(SOON_MS);
    client.conversation.close();
    expect(nodes.sides.map(({ isClosed }) => isClosed)).toEqual([true, true]);
    nodes.clock.advance(60_000);
    expect(nodes.sides).toHaveLength(2);
  });
});

describe('a node that is gone', () => {
  /** A client in a room of `b`, which knows `c` and `d`. */
  function atB(): { nodes: ScriptedNodes; client: Client } {
    const { nodes, client } = inRoom();
    serve(nodes.node('b'), nodesMessage('c', 'd'), joinedAt(110), roomMessage('play'));
    nodes.side(FIRST).say(redirectTo(addressOf('b')));
    nodes.clock.advance(STEADY_MS + SOON_MS);
    expect(client.conversation.session.node).toBe('b');
    return { nodes, client };
  }

  test('[CL18] killed: the ways in are tried in turn without a delay, and the match goes on', () => {
    const { nodes, client } = atB();
    const { match } = client.conversation;
    nodes.kill(FIRST);
    nodes.kill('c');
    serve(nodes.node('d'), joinedAt(140), roomMessage('restored'));
    client.conversation.steer(LEFT, 0);
    nodes.kill('b');
    nodes.clock.advance(SOON_MS);
    expect(nodes.dialled.slice(2)).toEqual(['b', FIRST, 'c', 'd']);
    expect(nodes.side('d').hello).toMatchObject({ token: 'b 1', seen: 110 });
    expect(client.states.slice(-4)).toEqual(['disconnected', 'resuming', 'entering', 'room']);
    expect(client.conversation.match).toBe(match);
    expect(nodes.side('d').received.filter(({ type }) => type === 'input')).toMatchObject([{ sequence: 1 }]);
  });

  test('[CL18] a machine that is gone, whose connections hang, costs less than 1.5 s', () => {
    const { nodes, client } = atB();
    nodes.node('b').dialling = 'hangs';
    nodes.node(FIRST).dialling = 'hangs';
    serve(nodes.node('c'), joinedAt(140), roomMessage('restored'));
    const lostMs = nodes.clock.now();
    nodes.side('b').cut();
    nodes.clock.advance(AWAY_MS_MAX);
    expect(client.states.at(-1)).toBe('room');
    expect(nodes.side('c').dialledMs - lostMs).toBeLessThan(1000);
  });

  test('[CL18] a node that stands still is noticed within 2.5 s, and tried last', () => {
    const { nodes, client } = atB();
    nodes.node('b').isFrozen = true;
    serve(nodes.node('c'), joinedAt(140), roomMessage('restored'));
    nodes.kill(FIRST);
    nodes.clock.advance(2600);
    expect(client.states.at(-1)).toBe('room');
    expect(nodes.dialled.slice(2)).toEqual([FIRST, 'c']);
  });

  test('[CL18] a node that answers pings is not taken for one that stands still', () => {
    const { nodes, client } = atB();
    nodes.clock.advance(60_000);
    expect(client.states.filter((state) => state === 'disconnected')).toEqual([]);
    expect(nodes.dialled).toEqual([FIRST, 'b']);
  });

  test('[CL18] a node that waits until the room was taken over may take seconds to answer', () => {
    const { nodes, client } = atB();
    nodes.kill(FIRST);
    nodes.node('c').answer = (message, side) => {
      if (message.type === 'hello') nodes.clock.after(3000, () => side.say(redirectTo(addressOf('d'))));
      return [];
    };
    serve(nodes.node('d'), joinedAt(140), roomMessage('restored'));
    nodes.kill('b');
    nodes.clock.advance(3000 + SOON_MS);
    expect([client.states.at(-1), client.conversation.session.node]).toEqual(['room', 'd']);
  });

  test('[CL18] a node of another version is passed over', () => {
    const { nodes, client } = atB();
    nodes.kill(FIRST);
    nodes.node('c').answer = () => [errorMessage('wrong-version')];
    serve(nodes.node('d'), joinedAt(140), roomMessage('restored'));
    nodes.kill('b');
    nodes.clock.advance(SOON_MS);
    expect([client.states.at(-1), client.conversation.session.node]).toEqual(['room', 'd']);
  });

  test('[CL18] where all nodes are away, further tries come with delays, in turn, until one is back', () => {
    const { nodes, client } = atB();
    for (const name of [FIRST, 'c', 'd', 'b']) nodes.kill(name);
    nodes.clock.advance(SOON_MS);
    expect(nodes.dialled.slice(2)).toEqual(['b', FIRST, 'c', 'd']);
    nodes.clock.advance(5000);
    const { length } = nodes.dialled;
    expect(length).toBeLessThan(20);
    nodes.node('c').dialling = 'opens';
    serve(nodes.node('c'), joinedAt(140), roomMessage('restored'));
    nodes.clock.advance(20_000);
    expect(client.states.at(-1)).toBe('room');
    nodes.kill('c');
    nodes.clock.advance(600_000);
    expect(client.state).toMatchObject({ name: 'ended', reason: 'connection-lost' });
  });

  test('[CL18] a server that breaks every connection is not called without delays again and again', () => {
    const { nodes, client } = atB();
    for (const name of [FIRST, 'b', 'c', 'd']) {
      nodes.node(name).answer = (message, side) => {
        if (message.type === 'hello') nodes.clock.after(5, () => side.cut());
        return message.type === 'hello' ? [welcome('t', true), joinedAt(200), roomMessage('play')] : [];
      };
    }
    nodes.side('b').cut();
    nodes.clock.advance(3_600_000);
    expect(client.state).toMatchObject({ name: 'ended', reason: 'connection-lost' });
    expect(nodes.dialled.length).toBeLessThan(30);
  });

  test('[CL18] a node that stops says so: another one is tried at once', () => {
    const { nodes, client } = atB();
    nodes.kill(FIRST);
    serve(nodes.node('c'), joinedAt(140), roomMessage('play'));
    nodes.side('b').say(errorMessage('server-stopping'));
    nodes.clock.advance(SOON_MS);
    expect(nodes.dialled.slice(2)).toEqual([FIRST, 'c']);
    expect(client.states.at(-1)).toBe('room');
  });

  test('[CL18] a node that cannot ask the others is tried again after the time that it names', () => {
    const { nodes, client } = atB();
    nodes.kill(FIRST);
    nodes.node('c').answer = () => [errorMessage({ code: 'nodes-unreachable', retryAfterMs: 1000 })];
    nodes.kill('b');
    nodes.clock.advance(900);
    expect([client.state.name, nodes.dialled.slice(2)]).toEqual(['disconnected', ['b', FIRST, 'c']]);
    serve(nodes.node('d'), joinedAt(140), roomMessage('play'));
    nodes.clock.advance(3000);
    expect(client.states.at(-1)).toBe('room');
  });

  test.each([
    ['an address that is not valid', [addressOf('c'), { ...addressOf('d'), port: 0 }]],
    ['nobody', []],
  ])('[CL18] a list with %s names no way', (_name, list) => {
    const { nodes } = inRoom();
    nodes.clock.advance(STEADY_MS);
    nodes.side(FIRST).say({ type: 'nodes', nodes: list });
    nodes.clock.advance(SOON_MS);
    nodes.kill(FIRST);
    nodes.clock.advance(3000);
    expect(new Set(nodes.dialled)).toEqual(new Set([FIRST]));
  });

  test('[CL18] of a long list the first nodes count', () => {
    const { nodes } = inRoom();
    nodes.clock.advance(STEADY_MS);
    nodes.side(FIRST).say(nodesMessage(...Array.from({ length: 300 }, (_, i) => `n${i}`)));
    nodes.clock.advance(SOON_MS);
    for (let i = 0; i < 300; i++) nodes.node(`n${i}`).dialling = 'refuses';
    nodes.kill(FIRST);
    nodes.clock.advance(100);
    expect(new Set(nodes.dialled).size).toBe(1 + NODES_MAX);
  });

  test('[CL18] a lone server is dialled as ever: after a delay', () => {
    const { nodes } = inRoom();
    nodes.clock.advance(STEADY_MS);
    nodes.side(FIRST).cut();
    nodes.clock.advance(100);
    expect(nodes.dialled).toEqual([FIRST]);
  });
});
