// Seats, rounds and the match of `battle` (rules/modes.md 5).

import { describe, expect, test } from 'vitest';
import {
  createMatch,
  EVENT,
  GHOST,
  matchOfWorld,
  matchSettings,
  PAC,
  PHASE,
  rulesOf,
  stepMatch,
  tileAt,
  type Input,
  type Match,
  type World,
} from '#simulation';
import {
  asPoint,
  centre,
  DIRECTION,
  ghostPixel,
  pacPixel,
  putGhost,
  Play,
  steps,
  tileOf,
  type Point,
  type SeenEvent,
} from '../../play.ts';
import { stepsFrom } from './maze-distance.ts';
import {
  clearDots,
  freshBattle,
  keepGhostsIn,
  meetGhost,
  playTo,
  putOutAllBut,
  quietBattle,
  roundTick,
} from './play.ts';

/** The start places by pair, in lines of the screen. */
const PAIRS: readonly (readonly Point[])[] = [
  ...([
    [
      [3, 32],
      [24, 32],
    ],
    [
      [6, 13],
      [21, 13],
    ],
    [
      [11, 4],
      [16, 4],
    ],
    [
      [7, 26],
      [20, 26],
    ],
  ] as const),
];

const places = (world: World): Point[] =>
  [...world.pacState.keys()].map((seat) => asPoint(tileAt(world.pacX[seat]! >> 3, world.pacY[seat]! >> 3)));

describe('[SB1] start places', () => {
  test('spawn distances as stated, computed from the maze with four energizers', () => {
    const { world } = freshBattle(8);
    const tiles = PAIRS.flat();
    for (const tile of tiles) {
      const steps = stepsFrom(world.maze, tileOf(tile));
      const energizers = [...world.maze.energizer.keys()].filter((each) => world.maze.energizer[each] === 1);
      expect(Math.min(...energizers.map((each) => steps.get(each)!))).toBe(12);
      for (const other of tiles) if (other !== tile) expect(steps.get(tileOf(other))).toBeGreaterThanOrEqual(13);
    }
    for (const tile of [...PAIRS[0]!, ...PAIRS[1]!]) {
      for (const other of [...PAIRS[0]!, ...PAIRS[1]!]) {
        if (other !== tile) expect(stepsFrom(world.maze, tileOf(tile)).get(tileOf(other))).toBeGreaterThanOrEqual(21);
      }
    }
  });

  test('k seats use the first pairs that they need, dealt by the generator, and face outward or up', () => {
    for (let seats = 2; seats <= 8; seats++) {
      const used = PAIRS.slice(0, Math.ceil(seats / 2)).flat();
      const dealt = new Set<string>();
      for (let seed = 1; seed <= 20; seed++) {
        const { world } = freshBattle(seats, { seed });
        const own = places(world);
        for (const [seat, place] of own.entries()) {
          expect(used).toContainEqual(place);
          expect(pacPixel(world, seat)).toEqual(centre(place));
          const facing = place[1] === 13 ? DIRECTION.up : place[0] < 14 ? DIRECTION.left : DIRECTION.right;
          expect(world.pacTravel[seat]).toBe(facing);
        }
        expect(new Set(own.map(String)).size).toBe(seats);
        dealt.add(own.join(' '));
      }
      expect(dealt.size).toBeGreaterThan(1);
    }
  });

  test('they are dealt anew in each round', () => {
    const play = quietBattle(8, { rounds: 9 });
    const { world } = play;
    const dealt = new Set([places(world).join(' ')]);
    for (let round = 2; round <= 4; round++) {
      winRound(play, round);
      dealt.add(places(world).join(' '));
    }
    expect(dealt.size).toBe(4);
  });

  test('each stands still until its first wish, and wishes of the countdown count', () => {
    const play = freshBattle(2);
    const { world } = play;
    const [before] = places(world);
    play.wish(world.pacTravel[0]!, 0);
    steps(play, 20);
    expect(places(world)[0]).not.toEqual(before);
    expect([world.pacState[0], world.pacState[1]]).toEqual([PAC.alive, PAC.waiting]);
  });
});

