import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { randomBytes } from 'node:crypto';
import { NONCE_BYTES, signTicket, skeleton, TICKET_LIFE_MS } from '#handover';
import { CLIENT_MESSAGES, encodeClient, errorCodeOf, type ServerMessageType } from '#protocol';
import { KEYS } from '#redis';
import { TICKET_LIFE_MS as TICKET_MS } from '../../../../game-server/cluster/sessions/seat-ticket.ts';
import { SESSION_LIFE_MS } from '../../../../game-server/cluster/sessions/session-records.ts';
import { digestOf } from '../../../../game-server/sessions/secret.ts';
import { MemoryNodes, type MemoryNode } from '../../../support/memory-node.ts';
import type { MemoryPlayer } from '../../../support/memory-player.ts';
import { RedisServer } from '../../../support/redis-server.ts';

let server: RedisServer;
let nodes: MemoryNodes;

beforeAll(async () => void (server = await RedisServer.start()));
afterAll(async () => server.stop());
beforeEach(() => {
  nodes = new MemoryNodes(server.url);
  onTestFinished(async () => {
    const [any] = nodes.nodes.values();
    await any?.redis.flushall().catch(() => {});
    nodes.stop();
  });
});

/** Two nodes, or more. */
async function cluster(...ids: string[]): Promise<MemoryNode[]> {
  return Promise.all(ids.map((id) => nodes.add(id)));
}

async function message<Type extends ServerMessageType>(player: MemoryPlayer, type: Type) {
  const isHere = () => player.inbox.some((each) => each.type === type);
  const seen = () => `${type} among ${player.inbox.map((each) => each.type).join(' ')}`;
  await expect.poll(() => (isHere() ? 'here' : seen()), { interval: 2 }).toBe('here');
  return player.last(type)!;
}

async function enter(node: MemoryNode, name: string, kind: 'human' | 'bot' = 'human'): Promise<MemoryPlayer> {
  const player = node.connect();
  player.hello(name, kind);
  await message(player, 'welcome');
  return player;
}

async function resume(node: MemoryNode, token: string): Promise<MemoryPlayer> {
  const player = node.connect();
  player.hello('nobody', 'human', token);
  await message(player, 'welcome');
  return player;
}

/** Goes where a `redirect` leads. @param own the token that '' stands for */
async function follow(player: MemoryPlayer, own: string): Promise<MemoryPlayer> {
  const { node, token } = await message(player, 'redirect');
  const next = nodes.nodes.get(node)!.connect();
  next.hello('nobody', 'human', token === '' ? own : token);
  return next;
}

/** Whatever is under way to Redis is done: a client's `ping` is answered behind it. */
async function settled(player: MemoryPlayer): Promise<void> {
  player.pong = null;
  player.report();
  await expect.poll(() => player.pong, { interval: 2 }).not.toBeNull();
}

/** Whatever these nodes have asked Redis for before is answered. */
async function settledRedis(...at: MemoryNode[]): Promise<void> {
  for (let i = 0; i < 4; i++) await Promise.all(at.map(({ redis }) => redis.ping()));
}

/** Clients at some nodes show a token. */
function show(token: string, ...at: MemoryNode[]): MemoryPlayer[] {
  return at.map((node) => {
    const client = node.connect();
    client.hello('nobody', 'human', token);
    return client;
  });
}

test('[CW1] a token of a living node leads there, and resumes the session', async () => {
  const [a, b] = await cluster('a', 'b');
  const ann = await enter(a!, 'Ann');
  const stranger = b!.connect();
  stranger.hello('nobody', 'human', ann.token);
  expect(await message(stranger, 'redirect')).toMatchObject({ node: 'a', token: '', keep: false });
  expect(stranger.isClosed).toBe(true);
  const back = await resume(a!, ann.token);
  expect(back.name).toBe('Ann');
  await expect.poll(() => ann.isClosed).toBe(true);
  expect(b!.core.sessions.count).toBe(0);
});

test('[CW1] a client that does not follow is told the address', async () => {
  const [a, b] = await cluster('a', 'b');
  const ann = await enter(a!, 'Ann');
  const stranger = b!.connect();
  stranger.follows = false;
  stranger.hello('nobody', 'human', ann.token);
  expect((await message(stranger, 'error')).text).toBe('your session is at 127.0.0.1:1');
  expect(stranger.isClosed).toBe(true);
});

test('[CW1] a token of a node with another protocol is good for nothing here', async () => {
  const [a, b] = await cluster('a', 'b');
  const ann = await enter(a!, 'Ann');
  await settled(ann);
  a!.protocol++;
  const stranger = b!.connect();
  stranger.hello('Bob', 'human', ann.token);
  expect(await message(stranger, 'welcome')).toMatchObject({ name: 'Bob', resumed: false });
});

