// `mega`: the square, gates, passages, culls, collapses and places (rules/modes.md 6 and 9).

import { describe, expect, test } from 'vitest';
import {
  canSteer,
  createMatch,
  decodedWorld,
  EVENT,
  Events,
  GATES,
  hashMatch,
  hashWorld,
  layoutFor,
  matchOfWorld,
  matchSettings,
  MAZE_COLUMNS,
  MAZES,
  neighbourCell,
  openGates,
  PAC,
  PHASE,
  plainSettings,
  rulesOf,
  step,
  stepMatch,
  tileOfPixel,
  type Input,
  type World,
} from '#simulation';
import { CARRIED, SHARED } from '../../../simulation/modes/mega/passages.ts';
import { sideOf } from '../../../simulation/modes/mega/square.ts';
import { seededRng } from '../../support/seeded-rng.ts';
import { centre, DIRECTION } from '../play.ts';
import { clearDots, MegaMatch } from './mega-match.ts';

/** The places of the tunnel's ends, and a tile in the corridor below each of the gates of North. */
const WEST_EDGE = [-16, 140] as const;
const EAST_EDGE = [239, 140] as const;

describe('[SM1] the square', () => {
  test('has the side of the table for every number of seats, and a maze for each cell', () => {
    const sides = { 4: 2, 5: 3, 9: 3, 10: 4, 16: 4, 17: 5, 25: 5, 26: 6, 36: 6, 37: 7, 49: 7, 50: 8, 64: 8 };
    for (const [seats, side] of Object.entries(sides)) {
      expect(sideOf(Number(seats))).toBe(side);
      expect(createMatch(matchSettings({ mode: 'mega', seatCount: Number(seats) })).worlds).toHaveLength(side * side);
    }
  });

  test('North of row 0 of the grid is the last row, and each maze has four neighbours on a ring', () => {
    expect(neighbourCell(1, 4, DIRECTION.up)).toBe(13);
    expect(neighbourCell(13, 4, DIRECTION.down)).toBe(1);
    expect(neighbourCell(4, 4, DIRECTION.left)).toBe(7);
    expect(neighbourCell(7, 4, DIRECTION.right)).toBe(4);
    for (let side = 2; side <= 8; side++) {
      for (let cell = 0; cell < side * side; cell++) {
        for (const way of [0, 1, 2, 3] as const) {
          expect(neighbourCell(neighbourCell(cell, side, way), side, (way ^ 2) as 0)).toBe(cell);
        }
      }
    }
  });

  test('every seat starts at the arcade start point of its home maze, facing left, and stands until its first wish', () => {
    const mega = new MegaMatch(6);
    mega.toFrame(30);
    for (const seat of mega.seats) {
      const world = mega.world(seat);
      expect([mega.cell(seat), world.homeSeat, world.mazeIndex]).toEqual([seat, seat, seat]);
      expect([world.pacX[seat], world.pacY[seat], world.pacTravel[seat]]).toEqual([111, 212, DIRECTION.left]);
    }
    expect(mega.match.worlds.slice(6).map(({ homeSeat }) => homeSeat)).toEqual([-1, -1, -1]);
    mega.wish(3, 'right');
    expect(mega.world(3).pacX[3]).toBe(112);
  });
});