describe('[SB2] the ghosts of a round', () => {
  test('all begin in the house, and leave at 300, 600, 900 and 1200', () => {
    const play = freshBattle(2);
    const { world } = play;
    const left: number[][] = [];
    world.pacUntilTick.fill(100_000);
    for (let tick = 0; tick < 1300; tick++) {
      const before = [...world.ghostState];
      play.step();
      for (const [ghost, state] of before.entries()) {
        if (state === GHOST.waiting && world.ghostState[ghost] !== GHOST.waiting) left.push([ghost, roundTick(world)]);
      }
    }
    expect(left.slice(0, 4)).toEqual([
      [0, 300],
      [1, 600],
      [2, 900],
      [3, 1200],
    ]);
  });

  test('an eaten ghost leaves 120 ticks after it came home, Blinky too', () => {
    for (const ghost of [0, 3]) {
      const play = quietBattle(2);
      const { world } = play;
      putGhost(world, ghost, centre([6, 14]), 'right');
      world.ghostState[ghost] = GHOST.eyes;
      world.ghostFrightened[ghost] = 1;
      play.until(() => world.ghostState[ghost] === GHOST.waiting, 1000);
      const home = world.tick;
      play.until(() => world.ghostState[ghost] !== GHOST.waiting, 1000);
      expect(world.tick - home).toBe(120);
    }
  });

  test('they move at 70, from tick 1800 at 80, from 2700 at 90; frightened at 50, in the tunnel at 40', () => {
    const play = quietBattle(2);
    const { world } = play;
    clearDots(world);
    for (const [tick, percent, tile, isFrightened] of [
      [10, 70, [6, 8], false],
      [1700, 70, [6, 8], false],
      [1799, 80, [6, 8], false],
      [2600, 80, [6, 8], false],
      [2699, 90, [6, 8], false],
      [2900, 50, [6, 8], true],
      [3000, 40, [2, 17], false],
      [3100, 40, [2, 17], true],
    ] as const) {
      playTo(play, tick);
      putGhost(world, 0, centre(tile), 'left');
      world.ghostFrightened[0] = isFrightened ? 1 : 0;
      if (isFrightened) world.pacPowerUntilTick[1] = world.tick + 5;
      if (isFrightened) world.frightLeft = 10;
      play.step();
      expect([tick, world.ghostSpeed[0]]).toEqual([tick, percent]);
      keepGhostsIn(world);
    }
  });
});

