// The operator's desk with several real nodes.

import { expect, test } from 'vitest';
import type { AuditPage, ControlRooms, ControlSessions, Done, History, LogTail, RoomPicture } from '#handover';
import type { DeskClient } from '../../support/desk.ts';
import { enter, startNodes } from '../../support/desk-nodes.ts';

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
