// A room whose state is made wrong by hand: the tick, the command or the join that finds it ends this room and nothing else.

import { expect, test } from 'vitest';
import type { Members } from '../../../game-server/rooms/members.ts';
import { LOBBY_BACK_TICKS } from '../../../game-server/rooms/room-rules.ts';
import type { Room } from '../../../game-server/rooms/room.ts';
import type { Player } from '../../../game-server/rooms/player.ts';
import type { Seat } from '../../../game-server/rooms/seat.ts';
import { PHASE } from '#simulation';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { MemoryServer } from '../../support/memory-server.ts';

interface Scene {
  readonly server: MemoryServer;
  readonly ann: MemoryPlayer;
  readonly bob: MemoryPlayer;
  readonly stranger: MemoryPlayer;
  readonly room: Room;
}

const membersOf = (room: Room) => room.members as Members;
const seatsOf = (room: Room) => (room.seats as unknown as { readonly all: Seat[] }).all;
const sessionOf = ({ server }: Scene, { name }: MemoryPlayer): Player => server.core.sessions.named(name)!;

const WAYS: readonly (readonly [what: string, breaks: (scene: Scene) => void, finds: (scene: Scene) => void])[] = [
  [
    'a tick finds a player in two seats',
    ({ room }) => (seatsOf(room)[1] = seatsOf(room)[0]!),
    ({ server, room }) => {
      room.world.phase = PHASE.over;
      server.run(LOBBY_BACK_TICKS + 10);
    },
  ],
  [
    'a command of the host finds a player in two seats',
    ({ room }) => (seatsOf(room)[1] = seatsOf(room)[0]!),
    ({ server, room, ann }) => {
      room.world.phase = PHASE.over;
      server.run(1);
      ann.configure({ level: 2 });
    },
  ],
  [
    'a member who leaves is none',
    (scene) => membersOf(scene.room).remove(sessionOf(scene, scene.bob)),
    ({ bob }) => bob.send({ type: 'leave' }),
  ],
  [
    'a member who is disconnected is none',
    (scene) => membersOf(scene.room).remove(sessionOf(scene, scene.bob)),
    ({ bob }) => bob.cut(),
  ],
  [
    'a player who joins is a member already',
    (scene) => membersOf(scene.room).add(sessionOf(scene, scene.stranger)),
    ({ stranger, room }) => stranger.watch(room.code),
  ],
];

test.each(WAYS)(
  '[GR9] %s: the room ends, its members are back in the lobby, and all others go on',
  (_, breaks, finds) => {
    const server = new MemoryServer();
    const [ann, bob, cid, stranger] = ['Ann', 'Bob', 'Cid', 'Stranger'].map((name) => server.enter(name));
    const code = ann!.create({ lives: 5 });
    bob!.join(code);
    ann!.send({ type: 'start' });
    cid!.play();
    server.run(200);
    const scene = { server, ann: ann!, bob: bob!, stranger: stranger!, room: server.room(code) };
    for (const player of server.players) player.inbox.length = 0;
    breaks(scene);
    finds(scene);

    expect(server.core.metrics.roomsFailed).toBe(1);
    expect(server.core.lobby.room(code)).toBeNull();
    expect(ann!.errors()).toEqual(['room-failed']);
    expect(ann!.last('left')!.reason).toBe('failed');
    expect(cid!.errors()).toEqual([]);
    const { tick } = server.room(cid!.code).world;
    server.run(60);
    expect(server.room(cid!.code).world.tick).toBe(tick + 60);
    expect(cid!.words).toEqual(server.room(cid!.code).world.words);
    // All may play again, and nothing of the room is left.
    for (const player of [ann!, stranger!]) player.play();
    expect([ann!.code, stranger!.code]).not.toContain('');
    for (const player of server.players) {
      player.send({ type: 'leave' });
      player.cut();
    }
    server.run(2000);
    expect(server.core.metrics.roomsFailed).toBe(1);
    expect(server.core.held()).toMatchObject({ rooms: 0, sessions: 0, disconnected: 0, names: 0, tokens: 0 });
  },
);
