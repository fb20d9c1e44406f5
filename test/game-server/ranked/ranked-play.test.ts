// Ranked matches on a real server in memory: from `play` to the room, with an API that the test plays.

import { describe, expect, test } from 'vitest';
import { identityText } from '#handover';
import { LOG_RATE } from '#protocol';
import { contestOf } from '../../../game-server/ranked/contest-table.ts';
import { FORGIVEN_MS, PAUSES_MS } from '../../../game-server/ranked/leave-pauses.ts';
import { ANSWER_MS_MAX } from '../../../game-server/ranked/lookups.ts';
import { Queue, QUEUED_MAX, QUEUED_PER_ADDRESS_MAX, type RankedPlayer } from '../../../game-server/ranked/queue.ts';
import { LOOKS_PER_TICK, QueueNews } from '../../../game-server/ranked/queue-news.ts';
import { RATED_RESULT_TICKS } from '../../../game-server/rooms/room-rules.ts';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { ContestServer, deviceOf } from './contest-server.ts';

const FILL_S = contestOf('versus', 'human')!.fillMs / 1000;

function seek(player: MemoryPlayer, mode = 'versus'): void {
  player.send({ type: 'play', mode, rate: 20, ranked: true });
}

/** Two players who have a match that is in play. */
async function inPlay(contest = new ContestServer(), mode = 'versus') {
  const players = ['Ann', 'Bob'].map((name) => contest.enter(name));
  for (const player of players) seek(player, mode);
  await contest.run(FILL_S + 2);
  const room = contest.server.room(players[0]!.code);
  await contest.run(4);
  expect(room.stateName).toBe('play');
  return { contest, players: players as [MemoryPlayer, MemoryPlayer], room };
}

describe('[RQ1] from the queue into a match', () => {
  test('two people wait, are brought together, and play for the ratings', async () => {
    const contest = new ContestServer();
    const [ann, bob] = [contest.enter('Ann'), contest.enter('Bob')];
    seek(ann);
    expect(ann.last('queued')).toMatchObject({ mode: 'versus', position: 1, waiting: 1, rating: 0, waitMsMax: 60_000 });
    seek(bob);
    await contest.run(2);
    expect(ann.last('queued')).toMatchObject({ position: 1, waiting: 2, rating: 2500 });
    expect(bob.last('queued')).toMatchObject({ position: 2, waiting: 2 });
    await contest.run(FILL_S);
    const joined = ann.last('joined')!;
    expect(joined).toMatchObject({ mode: 'versus', kind: 'ranked', counts: true, date: '' });
    expect(bob.last('joined')).toMatchObject({ code: joined.code, kind: 'ranked', counts: true });
    expect(new Set([ann.seat, bob.seat])).toEqual(new Set([0, 1]));
    const { rules, host } = contest.server.room(joined.code);
    expect(rules).toMatchObject({ kind: 'ranked', settings: { fill: false, drivers: 'humans', seatCount: 2 } });
    expect(host).toBe(null);
  });

  test('people and bots never meet', async () => {
    const contest = new ContestServer();
    const [ann, bot] = [contest.enter('Ann'), contest.enter('Robo', 'bot')];
    seek(ann);
    seek(bot);
    await contest.run(90);
    expect([ann.seat, bot.seat]).toEqual([null, null]);
    expect(ann.last('queued')).toMatchObject({ waiting: 1 });
  });

  test('[RQ2] bots have a ladder of their own, and the room closes after the result', async () => {
    const contest = new ContestServer();
    const bots = ['Robo', 'Mech'].map((name) => contest.enter(name, 'bot'));
    for (const bot of bots) seek(bot, 'battle');
    await contest.run(6);
    expect(bots[0]!.last('joined')).toMatchObject({ mode: 'battle', kind: 'ladder', counts: true });
    const room = contest.server.room(bots[0]!.code);
    await contest.run(5);
    room.finish();
    expect(room.stateName).toBe('result');
    await contest.run(RATED_RESULT_TICKS.bot / 60 + 2);
    expect(bots.map((bot) => bot.last('left')?.reason)).toEqual(['closed', 'closed']);
    expect(contest.server.core.lobby.roomCount).toBe(0);
    seek(bots[0]!, 'battle');
    expect(bots[0]!.last('queued')).toMatchObject({ position: 1 });
  });

  test('five people get one match at once', async () => {
    const contest = new ContestServer();
    const people = ['Ann', 'Bob', 'Cid', 'Dan', 'Eve'].map((name) => contest.enter(name));
    for (const player of people) seek(player);
    await contest.run(2);
    expect(new Set(people.map(({ code }) => code)).size).toBe(1);
    expect(new Set(people.map(({ seat }) => seat))).toEqual(new Set([0, 1, 2, 3, 4]));
  });

  test.each([
    ['classic', 'human', 'play.mode: one of versus, battle for ranked matches'],
    ['mega', 'human', 'play.mode: one of versus, battle for ranked matches'],
    ['coop', 'bot', 'play.mode: one of versus, battle, mega for ranked matches'],
    ['nonsense', 'bot', 'play.mode: one of versus, battle, mega for ranked matches'],
  ] as const)('there are no ranked matches of %s for a %s', (mode, kind, text) => {
    const contest = new ContestServer();
    const ann = contest.enter('Ann', kind);
    seek(ann, mode);
    expect(ann.last('error')).toMatchObject({ text, answers: 2, fatal: false });
  });

  test('whoever is nobody cannot play ranked', () => {
    const contest = new ContestServer();
    const ann = contest.server.enter('Ann');
    seek(ann);
    expect(ann.errors()).toEqual(['not-identified']);
  });
});

