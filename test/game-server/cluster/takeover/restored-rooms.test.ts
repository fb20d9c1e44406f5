// What another node makes of the streams of a node that was killed: the same, word for word.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RoomSettings } from '#protocol';
import { lastingDataOf } from '../../../support/lasting-data.ts';
import type { MemoryPlayer } from '../../../support/memory-player.ts';
import { MemoryServer } from '../../../support/memory-server.ts';
import { RedisServer } from '../../../support/redis-server.ts';
import { seededRng } from '../../../support/seeded-rng.ts';
import { StreamedServer } from '../../../support/streamed-server.ts';

let redis: RedisServer;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis.stop());

const MODES: readonly Partial<RoomSettings>[] = [
  { mode: 'classic', seatCount: 1 },
  { mode: 'coop', seatCount: 3 },
  { mode: 'versus', seatCount: 3, fill: true },
  { mode: 'battle', seatCount: 3, fill: true },
  { mode: 'mega', seatCount: 5, fill: true },
];

/** Three players in one room, who do at random what players do. */
class Group {
  readonly streamed: StreamedServer;
  readonly players: readonly MemoryPlayer[];
  private readonly draw: (below: number) => number;
  private sequence = 0;

  constructor(streamed: StreamedServer, players: readonly MemoryPlayer[], seed: number) {
    this.streamed = streamed;
    this.players = players;
    this.draw = seededRng(seed);
  }

  async act(): Promise<void> {
    const player = this.players[this.draw(this.players.length)]!;
    const other = this.players[this.draw(this.players.length)]!;
    await this.streamed.does(() => {
      switch (this.draw(9)) {
        case 0:
          return player.mute(other.name, { muted: this.draw(2) === 0, forRoom: this.draw(2) === 0 });
        case 1:
          return player.ready();
        case 2:
          return player.send({ type: 'follow', seat: this.draw(4) - 1, maze: this.draw(4) - 1 });
        case 3:
          return player.send({ type: 'start' });
        case 4:
          return this.draw(4) === 0 ? player.send({ type: 'pause', paused: this.draw(2) === 0 }) : undefined;
        default:
          return player.input(++this.sequence, this.draw(5), (player.words[0] ?? 0) + this.draw(9));
      }
    });
    await this.streamed.run(this.draw(20));
  }
}

test.each(MODES)('[CS3] a $mode room that is read back is the room that was written', async (settings) => {
  const streamed = await StreamedServer.start(redis.url);
  const { server } = streamed;
  const players = await streamed.does(() => ['Ann', 'Bob', 'Cid'].map((name) => server.enterForLog(name)));
  await streamed.does(() => players[0]!.create(settings, 'tea'));
  const { code } = players[0]!;
  for (const player of players.slice(1)) await streamed.does(() => player.join(code, 'tea'));
  for (const player of players) if (player.code === '') await streamed.does(() => player.watch(code, 'tea'));
  await streamed.does(() => players[0]!.send({ type: 'start' }));
  const group = new Group(streamed, players, settings.seatCount!);
  for (let look = 0; look < 6; look++) {
    for (let action = 0; action < 10; action++) await group.act();
    await expectSame(streamed, code);
  }
  streamed.stop();
});

async function expectSame(streamed: StreamedServer, code: string): Promise<void> {
  const { server } = streamed;
  const records = await streamed.read(code);
  const next = new MemoryServer({}, 8);
  const { roomsDropped, sessions } = next.core.recover(records!);
  expect({ roomsDropped, sessions }).toEqual({ roomsDropped: 0, sessions: 3 });
  const room = server.room(code);
  // A tick without inputs or news need not be in the stream: the match is the same there, and gets there without inputs.
  const restored = next.match(code);
  const { tickNow } = room;
  expect(tickNow - restored.tickNow).toBeLessThanOrEqual(60);
  if (tickNow > restored.tickNow) restored.playPiece({ tick: tickNow, inputs: [] });
  expect(lastingDataOf(next.room(code))).toEqual(lastingDataOf(room));
  for (const { name } of room.members) expect(sessionOf(next, name)).toEqual(sessionOf(server, name));
}

/** All that is recorded of a session, without what a connection changes. */
function sessionOf({ core }: MemoryServer, name: string): object {
  return { ...core.sessions.dataOf(core.sessions.named(name)!), epoch: 0 };
}