test('[CW2] of many clients with the token of a dead node, at two nodes at once, one has the session', async () => {
  const [a, b, c] = await cluster('a', 'b', 'c');
  const ann = await enter(a!, 'Ann');
  ann.mute('', { muted: true });
  await settled(ann);
  nodes.kill('a');
  const clients = [b!, c!, b!, c!].map((node) => {
    const client = node.connect();
    client.hello('nobody', 'human', ann.token);
    return client;
  });
  await expect.poll(() => clients.every(({ inbox }) => inbox.length > 0), { interval: 2 }).toBe(true);
  const winners = clients.filter(({ name }) => name === 'Ann');
  const losers = clients.filter(({ name }) => name === '');
  expect(losers.length).toBeGreaterThanOrEqual(2);
  for (const loser of losers) expect(loser.last('redirect')).toBeDefined();
  expect(b!.core.sessions.count + c!.core.sessions.count).toBe(1);
  // Of two at the winning node, the newest connection has it.
  expect(winners.filter(({ isClosed }) => !isClosed)).toHaveLength(1);
  const [session] = [...b!.core.sessions, ...c!.core.sessions];
  expect(session!.hears('Bob')).toBe(false);
});

test('[CW2] a node that was taken for dead shows nothing more of a session that another one has', async () => {
  const [a, b] = await cluster('a', 'b');
  const ann = await enter(a!, 'Ann');
  await settled(ann);
  nodes.dead.add('a');
  const there = await resume(b!, ann.token);
  nodes.dead.delete('a');
  // Its owner does not know yet. What it answers is dropped.
  ann.inbox = [];
  ann.send({ type: 'play', mode: 'classic', rate: 60, ranked: false, daily: false });
  await expect.poll(() => ann.isClosed).toBe(true);
  expect(ann.inbox).toEqual([]);
  expect(a!.core.sessions.count).toBe(0);
  expect(a!.core.lobby.roomCount).toBe(0);
  expect((await a!.redis.get(KEYS.token(digestOf(there.token)))) === null).toBe(false);
  expect((await resume(b!, there.token)).name).toBe('Ann');
});

test('[CW2] a node that was taken for dead gives a session that is resumed there to nobody', async () => {
  const [a, b] = await cluster('a', 'b');
  const ann = await enter(a!, 'Ann');
  await settled(ann);
  nodes.dead.add('a');
  await resume(b!, ann.token);
  nodes.dead.delete('a');
  const late = a!.connect();
  late.hello('nobody', 'human', ann.token);
  await expect.poll(() => late.isClosed).toBe(true);
  // Nothing, or where it is, if the owner has learned of it before.
  expect(late.inbox.filter(({ type }) => type !== 'redirect')).toEqual([]);
  expect(a!.core.sessions.count).toBe(0);
});

test('[CW3] a new token that got lost with its node: the one before resumes the session elsewhere', async () => {
  const [a, b] = await cluster('a', 'b');
  const ann = await enter(a!, 'Ann');
  const [first] = [ann.token];
  await settled(ann);
  ann.cut();
  const again = await resume(a!, first);
  // Nothing was sent over the new connection: both tokens are good.
  const second = again.token;
  nodes.kill('a');
  const there = await resume(b!, first);
  expect(there.name).toBe('Ann');
  await settled(there);
  // From now on only the newest.
  const late = b!.connect();
  late.hello('Late', 'human', second);
  await message(late, 'welcome');
  expect(late.name).toBe('Late');
});

test('[CW4] a token that nobody has begins a new session, and counts as a failure', async () => {
  const [a] = await cluster('a', 'b');
  const failures = a!.core.metrics.tokenFailures;
  const stranger = a!.connect();
  stranger.hello('Ann', 'human', 'A'.repeat(22));
  await message(stranger, 'welcome');
  expect(stranger.name).toBe('Ann');
  expect(a!.core.metrics.tokenFailures).toBe(failures + 1);
});

test('[CW4] a token that its session does not know leads nowhere, whatever Redis has of it', async () => {
  const [a, b] = await cluster('a', 'b');
  const ann = await enter(a!, 'Ann');
  await settled(ann);
  await a!.redis.set(KEYS.token(digestOf('stale')), a!.core.sessions.named('Ann')!.id);
  const client = b!.connect();
  client.hello('Bob', 'human', 'stale');
  expect((await message(client, 'welcome')).resumed).toBe(false);
});

test('[CW4] a session that has ended is nowhere', async () => {
  const [a, b] = await cluster('a', 'b');
  const ann = await enter(a!, 'Ann');
  ann.send({ type: 'leave' });
  await settled(ann);
  ann.cut();
  await expect.poll(() => a!.redis.get(KEYS.token(digestOf(ann.token)))).toBeNull();
  const stranger = b!.connect();
  stranger.hello('Bob', 'human', ann.token);
  await message(stranger, 'welcome');
  expect(stranger.name).toBe('Bob');
  expect(await a!.redis.keys('packetman:sess:*')).toHaveLength(1);
});

/** A player in a room of their own. */
async function inRoom(node: MemoryNode, name: string): Promise<MemoryPlayer> {
  const player = await enter(node, name);
  player.create();
  await message(player, 'joined');
  await settled(player);
  return player;
}

test('[CW5] a client of a dead node waits until its room is claimed, and finds it from any node', async () => {
  const [a, b, c] = await cluster('a', 'b', 'c');
  const ann = await inRoom(a!, 'Ann');
  nodes.kill('a');
  const [early, elsewhere] = show(ann.token, b!, c!);
  await settledRedis(b!, c!);
  expect([early!.inbox, elsewhere!.inbox]).toEqual([[], []]);
  await b!.take(ann.code);
  expect(await message(early!, 'welcome')).toMatchObject({ name: 'Ann', resumed: true });
  expect((await message(early!, 'joined')).code).toBe(ann.code);
  expect((await message(elsewhere!, 'redirect')).node).toBe('b');
  expect(c!.core.sessions.count).toBe(0);
});