describe('[RQ5] the room of a ranked match', () => {
  test('nobody else gets a seat in it, and everybody may watch', async () => {
    const { contest, room } = await inPlay();
    const cid = contest.enter('Cid');
    cid.join(room.code);
    expect(cid.errors()).toEqual(['room-full']);
    cid.watch(room.code);
    expect(cid.last('joined')).toMatchObject({ seat: -1, kind: 'ranked', counts: false });
    cid.send({ type: 'sit' });
    cid.send({ type: 'start' });
    cid.send({ type: 'close' });
    expect(cid.errors()).toEqual(['room-full', 'not-host', 'not-host']);
  });

  test('[GB5] it is watched 5 s late, also where nothing is hidden, without the log; players have it', async () => {
    const contest = new ContestServer();
    const [ann, bob] = ['Ann', 'Bob'].map((name) => {
      const player = contest.server.enterForLog(name, 'bot');
      contest.identify(player, 'bot', name);
      player.send({ type: 'play', mode: 'battle', rate: LOG_RATE, ranked: true });
      return player;
    });
    await contest.run(12);
    const room = contest.server.room(ann!.code);
    expect([ann!.last('joined')!.log, bob!.last('joined')!.log]).toEqual([true, true]);
    const cid = contest.server.enterForLog('Cid');
    cid.watch(room.code);
    expect(cid.last('joined')!.log ?? false).toBe(false);
    await contest.run(20);
    const late = () => room.tickNow - cid.words[0]!;
    expect(late()).toBeGreaterThanOrEqual(300);
    expect(late()).toBeLessThan(310);
    cid.send({ type: 'browse', on: true });
    expect(cid.last('rooms')!.rooms[0]).toMatchObject({ code: room.code, eaten: 0 });
    cid.take('results');
    bob!.send({ type: 'leave' });
    await contest.run(1);
    // The room stays open until its watchers have seen the end.
    expect([ann!.take('results').length, cid.take('results').length]).toEqual([1, 0]);
    await contest.run(3);
    expect([cid.take('left'), cid.take('results')]).toEqual([[], []]);
    await contest.run(3);
    expect([cid.take('results').length, cid.take('left').map(({ reason }) => reason)]).toEqual([1, ['closed']]);
  });

  test('no AI steers for a player who is away, and the seat stays for 30 s', async () => {
    const { contest, players, room } = await inPlay();
    players[1].cut();
    await contest.run(20);
    expect(room.seats.wire.map(({ driver }) => driver)).toEqual(['human', 'human']);
    const wishes = room.world.words.slice();
    await contest.run(5);
    const back = contest.server.resume(players[1]);
    expect(back.last('joined')).toMatchObject({ code: room.code, kind: 'ranked', counts: true });
    expect(wishes.length).toBeGreaterThan(0);
    expect(room.seats.wire.some(({ idle }) => idle)).toBe(false);
  });

  test('[RQ4] a player whose seat is still in a match waits until it is free, in another session', async () => {
    const { contest, players, room } = await inPlay();
    players[1].cut();
    const again = contest.enter('Bob again', 'human', { device: 'Bob' });
    const cid = contest.enter('Cid');
    for (const player of [again, cid]) seek(player);
    await contest.run(20);
    expect(room.stateName).toBe('play');
    expect([again, cid].map((player) => player.last('queued') !== undefined && player.code === '')).toEqual([
      true,
      true,
    ]);
    await contest.run(10 + FILL_S + 2);
    expect(room.stateName).not.toBe('play');
    expect(again.code).not.toBe('');
    expect(again.code).toBe(cid.code);
  });

  test('leaving is a loss: the match is over when nobody has an opponent left', async () => {
    const { contest, players, room } = await inPlay();
    players[1].send({ type: 'leave' });
    expect(players[1].last('left')?.reason).toBe('asked');
    expect(room.stateName).toBe('result');
    expect(players[0].last('results')?.seats).toHaveLength(1);
    const [match] = contest.matches;
    expect(match).toMatchObject({ kind: 'ranked', dailyDate: null, listed: true });
    expect(match!.seats).toMatchObject([
      { player: deviceOf('Ann'), place: 1, driver: 'human' },
      { player: deviceOf('Bob'), place: 0 },
    ]);
    await contest.run(RATED_RESULT_TICKS.human / 60 + 2);
    expect(players[0].last('left')?.reason).toBe('closed');
  });

  test('[RQ6] those who leave wait before the next match, longer each time, and are forgiven after an hour', async () => {
    const { contest, players } = await inPlay();
    const [ann] = players;
    ann.send({ type: 'leave' });
    seek(ann);
    expect(ann.last('error')).toMatchObject({ retryAfterMs: PAUSES_MS[0] });
    await contest.run(PAUSES_MS[0] / 1000 + 1);
    seek(ann);
    expect(ann.last('queued')).toBeDefined();
    // Bob still looks at the result.
    players[1].send({ type: 'leave' });
    seek(players[1]);
    await contest.run(FILL_S + 2);
    ann.send({ type: 'leave' });
    seek(ann);
    expect(ann.last('error')?.retryAfterMs).toBe(PAUSES_MS[1]);
    contest.server.clock.stall(FORGIVEN_MS);
    seek(ann);
    expect(ann.errors()).toEqual([]);
  });

  test.each(['nobody', 'somebody else'])('[OB8] who becomes %s in a match cannot give the loss away', async (who) => {
    const { contest, players, room } = await inPlay();
    const [ann, bob] = players;
    if (who === 'nobody') ann.identify('');
    else contest.identify(ann, 'human', 'Else');
    ann.send({ type: 'leave' });
    expect(room.stateName).toBe('result');
    const rows = contest.matches[0]!.seats.map(({ name, place, player }) => ({ name, place, player }));
    expect(rows).toEqual([
      { name: bob.name, place: 1, player: deviceOf('Bob') },
      { name: ann.name, place: 0, player: deviceOf('Ann') },
    ]);
    contest.identify(ann, 'human', 'Ann');
    seek(ann);
    expect(ann.last('error')).toMatchObject({ retryAfterMs: PAUSES_MS[0] });
  });

  test('[OB8] a seat keeps its player over a restart', async () => {
    const { contest, players, room } = await inPlay();
    for (const player of players) player.identify('');
    const { next } = contest.server.killed({ exemptNetworks: [] }, contest.surroundings());
    const { seats } = next.room(room.code).data(0).playing;
    const owners = seats.map((seat) => (seat.driver === 'player' ? seat.owner?.identity : null));
    expect(new Set(owners)).toEqual(new Set(['Ann', 'Bob'].map((name) => identityText(deviceOf(name)))));
  });

  test('[OB8] a player who was nobody gets the result as who they are at its end, and the next match anew', async () => {
    const contest = new ContestServer();
    const ann = contest.server.enter('Ann');
    ann.play('classic');
    contest.server.run(600);
    contest.identify(ann, 'human', 'Ann');
    contest.server.room(ann.code).finish();
    contest.identify(ann, 'human', 'Else');
    ann.ready();
    contest.server.run(600);
    ann.identify('');
    contest.server.room(ann.code).finish();
    expect(contest.matches.map(({ seats }) => seats[0]!.player)).toEqual([deviceOf('Ann'), deviceOf('Else')]);
  });
});

