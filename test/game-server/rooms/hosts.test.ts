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
