// What is handed over of matches that were really played, and when.

import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { decodeFinishedMatch, type FinishedMatch } from '#handover';
import { provenResult, replayOf } from '#simulation';
import { MatchOutbox } from '../../../game-server/outbox/match-outbox.ts';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { MemoryServer } from '../../support/memory-server.ts';
import { newFolder } from '../../support/new-folder.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const log = pino({ level: 'silent' });

function outboxIn(folder = newFolder()) {
  return new MatchOutbox({ folder, bytesMax: 1e9, clock: new VirtualClock(), log });
}

function begin(matchOutbox: MatchOutbox | null = outboxIn()) {
  const server = new MemoryServer({}, 7, { matchOutbox });
  return { server, matches: () => (matchOutbox === null ? [] : matchesIn(matchOutbox)) };
}

function matchesIn(outbox: MatchOutbox): FinishedMatch[] {
  return outbox.first(100).map((record) => decodeFinishedMatch(readFileSync(outbox.pathOf(record))));
}

function turn(players: readonly MemoryPlayer[], server: MemoryServer, ticks: number): void {
  for (let tick = 0, sequence = 1 + server.clock.now(); tick < ticks; tick += 30) {
    for (const [seat, player] of players.entries()) player.input(Math.floor(sequence++), (sequence + seat) % 4);
    server.run(30);
  }
}

/** Compares what is handed over with what the log of the match gives. */
function expectProven({ recorded, seats }: FinishedMatch): void {
  const atEnd = seats.filter(({ place }) => place > 0);
  const proven = provenResult(
    replayOf(recorded),
    atEnd.map(({ seat }) => seat),
  );
  expect(proven.difference).toBeNull();
  expect(proven.level).toBe(recorded.head.result!.level);
  expect(proven.score).toBe(recorded.head.result!.score);
  for (const { seat, place } of atEnd) expect(proven.seats).toContainEqual(expect.objectContaining({ seat, place }));
  expect(proven.seats.length).toBe(atEnd.length);
  for (const { seat, score, counts } of seats) {
    expect(proven.reached[seat]).toMatchObject({ score, counts });
  }
}

test.each(['coop', 'versus', 'battle', 'mega'])('[OB7] a match of %s: its log gives what is handed over', (mode) => {
  const { server, matches } = begin();
  const ann = server.enter('Ann');
  const bob = server.enter('Bob', 'bot');
  const code = ann.create({ mode, seatCount: mode === 'mega' ? 8 : 4, fill: true, listed: true });
  bob.join(code);
  ann.send({ type: 'start' });
  turn([ann, bob], server, 1200);
  const dan = server.enter('Dan');
  dan.join(code);
  turn([ann, bob, dan], server, 300);
  bob.send({ type: 'leave' });
  turn([ann, dan], server, 300);
  server.room(code).finish();
  const [match] = matches();
  expectProven(match!);
  expect(match).toMatchObject({ epoch: 0, kind: 'casual', dailyDate: null, listed: true });
  const ticks = match!.recorded.head.ticks;
  const row = (name: string) => match!.seats.find((seat) => seat.name === name)!;
  expect(row('Ann')).toMatchObject({ driver: 'human', sinceTick: 0, untilTick: ticks, isFirst: true });
  // Dan has the seat that AI had before.
  expect(row('Dan')).toMatchObject({ driver: 'human', untilTick: ticks, isFirst: false });
  expect(row('Dan').sinceTick).toBeGreaterThan(1000);
  expect(row('Bob')).toMatchObject({ driver: 'bot', sinceTick: 0, place: 0 });
  expect(row('Bob').untilTick).toBeLessThan(ticks);
  expect(match!.seats.at(-1)!.name).toBe('Bob');
  expect(match!.seats.some(({ driver }) => driver === 'ai')).toBe(true);
});

test('[OB7] a player who leaves last has the result of the match', () => {
  const { server, matches } = begin();
  const ann = server.enter('Ann');
  ann.play('classic');
  turn([ann], server, 900);
  ann.send({ type: 'leave' });
  const [match] = matches();
  expectProven(match!);
  const ticks = match!.recorded.head.ticks;
  expect(match!.seats).toMatchObject([{ name: 'Ann', place: 1, sinceTick: 0, untilTick: ticks, isFirst: true }]);
  expect(match!.seats[0]!.score).toBeGreaterThan(0);
});

test('[OB7] ticks in which AI steers for a player are counted', () => {
  const { server, matches } = begin();
  const ann = server.enter('Ann');
  const code = ann.create({ mode: 'battle', seatCount: 2, fill: true });
  ann.send({ type: 'start' });
  turn([ann], server, 600);
  // Longer than a human may do nothing.
  server.run(20 * 60);
  server.room(code).finish();
  const { standInTicks } = matches()[0]!.seats.find(({ name }) => name === 'Ann')!;
  expect(standInTicks).toBeGreaterThan(60);
  expect(standInTicks).toBeLessThan(10 * 60);
});