describe('[RQ7] a match begins with all of its players, or not at all', () => {
  test('after a leave in the countdown the others wait again, for as long as they had', async () => {
    const contest = new ContestServer();
    const people = ['Ann', 'Bob', 'Cid'].map((name) => contest.enter(name));
    const [ann, bob, cid] = people as [MemoryPlayer, MemoryPlayer, MemoryPlayer];
    for (const player of people) seek(player);
    await contest.run(FILL_S + 1);
    const { code } = ann;
    expect(contest.server.room(code).stateName).toBe('countdown');
    for (const player of people) player.take('queued');
    ann.send({ type: 'leave' });
    await contest.run(1);
    expect([bob.last('left')?.reason, cid.last('left')?.reason]).toEqual(['called-off', 'called-off']);
    expect(bob.last('queued')!.waitedMs).toBeGreaterThanOrEqual(FILL_S * 1000);
    await contest.run(2);
    expect(bob.code).toBe(cid.code);
    expect(bob.code).not.toBe(code);
    expect(ann.seat).toBe(null);
    expect(contest.server.core.lobby.room(code)).toBe(null);
    expect(contest.matches).toEqual([]);
  });

  test('a leave that crosses the match is a leave of it', async () => {
    const contest = new ContestServer();
    const [ann, bob] = [contest.enter('Ann'), contest.enter('Bob')];
    seek(ann);
    seek(bob);
    await contest.run(FILL_S + 1);
    expect(ann.last('joined')).toBeDefined();
    ann.send({ type: 'leave' });
    expect(ann.last('left')?.reason).toBe('asked');
    await contest.run(2);
    expect(bob.last('queued')).toMatchObject({ position: 1, waiting: 1 });
  });

  test('whoever loses the connection in the countdown keeps the seat', async () => {
    const contest = new ContestServer();
    const [ann, bob] = [contest.enter('Ann'), contest.enter('Bob')];
    seek(ann);
    seek(bob);
    await contest.run(FILL_S + 1);
    ann.cut();
    await contest.run(5);
    expect(contest.server.room(bob.code).stateName).toBe('play');
    expect(contest.server.resume(ann).last('joined')).toMatchObject({ kind: 'ranked' });
  });
});