describe('[SB8] the end of a round', () => {
  test('the last one in the maze wins; 240 ticks with the table of wins, then a countdown of 180', () => {
    const play = quietBattle(3);
    const { world } = play;
    putOutAllBut(world, 1, 2);
    meetGhost(world, 1, 0);
    const seen = play.step();
    expect(seen.find(({ kind }) => kind === EVENT.roundOver)?.value).toBe(2 + 1);
    expect([world.phase, world.roundWinner, ...world.seatWins]).toEqual([PHASE.between, 2, 0, 0, 1]);
    const over = world.tick;
    const words = world.words.slice();
    steps(play, 239);
    // Nothing but the tick changes.
    expect(world.words.slice(1)).toEqual(words.slice(1));
    expect(play.step()).toMatchObject([{ kind: EVENT.roundStarted, value: 2 }]);
    expect([world.tick - over, world.phase, world.round, world.dotsLeft]).toEqual([240, PHASE.ready, 2, 244]);
    expect([...world.pacState]).toEqual([PAC.waiting, PAC.waiting, PAC.waiting]);
    play.until(() => world.phase === PHASE.play);
    expect(world.tick - over).toBe(420);
    expect(world.suddenDeathDueTick - world.tick).toBe(3600);
  });

  test('both last ones caught in one tick: drawn', () => {
    const play = quietBattle(3);
    const { world } = play;
    putOutAllBut(world, 1, 2);
    meetGhost(world, 1, 0);
    meetGhost(world, 2, 1);
    const seen = play.step();
    expect(seen.find(({ kind }) => kind === EVENT.roundOver)?.value).toBe(0);
    expect([world.phase, world.roundWinner, ...world.seatWins]).toEqual([PHASE.between, -1, 0, 0, 0]);
  });

  test('sudden death from 3600: everything to eat and all power vanish, and all ghosts chase', () => {
    const play = quietBattle(4);
    const { world } = play;
    playTo(play, 3599);
    world.pacPowerUntilTick[0] = world.tick + 100;
    world.frightLeft = 200;
    world.fruitState = 1;
    world.fruitUntilTick = world.tick + 100;
    putGhost(world, 0, centre([6, 20]), 'up');
    world.ghostFrightened[0] = 1;
    expect(world.suddenDeathTick).toBe(0);
    const seen = play.step();
    expect(seen.map(({ kind }) => kind)).toContain(EVENT.suddenDeath);
    expect([roundTick(world), world.suddenDeathTick]).toEqual([3600, world.tick]);
    expect([world.dotsLeft, [...world.dots].some(Boolean), world.energizersAwake]).toEqual([0, false, 0]);
    expect([world.fruitState, world.frightLeft, world.pacPowerUntilTick[0]]).toEqual([0, 0, 0]);
    expect([world.ghostFrightened[0], world.scatterPhase & 1]).toEqual([0, 1]);
    keepGhostsIn(world);
    steps(play, 300);
    expect([world.dotsLeft, world.scatterPhase & 1]).toEqual([0, 1]);
  });

  test('in sudden death ghosts move at 100, and 10 more from its tick 300 on, in the tunnel too', () => {
    const play = quietBattle(4);
    const { world } = play;
    playTo(play, 3599);
    for (const [after, percent] of [
      [0, 100],
      [299, 100],
      [300, 110],
      [598, 110],
    ] as const) {
      playTo(play, 3599 + after);
      for (const tile of [
        [6, 8],
        [2, 17],
      ] as const) {
        putGhost(world, 0, centre(tile), 'left');
        const other = new Play(world);
        other.step();
        expect([after, world.ghostSpeed[0]]).toEqual([after, percent]);
        keepGhostsIn(world);
        world.tick--;
      }
      world.tick++;
    }
  });

  test('it comes 1200 ticks after only two are left, if that is earlier', () => {
    const play = quietBattle(4);
    const { world } = play;
    playTo(play, 1000);
    putOutAllBut(world, 0, 1, 2);
    meetGhost(world, 2, 0);
    play.step();
    keepGhostsIn(world);
    const left = roundTick(world);
    expect(world.suddenDeathDueTick - world.lifeStartTick).toBe(left + 1200);
    playTo(play, left + 1199);
    expect(world.suddenDeathTick).toBe(0);
    play.step();
    expect(world.suddenDeathTick).toBe(world.tick);
    // Late in a round it makes no difference.
    const late = quietBattle(4);
    playTo(late, 3000);
    late.step([{ kind: 'leave', seat: 3 }]);
    late.step([{ kind: 'leave', seat: 2 }]);
    expect(late.world.suddenDeathDueTick - late.world.lifeStartTick).toBe(3600);
    // Two from the start have the whole round.
    expect(quietBattle(2).world.suddenDeathDueTick - quietBattle(2).world.lifeStartTick).toBe(3600);
  });

  test.each([
    ['most rivals caught in this round', [1, 2, 1, 3], [50, 10, 90, 99], 1],
    ['then most dots in this round', [2, 2, 2, 3], [50, 10, 90, 99], 2],
    ['else it is drawn', [2, 2, 1, 3], [90, 90, 99, 99], -1],
    ['a tie below the best one is none', [1, 1, 2, 3], [90, 90, 10, 99], 2],
  ])('after 600 ticks of sudden death the round goes to: %s', (_, catches, dots, winner) => {
    const play = quietBattle(4);
    const { world } = play;
    world.pacState[3] = PAC.out;
    playTo(play, 3600 + 599);
    expect(world.phase).toBe(PHASE.play);
    world.seatRoundCatches.set(catches);
    world.seatRoundDots.set(dots);
    play.step();
    expect([world.phase, world.roundWinner, roundTick(world)]).toEqual([PHASE.between, winner, 4200]);
  });

  test('what was caught and eaten in a round counts for the match', () => {
    const play = quietBattle(3);
    const { world } = play;
    world.seatRoundDots.set([7, 8, 9]);
    playRounds(play, [0]);
    play.until(() => world.phase === PHASE.ready);
    expect([...world.seatDots]).toEqual([7, 8, 9]);
    expect([...world.seatRoundDots]).toEqual([0, 0, 0]);
    expect([...world.seatRoundCatches]).toEqual([0, 0, 0]);
  });
});

