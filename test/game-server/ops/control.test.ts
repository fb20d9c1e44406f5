// What an operator's program may ask of a game server, over HTTP.

import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  CONTROL_PAGE_MAX,
  internalBearer,
  openHandoverKey,
  type ControlRooms,
  type ControlSessions,
  type Figures,
  type RoomPicture,
  type RoomWithMembers,
} from '#handover';
import { errorCodeOf } from '#protocol';
import { MAZE_ROWS } from '#simulation';
import { controlSessions } from '../../../game-server/ops/control-lists.ts';
import { roomPicture } from '../../../game-server/ops/room-picture.ts';
import { MemoryServer } from '../../support/memory-server.ts';
import { newFolder } from '../../support/new-folder.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';

interface ControlServer extends TestServer {
  /** @param body of a POST; a GET without one */
  ask(path: string, body?: object | string): Promise<{ readonly status: number; readonly result: unknown }>;
}

async function startControlled(): Promise<ControlServer> {
  const data = newFolder();
  const server = await startTestServer({ data });
  const authorization = internalBearer(openHandoverKey(join(data, 'handover.key')));
  return {
    ...server,
    async ask(path: string, body?: object | string) {
      const text = typeof body === 'object' ? JSON.stringify(body) : body;
      const init = text === undefined ? {} : { method: 'POST', body: text };
      const response = await fetch(`http://127.0.0.1:${server.adminPort}/control/${path}`, {
        ...init,
        headers: { authorization },
      });
      return { status: response.status, result: await response.json() };
    },
  };
}

test('[OD1] without the bearer nothing is answered, and nothing is done', async () => {
  const server = await startControlled();
  const ann = await server.enter('Ann');
  const url = `http://127.0.0.1:${server.adminPort}/control`;
  for (const authorization of ['', 'Bearer 0', `Bearer ${'0'.repeat(64)}`]) {
    expect((await fetch(`${url}/sessions`, { headers: { authorization } })).status).toBe(401);
    const kicked = await fetch(`${url}/kick`, { method: 'POST', headers: { authorization }, body: '{"session":1}' });
    expect(kicked.status).toBe(401);
  }
  await ann.ping();
  expect(ann.isClosed).toBe(false);
  expect((await server.admin('/api/rooms')).status).toBe(200);
});

test('[OD1] a server without a data folder has no control requests', async () => {
  const server = await startTestServer({ data: null });
  expect((await server.admin('/control/sessions')).status).toBe(404);
});

test.each([
  ['no such request', 'GET', 'nothing', undefined, 404],
  ['no such part of a room', 'GET', 'rooms/ABCDE/nothing', undefined, 404],
  ['no such room', 'GET', 'rooms/ABCDE', undefined, 404],
  ['no such action', 'POST', 'nothing', {}, 404],
  ['no JSON', 'POST', 'kick', 'what is this', 400],
  ['JSON that is no object', 'POST', 'kick', '[1]', 400],
  ['a body that is too long', 'POST', 'kick', JSON.stringify({ reason: 'x'.repeat(5000) }), 400],
  ['an id that is none', 'POST', 'kick', { session: 'Ann', reason: '' }, 400],
  ['a reason that is too long', 'POST', 'kick', { session: 1, reason: 'x'.repeat(121) }, 400],
  ['a session that is not there', 'POST', 'kick', { session: 99, reason: '' }, 404],
  ['a room that is not there', 'POST', 'close', { code: 'ABCDE', reason: '' }, 404],
  ['an empty message', 'POST', 'announce', { text: ' ' }, 400],
])('[OD1] a wrong request has a clear answer: %s', async (_, _method, path, body, status) => {
  const server = await startControlled();
  const answer = await server.ask(path, body);
  expect(answer.status).toBe(status);
  expect(answer.result).toEqual({ error: expect.any(String), text: expect.any(String) });
});

test('[OD2] figures, rooms and sessions say what is there', async () => {
  const server = await startControlled();
  const ann = await server.enter('Ann');
  const { code } = await ann.play();
  const bot = await server.connect();
  await bot.hello('Bo', 'bot');
  await server.run(120, ann, bot);
  const figures = (await server.ask('figures')).result as Figures;
  expect(figures).toMatchObject({ rooms: 1, players: 1, bots: 1, connections: 2, isDraining: false, outbox: null });
  expect(figures.ticks).toBe(120);
  expect(figures.journal?.isOn).toBe(true);
  const rooms = (await server.ask('rooms')).result as ControlRooms;
  expect(rooms).toMatchObject({ total: 1, after: null, rooms: [{ code, mode: 'coop', members: 1, listed: true }] });
  const all = (await server.ask('sessions')).result as ControlSessions;
  expect(all).toMatchObject({
    total: 2,
    after: null,
    sessions: [
      { id: 1, name: 'Ann', kind: 'human', address: '127.0.0.1', room: code, isConnected: true, identity: '' },
      { id: 2, name: 'Bo', kind: 'bot', room: '', roundTripMs: null },
    ],
  });
  expect(all.sessions[0]!.bytesOut).toBeGreaterThan(all.sessions[1]!.bytesOut);
  expect(all.sessions[0]!.roundTripMs).not.toBeNull();
  const found = (await server.ask('sessions?search=AN')).result as ControlSessions;
  expect(found.sessions.map(({ name }) => name)).toEqual(['Ann']);
  const room = (await server.ask(`rooms/${code}`)).result as RoomWithMembers;
  expect([room.room.code, room.members.map(({ name }) => name)]).toEqual([code, ['Ann']]);
});