describe('[SM2] gates', () => {
  test('gate closed in frame 599, open in 600: East and West for 600 frames, then North and South', () => {
    const mega = new MegaMatch(4);
    const pairs: number[] = [];
    while (mega.frame < 3100) {
      mega.step();
      if ([0, 599, 600, 1199, 1200, 1799, 1800, 2399, 2400, 2999, 3000].includes(mega.frame))
        pairs.push(openGates(mega.first));
    }
    const { closed, eastWest, northSouth } = GATES;
    expect(pairs).toEqual([
      ...[closed, closed, eastWest, eastWest, northSouth, northSouth],
      ...[eastWest, eastWest, northSouth, northSouth, eastWest],
    ]);
  });

  test('tunnel wraps when closed', () => {
    const mega = new MegaMatch(4);
    mega.toFrame(598);
    mega.put(0, WEST_EDGE, 'left');
    mega.step();
    expect(mega.frame).toBe(599);
    expect([mega.cell(0), mega.first.pacX[0]]).toEqual([0, 239]);
  });

  test.each([
    ['left', WEST_EDGE, 1, EAST_EDGE],
    ['right', EAST_EDGE, 1, WEST_EDGE],
  ] as const)('a tunnel that is open leads %s to the opposite tunnel of the neighbour', (way, from, cell, to) => {
    const mega = new MegaMatch(4);
    mega.toFrame(599);
    mega.put(0, from, way);
    mega.step();
    expect(mega.frame).toBe(600);
    expect(mega.cell(0)).toBe(cell);
    const world = mega.world(0);
    expect([world.pacX[0], world.pacY[0], world.pacTravel[0]]).toEqual([...to, DIRECTION[way]]);
    expect(mega.first.pacState[0]).toBe(PAC.empty);
    expect(mega.seen(0)).toContainEqual(
      expect.objectContaining({ kind: EVENT.departed, who: 0, value: DIRECTION[way] }),
    );
    expect(mega.seen(cell)).toContainEqual(
      expect.objectContaining({ kind: EVENT.arrived, who: 0, value: DIRECTION[way] }),
    );
  });

  test.each([
    [12, 'up', 4, 2, 32],
    [15, 'up', 4, 2, 32],
    [12, 'down', 32, 2, 4],
    [15, 'down', 32, 2, 4],
  ] as const)(
    'the gates of column %i lead %s when they are open, and are walls before',
    (column, way, row, cell, out) => {
      const mega = new MegaMatch(4);
      clearDots(mega.first);
      clearDots(mega.match.worlds[cell]!);
      mega.toFrame(1100);
      mega.put(0, centre([column, row]), way);
      mega.toFrame(1199);
      expect([mega.cell(0), mega.first.pacY[0]]).toEqual([0, row * 8 + 4]);
      for (let tick = 0; tick < 40 && mega.world(0).pacY[0] !== out * 8 + 4; tick++) mega.step();
      expect([mega.cell(0), mega.world(0).pacX[0], mega.world(0).pacY[0]]).toEqual([cell, column * 8 + 3, out * 8 + 4]);
    },
  );

  test('in a North or South gate tile a Pac-Man moves on, cannot turn, and gets out even if the gate closes', () => {
    const mega = new MegaMatch(4);
    clearDots(mega.first);
    mega.toFrame(1796);
    mega.put(0, centre([12, 3]), 'up');
    for (const way of ['down', 'left', 'right', 'none'] as const) mega.wish(0, way);
    expect(openGates(mega.first)).toBe(GATES.eastWest);
    for (let tick = 0; tick < 12; tick++) mega.step();
    expect([mega.cell(0), tileOfPixel(mega.world(0).pacX[0]!, mega.world(0).pacY[0]!) >> 5]).toEqual([2, 32]);
  });

  test('a pac that stands before a gate when it closes stays in its maze', () => {
    const mega = new MegaMatch(4);
    clearDots(mega.first);
    mega.toFrame(1799);
    mega.put(0, centre([12, 4]), 'up');
    mega.toFrame(1830);
    expect([mega.cell(0), mega.first.pacY[0]]).toEqual([0, 36]);
  });

  test('a ghost never leaves its maze, and never uses a gate', () => {
    const mega = new MegaMatch(9);
    mega.isQuiet = false;
    const inputsOf = wanderers(mega, 5);
    while (mega.frame < 3000 && mega.first.phase !== PHASE.over) {
      mega.step(inputsOf());
      for (const { ghostX, ghostY, ghostState, maze } of mega.match.worlds) {
        for (let ghost = 0; ghost < 4; ghost++) {
          if (ghostState[ghost] !== 0) continue;
          if (maze.walkable[tileOfPixel(ghostX[ghost]!, ghostY[ghost]!)] === 0) expect.unreachable('a ghost in a gate');
        }
      }
    }
  });
});

/** Inputs of seats that wander at random. */
function wanderers(mega: MegaMatch, seed: number): () => Input[] {
  const rng = seededRng(seed);
  let sequence = 0;
  return () =>
    mega.seats.flatMap((seat): Input[] =>
      canSteer(mega.world(seat), seat) && rng(16) === 0
        ? [{ kind: 'wish', seat, sequence: ++sequence, direction: rng(4) as 0 }]
        : [],
    );
}