describe('[SB9] the match', () => {
  test('best of 5 ends at 3 wins', () => {
    const play = quietBattle(3);
    const winners = [0, 1, 0, 2, 0];
    const seen = playRounds(play, winners);
    expect([play.world.round, play.world.phase, ...play.world.seatWins]).toEqual([5, PHASE.over, 3, 1, 1]);
    expect(seen.at(-1)).toMatchObject({ kind: EVENT.matchOver, value: 5 });
    const early = quietBattle(3);
    playRounds(early, [1, 1, 1]);
    expect([early.world.round, early.world.phase]).toEqual([3, PHASE.over]);
  });

  test.each([1, 3, 5, 7, 9])('best of %i', (rounds) => {
    const play = quietBattle(2, { rounds });
    const needed = (rounds + 1) / 2;
    playRounds(
      play,
      Array.from({ length: needed }, () => 1),
    );
    expect([play.world.phase, play.world.seatWins[1]]).toEqual([PHASE.over, needed]);
  });

  test('after all rounds the one with most wins has won; a drawn round counts as played', () => {
    const play = quietBattle(3, { rounds: 3 });
    playRounds(play, [2, -1, -1]);
    expect([play.world.phase, play.world.round, ...play.world.seatWins]).toEqual([PHASE.over, 3, 0, 0, 1]);
  });

  test('leaders with equal wins play one more round, the others watch', () => {
    const play = quietBattle(5, { rounds: 3 });
    const { world } = play;
    playRounds(play, [0, 3, -1]);
    expect(world.phase).toBe(PHASE.between);
    play.until(() => world.phase === PHASE.ready);
    expect(world.round).toBe(4);
    expect([...world.pacState]).toEqual([PAC.waiting, PAC.out, PAC.out, PAC.waiting, PAC.out]);
    // Two Pac-Men use the first pair.
    for (const seat of [0, 3]) expect(PAIRS[0]).toContainEqual(places(world)[seat]);
    // Those that watch stay out, whoever comes and goes, and nobody need wait for them.
    const rules = rulesOf(world.settings);
    const match = matchOfWorld(world);
    expect([0, 1, 2, 3, 4].map((seat) => rules.isOut(match, seat))).toEqual([false, true, true, false, true]);
    expect([0, 1].map((seat) => rules.mayTakeOver(match, seat))).toEqual([true, false]);
    play.step([{ kind: 'leave', seat: 4 }]);
    play.step([{ kind: 'enter', seat: 4 }]);
    expect(world.pacState[4]).toBe(PAC.out);
    play.until(() => world.phase === PHASE.play);
    meetGhost(world, 0, 0);
    play.step();
    expect([world.phase, ...world.seatWins]).toEqual([PHASE.over, 1, 0, 0, 2, 0]);
  });

  test('if that brings no winner: more rivals caught, then more dots, then a shared place', () => {
    const match = createMatch(matchSettings({ mode: 'battle', seatCount: 5, rounds: 1 }));
    stepMatch(match, entering(5));
    const world = match.worlds[0]!;
    const play = new Play(world);
    play.until(() => world.phase === PHASE.play);
    playRounds(play, [-1, -1]);
    expect([world.phase, world.round]).toEqual([PHASE.over, 2]);
    world.seatCatches.set([1, 2, 2, 0, 0]);
    world.seatDots.set([9, 5, 7, 3, 3]);
    expect(ranked(match)).toEqual([2, 1, 0, 3, 4]);
    expect(rulesOf(match.settings).rank(match, 3, 4)).toBe(0);
    world.seatWins[4] = 1;
    expect(ranked(match)).toEqual([4, 2, 1, 0, 3]);
  });

  test('a match takes 1, 3, 5, 7 or 9 rounds', () => {
    expect(matchSettings({ mode: 'battle' }).rounds).toBe(5);
    for (const rounds of [2, 4, 11, -1]) expect(() => matchSettings({ mode: 'battle', rounds })).toThrow('rounds');
  });
});

