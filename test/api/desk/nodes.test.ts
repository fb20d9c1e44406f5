// The operator's desk with several real nodes.

import { expect, onTestFinished, test } from 'vitest';
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
