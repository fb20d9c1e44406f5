// Which member becomes host, and what a kick or a ban means for quick play.

import { expect, test } from 'vitest';
import { KICK_MS } from '../../../game-server/rooms/room-rules.ts';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { MemoryServer } from '../../support/memory-server.ts';

/** From a lobby of these members, in this order: what happens, and who is host after each. */
const HOSTS: readonly (readonly [members: string, events: string])[] = [
  ['Ann Bob', 'cut Ann > Bob, back Ann > Bob, cut Bob > Ann, back Bob > Ann'],
  ['Ann Bob Cid', 'cut Ann > Bob, cut Bob > Cid, back Ann > Cid, leave Cid > Ann'],
  ['Ann Bob Cid', 'cut Bob > Ann, cut Ann > Cid, back Ann > Cid, back Bob > Cid, leave Cid > Bob'],
  // A bot is host only while no human is connected.
  ['Ann bot', 'cut Ann > bot, back Ann > Ann'],
  ['bot Ann', 'cut Ann > bot, back Ann > Ann, leave Ann > bot'],
  ['Ann Bob bot', 'cut Ann > Bob, cut Bob > bot, back Bob > Bob, back Ann > Ann'],
];

test.each(HOSTS)('[GR11] of %s the host is a connected member: %s', (members, events) => {
  const server = new MemoryServer();
  const names = members.split(' ');
  const players = new Map(names.map((name) => [name, server.enter(name, name === 'bot' ? 'bot' : 'human')]));
  const code = players.get(names[0]!)!.create();
  for (const name of names.slice(1)) players.get(name)!.join(code);
  for (const event of events.split(', ')) {
    const [kind, name, , host] = event.split(' ') as [string, string, string, string];
    if (kind === 'back') players.set(name, reconnect(server, players.get(name)!));
    else if (kind === 'cut') players.get(name)!.cut();
    else players.get(name)!.send({ type: 'leave' });
    server.run(1);
    expect(server.room(code).host!.name).toBe(host);
    for (const player of players.values()) {
      if (!player.isClosed && player.code !== '') expect(player.last('room')?.host ?? host).toBe(host);
    }
  }
});

test.each([
  ['kicked', false, KICK_MS],
  ['banned', true, null],
] as const)(
  '[GR15] quick play puts no player who was %s into the same room, nor a new session of their address',
  (_, ban, untilMs) => {
    const server = new MemoryServer();
    const ann = server.enter('Ann', 'human', '192.0.2.1');
    const eve = server.enter('Eve', 'human', '203.0.113.7');
    const code = ann.create({ listed: true, fill: true });
    eve.join(code);
    ann.send({ type: 'start' });
    ann.send({ type: 'kick', name: 'Eve', ban });
    const fay = server.enter('Fay', 'human', '203.0.113.7');
    const roomOf = (player: MemoryPlayer) => {
      player.play();
      const entered = player.code;
      player.send({ type: 'leave' });
      return entered;
    };
    for (const player of [eve, fay]) expect(roomOf(player)).not.toBe(code);
    expect(roomOf(server.enter('Gus', 'human', '203.0.113.8'))).toBe(code);
    // No tick passes, so that the match is not over meanwhile.
    server.clock.stall(KICK_MS);
    for (const player of [eve, fay]) expect(roomOf(player) === code).toBe(untilMs !== null);
  },
);

function reconnect(server: MemoryServer, player: MemoryPlayer): MemoryPlayer {
  const next = server.connect();
  next.hello('', 'human', player.token);
  return next;
}

/** From a lobby of these members: to whom the host hands over, the refusal, and who is host then. */
const HANDOVERS: readonly (readonly [members: string, from: string, to: string, error: string | null, host: string])[] =
  [
    ['Ann Bob Cid', 'Ann', 'Cid', null, 'Cid'],
    // Names are found as in chat.
    ['Ann Bob Cid', 'Ann', 'bob', null, 'Bob'],
    ['Ann Bob Cid', 'Bob', 'Cid', 'not-host', 'Ann'],
    ['Ann Bob Cid', 'Ann', 'Ann', 'no-such-player', 'Ann'],
    ['Ann Bob Cid', 'Ann', 'Nobody', 'no-such-player', 'Ann'],
    ['Ann bot Cid', 'Ann', 'bot', 'cannot-be-host', 'Ann'],
    ['Ann gone Cid', 'Ann', 'gone', 'cannot-be-host', 'Ann'],
  ];