test('[OD3] a picture steps nothing, and shows the maze as it stands', async () => {
  const server = await startControlled();
  const ann = await server.enter('Ann');
  const { code } = await ann.play();
  await server.run(300, ann);
  const tick = server.lobby.room(code)!.world.tick;
  const result = (await server.ask(`rooms/${code}/picture`)).result as RoomPicture;
  expect(result).toMatchObject({ code, mode: 'coop', mazeIndex: 0, mazeCount: 1, tick, level: 1 });
  expect(server.lobby.room(code)!.world.tick).toBe(tick);
  expect([result.lines.length, result.dots.length, result.ghosts.length]).toEqual([MAZE_ROWS, MAZE_ROWS, 4]);
  expect(result.pacs.some(({ isInMaze }) => isInMaze)).toBe(true);
  expect((await server.ask(`rooms/${code}/picture?maze=1`)).status).toBe(404);
  expect((await server.ask(`rooms/${code}/picture?maze=x`)).status).toBe(404);
});

test('[OD3] each maze of a match can be looked at', () => {
  const server = new MemoryServer();
  const ann = server.enter('Ann');
  ann.play('mega');
  server.run(60);
  const room = server.room(ann.code);
  const { mazeCount } = roomPicture(room, 0)!;
  expect(mazeCount).toBeGreaterThan(1);
  expect(roomPicture(room, mazeCount - 1)).toMatchObject({ mazeIndex: mazeCount - 1, mazeCount });
  expect(roomPicture(room, mazeCount)).toBeNull();
  expect(roomPicture(room, -1)).toBeNull();
});

test('[OD2] a long list comes in pages, in which nothing is missing and nothing is twice', () => {
  const server = new MemoryServer();
  const players = Array.from({ length: 450 }, (_, i) => server.enter(`Player ${i}`));
  const ids: number[] = [];
  let after: number | null = 0;
  for (let page = 0; after !== null && page < 5; page++) {
    const search = { search: 'player', room: '' };
    const list = controlSessions(server.core.sessions, search, { limit: CONTROL_PAGE_MAX, after: String(after) });
    ids.push(...list.sessions.map(({ id }) => id));
    after = list.after;
    // Others come and go between two pages.
    if (page === 0) {
      for (const player of players.slice(0, 50)) {
        player.send({ type: 'leave' });
        player.cut();
      }
      server.enter('Player late');
    }
  }
  expect(ids).toEqual(Array.from({ length: 451 }, (_, i) => i + 1));
});

test('[OD4] a kicked player learns why, and their seat is free', async () => {
  const server = await startControlled();
  const ann = await server.enter('Ann');
  const bo = await server.enter('Bo');
  const { code } = await ann.play();
  await bo.join(code);
  const { status, result } = await server.ask('kick', { session: 1, reason: 'You were\u0000 warned ' });
  expect([status, result]).toEqual([200, { name: 'Ann', address: '127.0.0.1' }]);
  const error = await ann.next('error');
  expect([errorCodeOf(error.code), error.text, error.recovery]).toEqual([
    'ended-by-operator',
    'You were warned',
    'stop',
  ]);
  await ann.closed();
  expect((await bo.find('notice', ({ kind }) => kind === 'left')).name).toBe('Ann');
  expect((await server.ask('kick', { session: 1, reason: '' })).status).toBe(404);
  expect(server.logLines.some(({ msg }) => msg === 'an operator has ended a session')).toBe(true);
});

test('[OD4] the members of a closed room learn why, and are in the lobby', async () => {
  const server = await startControlled();
  const ann = await server.enter('Ann');
  const { code } = await ann.play();
  expect((await server.ask('close', { code, reason: 'Cleaning' })).status).toBe(200);
  expect(await ann.next('chat')).toMatchObject({ scope: 'server', from: '', text: 'Cleaning' });
  expect((await ann.next('left')).reason).toBe('operator-closed');
  expect((await server.ask(`rooms/${code}/picture`)).status).toBe(404);
  await ann.play();
});

test('[OD5] a message reaches everybody, whether muted or not, in a room or not', async () => {
  const server = await startControlled();
  const [ann, bo] = [await server.enter('Ann'), await server.enter('Bo')];
  ann.send({ type: 'mute', name: '', muted: true, forRoom: false });
  await ann.play();
  const { result } = await server.ask('announce', { text: 'Restart <b>soon</b>' });
  expect(result).toEqual({ sessions: 2 });
  const line = { type: 'chat', scope: 'server', from: '', to: '', text: 'Restart <b>soon</b>' };
  expect([await ann.next('chat'), await bo.next('chat')]).toEqual([line, line]);
});

test('[OD1] actions have a rate of their own', async () => {
  const server = await startControlled();
  const statuses: number[] = [];
  for (let i = 0; i < 21; i++) statuses.push((await server.ask('announce', { text: '' })).status);
  expect([statuses.slice(0, 20).every((status) => status === 400), statuses[20]]).toEqual([true, 429]);
  expect((await server.ask('figures')).status).toBe(200);
});

test('[OD6] a drain is answered, and then does what the program does at SIGTERM', async () => {
  const server = await startControlled();
  const asked = new Promise<void>((resolve) => server.onDrainAsked(resolve));
  expect((await server.ask('drain', {})).status).toBe(200);
  await asked;
  const ann = await server.enter('Ann');
  ann.socket.pause();
  onTestFinished(() => void ann.socket.resume());
  void server.drain();
  expect(((await server.ask('figures')).result as Figures).isDraining).toBe(true);
});
