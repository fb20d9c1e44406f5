// Seats of `versus` that are taken late or given up (rules/modes.md 1.9 and 4).

import { describe, expect, test } from 'vitest';
import {
  createWorld,
  EVENT,
  GHOST,
  isPresent,
  matchOfWorld,
  matchSettings,
  PAC,
  PHASE,
  ROLE,
  rulesOf,
  type NamedSettings,
  type World,
} from '#simulation';
import { centre, DIRECTION, ghostTile, Play, putGhost, steps, toPlay } from '../../play.ts';
import {
  BOTTOM,
  letCatch,
  lockIn,
  pacSeat,
  quietVersus,
  seatOfGhost,
  standGhost,
  standPac,
  UPPER_LEFT,
} from './versus-play.ts';

const enter = (seat: number) => ({ kind: 'enter', seat }) as const;
const leave = (seat: number) => ({ kind: 'leave', seat }) as const;

/** A match with room for more seats than are taken. Pac-Man stands, ghosts are in the house. */
function partly(seatCount: number, taken: number, settings: Partial<NamedSettings> = {}): Play {
  const play = new Play(createWorld(matchSettings({ mode: 'versus', seatCount, ...settings })));
  play.step(Array.from({ length: taken }, (_, seat) => enter(seat)));
  toPlay(play);
  play.step();
  lockIn(play.world);
  play.world.pacState[0] = PAC.alive;
  standPac(play.world, UPPER_LEFT, 'up');
  play.world.dots.fill(0, 0, 8);
  return play;
}

function rolesOf(world: World): (number | string)[] {
  return [...world.seatRole].map((role, seat) =>
    role === ROLE.pac ? 'pac' : role === ROLE.ghost ? world.seatActor[seat]! : '-',
  );
}

/** The other seats than Pac-Man's, in order. */
function ghostSeats(world: World): number[] {
  return [...world.seatRole].flatMap((role, seat) => (role === ROLE.ghost ? [seat] : []));
}

describe('[SU9] in the countdown', () => {
  test.each([
    ['a single seat is taken', [enter(0)]],
    ['one of two leaves', [enter(0), enter(1), leave(0)]],
    ['the other one leaves', [enter(0), enter(1), leave(1)]],
  ])('%s: the ghost that is outside is grey, and sets off', (_, inputs) => {
    const play = new Play(createWorld(matchSettings({ mode: 'versus', seatCount: 2 })));
    const { world } = play;
    expect([...world.ghostSeat]).toEqual([-1, -1, -1, -1]);
    for (const input of inputs) play.step([input]);
    toPlay(play);
    const tiles = new Set<string>();
    for (let tick = 0; tick < 400; tick++) {
      play.step();
      tiles.add(ghostTile(world, 0).join());
      expect(world.ghostTravel[0]).not.toBe(DIRECTION.none);
    }
    expect([[...world.ghostSeat], tiles.size > 10]).toEqual([[-1, -1, -1, -1], true]);
  });

  test('the roles are dealt anew with each seat that is taken or given up, and keep their wishes', () => {
    const play = new Play(createWorld(matchSettings({ mode: 'versus', seatCount: 5 })));
    const { world } = play;
    expect(rolesOf(world)).toEqual(['-', '-', '-', '-', '-']);
    const order = [0, 1, 2, 3, 4].toSorted((a, b) => world.seatTieBreak[a]! - world.seatTieBreak[b]!);
    for (const seat of order.toReversed()) {
      play.step([enter(seat)]);
      expect(pacSeat(world)).toBe(seat);
      play.wish(DIRECTION.left, seat);
    }
    expect([world.pacWish[0], ...world.ghostWish]).toEqual(Array(5).fill(DIRECTION.left));
    expect([...world.ghostSeat]).toEqual([1, 2, 3, 4].map((after) => (order[0]! + after) % 5));
    play.step([leave(order[0]!)]);
    expect([pacSeat(world), rolesOf(world)[order[0]!]]).toEqual([order[1], '-']);
    const rest = [1, 2, 3, 4].map((after) => (order[1]! + after) % 5).filter((seat) => seat !== order[0]);
    expect([...world.ghostSeat]).toEqual([...rest, -1]);
  });

  test('a match does not begin without a seat', () => {
    const play = new Play(createWorld(matchSettings({ mode: 'versus' })));
    steps(play, 400);
    expect(play.world.phase).toBe(PHASE.ready);
    play.step([enter(3)]);
    expect([play.world.phase, pacSeat(play.world)]).toEqual([PHASE.play, 3]);
  });

  test('the number of turns follows the seats that are there when the match begins', () => {
    for (const [taken, turns] of [
      [3, 2],
      [4, 1],
    ] as const) {
      const { world } = partly(5, taken);
      const left = Array.from({ length: 5 }, (_, seat) =>
        seat >= taken ? 0 : seat === pacSeat(world) ? turns - 1 : turns,
      );
      expect([...world.seatTurnsLeft]).toEqual(left);
    }
  });
});

