// The match of the day on a real server in memory: rooms, tries, midnight and restarts.

import { describe, expect, test } from 'vitest';
import { dailyOf, utcDateOf } from '#handover';
import { plainSettings } from '#simulation';
import { CONFIRM_AGAIN_MS, CONFIRMATIONS_MAX } from '../../../game-server/ranked/daily-play.ts';
import { ANSWER_MS_MAX } from '../../../game-server/ranked/lookups.ts';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { ContestServer, deviceOf } from './contest-server.ts';

const DAY_MS = 86_400_000;

async function daily(contest: ContestServer, player: MemoryPlayer, mode = 'classic') {
  player.send({ type: 'play', mode, rate: 20, daily: true });
  await contest.run(1);
  return player.last('joined')!;
}

function dateOf({ server }: ContestServer): string {
  return utcDateOf(server.clock.date());
}

describe('[DY2] the room of the day', () => {
  test('classic begins at once, with exactly the settings of the day, and is the try of the player', async () => {
    const contest = new ContestServer();
    const ann = contest.enter('Ann');
    const joined = await daily(contest, ann);
    const date = dateOf(contest);
    const { code, kind, counts, seat } = joined;
    expect({ kind, counts, seat, date: joined.date }).toEqual({ kind: 'daily', counts: true, seat: 0, date });
    expect(plainSettings(contest.server.room(code).world.settings)).toEqual(dailyOf(date, 'classic').settings);
    expect(contest.tries).toEqual([
      {
        ...{ date, mode: 'classic', player: deviceOf('Ann'), startedMs: contest.server.clock.date() - 1000 },
        match: contest.server.match(code).key.id,
      },
    ]);
    expect(contest.server.room(code).rules.settings.listed).toBe(false);
  });

  test('coop waits in the lobby for friends with the link; the try of each is used when the match begins', async () => {
    const contest = new ContestServer();
    const [ann, bob] = [contest.enter('Ann'), contest.enter('Bob')];
    const { code, counts } = await daily(contest, ann, 'coop');
    expect(counts).toBe(true);
    bob.join(code);
    expect(bob.last('joined')).toMatchObject({ kind: 'daily', counts: true });
    expect(contest.tries).toEqual([]);
    ann.send({ type: 'start' });
    expect([ann.last('joined')?.counts, bob.last('joined')?.counts]).toEqual([true, true]);
    expect(contest.tries.map(({ player }) => player)).toEqual([deviceOf('Ann'), deviceOf('Bob')]);
    const { world } = contest.server.room(code);
    expect(plainSettings(world.settings)).toEqual(dailyOf(dateOf(contest), 'coop').settings);
  });

  test('its settings cannot be changed, and no AI plays in it', async () => {
    const contest = new ContestServer();
    const ann = contest.enter('Ann');
    const { code } = await daily(contest, ann, 'coop');
    ann.configure({ mode: 'coop', lives: 5 });
    expect(ann.last('error')).toMatchObject({ text: 'the match of the day has its own settings' });
    ann.send({ type: 'start' });
    await contest.run(60);
    expect(contest.server.room(code).seats.wire.map(({ driver, idle }) => `${driver} ${idle}`)).toEqual([
      'human false',
      ...Array<string>(3).fill('empty false'),
    ]);
  });

  test.each(['versus', 'battle', 'mega', ''])('there is none for %j', (mode) => {
    const contest = new ContestServer();
    const ann = contest.enter('Ann');
    ann.send({ type: 'play', mode, rate: 20, daily: true });
    expect(ann.last('error')?.text).toBe('play.mode: one of classic, coop for the match of the day');
    ann.send({ type: 'play', mode: 'classic', rate: 20, daily: true, ranked: true });
    expect(ann.last('error')?.text).toBe('play: ranked or daily, not both');
  });
});