describe('[RQ8] while they wait', () => {
  test('leave, and every other request for a room, ends the wait', async () => {
    const contest = new ContestServer();
    const ann = contest.enter('Ann');
    seek(ann);
    ann.send({ type: 'leave' });
    expect(ann.last('left')?.reason).toBe('asked');
    seek(ann);
    ann.play('coop');
    expect(ann.last('joined')).toMatchObject({ mode: 'coop', kind: '' });
    const bob = contest.enter('Bob');
    seek(bob);
    await contest.run(90);
    expect(bob.last('queued')).toMatchObject({ waiting: 1 });
  });

  test('asking again keeps the place, another mode is another queue', async () => {
    const contest = new ContestServer();
    const [ann, bob] = [contest.enter('Ann'), contest.enter('Bob')];
    seek(ann);
    await contest.run(3);
    seek(bob, 'battle');
    ann.take('queued');
    seek(ann);
    expect(ann.last('queued')!.waitedMs).toBeGreaterThan(2000);
    seek(ann, 'battle');
    expect(ann.last('queued')).toMatchObject({ mode: 'battle', position: 2, waiting: 2, waitedMs: 0 });
  });

  test('a player with two sessions waits in the newest one', () => {
    const contest = new ContestServer();
    const [one, two] = [contest.enter('Ann'), contest.enter('Ann', 'human', { address: '10.9.9.9' })];
    seek(one);
    seek(two);
    expect(one.errors()).toEqual(['queued-elsewhere']);
    expect(two.last('queued')).toMatchObject({ position: 1, waiting: 1 });
  });

  test('whoever is somebody else now, or nobody, waits anew or not at all', async () => {
    const contest = new ContestServer();
    const [ann, bob, cid] = [contest.enter('Ann'), contest.enter('Bob'), contest.enter('Cid')];
    for (const player of [ann, bob, cid]) seek(player);
    await contest.run(3);
    contest.identify(ann, 'human', 'Bob');
    cid.send({ type: 'identify', ticket: '' });
    ann.take('queued');
    await contest.run(1);
    expect([bob.errors(), cid.errors()]).toEqual([['queued-elsewhere'], ['not-identified']]);
    await contest.run(2);
    expect(ann.last('queued')).toMatchObject({ position: 1, waiting: 1 });
    await contest.run(FILL_S + 2);
    expect(ann.seat).toBe(null);
  });

  test('a lost connection keeps the place, is not matched, and learns how things stand when it is back', async () => {
    const contest = new ContestServer();
    const [ann, bob] = [contest.enter('Ann'), contest.enter('Bob')];
    seek(ann);
    seek(bob);
    ann.cut();
    await contest.run(FILL_S + 3);
    expect(bob.seat).toBe(null);
    const back = contest.server.resume(ann);
    expect(back.last('queued')).toMatchObject({ position: 1, waiting: 2 });
    await contest.run(2);
    expect(back.code).toBe(bob.code);
  });

  test('whoever does not come back leaves the queue', async () => {
    const contest = new ContestServer();
    const [ann, bob] = [contest.enter('Ann'), contest.enter('Bob')];
    seek(ann);
    seek(bob);
    ann.cut();
    await contest.run(32);
    expect(bob.last('queued')).toMatchObject({ position: 1, waiting: 1 });
  });

  test('a restart empties the queue: whoever resumes is in the lobby, and may wait again', async () => {
    const contest = new ContestServer();
    const [ann, bob] = [contest.enter('Ann'), contest.enter('Bob')];
    seek(ann);
    seek(bob);
    await contest.run(1);
    const { next } = contest.server.killed({ exemptNetworks: [] }, contest.surroundings());
    const back = next.resume(ann);
    next.run(60 * (FILL_S + 2));
    expect([back.seat, back.last('queued')]).toEqual([null, undefined]);
    seek(back);
    expect(back.last('queued')).toMatchObject({ position: 1 });
  });

  test('a drain ends the wait as it ends everything else', async () => {
    const contest = new ContestServer();
    const ann = contest.enter('Ann');
    seek(ann);
    await contest.run(1);
    contest.server.core.end('bye');
    expect(ann.isClosed).toBe(true);
  });

  test('a session that is ended by force, as by a ban, is out of the queue', async () => {
    const contest = new ContestServer();
    const [ann, bob] = [contest.enter('Ann'), contest.enter('Bob')];
    seek(ann);
    seek(bob);
    contest.server.core.sessions.named('Ann')!.bye('banned');
    await contest.run(FILL_S + 3);
    expect(bob.last('queued')).toMatchObject({ position: 1, waiting: 1 });
  });
});