test('[CW5] a player whose room has closed with its node is in the lobby of any other', async () => {
  const [a, b] = await cluster('a', 'b');
  const ann = await inRoom(a!, 'Ann');
  await b!.redis.del(KEYS.room(ann.code));
  nodes.kill('a');
  const back = await resume(b!, ann.token);
  expect((await message(back, 'left')).reason).toBe('closed');
  expect(back.name).toBe('Ann');
});

test('[CW5] nobody claims the room: the client is told to try again', async () => {
  const a = await nodes.add('a');
  const b = await nodes.add('b', {}, {}, { findMs: 500 });
  const ann = await inRoom(a, 'Ann');
  nodes.kill('a');
  const [client] = show(ann.token, b);
  const { code, recovery } = await message(client!, 'error');
  expect([errorCodeOf(code), recovery]).toEqual(['nodes-unreachable', 'resume']);
  await b.take(ann.code);
  expect((await message(await resume(b, ann.token), 'joined')).code).toBe(ann.code);
});

test('[CW5] a client whose session arrives with its room waits for it, although its owner lives', async () => {
  const [a, b] = await cluster('a', 'b');
  const ann = await inRoom(a!, 'Ann');
  const connected: string[] = [];
  const digest = digestOf(ann.token);
  b!.sessions.arrivals.expect([digest], (each) => void connected.push(each));
  const [client] = show(ann.token, b!);
  expect(connected).toContain(digest);
  await settledRedis(b!);
  expect(client!.inbox).toEqual([]);
  await b!.take(ann.code);
  b!.sessions.arrivals.end([digest]);
  expect((await message(client!, 'joined')).code).toBe(ann.code);
  // The old owner learns of it with its next record.
  ann.send({ type: 'ready', ready: true });
  ann.inbox = [];
  await expect.poll(() => ann.isClosed).toBe(true);
  expect([a!.core.sessions.count, a!.core.lobby.roomCount]).toEqual([0, 0]);
});

test('[CW5] an arrival that is called off leads back to the owner', async () => {
  const [a, b] = await cluster('a', 'b');
  const ann = await inRoom(a!, 'Ann');
  const digest = digestOf(ann.token);
  b!.sessions.arrivals.expect([digest], () => {});
  const [client] = show(ann.token, b!);
  await settledRedis(b!);
  b!.sessions.arrivals.end([digest]);
  expect((await message(client!, 'redirect')).node).toBe('a');
});

test('[CW6] a request for a room of another node is answered there, in the same session', async () => {
  const [a, b] = await cluster('a', 'b');
  const host = await enter(b!, 'Hugo');
  host.create({ mode: 'coop' }, 'secret');
  const { code } = await message(host, 'joined');
  const ann = await enter(a!, 'Ann');
  await enter(a!, 'Eve');
  ann.mute('Eve');
  await settled(ann);
  const { id } = a!.core.sessions.named('Ann')!;
  a!.route = () => ({ node: 'b' });
  ann.send({ type: 'join', code, password: 'secret', rate: 60 });
  const there = await follow(ann, '');
  expect(await message(there, 'welcome')).toMatchObject({ name: 'Ann', resumed: true });
  expect((await message(there, 'joined')).code).toBe(code);
  expect(ann.isClosed).toBe(true);
  expect(a!.core.sessions.named('Ann')).toBeNull();
  const session = b!.core.sessions.named('Ann')!;
  expect(session.id).toBe(id);
  expect(session.hears('Eve')).toBe(false);
});

test('[CW6] a ticket is good once, and only at its node', async () => {
  const [a, b, c] = await cluster('a', 'b', 'c');
  const ann = await enter(a!, 'Ann');
  a!.route = () => ({ node: 'b' });
  ann.send({ type: 'join', code: 'ABCDE', password: '', rate: 60 });
  const { token } = await message(ann, 'redirect');
  expect(await a!.redis.pttl(KEYS.ticket(digestOf(token)))).toBeLessThanOrEqual(45_000);
  const there = b!.connect();
  there.hello('nobody', 'human', token);
  await message(there, 'welcome');
  expect((await message(there, 'error')).answers).toBe(3);
  expect(there.isClosed).toBe(false);
  for (const node of [b!, c!]) {
    const thief = node.connect();
    thief.hello('Thief', 'human', token);
    expect(await message(thief, 'welcome')).toMatchObject({ name: node === b ? 'Thief' : 'Thief-2', resumed: false });
  }
  const none = { redirects: 0, ticketsTaken: 0, ticketsRefused: 0, claimed: 0, claimsLost: 0 };
  expect([a!, b!, c!].map(({ sessions }) => ({ ...sessions.counts }))).toEqual([
    { ...none, redirects: 1 },
    { ...none, ticketsTaken: 1, ticketsRefused: 1, claimed: 1 },
    { ...none, ticketsRefused: 1 },
  ]);
});