describe('[SM3] passages', () => {
  test('all words of the seat and its Pac-Man move, and the maze that it leaves keeps none', () => {
    const mega = new MegaMatch(4);
    mega.toFrame(599);
    mega.put(0, WEST_EDGE, 'left');
    const from = mega.world(0);
    from.seatScore[0] = 1230;
    from.seatCatches[0] = 2;
    from.seatInput[0] = 77;
    from.pacChain[0] = 3;
    from.pacPowerUntilTick[0] = mega.match.tick + 200;
    from.pacPause[0] = 0;
    const power = from.pacPowerUntilTick[0];
    mega.step();
    const to = mega.world(0);
    expect(to).not.toBe(from);
    expect([to.seatScore[0], to.seatCatches[0], to.seatInput[0], to.pacChain[0]]).toEqual([1230, 2, 77, 3]);
    expect([to.pacPowerUntilTick[0], to.pacWish[0], to.pacState[0]]).toEqual([power, DIRECTION.left, PAC.alive]);
    const kept = [from.seatScore, from.seatCatches, from.seatInput, from.pacX, from.pacY, from.pacState, from.pacChain];
    expect(kept.map((words) => words[0])).toEqual([0, 0, 0, 0, 0, PAC.empty, 0]);
    expect(from.pacPowerUntilTick[0]).toBe(0);
  });

  test('every field of seats and Pac-Men moves, is public, or is the same in all mazes', () => {
    const { settings } = new MegaMatch(5).match;
    const same = ['seatRole', 'seatActor', 'pacSeat', 'seatTieBreak', 'rankScore', 'seatEntered'];
    const rows = layoutFor(settings).filter(({ name, length }) => length === 5 && /^(seat|pac|rank)/.test(name));
    expect(rows.map(({ name }) => name).toSorted()).toEqual([...CARRIED, ...SHARED, ...same].toSorted());
  });

  test('arrival protection 60: sixty frames, and again only 600 frames after its end', () => {
    const mega = new MegaMatch(4);
    mega.toFrame(599);
    mega.put(0, WEST_EDGE, 'left');
    mega.step();
    const isProtected = () => mega.world(0).pacUntilTick[0]! > mega.match.tick;
    let frames = 0;
    for (mega.step(); isProtected(); mega.step()) frames++;
    expect(frames).toBe(60);
    const ended = mega.match.tick;
    mega.toFrame(1190);
    mega.put(0, WEST_EDGE, 'left');
    mega.step();
    expect([mega.cell(0), isProtected()]).toEqual([0, false]);
    while (mega.match.tick < ended + 599 || openGates(mega.world(0)) !== GATES.eastWest) mega.step();
    mega.put(0, WEST_EDGE, 'left');
    mega.step();
    mega.step();
    expect([mega.cell(0), isProtected()]).toEqual([1, true]);
  });

  test('an energizer ends the arrival protection at once', () => {
    const mega = new MegaMatch(4);
    mega.toFrame(599);
    mega.put(0, WEST_EDGE, 'left');
    mega.step();
    const world = mega.world(0);
    expect(world.pacUntilTick[0]).toBeGreaterThan(mega.match.tick + 50);
    mega.put(0, centre([1, 6]), 'up');
    mega.step();
    expect(world.pacPowerUntilTick[0]).toBe(mega.match.tick + 360);
    expect(world.pacUntilTick[0]).toBe(mega.match.tick);
  });

  test('power is carried through gates: the ghosts of the maze that is entered are frightened, those of the other no more', () => {
    const mega = new MegaMatch(4);
    mega.toFrame(598);
    mega.isQuiet = false;
    mega.visit(1, 0, [6, 26]);
    mega.put(0, WEST_EDGE, 'left');
    mega.empower(0, 300);
    mega.step();
    mega.put(0, WEST_EDGE, 'left');
    mega.step();
    expect(mega.cell(0)).toBe(1);
    expect([...mega.world(0).ghostFrightened]).toEqual([1, 1, 1, 1]);
    mega.step();
    expect([...mega.first.ghostFrightened]).toEqual([0, 0, 0, 0]);
    expect([...mega.world(0).ghostFrightened]).toEqual([1, 1, 1, 1]);
  });

  test('a World alone, as a client predicts it: a Pac-Man waits at the gate, and nothing ends', () => {
    const mega = new MegaMatch(4);
    mega.toFrame(599);
    mega.put(0, WEST_EDGE, 'left');
    const world = received(mega, 0);
    const client = matchOfWorld(world);
    for (let tick = 0; tick < 600; tick++) {
      stepMatch(client, []);
      expect([world.pacX[0], world.pacState[0]]).toEqual([-16, PAC.alive]);
    }
    for (let tick = 0; tick < 6000; tick++) stepMatch(client, []);
    expect(world.phase).toBe(PHASE.play);
    // The other mazes are received in the same way, and go on as in the match.
    mega.isQuiet = false;
    const other = received(mega, 3);
    for (let tick = 0; tick < 50; tick++) {
      step(other, [], new Events());
      mega.step();
      expect(hashWorld(other)).toBe(hashWorld(mega.world(3)));
    }
  });
});