describe('[RQ9] limits', () => {
  test('few players of one address wait at once', () => {
    const contest = new ContestServer();
    const address = '10.2.2.2';
    const players = Array.from({ length: QUEUED_PER_ADDRESS_MAX.human + 1 }, (_, i) =>
      contest.enter(`P${i}`, 'human', { address }),
    );
    for (const player of players) seek(player);
    expect(players.map((player) => player.errors().join())).toEqual(['', '', '', '', 'queue-address-full']);
    players[0]!.send({ type: 'leave' });
    seek(players.at(-1)!);
    expect(players.at(-1)!.errors()).toEqual([]);
  });

  test('[RQ9] people of one address are not matched', async () => {
    const contest = new ContestServer();
    const players = ['Ann', 'Bob'].map((name) => contest.enter(name, 'human', { address: '10.2.2.2' }));
    for (const player of players) seek(player);
    await contest.run(90);
    expect(players.map(({ seat }) => seat)).toEqual([null, null]);
  });

  test('the queue has a maximum, and a long one costs few messages a tick', () => {
    const queue = new Queue();
    const news = new QueueNews(queue);
    const sent: number[] = [];
    const refusals: unknown[] = [];
    const rules = contestOf('versus', 'human')!;
    const facts = { kind: 'human', isConnected: true, answer: () => sent.push(0) };
    for (let i = 0; i <= QUEUED_MAX; i++) {
      const player = { ...facts, id: i } as unknown as RankedPlayer;
      const waiting = { player, identity: deviceOf(String(i)), rules, rate: 20, address: null } as const;
      const refusal = queue.refusal(waiting);
      if (refusal !== null) refusals.push([i, refusal]);
      else queue.add({ ...waiting, sinceMs: 0, isKnown: true, mu: 25, sigma: 8 });
    }
    expect(refusals).toEqual([[QUEUED_MAX, 'queue-full']]);
    const told: number[] = [];
    for (let tick = 0; tick < QUEUED_MAX / LOOKS_PER_TICK; tick++) {
      sent.length = 0;
      news.tick(tick, 1000);
      told.push(sent.length);
    }
    expect(new Set(told)).toEqual(new Set([LOOKS_PER_TICK]));
    for (const { player } of [...queue]) queue.remove(player);
    expect(queue.count).toBe(0);
  });
});