test('[CW6] a ticket leads to its session, and its request is done, for as long as the session can be found', async () => {
  const [a, b] = await cluster('a', 'b');
  const host = await enter(b!, 'Hugo');
  host.create({ mode: 'coop' }, '');
  const { code } = await message(host, 'joined');
  const ann = await enter(a!, 'Ann');
  const { id } = a!.core.sessions.named('Ann')!;
  a!.route = () => ({ node: 'b' });
  ann.send({ type: 'join', code, password: '', rate: 60 });
  const { token } = await message(ann, 'redirect');
  // The ticket was written first, and lives as long as what it leads to. All times left are read at one moment.
  expect(TICKET_MS).toBe(SESSION_LIFE_MS);
  const [ticketKey, ...keys] = [KEYS.ticket(digestOf(token)), KEYS.session(id), KEYS.token(digestOf(ann.token))];
  const times = b!.redis.multi().pttl(ticketKey);
  for (const key of keys) times.pttl(key);
  const [ticketMs, ...leftMs] = (await times.exec())!.map(([, ms]) => ms as number);
  expect(Math.min(...leftMs)).toBeGreaterThanOrEqual(ticketMs!);
  const [there] = show(token, b!);
  expect(await message(there!, 'welcome')).toMatchObject({ name: 'Ann', resumed: true });
  expect((await message(there!, 'joined')).code).toBe(code);
});

test('[CW6] a ticket is for one node: elsewhere it is used up and leads to nothing, and the token still does', async () => {
  const [a, , c] = await cluster('a', 'b', 'c');
  const ann = await enter(a!, 'Ann');
  a!.route = () => ({ node: 'b' });
  ann.send({ type: 'join', code: 'ABCDE', password: '', rate: 60 });
  const { token } = await message(ann, 'redirect');
  const thief = c!.connect();
  thief.hello('Thief', 'human', token);
  expect(await message(thief, 'welcome')).toMatchObject({ name: 'Thief', resumed: false });
  expect(await c!.redis.exists(KEYS.ticket(digestOf(token)))).toBe(0);
  expect((await resume(c!, ann.token)).name).toBe('Ann');
});

test('[CW6] a client that loses the connection behind its ticket comes back with its token', async () => {
  const [a, b, c] = await cluster('a', 'b', 'c');
  const ann = await enter(a!, 'Ann');
  a!.route = () => ({ node: 'b' });
  ann.send({ type: 'join', code: 'ABCDE', password: '', rate: 60 });
  const there = await follow(ann, '');
  await message(there, 'welcome');
  // As if that had not arrived.
  there.cut();
  const [client] = show(ann.token, c!);
  expect((await message(client!, 'redirect')).node).toBe('b');
  expect((await resume(b!, ann.token)).name).toBe('Ann');
});

test('[CW6] of the ticket and the token of a session, shown at once, one is good', async () => {
  const [a, b, c] = await cluster('a', 'b', 'c');
  for (let round = 0; round < 5; round++) {
    const ann = await enter(a!, `Ann ${round}`);
    const { token } = ann;
    a!.route = () => ({ node: 'b' });
    ann.send({ type: 'join', code: 'ABCDE', password: '', rate: 60 });
    const { token: ticket } = await message(ann, 'redirect');
    const there = [show(ticket, b!), show(token, c!), show(token, a!)].flat();
    await expect.poll(() => there.every(({ inbox }) => inbox.length > 0), { interval: 2 }).toBe(true);
    expect(there.filter(({ name }) => name === `Ann ${round}`)).toHaveLength(1);
    const holders = [a!, b!, c!].filter(({ core }) => core.sessions.named(`Ann ${round}`) !== null);
    expect(holders).toHaveLength(1);
    for (const client of there) client.cut();
  }
});

test('[CW7] what the other node refuses is an answer to the request: the player is in the lobby there', async () => {
  const [a, b] = await cluster('a', 'b');
  const hugo = await enter(b!, 'Hugo');
  hugo.create({ mode: 'coop' }, 'secret');
  const { code } = await message(hugo, 'joined');
  const ann = await enter(a!, 'Ann');
  a!.route = () => ({ node: 'b' });
  ann.send({ type: 'join', code, password: 'wrong', rate: 60 });
  const there = await follow(ann, '');
  expect(await message(there, 'error')).toMatchObject({ answers: CLIENT_MESSAGES.join.type, fatal: false });
  there.send({ type: 'join', code, password: 'secret', rate: 60 });
  expect((await message(there, 'joined')).code).toBe(code);
});

test('[CW7] a session whose client is lost on the way stays where it was, and is found there', async () => {
  const [a, b] = await cluster('a', 'b');
  const ann = await enter(a!, 'Ann');
  await settled(ann);
  const { id } = a!.core.sessions.named('Ann')!;
  a!.route = () => ({ node: 'b' });
  ann.send({ type: 'join', code: 'ABCDE', password: '', rate: 60 });
  ann.cut();
  const owner = async () => (await b!.sessions.records.withId(id))?.owner;
  await expect.poll(owner).toBe('a');
  const [client] = show(ann.token, b!);
  expect((await message(client!, 'redirect')).node).toBe('a');
});

