import { expect, test } from 'vitest';
import {
  createMatch,
  EVENT,
  EVENT_LENGTH,
  GHOST,
  matchSettings,
  PAC,
  PHASE,
  stepMatch,
  type Input,
  type NamedSettings,
  type World,
} from '#simulation';
import { countedSeconds, fateOf } from '../../../web-client/moments/fate.ts';
import { MomentSource, type SeenMatch } from '../../../web-client/moments/moment-source.ts';
import type { Moment, MomentKind, MomentOf } from '../../../web-client/moments/moment.ts';
import type { MatchEvent } from '../../../web-client/netcode/online-match.ts';

/** A match that its rules play, seen by a seat once a tick. */
class SeenPlay {
  readonly source = new MomentSource();
  readonly moments: { readonly tick: number; readonly moment: Moment }[] = [];
  private readonly match;
  private readonly seen: { viewer: number; marked: number; prediction: SeenMatch['prediction'] };

  constructor(settings: NamedSettings, viewer = 0) {
    this.match = createMatch(matchSettings({ seed: 7, ...settings }));
    this.seen = { viewer, marked: viewer, prediction: { confirmed: this.world, predicted: this.world } };
    const enter: Input[] = Array.from({ length: this.world.seatCount }, (_, seat) => ({ kind: 'enter', seat }));
    this.step(enter);
  }

  get world(): World {
    return this.match.worlds[0]!;
  }

  set marked(seat: number) {
    this.seen.marked = seat;
  }

  step(inputs: readonly Input[] = []): void {
    stepMatch(this.match, inputs);
    const { words, count } = this.match.events[0]!;
    const events: MatchEvent[] = [];
    for (let at = 0; at < count * EVENT_LENGTH; at += EVENT_LENGTH) {
      events.push({ kind: words[at]!, who: words[at + 1]!, place: words[at + 2]!, value: words[at + 3]! });
    }
    for (const moment of this.source.take(this.seen, events)) this.moments.push({ tick: this.world.tick, moment });
  }

  /** Plays on until something is true; a match that goes nowhere fails. */
  until(isTrue: () => boolean, ticksMax = 20_000): void {
    for (let ticks = 0; !isTrue(); ticks++) {
      if (ticks === ticksMax) throw new Error('it did not happen');
      this.step();
    }
  }

  of<Kind extends MomentKind>(kind: Kind): MomentOf<Kind>[] {
    return this.moments.flatMap(({ moment }) => (moment.kind === kind ? [moment as MomentOf<Kind>] : []));
  }
}

/** Two numbers differ by one frame at most where a count is of whole seconds. */
const secondsOf = (play: SeenPlay, kind: 'count' | 'backIn') => play.of(kind).map(({ seconds }) => seconds);

test('[W60] a match of classic tells each catch with its ghost, and its end', () => {
  const play = new SeenPlay({ mode: 'classic', seatCount: 1, lives: 2 });
  play.until(() => play.world.phase === PHASE.over);
  expect(play.of('ready')).toHaveLength(2);
  expect(play.of('caught')).toHaveLength(2);
  for (const { by, isOwn } of play.of('caught')) {
    expect(by.kind).toBe('ghost');
    expect(isOwn).toBe(true);
  }
  expect(play.of('go').length).toBe(2);
  expect(play.moments.at(-1)!.moment).toEqual({ kind: 'gameOver', level: 1 });
});

test('[W60] a player of coop is counted back to the tick of their return, and followed when they are out', () => {
  const play = new SeenPlay({ mode: 'coop', seatCount: 2 });
  const { world } = play;
  play.until(() => play.of('go').length === 1);
  expect(secondsOf(play, 'count')).toEqual([3, 2, 1]);
  // The other seat is safe for now.
  const keepsSafe = () => (world.pacUntilTick[1] = world.tick + 100);
  play.until(() => (keepsSafe(), play.of('caught').length === 1));
  expect(play.of('caught')[0]).toMatchObject({ seat: 0, isOwn: true, by: { kind: 'ghost' } });
  play.until(() => (keepsSafe(), play.of('back').length === 1));
  expect(secondsOf(play, 'backIn')).toEqual([3, 2, 1]);
  const first = play.moments.find(({ moment }) => moment.kind === 'backIn');
  const back = play.moments.find(({ moment }) => moment.kind === 'back');
  expect(back!.tick - first!.tick).toBe(180);
  expect(fateOf(world, 0).name).toBe('plays');

  world.lives = 0;
  play.until(() => (keepsSafe(), play.of('out').length === 1));
  expect(play.of('caught').at(-1)).toMatchObject({ isOwn: true });
  expect(fateOf(world, 0)).toEqual({ name: 'out' });
  play.marked = 1;
  play.step();
  expect(play.of('watching')).toEqual([{ kind: 'watching', seat: 1, isOwn: false }]);
});

test('[W60] after a wipe and in a cleared level a player is counted back to the next start', () => {
  const play = new SeenPlay({ mode: 'coop', seatCount: 1 });
  const { world } = play;
  play.until(() => world.phase === PHASE.wiped);
  expect(fateOf(world, 0)).toEqual({ name: 'returns', ticksLeft: 120 });
  play.until(() => world.phase === PHASE.play);
  expect(secondsOf(play, 'backIn')).toEqual([2, 1]);
  expect(play.of('ready')).toHaveLength(2);
  world.pacState[0] = PAC.out;
  world.phase = PHASE.cleared;
  world.phaseEndsTick = world.tick + 90;
  expect(fateOf(world, 0)).toEqual({ name: 'returns', ticksLeft: 90 });
});

