// Matches that were killed, over a journal on disk: how much of them is run again, and their replays.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { replayFrom, replayOf, verifyReplay } from '#simulation';
import { openJournal } from '../../../game-server/journal/open-journal.ts';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { MemoryServer } from '../../support/memory-server.ts';
import { newFolder } from '../../support/new-folder.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const log = pino({ level: 'silent' });
/** Long enough for the restored match to count down. */
const RESTORED_TICKS = 200;

/** A process that goes on with what is in the folder. */
function begin(data: string, seed: number) {
  const opened = openJournal(data, new VirtualClock(), log);
  const server = new MemoryServer({}, seed, { journal: opened.journal });
  const recovered = server.core.recover(opened.contents.records());
  opened.journal.begin(server.core.journalSource);
  const history = opened.contents.history();
  const kill = () => {
    server.killed();
    opened.release();
  };
  return { server, recovered, history, kill };
}

function turn(players: readonly MemoryPlayer[], server: MemoryServer, ticks: number): void {
  for (let tick = 0, sequence = 1000 + server.clock.now(); tick < ticks; tick += 30) {
    for (const [seat, player] of players.entries()) player.input(Math.floor(sequence++), (sequence + seat) % 4);
    server.run(30);
  }
}

test('[GV10] a match that was killed three times has one whole log, and its replay has the same result', async () => {
  const data = newFolder();
  let { server, kill } = begin(data, 1);
  const ann = server.enter('Ann');
  const bob = server.enter('Bob');
  const code = ann.create({ mode: 'coop' });
  bob.join(code);
  ann.send({ type: 'start' });
  let players = [ann, bob];
  for (let killed = 1; killed <= 3; killed++) {
    turn(players, server, 900);
    kill();
    const next = begin(data, 1 + killed);
    expect(next.recovered).toMatchObject({ rooms: 1, sessions: 2 });
    expect(await next.server.core.completeLogs(next.history)).toBe(1);
    ({ server, kill } = next);
    players = players.map((player) => server.resume(player));
    server.run(RESTORED_TICKS);
  }
  turn(players, server, 300);
  const room = server.room(code);
  const { tick } = room.world;
  expect(tick).toBeGreaterThan(2000);
  const replay = replayFrom(replayOf(room.recorded()!));
  expect(replay.ticks).toBe(tick);
  expect(replay.players.map(({ name }) => name)).toEqual(expect.arrayContaining(['Ann', 'Bob']));
  expect(verifyReplay(replay)).toBeNull();
  kill();
});

test('[GV10] with a hole in the journal there is no replay, and the match goes on all the same', async () => {
  const data = newFolder();
  const { server, kill } = begin(data, 1);
  const ann = server.enter('Ann');
  const code = ann.create({ mode: 'coop' });
  ann.send({ type: 'start' });
  turn([ann], server, 900);
  kill();
  const next = begin(data, 2);
  // What precedes the match is read as if it had begun in the middle.
  const [first] = readdirSync(join(data, 'journal'));
  expect(first).toBe('00000001.log');
  async function* withoutStart() {
    for await (const record of next.history) if (record.kind !== 'checkpoint') yield record;
  }
  expect(await next.server.core.completeLogs(withoutStart())).toBe(0);
  expect(next.server.room(code).recorded()).toBeNull();
  next.kill();
});

test('[GV5] at most twice ten seconds of a running match are run again', () => {
  const data = newFolder();
  const { server, kill } = begin(data, 1);
  const hosts = Array.from({ length: 5 }, (_, i) => server.enter(`Ann${'abcde'[i]}`));
  for (const host of hosts) {
    host.create({ mode: 'coop' });
    host.send({ type: 'start' });
  }
  turn(hosts, server, 3000);
  kill();
  const next = begin(data, 2);
  expect(next.recovered.rooms).toBe(5);
  expect(next.recovered.ticks).toBeLessThan(5 * 1200);
  next.kill();
});