test('[CW7] a request is not sent on for ever', async () => {
  const [a, b] = await cluster('a', 'b');
  const hops: number[] = [];
  const sendOn = (node: string) => (_: unknown, count: number) => {
    hops.push(count);
    return count < 3 ? { node } : null;
  };
  a!.route = sendOn('b');
  b!.route = sendOn('a');
  let ann = await enter(a!, 'Ann');
  ann.send({ type: 'join', code: 'ABCDE', password: '', rate: 60 });
  for (let i = 0; i < 3; i++) ann = await follow(ann, '');
  expect(errorCodeOf((await message(ann, 'error')).code)).toBe('no-such-room');
  expect(hops).toEqual([0, 1, 2, 3]);
  expect(b!.core.sessions.named('Ann')).not.toBeNull();
});

test('[CW7] a client that does not follow stays, and learns where the room is; what needs no room of another node is done here', async () => {
  const [a] = await cluster('a', 'b');
  const ann = a!.connect();
  ann.follows = false;
  ann.hello('Ann');
  await message(ann, 'welcome');
  a!.route = () => ({ node: 'b' });
  ann.send({ type: 'join', code: 'ABCDE', password: '', rate: 60 });
  expect((await message(ann, 'error')).text).toBe('room ABCDE is at 127.0.0.1:2');
  ann.send({ type: 'play', mode: 'classic', rate: 60, ranked: false, daily: false });
  await message(ann, 'joined');
});

test('[CW8] limits go along: neither budget, openings nor lines are new at another node', async () => {
  // Nothing comes back while the test runs.
  const budget = { workUsPerSecond: 0.001, workUsBurst: 1e6, bytesPerSecond: 0.001, bytesBurst: 1e6 };
  const limits = { exemptNetworks: [], roomsOpenedBurst: 3, roomsOpenedPerSecond: 0.001, budget };
  const [a, b] = await Promise.all(['a', 'b'].map((id) => nodes.add(id, limits)));
  let ann = await enter(a!, 'Ann');
  const before = a!.core.sessions.named('Ann')!;
  for (let i = 0; i < 3; i++) {
    ann.create();
    await message(ann, 'joined');
    ann.send({ type: 'leave' });
    await message(ann, 'left');
  }
  for (let i = 0; i < 4; i++) ann.say('hi', 'lobby');
  await settled(ann);
  const spent = before.spent;
  expect(spent.openings).toBeGreaterThan(2.9);
  a!.route = () => ({ node: 'b' });
  ann.create();
  ann = await follow(ann, '');
  expect(errorCodeOf((await message(ann, 'error')).code)).toBe('too-fast');
  const after = b!.core.sessions.named('Ann')!.spent;
  expect(after.own.workUs).toBeGreaterThan(spent.own.workUs - 1);
  expect(after.own.bytes).toBeGreaterThan(spent.own.bytes - 1);
  expect(after.caller.bytes).toBeGreaterThan(spent.caller.bytes - 1);
  expect(after.openings).toBeGreaterThan(2.9);
  expect(after.lines).toBeGreaterThan(0);
});

test('[CW8] on a shared address, passwords that a session has guessed wrong stay counted when it comes again', async () => {
  const [a, b] = await cluster('a', 'b');
  const hugo = await enter(b!, 'Hugo');
  hugo.create({ mode: 'coop' }, 'secret');
  const { code } = await message(hugo, 'joined');
  let eve = await enter(a!, 'Eve');
  const answers: unknown[] = [];
  a!.route = ({ type }) => (type === 'join' ? { node: 'b' } : null);
  b!.route = ({ type }) => (type === 'watch' ? { node: 'a' } : null);
  for (let i = 0; i < 6; i++) {
    eve.send({ type: 'join', code, password: `guess${i}`, rate: 60 });
    eve = await follow(eve, '');
    answers.push(errorCodeOf((await message(eve, 'error')).code));
    eve.send({ type: 'watch', code: '', password: '', rate: 60 });
    eve = await follow(eve, '');
    await message(eve, 'error');
  }
  expect(answers).toEqual([...Array<string>(5).fill('wrong-password'), 'too-many-guesses']);
});

test('[CW9] without Redis, who is here plays on; who wants to go elsewhere, or comes from elsewhere, is told to wait', async () => {
  const own = await RedisServer.start();
  onTestFinished(() => own.stop());
  nodes = new MemoryNodes(own.url);
  onTestFinished(() => nodes.stop());
  const [a, b] = await cluster('a', 'b');
  const ann = await enter(a!, 'Ann');
  await settled(ann);
  await own.kill();
  await expect.poll(() => a!.redis.status === 'ready' || b!.redis.status === 'ready').toBe(false);
  a!.route = () => ({ node: 'b' });
  ann.send({ type: 'join', code: 'ABCDE', password: '', rate: 60 });
  const refused = await message(ann, 'error');
  expect(errorCodeOf(refused.code)).toBe('nodes-unreachable');
  expect([refused.fatal, refused.retryAfterMs]).toEqual([false, 1000]);
  a!.route = () => null;
  ann.send({ type: 'play', mode: 'classic', rate: 60, ranked: false, daily: false });
  await message(ann, 'joined');
  const stranger = b!.connect();
  stranger.hello('nobody', 'human', ann.token);
  const error = await message(stranger, 'error');
  expect([errorCodeOf(error.code), error.recovery]).toEqual(['nodes-unreachable', 'resume']);
  // Names are unique on each node, and on all of them when Redis is back.
  const [bob, other] = [await enter(a!, 'Bob'), await enter(b!, 'B\u043eb')];
  expect([bob.name, other.name]).toEqual(['Bob', 'B\u043eb']);
  expect((await enter(a!, 'bob')).name).toBe('bob-2');
  await own.restart();
  await expect.poll(() => [bob.name, other.name].filter((name) => /-[23]$/.test(name)).length).toBe(1);
  expect(new Set([...a!.core.sessions, ...b!.core.sessions].map(({ name }) => skeleton(name))).size).toBe(4);
  const back = b!.connect();
  back.hello('nobody', 'human', ann.token);
  expect((await message(back, 'redirect')).node).toBe('a');
});