/** The World of a maze as a client gets it. */
function received({ match }: MegaMatch, cell: number): World {
  const { settings } = match;
  const { mode, ...plain } = plainSettings(settings);
  const { words } = match.worlds[cell]!;
  return decodedWorld({ mode, settings: plain, tiles: settings.maze.lines, layout: layoutFor(settings), words })!;
}

describe('[SM4] empty mazes', () => {
  test("an empty maze's hash does not change, and its clock goes on where it stopped", () => {
    const mega = new MegaMatch(5);
    mega.isQuiet = false;
    mega.toFrame(700);
    const world = mega.match.worlds[1]!;
    const ghosts = () => [...world.ghostX, ...world.ghostY, ...world.ghostTravel, world.scatterPhase];
    world.pacState[1] = PAC.alive;
    world.pacX[1] = 239;
    world.pacY[1] = 140;
    world.pacTravel[1] = DIRECTION.right;
    world.pacWish[1] = DIRECTION.right;
    mega.step();
    expect(mega.cell(1)).toBe(2);
    const [hash, tick, clock] = [hashWorld(world), world.tick, world.tick - world.lifeStartTick];
    const before = ghosts();
    mega.toFrame(1150);
    expect([hashWorld(world), world.tick]).toEqual([hash, tick]);
    // Back through the same gate.
    mega.put(1, WEST_EDGE, 'left');
    mega.step();
    expect([mega.cell(1), world.tick, world.tick - world.lifeStartTick]).toEqual([1, mega.match.tick, clock]);
    expect(ghosts()).toEqual(before);
    mega.step();
    expect(world.tick - world.lifeStartTick).toBe(clock + 1);
    expect(ghosts()).not.toEqual(before);
  });

  test('who comes into a maze that slept sees the ranking of the maze before', () => {
    const mega = new MegaMatch(5);
    mega.toFrame(700);
    mega.match.worldOfSeat.forEach((cell, seat) => void (mega.match.worlds[cell]!.seatScore[seat] = 100 + seat));
    while (mega.match.tick % 60 !== 0) mega.step();
    // Of the nine mazes the last four have no owner, so they slept from the first tick of play on.
    const empty = mega.match.worlds[8]!;
    expect([...empty.rankScore]).toEqual([0, 0, 0, 0, 0]);
    mega.visit(0, 6, [6, 26]);
    mega.put(0, WEST_EDGE, 'left');
    mega.step();
    expect([mega.cell(0), ...empty.rankScore]).toEqual([8, ...mega.match.worlds[6]!.rankScore]);
  });

  test('it sleeps through wishes, and while a seat awaits its return it is awake', () => {
    const mega = new MegaMatch(4);
    mega.toFrame(10);
    const world = mega.world(3);
    world.pacState[3] = PAC.returning;
    world.pacUntilTick[3] = mega.match.tick + 100;
    mega.step();
    expect(world.tick).toBe(mega.match.tick);
    world.pacState[3] = PAC.out;
    mega.isQuiet = false;
    const hash = hashWorld(world);
    mega.wish(3, 'left');
    expect(hashWorld(world)).toBe(hash);
  });
});

