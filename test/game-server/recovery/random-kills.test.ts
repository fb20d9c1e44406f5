// Random clients on a server that is killed at random moments, again and again: what a later process has is what the earlier
// one had, word for word.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RoomSettings } from '#protocol';
import type { Room } from '../../../game-server/rooms/room.ts';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { MemoryServer } from '../../support/memory-server.ts';
import { lastingDataOf } from '../../support/lasting-data.ts';
import { seededRng } from '../../support/seeded-rng.ts';

const RUNS = 30;
const CLIENTS = 5;
const ACTIONS = 40;
const KILLS = 3;
/** Short matches, so that results and rematches come too. */
const SETTINGS = { lives: 1 };
const CREATED = ['coop', 'coop', 'versus', 'battle', 'mega'];
const PLAYED = ['coop', 'coop', 'classic', 'versus'];

class Scene {
  private readonly draw: (below: number) => number;
  private server: MemoryServer;
  private clients: MemoryPlayer[];
  private sequence = 0;

  constructor(seed: number) {
    this.draw = seededRng(seed);
    this.server = new MemoryServer({}, seed);
    this.clients = Array.from({ length: CLIENTS }, (_, i) => {
      const name = `Player${i}`;
      return this.draw(2) === 0 ? this.server.enterForLog(name) : this.server.enter(name);
    });
  }

  act(): void {
    const client = this.clients[this.draw(CLIENTS)]!;
    const other = this.clients[this.draw(CLIENTS)]!;
    switch (this.draw(17)) {
      case 0:
        if (client.code === '') client.create(this.settings(), this.draw(2) === 0 ? 'tea' : '');
        break;
      case 1:
        if (client.code === '' && other.code !== '') client.join(other.code, this.draw(3) === 0 ? '' : 'tea');
        break;
      case 2:
        if (client.code === '') client.play(PLAYED[this.draw(PLAYED.length)]);
        break;
      case 3:
        client.send({ type: 'start' });
        break;
      case 4:
        client.ready(this.draw(3) > 0);
        break;
      case 5:
        client.send({ type: 'pause', paused: this.draw(2) === 0 });
        break;
      case 6:
        client.send({ type: 'kick', name: other.name, ban: this.draw(2) === 0 });
        break;
      case 7:
        client.mute(other.name, { muted: this.draw(2) === 0, forRoom: this.draw(2) === 0 });
        break;
      case 8:
        client.cut();
        break;
      case 9:
        if (client.code !== '') client.send({ type: 'leave' });
        break;
      case 11:
        client.send({ type: 'follow', seat: this.draw(4) - 1, maze: this.draw(4) - 1 });
        break;
      case 12:
        if (client.code === '' && other.code !== '') client.watch(other.code, 'tea');
        break;
      case 10:
        client.configure({ ...this.settings(), level: 1 + this.draw(3) }, 'tea');
        break;
      default:
        this.play(1 + this.draw(120));
    }
    this.comeBack(this.draw(3));
  }

  /** The server is killed. @returns what another one has, beside what it must have */
  kill(): readonly (readonly [actual: unknown, expected: unknown])[] {
    const before = new Map(roomsOf(this.server).map((room) => [room.code, lastingDataOf(room)]));
    const shown = this.clients.map(({ code, words }) => ({ code, words: [...words] }));
    const { next, recovered } = this.server.killed();
    const pairs: [unknown, unknown][] = [[recovered.roomsDropped, 0]];
    pairs.push([new Map(roomsOf(next).map((room) => [room.code, lastingDataOf(room)])), before]);
    for (const { code, words } of shown) {
      const room = next.core.lobby.room(code);
      // Where something is hidden, clients have other words.
      const world = room?.isPublic === true ? room.world : undefined;
      // A match that has not begun may have been replaced, and its `joined` is sent later.
      if (world !== undefined && words[0] !== 0 && words[0] === world.tick) pairs.push([[...world.words], words]);
    }
    this.server = next;
    this.comeBack(CLIENTS);
    return pairs;
  }

  private settings(): Partial<RoomSettings> {
    const mode = CREATED[this.draw(CREATED.length)]!;
    return { ...SETTINGS, mode, seatCount: mode === 'mega' ? 5 : 3, fill: mode !== 'coop' };
  }

  private play(ticks: number): void {
    for (let left = ticks; left > 0; left -= 5) {
      const client = this.clients[this.draw(CLIENTS)]!;
      client.input(++this.sequence, this.draw(5), this.draw(2) === 0 ? 0 : (client.words[0] ?? 0) + this.draw(20));
      this.server.run(5);
    }
  }

  /** Some of those without a connection resume. */
  private comeBack(count: number): void {
    for (const [i, client] of this.clients.entries()) {
      if (!client.isClosed || i >= count) continue;
      const again = this.server.resume(client);
      this.clients[i] = again;
      if (again.seat === null) again.code = '';
    }
  }
}

test('[GV5] killed at random moments, a server has what it had: rooms, members, seats, bans, and each match word for word', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const scene = new Scene(seed);
      for (let kill = 0; kill < KILLS; kill++) {
        for (let action = 0; action < ACTIONS; action++) scene.act();
        for (const [actual, expected] of scene.kill()) expect(actual).toEqual(expected);
      }
    }),
    { numRuns: RUNS },
  );
});

function roomsOf(server: MemoryServer): Room[] {
  return [...server.core.lobby.rooms];
}