test('[CW9] a session that ends while Redis is away has no record when it is back', async () => {
  const own = await RedisServer.start({ isDurable: true });
  onTestFinished(() => own.stop());
  nodes = new MemoryNodes(own.url);
  onTestFinished(() => nodes.stop());
  const [a, b] = await cluster('a', 'b');
  const ann = await enter(a!, 'Ann');
  await settled(ann);
  await own.kill();
  await expect.poll(() => a!.redis.status === 'ready' || b!.redis.status === 'ready').toBe(false);
  a!.core.sessions.named('Ann')!.endByOperator('');
  await own.restart();
  await expect.poll(() => b!.redis.status).toBe('ready');
  await expect.poll(() => b!.sessions.records.withToken(digestOf(ann.token))).toBeNull();
});

test('[CW5] a session of which its node knows nothing any more goes on in the lobby, though its room is there', async () => {
  const [a] = await cluster('a');
  const [ann, bob] = [await enter(a!, 'Ann'), await enter(a!, 'Bob')];
  ann.play();
  await message(ann, 'joined');
  bob.join(ann.code);
  await message(bob, 'joined');
  await settled(ann);
  const { sessions, outbox } = a!.core;
  outbox.hold();
  sessions.claimedElsewhere(sessions.named('Ann')!);
  outbox.release();
  const back = await resume(a!, ann.token);
  expect(back.name).toBe('Ann');
  expect((await message(back, 'left')).reason).toBe('closed');
});

test('[CW10] a name, and all that look like it, belong to one session of all nodes', async () => {
  const [a, b] = await cluster('a', 'b');
  expect((await enter(a!, 'Ann')).name).toBe('Ann');
  expect((await enter(b!, 'ann')).name).toBe('ann-2');
  expect((await enter(b!, '\u0410nn')).name).toBe('\u0410nn-3');
  const many = await Promise.all(Array.from({ length: 20 }, (_, i) => enter([a!, b!][i % 2]!, 'robo', 'bot')));
  expect(new Set(many.map(({ name }) => skeleton(name))).size).toBe(20);
});

test('[CW10] a name is free again when its session has ended, anywhere', async () => {
  const [a, b] = await cluster('a', 'b');
  const ann = await enter(a!, 'Ann');
  ann.send({ type: 'leave' });
  await settled(ann);
  ann.cut();
  await expect.poll(() => a!.redis.keys('packetman:[nl]*')).toEqual([]);
  expect((await enter(b!, 'Ann')).name).toBe('Ann');
});

test('[CW10] another name is free on all nodes or refused, and the old one is free then', async () => {
  const [a, b] = await cluster('a', 'b');
  const ann = await enter(a!, 'Ann');
  const bob = await enter(b!, 'Bob');
  bob.rename('Ann');
  bob.rename('Eve');
  expect(errorCodeOf((await message(bob, 'error')).code)).toBe('name-taken');
  expect((await message(bob, 'identity')).name).toBe('Eve');
  await expect.poll(() => b!.redis.keys('packetman:name:bob')).toEqual([]);
  ann.rename('Bob');
  expect((await message(ann, 'identity')).name).toBe('Bob');
  // The same name, written otherwise.
  ann.rename('bob');
  expect((await message(ann, 'identity')).name).toBe('bob');
  await expect
    .poll(async () => (await a!.redis.keys('packetman:name:*')).toSorted())
    .toEqual(['packetman:name:bob', 'packetman:name:eve']);
});

test('[CW10] a session keeps its name on its way, and nobody else gets it there', async () => {
  const [a, b] = await cluster('a', 'b');
  let ann = await enter(a!, 'Ann');
  a!.route = () => ({ node: 'b' });
  ann.send({ type: 'join', code: 'ABCDE', password: '', rate: 60 });
  await expect.poll(() => ann.isClosed).toBe(true);
  expect((await enter(a!, 'Ann')).name).toBe('Ann-2');
  expect((await enter(b!, 'Ann')).name).toBe('Ann-3');
  ann = await follow(ann, '');
  await message(ann, 'welcome');
  expect(ann.name).toBe('Ann');
});

const KEY = Buffer.alloc(32, 7);
const ANN = 'a'.repeat(32);

function accountTicket(user: string, name: string): string {
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  const expiresMs = Date.now() + TICKET_LIFE_MS;
  return signTicket({ kind: 'person', identity: { kind: 'user', id: user }, name, expiresMs, nonce }, KEY);
}