describe('[DY3] the first started match counts', () => {
  test('leaving and coming again is a second try, and the player knows before it begins', async () => {
    const contest = new ContestServer();
    const ann = contest.enter('Ann');
    await daily(contest, ann);
    ann.send({ type: 'leave' });
    expect(await daily(contest, ann)).toMatchObject({ kind: 'daily', counts: false });
    expect(contest.tries).toHaveLength(1);
  });

  test('the second match of a room is a second try, with the same seed', async () => {
    const contest = new ContestServer();
    const ann = contest.enter('Ann');
    const { code, settings } = await daily(contest, ann);
    contest.server.room(code).finish();
    ann.ready();
    await contest.run(1);
    const again = ann.last('joined')!;
    expect(again).toMatchObject({ code, counts: false });
    expect(again.settings.seed).toBe(settings.seed);
  });

  test('other modes and other days have tries of their own', async () => {
    const contest = new ContestServer();
    const ann = contest.enter('Ann');
    await daily(contest, ann);
    ann.send({ type: 'leave' });
    expect((await daily(contest, ann, 'coop')).counts).toBe(true);
  });

  test('a try elsewhere counts: the API says so before the match begins', async () => {
    const contest = new ContestServer();
    contest.answerOf = () => ({ match: 'a'.repeat(32) });
    const ann = contest.enter('Ann');
    expect((await daily(contest, ann)).counts).toBe(false);
    expect(contest.tries).toEqual([]);
  });

  test('without an answer of the API the match begins all the same', async () => {
    const contest = new ContestServer();
    contest.answerOf = undefined;
    const ann = contest.enter('Ann');
    ann.send({ type: 'play', mode: 'classic', rate: 20, daily: true });
    expect(ann.seat).toBe(null);
    await contest.run(ANSWER_MS_MAX / 1000 + 1);
    expect(ann.last('joined')).toMatchObject({ kind: 'daily', counts: true });
  });

  test('whoever asks for something else meanwhile does not get the room', async () => {
    const contest = new ContestServer();
    contest.answerOf = undefined;
    const [ann, bob] = [contest.enter('Ann'), contest.enter('Bob')];
    for (const player of [ann, bob]) player.send({ type: 'play', mode: 'classic', rate: 20, daily: true });
    ann.play('coop');
    bob.send({ type: 'leave' });
    for (const question of contest.questions) question.answer({ match: null });
    await contest.run(1);
    expect(ann.last('joined')?.mode).toBe('coop');
    expect([bob.seat, bob.last('left')?.reason]).toEqual([null, 'asked']);
  });

  test('whoever is nobody plays for fun', async () => {
    const contest = new ContestServer();
    const ann = contest.server.enter('Ann');
    expect(await daily(contest, ann)).toMatchObject({ kind: 'daily', counts: false });
    expect(contest.tries).toEqual([]);
  });

  test('whoever joins a match that runs has no try in it', async () => {
    const contest = new ContestServer();
    const [ann, bob] = [contest.enter('Ann'), contest.enter('Bob')];
    const { code } = await daily(contest, ann, 'coop');
    ann.send({ type: 'start' });
    await contest.run(5);
    bob.join(code);
    expect(bob.last('joined')).toMatchObject({ seat: 1, counts: false });
    expect(contest.tries).toHaveLength(1);
  });
});

describe('[DY3] a try that turns out later to be the second one', () => {
  const ELSEWHERE = { match: 'a'.repeat(32) };

  function notCounted(player: MemoryPlayer): number {
    return player.inbox.filter((message) => message.type === 'notice' && message.kind === 'not-counted').length;
  }

  /** What a player learns who resumes. */
  function countsAfterAll({ server }: ContestServer, player: MemoryPlayer): boolean | undefined {
    player.cut();
    return server.resume(player).last('joined')?.counts;
  }

  /** The match has begun, without an answer of the API. */
  async function begunUnknown() {
    const contest = new ContestServer();
    contest.answerOf = undefined;
    const ann = contest.enter('Ann');
    ann.send({ type: 'play', mode: 'classic', rate: 20, daily: true });
    await contest.run(ANSWER_MS_MAX / 1000 + 1);
    expect(ann.last('joined')).toMatchObject({ kind: 'daily', counts: true });
    return { contest, ann };
  }

  test('the API is asked until it answers, and the player is told once', async () => {
    const { contest, ann } = await begunUnknown();
    expect(contest.questions).toHaveLength(2);
    contest.questions[1]!.fail();
    await contest.run(CONFIRM_AGAIN_MS / 1000 + 1);
    expect(contest.questions).toHaveLength(3);
    expect(notCounted(ann)).toBe(0);
    contest.questions[2]!.answer(ELSEWHERE);
    await contest.run(2 * (CONFIRM_AGAIN_MS / 1000));
    expect(contest.questions).toHaveLength(3);
    expect(notCounted(ann)).toBe(1);
    expect(countsAfterAll(contest, ann)).toBe(false);
  });

  test.each(['null', 'its own id'])('with %s as the answer the try counts', async (answer) => {
    const { contest, ann } = await begunUnknown();
    const own = contest.tries[0]!.match;
    contest.questions[1]!.answer({ match: answer === 'null' ? null : own });
    await contest.run(2 * (CONFIRM_AGAIN_MS / 1000));
    expect([contest.questions.length, notCounted(ann)]).toEqual([2, 0]);
    expect(countsAfterAll(contest, ann)).toBe(true);
  });

  test('an API that never answers is asked for a while', async () => {
    const { contest, ann } = await begunUnknown();
    await contest.run((CONFIRMATIONS_MAX + 2) * ((CONFIRM_AGAIN_MS + ANSWER_MS_MAX) / 1000));
    expect(contest.questions).toHaveLength(1 + CONFIRMATIONS_MAX);
    expect(notCounted(ann)).toBe(0);
  });

  test('a friend who joined by the code is asked for, too', async () => {
    const contest = new ContestServer();
    const [ann, bob] = [contest.enter('Ann'), contest.enter('Bob')];
    const { code } = await daily(contest, ann, 'coop');
    bob.join(code);
    contest.answerOf = ({ search }) => (search.includes('Bob') ? ELSEWHERE : { match: null });
    ann.send({ type: 'start' });
    await contest.run(1);
    expect([notCounted(ann), notCounted(bob)]).toEqual([0, 1]);
  });

  test('whoever has left the match, or plays the next one, is not told', async () => {
    const { contest, ann } = await begunUnknown();
    contest.server.room(ann.code).finish();
    ann.ready();
    await contest.run(1);
    contest.questions[1]!.answer(ELSEWHERE);
    await contest.run(1);
    expect(notCounted(ann)).toBe(0);
    const other = await begunUnknown();
    other.ann.send({ type: 'leave' });
    other.contest.questions[1]!.answer(ELSEWHERE);
    await other.contest.run(1);
    expect(notCounted(other.ann)).toBe(0);
  });
});