describe('[RQ10] the API', () => {
  test('a slow one delays the match, but not the server', async () => {
    const contest = new ContestServer();
    contest.answerOf = undefined;
    const [ann, bob] = [contest.enter('Ann'), contest.enter('Bob')];
    seek(ann);
    seek(bob);
    await contest.run(4);
    expect(contest.questions.map(({ path }) => path.split('?')[0])).toEqual(['/internal/ratings', '/internal/ratings']);
    for (const question of contest.questions) question.answer({ mu: 25, sigma: 8 });
    await contest.run(FILL_S);
    expect(ann.code).toBe(bob.code);
    expect(ann.last('joined')).toBeDefined();
  });

  test.each([
    ['answers late', () => {}],
    ['fails', ({ fail }: { fail(): void }) => fail()],
    ['answers nonsense', ({ answer }: { answer(value: unknown): void }) => answer({ mu: 'x', sigma: null })],
    ['has absurd strengths', ({ answer }: { answer(value: unknown): void }) => answer({ mu: 1e300, sigma: 1 })],
  ])('one that %s is named, and whoever waited may play without ratings', async (_, act) => {
    const contest = new ContestServer();
    contest.answerOf = undefined;
    const ann = contest.enter('Ann');
    seek(ann);
    contest.questions.forEach(act);
    await contest.run(ANSWER_MS_MAX / 1000 + 1);
    expect(ann.last('error')).toMatchObject({ answers: 2, fatal: false, code: 61 });
    ann.play('versus');
    expect(ann.last('joined')).toMatchObject({ kind: '' });
    // An answer after all changes nothing.
    contest.questions[0]?.answer({ mu: 25, sigma: 8 });
    await contest.run(1);
    expect(ann.errors()).toEqual([]);
  });

  test('an answer for a wait that has ended is not taken for another one', async () => {
    const contest = new ContestServer();
    contest.answerOf = undefined;
    const ann = contest.enter('Ann');
    seek(ann);
    ann.send({ type: 'leave' });
    await contest.run(1);
    seek(ann, 'battle');
    contest.questions[0]!.fail();
    await contest.run(1);
    expect(ann.errors()).toEqual([]);
    expect(contest.questions).toHaveLength(2);
  });

  test('a server without an API says so', () => {
    const contest = new ContestServer({}, false);
    const ann = contest.enter('Ann');
    seek(ann);
    expect(ann.errors()).toEqual(['ratings-unavailable']);
  });
});
