// The operator's desk with several real nodes.

import { createHash, randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { handoverKey, NONCE_BYTES, signTicket, TICKET_LIFE_MS } from '#handover';
import { errorCodeOf, PROTOCOL_VERSION } from '#protocol';
import type { AuditPage, ControlRooms, ControlSessions, Done, History, LogTail, RoomPicture } from '#handover';
import type { DeskClient } from '../../support/desk.ts';
import { enter, startNodes } from '../../support/desk-nodes.ts';
import { TcpPlayer } from '../../support/tcp-player.ts';

async function nodesOf(desk: DeskClient): Promise<History['status']['nodes']> {
  const [history] = await desk.events('live', () => true);
  return (history!.data as History).status.nodes;
}

test('[OD50] the desk sees and reaches the sessions and rooms of all nodes', async () => {
  const { servers, desk } = await startNodes(2);
  const [one, two] = servers;
  const [ann, bo] = [await enter(one!, 'Ann'), await enter(two!, 'Bo')];
  const opened = await ann.open();
  const other = await bo.open();
  const ask = async <Answer>(path: string, body?: object) => (await desk.ask(path, body)).body as Answer;
  await expect.poll(async () => (await ask<ControlRooms>('rooms')).rooms.length).toBe(2);
  const rooms = await ask<ControlRooms>('rooms');
  expect([rooms.rooms.map(({ code }) => code), rooms.total, rooms.after]).toEqual([
    [opened.code, other.code].toSorted(),
    2,
    null,
  ]);
  const { sessions } = await ask<ControlSessions>('sessions');
  expect(sessions.map(({ name }) => name).toSorted()).toEqual(['Ann', 'Bo']);
  expect((await ask<ControlSessions>('sessions?search=bo')).total).toBe(1);
  const [picture] = await desk.events(`rooms/${other.code}/live`, () => true);
  expect((picture!.data as RoomPicture).code).toBe(other.code);
  expect((await desk.ask('rooms/ZZZZZ')).status).toBe(404);
  expect((await ask<Done>('announce', { text: 'Hello' })).isAudited).toBe(true);
  expect([(await ann.next('chat')).text, (await bo.next('chat')).text]).toEqual(['Hello', 'Hello']);
  const session = sessions.find(({ name }) => name === 'Bo')!.id;
  expect(await ask<Done>('kick', { session, reason: '' })).toEqual({ isAudited: true, sessions: 1 });
  await bo.closed();
  expect((await desk.ask('kick', { session: 12_345, reason: '' })).status).toBe(404);
  expect(await ask<Done>(`rooms/${opened.code}/close`, { reason: '' })).toEqual({ isAudited: true });
  expect((await ann.next('left')).reason).toBe('operator-closed');
});

test('[OD51] each node has a row with its state, a log, and can be drained alone', async () => {
  const { servers, desk } = await startNodes(2);
  await enter(servers[1]!, 'Bo');
  await expect
    .poll(() => nodesOf(desk))
    .toMatchObject([
      { id: 'n1', isUp: true, isDraining: false, hasRedis: true, mayRun: true, players: 0, ticksUnreplicated: 0 },
      { id: 'n2', isUp: true, isDraining: false, hasRedis: true, mayRun: true, players: 1, roomsTaken: 0 },
    ]);
  expect((await nodesOf(desk))[0]!.free).toBeGreaterThan(0);
  for (const node of ['n1', 'n2', '']) {
    expect(((await desk.ask(`log?node=${node}`)).body as LogTail).lines).toBeInstanceOf(Array);
  }
  expect((await desk.ask('log?node=n3')).status).toBe(404);
  expect((await desk.ask('drain', { isConfirmed: true, node: 'n3' })).status).toBe(404);
  // Of a server in this process nothing ends.
  expect((await desk.ask('drain', { isConfirmed: true, node: 'n2' })).body).toEqual({ isAudited: true });
  const { rows } = (await desk.ask('audit')).body as AuditPage;
  expect(rows[0]).toMatchObject({ what: 'drain', on: 'node n2' });
});

test('[OD54] rooms of a node are moved to others by hand', async () => {
  const { servers, desk } = await startNodes(2);
  const ann = await TcpPlayer.connect(servers[0]!.port);
  onTestFinished(() => ann.destroy());
  const welcome = await ann.hello('Ann', 'human', '', true);
  const { code } = await ann.open();
  await expect.poll(async () => (await nodesOf(desk)).map(({ rooms }) => rooms)).toEqual([1, 0]);
  for (const body of [{ node: 'n1' }, { node: 'n1', count: 0 }, { node: 'n1', count: 51 }, { count: 1 }]) {
    expect((await desk.ask('move', body)).status).toBe(400);
  }
  expect((await desk.ask('move', { node: 'n3', count: 1 })).status).toBe(404);
  const followed = ann.next('redirect').then(async ({ port, token, keep }) => {
    expect([port, keep]).toEqual([servers[1]!.port, true]);
    const there = await TcpPlayer.connect(port);
    onTestFinished(() => there.destroy());
    await there.hello('Ann', 'human', token || welcome.token, true);
    return (await there.next('joined')).code;
  });
  // Until the nodes have found each other no room can move.
  const moved = async () => ((await desk.ask('move', { node: 'n1', count: 5 })).body as Done).rooms;
  await expect.poll(moved, { interval: 500 }).toBe(1);
  expect(await followed).toBe(code);
  await expect.poll(async () => (await nodesOf(desk)).map(({ rooms }) => rooms)).toEqual([0, 1]);
  expect((await desk.ask(`rooms/${code}`)).status).toBe(200);
  const { rows } = (await desk.ask('audit')).body as AuditPage;
  expect(rows[0]).toMatchObject({ what: 'move rooms', on: 'node n1', details: { count: 5, rooms: 1 } });
});

test('[OD52] a node that has left is gone, and while Redis is away the nodes are those of before', async () => {
  const { redis, servers, desk } = await startNodes(2);
  await expect.poll(async () => (await nodesOf(desk)).map(({ id }) => id)).toEqual(['n1', 'n2']);
  await servers[1]!.drain();
  await expect.poll(async () => (await nodesOf(desk)).map(({ id }) => id)).toEqual(['n1']);
  await redis.kill();
  await expect.poll(() => nodesOf(desk)).toMatchObject([{ id: 'n1', isUp: true, hasRedis: false }]);
  expect((await desk.ask('rooms')).status).toBe(200);
  // A node that ends without Redis waits for it.
  await redis.restart();
});

/** A guest of this device, who follows redirects. @returns what the server has answered to `hello` */
async function helloOf(port: number, data: string, name: string, hash: string, token = '') {
  const player = await TcpPlayer.connect(port);
  onTestFinished(() => player.destroy());
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  const guest = { kind: 'guest', identity: { kind: 'device', hash }, name: '', nonce } as const;
  player.send({
    ...{ type: 'hello', version: PROTOCOL_VERSION, name, kind: 'human', token, rules: 0, colour: 0, mark: 0, seen: 0 },
    ticket: token === '' ? signTicket({ ...guest, expiresMs: Date.now() + TICKET_LIFE_MS }, handoverKey(data)) : '',
    follows: true,
  });
  return player;
}

test('[OD50] a ban of the desk ends the sessions of a player at all nodes, and reaches who is on the way between two', async () => {
  const { data, servers, desk } = await startNodes(2);
  const [one, two] = servers;
  const hash = createHash('sha256').update('a device').digest('base64url');
  const cy = await enter(two!, 'Cy');
  const { code } = await cy.open();
  const [ann, bo, dan] = [
    await helloOf(one!.port, data, 'Ann', hash),
    await helloOf(two!.port, data, 'Bo', hash),
    await helloOf(one!.port, data, 'Dan', hash),
  ];
  for (const player of [ann, bo, dan]) await player.next('welcome');
  // Until the nodes have found each other there is no such room.
  dan.send({ type: 'join', code, password: '', rate: 20 });
  await expect
    .poll(() => {
      if (dan.take('error').length > 0) dan.send({ type: 'join', code, password: '', rate: 20 });
      return dan.inbox.some(({ type }) => type === 'redirect');
    })
    .toBe(true);
  const { token } = await dan.next('redirect');
  const ban = { kind: 'user', value: `device:${hash}`, reason: 'Enough', untilMs: null };
  expect((await desk.ask('bans', ban)).status).toBe(200);
  const banned = async (player: TcpPlayer) => errorCodeOf((await player.next('error')).code);
  expect([await banned(ann), await banned(bo)]).toEqual(['server-banned', 'server-banned']);
  expect(await banned(await helloOf(two!.port, data, 'Dan', hash, token))).toBe('server-banned');
  for (const { port } of servers) expect(await banned(await helloOf(port, data, 'Ann', hash))).toBe('server-banned');
  expect((await cy.ping()).type).toBe('pong');
});