describe('[SM7] culls and collapses', () => {
  test('64 seats: survivors 32, 16, 8, 4, 2, 1 at 5400, 8100, 10 800, 13 500, 16 200, 18 900', () => {
    const mega = new MegaMatch(64);
    const culls: [number, number, number][] = [];
    let living = 64;
    while (mega.first.phase !== PHASE.over) {
      const frame = mega.frame + 1;
      mega.step();
      if (mega.living.length === living) continue;
      living = mega.living.length;
      culls.push([frame, living, mega.first.side]);
    }
    expect(culls).toEqual([
      [5400, 32, 6],
      [8100, 16, 4],
      [10_800, 8, 3],
      [13_500, 4, 2],
      [16_200, 2, 1],
      [18_900, 1, 1],
    ]);
    expect(mega.seats.map((seat) => mega.place(seat)).toSorted((a, b) => a - b)).toEqual(
      mega.seats.map((seat) => seat + 1),
    );
  });

  test('5 seats: sides 3, then final', () => {
    const mega = new MegaMatch(5);
    expect(mega.first.side).toBe(3);
    mega.toFrame(5399);
    mega.step();
    expect([mega.first.phase, mega.first.side, mega.living.length]).toEqual([PHASE.collapse, 1, 2]);
    const pixels = mega.living.map((seat) => [mega.first.pacX[seat], mega.first.pacY[seat]]);
    expect(pixels).toEqual([centre([3, 32]), centre([24, 32])]);
    expect([mega.first.homeSeat, mega.first.dotsLeft, mega.first.level]).toEqual([-1, mega.first.maze.dotCount, 1]);
    mega.toFrame(7000);
    expect(openGates(mega.first)).toBe(GATES.closed);
  });

  test('cull ties leave exactly the wanted number: score, lives, rivals caught, who was first, then the tie-break order', () => {
    const mega = new MegaMatch(6);
    mega.toFrame(5398);
    const set = (seat: number, score: number, lives: number, catches: number, tick: number) => {
      const world = mega.world(seat);
      world.seatScore[seat] = score;
      world.seatLives[seat] = lives;
      world.seatCatches[seat] = catches;
      world.seatReachedTick[seat] = tick;
    };
    set(0, 100, 3, 0, 900);
    set(1, 100, 3, 0, 800);
    set(2, 100, 3, 1, 900);
    set(3, 100, 2, 9, 1);
    set(4, 110, 1, 0, 900);
    set(5, 100, 3, 0, 900);
    const [first, second] = [0, 5].toSorted((a, b) => mega.first.seatTieBreak[a]! - mega.first.seatTieBreak[b]!);
    mega.toFrame(5399);
    mega.step();
    expect(mega.living).toEqual([1, 2, 4]);
    expect([first!, second!, 3].map((seat) => mega.place(seat))).toEqual([4, 5, 6]);
  });

  test('home mazes of the survivors keep level and dots, and are laid into the new square in their old order', () => {
    const mega = new MegaMatch(8);
    mega.toFrame(5398);
    const dots: number[][] = [];
    for (const seat of [1, 3, 6, 7]) {
      const home = mega.match.worlds[seat]!;
      mega.world(seat).seatScore[seat] = 1000 + seat;
      home.level = seat;
      home.dots[5] = seat;
      dots.push([...home.dots]);
    }
    // A survivor that is elsewhere comes home.
    mega.visit(6, 7, [13, 26]);
    mega.world(6).seatScore[6] = 1006;
    mega.empower(6);
    mega.toFrame(5399);
    mega.step();
    const { worlds, tick } = mega.match;
    expect(worlds.slice(0, 4).map(({ homeSeat, level }) => [homeSeat, level])).toEqual([
      [1, 1],
      [3, 3],
      [6, 6],
      [7, 7],
    ]);
    expect(worlds.slice(0, 4).map((world) => [...world.dots])).toEqual(dots);
    expect(worlds.map(({ mazeIndex }) => mazeIndex)).toEqual([0, 1, 2, 3, -1, -1, -1, -1, -1]);
    for (const [cell, seat] of [1, 3, 6, 7].entries()) {
      const world = mega.world(seat);
      expect([mega.cell(seat), world.pacX[seat], world.pacY[seat]]).toEqual([cell, 111, 212]);
      expect([world.pacPowerUntilTick[seat], world.difficulty]).toEqual([0, world.level + 1]);
      expect(world.pacUntilTick[seat]).toBe(tick + 1 + 180 + 120);
    }
    // Nothing moves for 180 ticks.
    mega.wish(6, 'left');
    while (mega.first.phase === PHASE.collapse) {
      expect(mega.world(6).pacX[6]).toBe(111);
      mega.step();
    }
    expect([mega.match.tick, mega.world(6).pacX[6]]).toEqual([tick + 181, 110]);
  });

  test('free cells get level 1 mazes without an owner', () => {
    const mega = new MegaMatch(6);
    mega.first.dots.fill(0);
    mega.toFrame(5399);
    mega.step();
    expect([mega.first.side, mega.living.length]).toEqual([2, 3]);
    const free = mega.match.worlds[3]!;
    expect([free.homeSeat, free.mazeIndex, free.level, free.dotsLeft]).toEqual([-1, 3, 1, free.maze.dotCount]);
  });

  test('a cull time with few seats culls nobody, and collapses all the same', () => {
    const mega = new MegaMatch(16);
    mega.toFrame(5390);
    for (const seat of mega.seats.slice(3)) fell(mega, seat);
    mega.toFrame(5399);
    mega.step();
    expect([mega.living, mega.first.side, mega.first.phase]).toEqual([[0, 1, 2], 2, PHASE.collapse]);
  });

  test('contacts come before the cull', () => {
    const mega = new MegaMatch(4);
    mega.toFrame(5399);
    mega.isQuiet = false;
    const world = mega.world(2);
    world.seatScore[2] = 5000;
    world.seatLives[2] = 1;
    world.ghostState[0] = 0;
    world.ghostX[0] = 111;
    world.ghostY[0] = 212;
    world.ghostFrightened[0] = 0;
    mega.step();
    expect([mega.living.length, mega.place(2)]).toEqual([2, 4]);
  });

  test('in the final points count from 0, and its cull decides by those, then by all points', () => {
    for (const [points, winner] of [
      [0, 0],
      [10, 1],
    ] as const) {
      const mega = new MegaMatch(4);
      mega.world(0).seatScore[0] = 900;
      mega.world(1).seatScore[1] = 500;
      mega.toFrame(5399);
      mega.step();
      expect(mega.living).toEqual([0, 1]);
      mega.toFrame(8099);
      mega.first.seatScore[1]! += points;
      mega.step();
      expect(mega.first.phase).toBe(PHASE.over);
      expect([mega.place(winner), mega.place(1 - winner)]).toEqual([1, 2]);
    }
  });

  test('a final before the last cull is decided by the next one', () => {
    const mega = new MegaMatch(64);
    mega.toFrame(5390);
    for (const seat of mega.seats.slice(2)) fell(mega, seat);
    mega.toFrame(5400);
    expect(mega.first.side).toBe(1);
    mega.toFrame(8099);
    mega.step();
    expect([mega.first.phase, mega.living.length]).toEqual([PHASE.over, 1]);
  });
});