describe('[SB10] seats that come and go', () => {
  test('an empty seat that is taken joins the countdown, or the next round', () => {
    const play = new Play(createMatch(matchSettings({ mode: 'battle', seatCount: 4 })).worlds[0]!);
    const { world } = play;
    play.step(entering(2));
    expect([...world.pacState]).toEqual([PAC.waiting, PAC.waiting, PAC.empty, PAC.empty]);
    play.step([{ kind: 'enter', seat: 2 }]);
    expect(world.pacState[2]).toBe(PAC.waiting);
    expect(new Set(places(world).slice(0, 3).map(String)).size).toBe(3);
    play.until(() => world.phase === PHASE.play);
    play.step([{ kind: 'enter', seat: 3 }]);
    expect(world.pacState[3]).toBe(PAC.out);
    winRound(play, 2);
    expect(world.pacState[3]).toBe(PAC.waiting);
  });

  test('a seat that is taken already goes on as it is', () => {
    const play = quietBattle(3);
    const { world } = play;
    const words = world.words.slice();
    play.step([{ kind: 'enter', seat: 1 }]);
    expect([...world.pacState]).toEqual([PAC.waiting, PAC.waiting, PAC.waiting]);
    expect(world.pacX[1]).toBe(words[1 + 1]);
  });

  test('a seat that leaves is out at once, without credit for anybody, and takes no part in later rounds', () => {
    const play = quietBattle(3);
    const { world } = play;
    world.pacPowerUntilTick[2] = world.tick + 300;
    const seen = play.step([{ kind: 'leave', seat: 2 }]);
    expect(seen.map(({ kind }) => kind)).not.toContain(EVENT.caught);
    expect([world.pacState[2], world.pacPowerUntilTick[2], ...world.seatCatches]).toEqual([PAC.empty, 0, 0, 0, 0]);
    winRound(play, 2);
    expect([...world.pacState]).toEqual([PAC.waiting, PAC.waiting, PAC.empty]);
  });

  test('the result stays, whoever leaves or enters after it', () => {
    const play = quietBattle(3, { rounds: 1 });
    for (const seat of [0, 1]) play.step([{ kind: 'leave', seat }]);
    expect(play.world.phase).toBe(PHASE.over);
    const words = play.world.words.slice(1);
    play.step([
      { kind: 'leave', seat: 2 },
      { kind: 'enter', seat: 0 },
    ]);
    expect(play.world.words.slice(1)).toEqual(words);
  });

  test('when a seat leaves and one is left in the maze, that one wins the round', () => {
    const play = quietBattle(3);
    const { world } = play;
    world.pacState[2] = PAC.out;
    play.step([{ kind: 'leave', seat: 0 }]);
    expect([world.phase, world.roundWinner]).toEqual([PHASE.between, 1]);
  });

  test('with one seat left the match ends: in play, between rounds, and after a countdown', () => {
    const play = quietBattle(2);
    play.step([{ kind: 'leave', seat: 0 }]);
    expect([play.world.phase, play.world.seatWins[1]]).toEqual([PHASE.over, 1]);
    const between = quietBattle(2);
    playRounds(between, [0]);
    expect(between.step([{ kind: 'leave', seat: 0 }])).toMatchObject([{ kind: EVENT.matchOver }]);
    expect(between.world.phase).toBe(PHASE.over);
    const ready = freshBattle(2);
    ready.step([{ kind: 'leave', seat: 1 }]);
    ready.step();
    expect(ready.world.phase).toBe(PHASE.over);
  });

  test('a seat that has left stands after all that are there', () => {
    const match = createMatch(matchSettings({ mode: 'battle', seatCount: 3 }));
    stepMatch(match, entering(3));
    match.worlds[0]!.seatWins.set([2, 0, 1]);
    stepMatch(match, [{ kind: 'leave', seat: 0 }]);
    expect(ranked(match)).toEqual([2, 1, 0]);
  });
});

const entering = (seats: number): Input[] => Array.from({ length: seats }, (_, seat) => ({ kind: 'enter', seat }));

function ranked(match: Match): number[] {
  const { rank } = rulesOf(match.settings);
  return [...match.worldOfSeat.keys()].toSorted((a, b) => rank(match, a, b));
}

/** Lets the first seat win the present round, and goes on to the first tick of play of a round. */
function winRound(play: Play, next: number): void {
  playRounds(play, [0]);
  play.until(() => play.world.round === next && play.world.phase === PHASE.play);
  keepGhostsIn(play.world);
}

/** Plays one round for each winner, -1 for a drawn round. @returns the events of the last tick */
function playRounds(play: Play, winners: readonly number[]): SeenEvent[] {
  const { world } = play;
  let seen: SeenEvent[] = [];
  for (const winner of winners) {
    if (world.phase !== PHASE.play) play.until(() => world.phase === PHASE.play);
    for (let seat = 0; seat < world.seatCount; seat++) {
      if (seat !== winner && world.pacState[seat] !== PAC.empty) world.pacState[seat] = PAC.out;
    }
    seen = play.step();
  }
  expect(ghostPixel(world, 0)).toHaveLength(2);
  return seen;
}