/** Nodes with an API, whose feed all of them have read. */
async function withAccounts(...ids: string[]): Promise<MemoryNode[]> {
  const all = await Promise.all(ids.map((id) => nodes.add(id, {}, { key: KEY })));
  const value = { user: ANN, name: 'Ann', kind: 'person' as const };
  for (const { core } of all) core.directory.take([{ seq: 1, kind: 'name', key: skeleton('Ann'), value }]);
  return all;
}

test('[CW11] a ticket of an account is used once on all nodes', async () => {
  const [a, b] = await withAccounts('a', 'b');
  const ticket = accountTicket(ANN, 'Ann');
  const ann = a!.connect();
  ann.hello('', 'human', '', ticket);
  expect((await message(ann, 'welcome')).name).toBe('Ann');
  const thief = b!.connect();
  thief.hello('Thief', 'human', '', ticket);
  expect((await message(thief, 'welcome')).name).toBe('Thief');
  expect(errorCodeOf((await message(thief, 'error')).code)).toBe('ticket-expired');
  expect(b!.core.sessions.named('Thief')!.account).toBeNull();
  expect(await a!.redis.keys('packetman:used-ticket:*')).toHaveLength(1);
});

test('[CW11] who has claimed a name gets it from a session of another node', async () => {
  const [a, b] = await withAccounts('a', 'b');
  // Before the feed said whose it is.
  for (const { core } of [a!, b!]) core.directory.clear();
  const guest = await enter(b!, '\u0410nn');
  const value = { user: ANN, name: 'Ann', kind: 'person' as const };
  for (const { core } of [a!, b!]) core.directory.take([{ seq: 1, kind: 'name', key: skeleton('Ann'), value }]);
  const ann = a!.connect();
  ann.hello('', 'human', '', accountTicket(ANN, 'Ann'));
  expect((await message(ann, 'welcome')).name).toBe('Ann');
  expect((await message(guest, 'identity')).name).toBe('\u0410nn-2');
  // Another session of the same person gets a suffix, as on one node.
  const again = b!.connect();
  again.hello('', 'human', '', accountTicket(ANN, 'Ann'));
  expect((await message(again, 'welcome')).name).toBe('Ann-3');
  // Two keys each.
  await expect.poll(() => a!.redis.keys('packetman:[nl]*')).toHaveLength(6);
});

test('[CW11] nobody but the owner takes a name, whatever a node says', async () => {
  const [, b] = await withAccounts('a', 'b');
  const bob = await enter(b!, 'Bob');
  for (const body of [{ name: 'Bob', user: ANN }, { name: 'Bob' }, { name: 7, user: ANN }, {}]) {
    b!.handlers.get('give-up-name')!(body);
  }
  await settled(bob);
  expect(bob.name).toBe('Bob');
});

test('[CW11] the owner of a name has it although its holder has just died with its node', async () => {
  const [a, b] = await withAccounts('a', 'b');
  b!.core.directory.clear();
  await enter(b!, 'Ann');
  nodes.kill('b');
  const ann = a!.connect();
  ann.hello('', 'human', '', accountTicket(ANN, 'Ann'));
  expect((await message(ann, 'welcome')).name).toBe('Ann');
});

test.each([
  ['no record', 'nonsense'],
  ['a record of another version', JSON.stringify({ version: 2 })],
  ['a name that nobody may have', { name: 'A\u200bnn' }],
  ['another kind', { kind: 'dog' }],
  ['no address', { address: 'x' }],
  ['too many tokens', { tokens: Array<string>(3).fill(digestOf('x')) }],
  ['too many mutes', { mutes: { names: Array<string>(101).fill('x'), everybody: false } }],
  ['a rate that is none', { place: { rate: 7, unconfirmedLeave: null } }],
  ['an identity that is none', { account: { kind: 'person', identity: 'x', claimedName: '', version: '' } }],
  ['another id', { id: 5 }],
])('[CW13] what is wrong in Redis counts as missing: %s', async (_, change) => {
  const [a, b] = await cluster('a', 'b');
  const ann = await enter(a!, 'Ann');
  await settled(ann);
  const { id } = a!.core.sessions.named('Ann')!;
  nodes.kill('a');
  const stored = (await b!.sessions.records.withId(id))!.record;
  const record = JSON.stringify({ ...stored, session: { ...stored.session, ...(change as object) } });
  const text = typeof change === 'string' ? change : record;
  await b!.redis.xadd(KEYS.session(id), 'MAXLEN', 1, '*', 'd', text);
  const client = b!.connect();
  client.hello('Bob', 'human', ann.token);
  expect(await message(client, 'welcome')).toMatchObject({ name: 'Bob', resumed: false });
});