test.each(HANDOVERS)('[GR34] of %s, %s hands over to %s: %s, and the host is %s', (members, from, to, error, host) => {
  const { server, players, code } = lobbyOf(members.split(' '));
  players.get('gone')?.cut();
  players.get(from)!.send({ type: 'handover', name: to });
  expect(players.get(from)!.errors()).toEqual(error === null ? [] : [error]);
  server.run(1);
  expect(server.room(code).host!.name).toBe(host);
  const witness = players.get('Cid')!;
  expect([witness.last('room')?.host ?? 'Ann', witness.notices().includes(`host ${host}`)]).toEqual([
    host,
    error === null,
  ]);
});

test('[GR34] the new host may do what the old one could, and keeps the role over a restart', () => {
  const { server, players, code } = lobbyOf(['Ann', 'Bob', 'Cid']);
  const [ann, bob] = [players.get('Ann')!, players.get('Bob')!];
  ann.send({ type: 'handover', name: 'Bob' });
  ann.send({ type: 'kick', name: 'Cid', ban: false });
  bob.send({ type: 'kick', name: 'Cid', ban: false });
  expect([ann.errors(), bob.errors(), players.get('Cid')!.last('left')]).toMatchObject([
    ['not-host'],
    [],
    { reason: 'kicked' },
  ]);
  const { next } = server.killed();
  next.resume(ann);
  const again = next.resume(bob);
  expect(next.room(code).host!.name).toBe('Bob');
  again.send({ type: 'handover', name: 'Ann' });
  expect(again.errors()).toEqual([]);
});

test('[GR34] bots hand over to each other, and to a human', () => {
  const { server, players, code } = lobbyOf(['bot', 'robot']);
  players.get('bot')!.send({ type: 'handover', name: 'robot' });
  expect(server.room(code).host!.name).toBe('robot');
  players.get('robot')!.send({ type: 'handover', name: 'bot' });
  expect(server.room(code).host!.name).toBe('bot');
});

test.each(['lobby', 'match'])(
  '[GR34] the host closes the room, in its %s: all members are in the lobby, and the code is gone',
  (when) => {
    const { server, players, code } = lobbyOf(['Ann', 'Bob', 'Cid']);
    const [ann, bob, cid] = [players.get('Ann')!, players.get('Bob')!, players.get('Cid')!];
    if (when === 'match') ann.send({ type: 'start' });
    server.run(30);
    cid.cut();
    bob.send({ type: 'close' });
    expect([bob.errors(), server.core.lobby.room(code) === null]).toEqual([['not-host'], false]);
    ann.send({ type: 'close' });
    for (const player of [ann, bob]) expect(player.last('left')).toMatchObject({ reason: 'host-closed' });
    expect([server.core.lobby.room(code), server.core.held().rooms]).toEqual([null, 0]);
    // A member without a connection learns it on return, and everybody may play on.
    const back = server.resume(cid);
    expect(back.last('left')).toMatchObject({ reason: 'host-closed' });
    ann.create();
    for (const player of [bob, back]) player.join(ann.code);
    server.run(60);
    expect(server.room(ann.code).members.count).toBe(3);
    const { recovered } = server.killed();
    expect(recovered).toMatchObject({ rooms: 1, roomsDropped: 0 });
  },
);

test('[GR34] a room of quick play has no host to close it or hand it over', () => {
  const server = new MemoryServer();
  const ann = server.enter('Ann');
  ann.play();
  ann.send({ type: 'close' });
  ann.send({ type: 'handover', name: 'Ann' });
  expect([ann.errors(), server.core.held().rooms]).toEqual([['not-host', 'not-host'], 1]);
});

/** A room in its lobby. Names with `bot` in them are bots. */
function lobbyOf(names: readonly string[]) {
  const server = new MemoryServer();
  const kindOf = (name: string) => (name.includes('bot') ? 'bot' : 'human');
  const players = new Map(names.map((name) => [name, server.enter(name, kindOf(name))]));
  const code = players.get(names[0]!)!.create();
  for (const name of names.slice(1)) players.get(name)!.join(code);
  for (const player of players.values()) player.inbox = [];
  return { server, players, code };
}