describe('[DY4] midnight and restarts', () => {
  test('a match has the date on which it begins, however long the room was open', async () => {
    const contest = new ContestServer();
    const ann = contest.enter('Ann');
    const { code, date } = await daily(contest, ann, 'coop');
    const { clock } = contest.server;
    clock.stall(DAY_MS - (clock.date() % DAY_MS) - 3000);
    ann.send({ type: 'ping', time: 0, seenTick: 0 });
    expect(dateOf(contest)).toBe(date);
    clock.stall(3000);
    ann.send({ type: 'ping', time: 0, seenTick: 0 });
    ann.send({ type: 'start' });
    const started = ann.last('joined')!;
    expect(started.date).toBe(dateOf(contest));
    expect(started.date).not.toBe(date);
    const { rules, world } = contest.server.room(code);
    expect(rules.dailyDate).toBe(started.date);
    expect(plainSettings(world.settings)).toEqual(dailyOf(started.date, 'coop').settings);
    expect(contest.tries[0]!.date).toBe(started.date);
  });

  test('a match that runs over midnight keeps its date', async () => {
    const contest = new ContestServer();
    const ann = contest.enter('Ann');
    const { code, date } = await daily(contest, ann);
    const { clock } = contest.server;
    await contest.run(6);
    clock.stall(DAY_MS - (clock.date() % DAY_MS));
    expect(contest.server.room(code).rules.dailyDate).toBe(date);
    contest.server.room(code).finish();
    expect(contest.server.room(code).rules.dailyDate).toBe(date);
    expect(contest.matches).toMatchObject([{ kind: 'daily', dailyDate: date, listed: false }]);
  });

  test('after a crash the same try goes on, and it still counts', async () => {
    const contest = new ContestServer();
    const ann = contest.enter('Ann');
    const { code, date, settings } = await daily(contest, ann);
    await contest.run(12);
    const { tick } = contest.server.room(code).world;
    const { next, recovered } = contest.server.killed({ exemptNetworks: [] }, contest.surroundings());
    expect(recovered.rooms).toBe(1);
    const back = next.resume(ann);
    const joined = back.last('joined')!;
    expect(joined).toMatchObject({ code, kind: 'daily', counts: true, date });
    expect(joined.settings).toEqual(settings);
    expect(next.room(code).world.tick).toBeGreaterThanOrEqual(tick);
    expect(next.room(code).rules).toMatchObject({ kind: 'daily', dailyDate: date });
  });

  test('a second match with the same seed is not taken for the first one after a crash', async () => {
    const contest = new ContestServer();
    const ann = contest.enter('Ann');
    const { code } = await daily(contest, ann);
    for (let sequence = 1; sequence < 20; sequence++) {
      ann.input(sequence, sequence % 4);
      await contest.run(1);
    }
    contest.server.room(code).finish();
    ann.ready();
    await contest.run(3);
    const { tick } = contest.server.room(code).world;
    const { next, recovered } = contest.server.killed({ exemptNetworks: [] }, contest.surroundings());
    expect(recovered).toMatchObject({ rooms: 1, roomsDropped: 0 });
    expect(next.resume(ann).last('joined')).toMatchObject({ code, counts: false });
    expect(next.room(code).world.tick).toBeLessThan(tick + 60);
  });
});