test('[OB2] short matches are not handed over, and the results name no match', () => {
  const { server, matches } = begin();
  const ann = server.enter('Ann');
  const code = ann.create({ mode: 'coop' });
  ann.send({ type: 'start' });
  server.run(290);
  server.room(code).finish();
  expect(matches()).toEqual([]);
  expect(ann.take('results')[0]!.match).toBe('');
});

test('[OB3] the match is on disk before the results are sent, which name it', () => {
  const outbox = outboxIn();
  const { server } = begin(outbox);
  const ann = server.enter('Ann');
  const code = ann.create({ mode: 'coop' });
  ann.send({ type: 'start' });
  turn([ann], server, 600);
  let wasShown: boolean | null = null;
  outbox.onTaken = () => (wasShown = ann.inbox.some(({ type }) => type === 'results'));
  server.room(code).finish();
  expect(wasShown).toBe(false);
  expect(ann.take('results')[0]!.match).toBe(matchesIn(outbox)[0]!.id);
});

test('[OB1] each match of a room has an id of its own', () => {
  const { server, matches } = begin();
  const ann = server.enter('Ann');
  const code = ann.create({ mode: 'coop' });
  for (let match = 1; match <= 2; match++) {
    ann.send({ type: 'start' });
    turn([ann], server, 600);
    server.room(code).finish();
    server.run(600);
  }
  expect(new Set(matches().map(({ id }) => id)).size).toBe(2);
});

test('[OB1] a match that goes on in another process keeps its id, and the higher epoch', () => {
  const outbox = outboxIn();
  const { server } = begin(outbox);
  const ann = server.enter('Ann');
  const code = ann.create({ mode: 'coop' });
  ann.send({ type: 'start' });
  turn([ann], server, 300);
  const { id } = server.match(code).key;
  const { next } = server.killed({}, { matchOutbox: outbox });
  expect(next.match(code).key).toEqual({ id, epoch: 1 });
  const { next: third } = next.killed({}, { matchOutbox: outbox });
  expect(third.match(code).key).toEqual({ id, epoch: 2 });
});

test('[OB3] an end that was written, but never shown, is removed: the match goes on and ends once', async () => {
  const folder = newFolder();
  const outbox = outboxIn(folder);
  const { server } = begin(outbox);
  const ann = server.enter('Ann');
  const code = ann.create({ mode: 'coop' });
  ann.send({ type: 'start' });
  turn([ann], server, 600);
  // Nothing of this reaches the journal, as if the process was killed within the tick.
  server.journal.isOn = false;
  server.room(code).finish();
  expect(outbox.totals.count).toBe(1);

  const later = outboxIn(folder);
  const { next } = server.killed({}, { matchOutbox: later });
  expect(later.totals.count).toBe(0);
  expect(outboxIn(folder).totals.count).toBe(0);
  async function* history() {}
  await next.core.completeLogs(history());
  expect(next.room(code).isBetweenMatches).toBe(false);
});

test('[OB3] a match that ends while its log is still being read is handed over as soon as it was', async () => {
  const { server } = begin(outboxIn());
  const ann = server.enter('Ann');
  const code = ann.create({ mode: 'coop' });
  ann.send({ type: 'start' });
  turn([ann], server, 900);
  const records = [...server.journal.kept];
  const folder = newFolder();
  const later = outboxIn(folder);
  const { next } = server.killed({}, { matchOutbox: later });
  const again = next.resume(ann);
  next.run(300);
  next.room(code).finish();
  expect(later.totals.count).toBe(0);
  expect(again.take('results')[0]!.match).toBe(next.match(code).key.id);

  next.run(1);
  // Killed once more, before the log was read: the next process goes on from the journal.
  const last = outboxIn(folder);
  const { next: third } = next.killed({}, { matchOutbox: last });
  expect(third.room(code).awaitsLog).toBe(true);
  expect(last.totals.count).toBe(0);
  async function* history() {
    for (const record of [...records, ...next.journal.kept]) yield await Promise.resolve(record);
  }
  expect(await third.core.completeLogs(history())).toBe(1);
  expect(third.room(code).awaitsLog).toBe(false);
  const [match] = matchesIn(last);
  expect(match).toMatchObject({ id: third.match(code).key.id, epoch: 2 });
  expectProven(match!);
  // And no later one does it again.
  third.run(1);
  const after = outboxIn(newFolder());
  const { next: fourth } = third.killed({}, { matchOutbox: after });
  expect(fourth.room(code).awaitsLog).toBe(false);
  expect(after.totals.count).toBe(0);
});

test('[OB4] a match without its log is counted, and its results name no match', async () => {
  const later = outboxIn();
  const { server } = begin(outboxIn());
  const ann = server.enter('Ann');
  const code = ann.create({ mode: 'coop' });
  ann.send({ type: 'start' });
  turn([ann], server, 900);
  const { next } = server.killed({}, { matchOutbox: later });
  async function* history() {}
  await next.core.completeLogs(history());
  const again = next.resume(ann);
  next.run(300);
  next.room(code).finish();
  expect(later.droppedCounts).toEqual({ disk: 0, full: 0, log: 1 });
  expect(again.take('results')[0]!.match).toBe('');
});