describe('[SU9] a seat that is taken late', () => {
  test('gets the lowest free ghost as it is, at once, and the lowest score', () => {
    const play = partly(5, 3);
    const { world } = play;
    world.seatScore.set([500, 200, 300]);
    world.publicScore = 100;
    world.ghostSeat[2] = seatOfGhost(world, 0);
    world.ghostClaimed[2] = 1;
    putGhost(world, 2, centre(BOTTOM), 'left');
    play.step([enter(4)]);
    expect([world.seatRole[4], world.seatActor[4], world.ghostSeat[2], world.ghostClaimed[2]]).toEqual([
      ...[ROLE.ghost, 2, 4, 0],
    ]);
    const lowest = Math.min(
      ...ghostSeats(world)
        .filter((seat) => seat !== 4)
        .map((seat) => world.seatScore[seat]!),
      100,
    );
    expect(world.seatScore[4]).toBe(lowest);
    expect(ghostTile(world, 2)).toEqual(BOTTOM);
    steps(play, 5);
    expect(ghostTile(world, 2)).toEqual(BOTTOM);
    play.wish(DIRECTION.right, 4);
    steps(play, 12);
    expect(ghostTile(world, 2)[0]).toBeGreaterThan(BOTTOM[0]);
  });

  test('its ghost leaves the house within 120 ticks', () => {
    const play = partly(5, 2);
    const { world } = play;
    play.step([enter(3)]);
    steps(play, 119);
    expect(world.ghostState[1]).toBe(GHOST.waiting);
    play.step();
    expect(world.ghostState[1]).not.toBe(GHOST.waiting);
  });

  test('a player who leaves and comes back is not out of the house earlier', () => {
    const play = quietVersus(3);
    const { world } = play;
    const seat = seatOfGhost(world, 1);
    standPac(world, [9, 14], 'up');
    standGhost(world, 1, [9, 14]);
    world.ghostFrightened[1] = 1;
    world.frightLeft = 600;
    play.step();
    const eatenTick = world.tick;
    standPac(world, UPPER_LEFT, 'up');
    world.dots.fill(0, 0, 8);
    play.until(() => world.ghostState[1] === GHOST.waiting, 119);
    play.step([leave(seat)]);
    play.step([enter(seat)]);
    expect(world.ghostSeat[1]).toBe(seat);
    play.until(() => world.ghostState[1] !== GHOST.waiting, 200);
    expect(world.tick - eatenTick).toBe(120);
  });

  test('knows no more than the full board', () => {
    const play = partly(5, 2);
    play.step([enter(3)]);
    expect([...play.world.seatMap.subarray(3 * 31 + 8, 4 * 31)].some((row) => row !== 0)).toBe(true);
    expect([play.world.seatPacTile[3], play.world.seatPacTick[3]]).toEqual([0, 0]);
  });

  test('is Pac-Man at the end of the current cycle', () => {
    const play = partly(5, 2);
    const { world } = play;
    const first = pacSeat(world);
    play.step([enter(4)]);
    expect(world.seatTurnsLeft[4]).toBe(2);
    const pacs = [first];
    while (world.phase !== PHASE.over) {
      letCatch(play, 0);
      play.until(() => world.phase === PHASE.over || world.phase === PHASE.play);
      if (world.phase === PHASE.over) break;
      pacs.push(pacSeat(world));
      lockIn(world);
      world.pacState[0] = PAC.alive;
    }
    expect(pacs).toEqual([first, 1 - first, 4, first, 1 - first, 4]);
  });

  test('in the last turn it still gets one', () => {
    const play = partly(5, 4);
    const { world } = play;
    world.seatTurnsLeft.fill(0);
    play.step([enter(4)]);
    expect(world.seatTurnsLeft[4]).toBe(1);
    letCatch(play, 0);
    expect(world.nextPacSeat).toBe(4);
  });

  test('a seat that was given up before comes back with its score and its turns', () => {
    const play = partly(5, 4);
    const { world } = play;
    const seat = ghostSeats(world)[0]!;
    world.seatScore.fill(700);
    world.seatScore[seat] = 100;
    world.seatTurnsLeft[seat] = 0;
    play.step([leave(seat)]);
    play.step([enter(seat)]);
    expect([world.seatScore[seat], world.seatTurnsLeft[seat], isPresent(world, seat)]).toEqual([100, 0, true]);
  });
});