test('[W60] seconds are counted up to the tick at which they are over', () => {
  expect([181, 180, 121, 120, 61, 60, 1, 0].map(countedSeconds)).toEqual([4, 3, 3, 2, 2, 1, 1, 1]);
});

test('[W60] a cleared level is told with the next one, and then its READY!', () => {
  const play = new SeenPlay({ mode: 'coop', seatCount: 1 });
  const { world } = play;
  play.until(() => world.phase === PHASE.play);
  world.dots.fill(0);
  world.dotsLeft = 0;
  play.until(() => play.of('levelStarted').length === 1);
  expect(play.of('levelCleared')).toEqual([{ kind: 'levelCleared', level: 1 }]);
  expect(play.of('levelStarted')).toEqual([{ kind: 'levelStarted', level: 2 }]);
  const started = play.moments.findIndex(({ moment }) => moment.kind === 'levelStarted');
  expect(play.moments.slice(started).map(({ moment }) => moment.kind)).toContain('ready');
});

test('[W60] in versus the player of the ghost is the catcher, and rivals catch in battle', () => {
  const caught = { kind: EVENT.caught, who: 0, place: 100, value: 2 };
  const versus = new SeenPlay({ mode: 'versus', seatCount: 3 }, 1);
  const seen = { viewer: 1, marked: 1, prediction: { confirmed: versus.world, predicted: versus.world } };
  const rival = { kind: EVENT.rivalCaught, who: 2, place: 100, value: 0 };
  const told = versus.source.take(seen, [caught, rival]);
  expect(told[0]).toMatchObject({
    kind: 'caught',
    seat: 0,
    isOwn: false,
    by: { kind: 'seat', seat: 2 },
  });
  expect(told[1]).toMatchObject({ kind: 'rivalCaught', seat: 2, caught: 0, points: 1600 });
  const battle = new SeenPlay({ mode: 'battle', seatCount: 3 }, 0);
  const own = { viewer: 0, marked: 0, prediction: { confirmed: battle.world, predicted: battle.world } };
  battle.world.pacState[0] = PAC.out;
  const [moment] = battle.source.take(own, [{ ...caught, value: 4 + 1 }]);
  expect(moment).toMatchObject({ kind: 'caught', isOwn: true, by: { kind: 'seat', seat: 1 } });
});

test('[W60] the end of a power is told while it is played, not when a catch or a start ends it', () => {
  const play = new SeenPlay({ mode: 'coop', seatCount: 1 });
  const { world } = play;
  play.until(() => world.phase === PHASE.play);
  world.pacUntilTick[0] = world.tick + 1000;
  world.frightLeft = 20;
  world.ghostFrightened.fill(1);
  world.ghostState.fill(GHOST.waiting);
  play.step();
  play.until(() => world.frightLeft === 0, 100);
  expect(play.of('powerOver')).toEqual([{ kind: 'powerOver', seat: -1, isOwn: false }]);
  world.frightLeft = 20;
  play.step();
  world.frightLeft = 0;
  world.phase = PHASE.wiped;
  world.phaseEndsTick = world.tick + 100;
  play.step();
  expect(play.of('powerOver').length).toBe(1);
});

test('[W60] another place of a replay, or a match that a page comes into, tells nothing of what was before', () => {
  const play = new SeenPlay({ mode: 'classic', seatCount: 1 });
  play.until(() => play.world.phase === PHASE.over);
  const seen = { viewer: -1, marked: -1, prediction: { confirmed: play.world, predicted: play.world } };
  expect(new MomentSource().take(seen, [])).toEqual([]);
  const source = new MomentSource();
  play.world.phase = PHASE.play;
  source.take(seen, []);
  play.world.tick += 1000;
  play.world.phase = PHASE.over;
  expect(source.take(seen, [])).toEqual([]);
});

test.each(['plays', 'returns'])('[W156] a frame without moments allocates nothing, of a player who %s', (fate) => {
  const play = new SeenPlay({ mode: 'coop', seatCount: 2 });
  const { source, world } = play;
  play.until(() => play.of('go').length === 1);
  const seen = { viewer: 0, marked: 0, ownSeats: [0], prediction: { confirmed: world, predicted: world } };
  const none: MatchEvent[] = [];
  if (fate === 'returns') world.pacState[0] = PAC.returning;
  expect(fateOf(world, 0).name).toBe(fate);
  const bytesOf = (frames: number): number => {
    const before = process.memoryUsage().heapUsed;
    for (let frame = 0; frame < frames; frame++) {
      world.tick++;
      // Before the last three seconds, which are counted.
      world.pacUntilTick[0] = world.tick + 250;
      source.take(seen, none);
    }
    return process.memoryUsage().heapUsed - before;
  };
  bytesOf(20_000);
  const rounds = Array.from({ length: 9 }, () => bytesOf(20_000)).toSorted((a, b) => a - b);
  // The median: now and then the engine compiles something, or collects.
  expect(rounds[4]).toBeLessThan(20_000);
});