/** A seat loses its last life. */
function fell(mega: MegaMatch, seat: number): void {
  const world = mega.world(seat);
  world.pacState[seat] = PAC.out;
  world.seatLives[seat] = 0;
  world.seatPlace[seat] = -1;
}

describe('[SM8] places and the end', () => {
  test('places are the reverse order of leaving; several in one tick by the order of a cull', () => {
    const mega = new MegaMatch(5);
    mega.toFrame(10);
    fell(mega, 3);
    mega.step();
    for (const [seat, score] of [
      [0, 50],
      [4, 70],
    ] as const) {
      mega.world(seat).seatScore[seat] = score;
      fell(mega, seat);
    }
    mega.step();
    expect(mega.seats.map((seat) => mega.place(seat))).toEqual([4, 0, 0, 5, 3]);
    fell(mega, 1);
    mega.step();
    expect(mega.first.phase).toBe(PHASE.over);
    expect(mega.seats.map((seat) => mega.place(seat))).toEqual([4, 2, 1, 5, 3]);
    const { rank } = rulesOf(mega.match.settings);
    expect(mega.seats.toSorted((a, b) => rank(mega.match, a, b))).toEqual([2, 1, 4, 0, 3]);
    // The result stays, whoever leaves after it.
    mega.step([{ kind: 'leave', seat: 2 }]);
    expect(mega.place(2)).toBe(1);
  });

  test('all remaining fall in one frame: placed by the cull order', () => {
    const mega = new MegaMatch(4);
    mega.toFrame(10);
    for (const seat of mega.seats) {
      mega.world(seat).seatScore[seat] = 10 * seat;
      fell(mega, seat);
    }
    mega.step();
    expect(mega.first.phase).toBe(PHASE.over);
    expect(mega.seats.map((seat) => mega.place(seat))).toEqual([4, 3, 2, 1]);
  });

  test('a seat that leaves is out at once; before the first cull it may be taken again with its lives', () => {
    const mega = new MegaMatch(5);
    const { mayTakeOver, isOut } = rulesOf(mega.match.settings);
    mega.toFrame(100);
    mega.world(2).seatLives[2] = 2;
    mega.step([{ kind: 'leave', seat: 2 }]);
    expect([mega.state(2), mega.place(2), mayTakeOver(mega.match, 2)]).toEqual([PAC.empty, 5, true]);
    mega.toFrame(200);
    mega.step([{ kind: 'enter', seat: 2 }]);
    expect([mega.state(2), mega.place(2), mega.world(2).seatLives[2]]).toEqual([PAC.waiting, 0, 2]);
    expect(mega.world(2).tick).toBe(mega.match.tick);
    mega.step([{ kind: 'leave', seat: 2 }]);
    mega.toFrame(5400);
    expect(mayTakeOver(mega.match, 2)).toBe(false);
    mega.step([{ kind: 'enter', seat: 2 }]);
    expect([mega.state(2), isOut(mega.match, 2)]).toEqual([PAC.out, true]);
    mega.toFrame(5500);
    expect(mega.living).not.toContain(2);
  });

  test('a seat that is taken again, or late, stands before those that are out then', () => {
    const mega = new MegaMatch(6);
    mega.toFrame(100);
    for (const seat of [0, 1, 2]) mega.step([{ kind: 'leave', seat }]);
    expect(mega.seats.map((seat) => mega.place(seat))).toEqual([6, 5, 4, 0, 0, 0]);
    mega.step([{ kind: 'enter', seat: 1 }]);
    expect(mega.seats.map((seat) => mega.place(seat))).toEqual([6, 0, 5, 0, 0, 0]);
    // One is taken again in the tick in which another falls.
    fell(mega, 3);
    mega.step([{ kind: 'enter', seat: 0 }]);
    expect(mega.seats.map((seat) => mega.place(seat))).toEqual([0, 0, 6, 5, 0, 0]);
    for (const seat of [4, 5, 1]) {
      fell(mega, seat);
      mega.step();
    }
    expect(mega.first.phase).toBe(PHASE.over);
    expect(mega.seats.map((seat) => mega.place(seat))).toEqual([1, 2, 6, 5, 4, 3]);
  });

  test('a seat that was given up without a life cannot be taken', () => {
    const mega = new MegaMatch(5);
    const { mayTakeOver } = rulesOf(mega.match.settings);
    mega.toFrame(100);
    fell(mega, 2);
    mega.step();
    mega.step([{ kind: 'leave', seat: 2 }]);
    expect([mega.state(2), mayTakeOver(mega.match, 2)]).toEqual([PAC.empty, false]);
  });

  test('a seat enters late before the first cull, protected, and counts for the culls', () => {
    const match = createMatch(matchSettings({ mode: 'mega', seatCount: 8 }));
    const enter = (seats: number[]): Input[] => seats.map((seat) => ({ kind: 'enter', seat }));
    stepMatch(match, enter([0, 1, 2, 3]));
    while (match.tick < 400) stepMatch(match, []);
    expect(match.worlds[0]!.survivors).toBe(2);
    stepMatch(match, enter([4, 5]));
    const world = match.worlds[5]!;
    expect([world.pacState[5], world.seatLives[5], world.pacUntilTick[5]]).toEqual([PAC.waiting, 3, match.tick + 120]);
    while (match.tick % 60 !== 0) stepMatch(match, []);
    expect([match.worlds[0]!.survivors, match.worlds[0]!.startSeats]).toEqual([3, 6]);
  });

  test('a seat that leaves in a collapse has its place when play goes on, and one that awaits its return starts with the others', () => {
    const mega = new MegaMatch(8);
    mega.toFrame(5398);
    const waiting = mega.world(1);
    waiting.seatScore[1] = 500;
    waiting.pacState[1] = PAC.returning;
    waiting.pacUntilTick[1] = mega.match.tick + 100;
    mega.toFrame(5399);
    mega.step();
    expect(mega.state(1)).toBe(PAC.waiting);
    const leaver = mega.living.find((seat) => seat !== 1);
    mega.step([{ kind: 'leave', seat: leaver! }]);
    mega.toFrame(5401);
    expect([mega.living.length, mega.place(leaver!)]).toEqual([3, 4]);
  });

  test('`score`: 18 000 frames, no culls, the highest score wins and equal seats share a place', () => {
    const mega = new MegaMatch(4, { rule: 'score' });
    mega.toFrame(17_990);
    for (const [seat, score] of [30, 80, 30, 10].entries()) mega.world(seat).seatScore[seat] = score;
    mega.toFrame(17_999);
    expect([mega.first.phase, mega.first.side]).toEqual([PHASE.play, 2]);
    mega.step();
    expect(mega.first.phase).toBe(PHASE.over);
    expect(mega.seats.map((seat) => mega.place(seat))).toEqual([2, 1, 2, 4]);
  });
});