describe('[SU9] a seat that is given up', () => {
  test('leaves a grey ghost where it is, which goes on by itself; those that it has claimed turn grey too', () => {
    const play = quietVersus(4);
    const { world } = play;
    standPac(world, UPPER_LEFT, 'up');
    const seat = seatOfGhost(world, 1);
    world.ghostSeat[3] = seat;
    world.ghostClaimed[3] = 1;
    for (const [column, travel] of [
      [14, 'left'],
      [1, 'left'],
      [26, 'right'],
    ] as const) {
      if (world.ghostSeat[1]! < 0) play.step([enter(seat)]);
      standGhost(world, 1, [column, 32], travel);
      world.ghostFrightened[1] = 1;
      world.frightLeft = 100;
      play.step([leave(seat)]);
      expect([...world.ghostSeat].slice(1)).toEqual([-1, seatOfGhost(world, 2), -1]);
      expect([world.ghostFrightened[1], world.seatRole[seat], isPresent(world, seat)]).toEqual([0, ROLE.none, false]);
      const places = new Set<string>();
      for (let tick = 0; tick < 200; tick++) {
        play.step();
        places.add(ghostTile(world, 1).join());
        expect(world.maze.walkable[(world.ghostY[1]! >> 3) * 32 + ((world.ghostX[1]! + 16) >> 3)]).toBe(1);
      }
      expect(places.size).toBeGreaterThan(10);
    }
  });

  test('without Pac-Man the turn ends without points; the next one in the order follows', () => {
    const play = quietVersus(4);
    const { world } = play;
    const order = [0, 1, 2, 3].toSorted((a, b) => world.seatOrder[a]! - world.seatOrder[b]!);
    const scores = [...world.seatScore];
    const seen = play.step([leave(order[0]!)]);
    expect(seen).toContainEqual(expect.objectContaining({ kind: EVENT.turnEnded, value: order[1] }));
    expect([world.phase, world.nextPacSeat, [...world.seatScore]]).toEqual([PHASE.between, order[1], scores]);
    expect(world.pacState[0]).toBe(PAC.empty);
  });

  test('in a race the next one in the tie-break order is Pac-Man, after the last one the first', () => {
    for (let place = 0; place < 4; place++) {
      const play = quietVersus(4, { rule: 'race' });
      const { world } = play;
      const left = pacSeat(world);
      const others = [0, 1, 2, 3].filter((seat) => seat !== left);
      const places = [0, 1, 2, 3].filter((each) => each !== place);
      world.seatTieBreak[left] = place;
      for (const [i, seat] of others.entries()) world.seatTieBreak[seat] = places[i]!;
      play.step([leave(left)]);
      const next = others.find((seat) => world.seatTieBreak[seat] === (place + 1) % 4);
      expect([world.phase, world.nextPacSeat]).toEqual([PHASE.between, next]);
    }
  });

  test('a seat that was to be Pac-Man next makes room for another', () => {
    for (const rule of ['turns', 'race']) {
      const play = quietVersus(4, { rule });
      const { world } = play;
      letCatch(play, 1);
      const next = world.nextPacSeat;
      play.step([leave(next)]);
      expect(world.nextPacSeat).not.toBe(next);
      expect(isPresent(world, world.nextPacSeat)).toBe(true);
      play.until(() => world.phase === PHASE.ready);
      const ghosts = rolesOf(world).filter((role) => typeof role === 'number');
      expect(ghosts.toSorted((a, b) => a - b)).toEqual([0, 1]);
    }
  });

  test('a player who takes the seat of Pac-Man between turns has an actor even if all ghosts are taken', () => {
    const play = quietVersus(5);
    const { world } = play;
    const left = pacSeat(world);
    play.step([leave(left)]);
    play.step([enter(left)]);
    expect([world.phase, isPresent(world, left)]).toEqual([PHASE.between, true]);
    play.until(() => world.phase === PHASE.ready);
    expect([...world.seatRole].toSorted((a, b) => a - b)).toEqual([ROLE.pac, 2, 2, 2, 2]);
  });

  test('the last one left wins after 600 ticks, whatever the scores', () => {
    for (const rule of ['turns', 'race']) {
      const play = quietVersus(2, { rule });
      const { world } = play;
      standPac(world, UPPER_LEFT, 'up');
      world.dots.fill(0, 0, 8);
      const [pac, ghost] = [pacSeat(world), seatOfGhost(world, 0)];
      world.seatScore[ghost] = 5000;
      play.step([leave(ghost)]);
      const leftTick = world.tick;
      play.until(() => world.phase === PHASE.over, 700);
      expect(world.tick - leftTick).toBe(600);
      expect(rulesOf(world.settings).rank(matchOfWorld(world), pac, ghost)).toBeLessThan(0);
    }
  });

  test('with a second seat within that time the match goes on', () => {
    const play = quietVersus(2);
    const { world } = play;
    standPac(world, UPPER_LEFT, 'up');
    world.dots.fill(0, 0, 8);
    const ghost = seatOfGhost(world, 0);
    play.step([leave(ghost)]);
    steps(play, 599);
    play.step([enter(ghost)]);
    steps(play, 700);
    expect(world.phase).not.toBe(PHASE.over);
  });

  test('a match that all have left is over', () => {
    const play = quietVersus(3);
    play.step([leave(0), leave(1), leave(2)]);
    expect(play.world.phase).toBe(PHASE.over);
  });
});