test('[CW13] keys of another type count as missing, and are written anew for those who live', async () => {
  const [a, b] = await cluster('a', 'b');
  const [ann, cid] = [await enter(a!, 'Ann'), await enter(a!, 'Cid')];
  const [annId, cidId] = ['Ann', 'Cid'].map((name) => a!.core.sessions.named(name)!.id);
  const { redis } = b!;
  for (const key of [KEYS.session(annId!), KEYS.session(cidId!), KEYS.ticket(digestOf('seat.x'))]) {
    // In one step: the owner may write at any time.
    await redis.multi().del(key).rpush(key, 'x').exec();
  }
  a!.sessions.records.renewAll();
  await expect.poll(() => redis.type(KEYS.session(cidId!))).not.toBe('list');
  a!.sessions.records.renewAll();
  await expect.poll(() => redis.type(KEYS.session(cidId!))).toBe('stream');
  await redis.set(KEYS.session(annId!), 'x');
  nodes.kill('a');
  const [again, other, third] = [ann.token, cid.token, 'seat.x'].map((token) => {
    const client = b!.connect();
    client.hello('Eve', 'human', token);
    return client;
  });
  expect((await message(again!, 'welcome')).resumed).toBe(false);
  expect(await message(other!, 'welcome')).toMatchObject({ resumed: true, name: 'Cid' });
  expect((await message(third!, 'welcome')).resumed).toBe(false);
});

test('[CW13] a ticket that another process has made up does nothing that a client could not do', async () => {
  const [a, b] = await cluster('a', 'b');
  const ann = await enter(a!, 'Ann');
  const { id, epoch } = a!.core.sessions.named('Ann')!;
  await settled(ann);
  const good = { session: id, epoch, node: 'b', hops: 0, spent: a!.core.sessions.named('Ann')!.spent };
  const join = Buffer.from(encodeClient({ type: 'join', code: 'ABCDE', password: '', rate: 60 })).toString('base64');
  const hello = Buffer.from(encodeClient({ type: 'leave' })).toString('base64');
  const tickets = [
    'nonsense',
    JSON.stringify({ ...good, message: hello }),
    JSON.stringify({ ...good, message: 'AAAA' }),
    JSON.stringify({ ...good, message: join, spent: { own: -1 } }),
    JSON.stringify({ ...good, message: join, hops: -1 }),
    JSON.stringify({ ...good, message: join, node: 'c' }),
    // All is right, but the session is not on its way.
    JSON.stringify({ ...good, message: join }),
  ];
  for (const [i, text] of tickets.entries()) {
    const token = `seat.${i}`;
    await b!.redis.set(KEYS.ticket(digestOf(token)), text);
    const client = b!.connect();
    client.hello('Eve', 'human', token);
    expect((await message(client, 'welcome')).resumed).toBe(false);
  }
  expect(ann.isClosed).toBe(false);
  expect(a!.core.sessions.named('Ann')!.isConnected).toBe(true);
});

test('[CW13] records and names are renewed as long as a session lives, with all that changes', async () => {
  const [a] = await cluster('a');
  const ann = await enter(a!, 'Ann');
  await settled(ann);
  const { id } = a!.core.sessions.named('Ann')!;
  const keys = [KEYS.session(id), KEYS.token(digestOf(ann.token)), KEYS.name('ann'), KEYS.look(skeleton('Ann'))];
  // Redis has lost them, and the connection was not.
  await a!.redis.flushall();
  a!.sessions.records.renewAll();
  await expect.poll(async () => (await a!.redis.keys('*')).toSorted()).toEqual([...keys].toSorted());
  for (const key of keys) expect(await a!.redis.pttl(key)).toBeGreaterThan(30_000);
});

test('[CW14] a ban ends sessions at each node that has read it, and keeps them out everywhere', async () => {
  const [a, b] = await cluster('a', 'b');
  const ann = await enter(a!, 'Ann');
  await settled(ann);
  const value = { kind: 'name', value: 'Ann', reason: '', untilMs: null } as const;
  for (const { core } of [a!, b!]) {
    core.directory.take([{ seq: 2, kind: 'ban', key: '1', value }]);
    core.outbox.hold();
    core.sessions.endBanned();
    core.outbox.release();
  }
  expect(errorCodeOf((await message(ann, 'error')).code)).toBe('server-banned');
  const client = b!.connect();
  client.hello('Ann', 'human', ann.token);
  expect(errorCodeOf((await message(client, 'error')).code)).toBe('server-banned');
});

test('[CW13] what no player can be called is not muted, so that records stay small', async () => {
  const [a] = await cluster('a');
  const ann = await enter(a!, 'Ann');
  ann.mute('x'.repeat(200));
  expect(errorCodeOf((await message(ann, 'error')).code)).toBe('no-such-player');
});

test('[CW14] whom a host has banned stays out, whichever node they come from', async () => {
  const [a, b] = await cluster('a', 'b');
  const hugo = await enter(b!, 'Hugo');
  hugo.create();
  const { code } = await message(hugo, 'joined');
  let eve = await enter(a!, 'Eve');
  a!.route = ({ type }) => (type === 'join' ? { node: 'b' } : null);
  b!.route = ({ type }) => (type === 'watch' ? { node: 'a' } : null);
  const join = async () => {
    eve.send({ type: 'join', code, password: '', rate: 60 });
    eve = await follow(eve, '');
  };
  await join();
  await message(eve, 'joined');
  hugo.send({ type: 'kick', name: 'Eve', ban: true });
  await message(eve, 'left');
  eve.send({ type: 'watch', code: '', password: '', rate: 60 });
  eve = await follow(eve, '');
  await message(eve, 'error');
  await join();
  expect(errorCodeOf((await message(eve, 'error')).code)).toBe('banned');
});