describe('[SM9] what mazes know of each other', () => {
  test('the ranking and the facts of all mazes come once a second, and no seat of another maze before or besides', () => {
    const mega = new MegaMatch(4);
    mega.toFrame(599);
    mega.world(3).seatScore[3] = 40;
    mega.match.worlds[2]!.level = 7;
    while (mega.match.tick % 60 !== 59) mega.step();
    expect([mega.first.rankScore[3], mega.first.mazeLevel[2]]).toEqual([0, 1]);
    mega.put(0, WEST_EDGE, 'left');
    mega.step();
    const own = mega.world(3);
    expect([own.rankScore[3], own.mazeLevel[2], [...own.mazePacs]]).toEqual([40, 7, [0, 2, 1, 1]]);
    for (const seat of [0, 1, 2]) {
      const words = [own.pacX, own.pacY, own.pacState, own.seatScore, own.seatInput].map((field) => field[seat]);
      expect(words).toEqual([0, 0, PAC.empty, 0, 0]);
      expect(own.seatLives[seat]).toBe(3);
    }
  });
});

describe('[ST1] one seed and the same inputs', () => {
  test('give an equal hash in every 60th frame for 10 000 frames', () => {
    const run = (): number[] => {
      const mega = new MegaMatch(9, { seed: 11 });
      mega.isQuiet = false;
      const inputsOf = wanderers(mega, 3);
      const hashes: number[] = [];
      while (mega.match.tick < 10_000 && mega.first.phase !== PHASE.over) {
        mega.step(inputsOf());
        if (mega.match.tick % 60 === 0) hashes.push(hashMatch(mega.match));
      }
      return hashes;
    };
    const hashes = run();
    expect(hashes.length).toBeGreaterThan(40);
    expect(run()).toEqual(hashes);
  });
});

test('[SM2] in every maze the first and the last line are walls, and there is floor behind the gates', () => {
  for (const { lines } of MAZES) {
    for (const line of [0, 30]) expect(lines[line]).toBe('#'.repeat(MAZE_COLUMNS));
    for (const line of [1, 29]) for (const column of [12, 15]) expect(lines[line]![column]).not.toBe('#');
  }
});

describe('[SM5] all 64 Pac-Men in one maze', () => {
  test('with power, one of them catches all others in one tick', () => {
    const mega = new MegaMatch(64);
    mega.toFrame(10);
    for (const seat of mega.seats.slice(1)) mega.visit(seat, 0, [6, 32]);
    mega.put(0, centre([6, 32]), 'right');
    mega.empower(0);
    mega.step();
    expect([mega.first.seatCatches[0], mega.first.seatScore[0]]).toEqual([63, 63 * 1600]);
    expect(mega.seen(0).filter(({ kind }) => kind === EVENT.rivalCaught)).toHaveLength(63);
    expect(mega.seats.slice(1).every((seat) => mega.state(seat) === PAC.returning)).toBe(true);
    // They come back in one tick, too.
    for (let tick = 0; tick < 120; tick++) mega.step();
    expect(mega.seen(0).filter(({ kind }) => kind === EVENT.returned)).toHaveLength(63);
  });

  test('they wander to the end of the match', () => {
    const mega = new MegaMatch(64, { rule: 'last' });
    mega.toFrame(10);
    mega.isQuiet = false;
    for (const seat of mega.seats.slice(1)) mega.visit(seat, 0, [6, 32]);
    const inputsOf = wanderers(mega, 9);
    while (mega.first.phase !== PHASE.over && mega.match.tick < 25_000) mega.step(inputsOf());
    expect(mega.first.phase).toBe(PHASE.over);
    expect(mega.seats.map((seat) => mega.place(seat)).toSorted((a, b) => a - b)).toEqual(
      mega.seats.map((seat) => seat + 1),
    );
  });
});
