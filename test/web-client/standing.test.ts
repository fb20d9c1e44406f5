// The ranking of `mega` as a page knows it from one maze, compared with the order of the rules.

import { expect, test } from 'vitest';
import {
  aiWish,
  canSteer,
  cloneWorld,
  createWorld,
  matchSettings,
  PHASE,
  rulesOf,
  stepMatch,
  wishOf,
  worldOf,
  type Input,
  type Match,
} from '#simulation';
import { isHere, placeIn, pointsShort, shownPoints, standingOf } from '../../web-client/netcode/standing.ts';
import { cullTexts } from '../../web-client/view/hud/mega/cull-clock.ts';
import { outText } from '../../web-client/view/hud/seat-note.ts';
import { megaMatch } from '../support/mega-match.ts';

/** Where a page looks: all mazes have been told what the others are like in the tick before. */
const PUBLISH_TICKS = 60;
const everybody = (): boolean => true;

/** Lets the built-in player play on, as easily as it can. */
function play(match: Match, ticks: number): void {
  for (let tick = 0; tick < ticks; tick++) {
    const inputs: Input[] = [];
    for (let seat = 0; seat < match.settings.seatCount; seat++) {
      const world = worldOf(match, seat);
      if (!canSteer(world, seat)) continue;
      const direction = aiWish(world, seat, 'easy');
      if (direction !== wishOf(world, seat)) inputs.push({ kind: 'wish', seat, sequence: 0, direction });
    }
    stepMatch(match, inputs);
  }
}

test('[W41] the order of the seats that play is the order of the rules, from every maze', () => {
  const match = megaMatch(16, 4);
  const { rank } = rulesOf(match.settings);
  let compared = 0;
  while (compared < 40 && match.worlds[0]!.phase !== PHASE.over) {
    play(match, PUBLISH_TICKS - (match.tick % PUBLISH_TICKS));
    for (const world of match.worlds) {
      if (world.tick !== match.tick) continue;
      const { order, living } = standingOf(world, everybody);
      for (const [i, seat] of order.slice(1, living).entries()) {
        // Of rivals caught and of when a score was reached a page knows nothing where they are elsewhere.
        const isKnown = rank(match, order[i]!, seat) <= 0 || world.rankScore[seat] === world.rankScore[order[i]!];
        expect(isKnown).toBe(true);
      }
    }
    compared++;
  }
  expect(compared).toBe(40);
});

test('[W41] the line is the last place that the next cull keeps, and says how much is missing', () => {
  const match = megaMatch(16, 5);
  play(match, 10 * PUBLISH_TICKS - (match.tick % PUBLISH_TICKS));
  const world = match.worlds[0]!;
  const standing = standingOf(world, everybody);
  expect(standing).toMatchObject({ living: 16, kept: 8 });
  const { order, linePoints } = standing;
  expect(linePoints).toBe(world.rankScore[order[7]!]);
  for (const [index, seat] of order.entries()) {
    expect(placeIn(standing, world, seat)).toBe(index + 1);
    const short = pointsShort(standing, world, seat);
    if (index < 8) expect(short).toBeLessThanOrEqual(0);
    else expect(short).toBeGreaterThan(0);
  }
});

test('[W41] the points to the line are those of the score that is shown, the time is the present', () => {
  const match = megaMatch(16, 5);
  play(match, 10 * PUBLISH_TICKS - (match.tick % PUBLISH_TICKS));
  const confirmed = match.worlds[0]!;
  const standing = standingOf(confirmed, everybody);
  const seat = standing.order.findLast((each) => isHere(confirmed, each))!;
  const predicted = cloneWorld(confirmed);
  predicted.seatScore[seat]! += 10;
  predicted.tick = predicted.nextCullTick - 60;
  const now = cullTexts(confirmed, confirmed, seat, standing);
  const ahead = cullTexts(confirmed, predicted, seat, standing);
  expect(ahead.line).toBe(now.line);
  expect(ahead.own.match(/\d+/)?.[0]).toBe(now.own.match(/\d+/)![0]);
  expect(ahead.time).toBe('0:01');
});

test('[W41] before its first tick a World says nothing of a cull', () => {
  const world = createWorld(matchSettings({ mode: 'mega', seatCount: 16 }));
  const what = (): string => cullTexts(world, world, 0, standingOf(world, everybody)).what;
  expect(what()).toBe('');
  world.survivors = 8;
  expect(what()).toBe('With the next cut 8 of 16 stay');
});

test('[W41] a seat that is out is placed among the seats that somebody took, also if it was taken too late to play', () => {
  const match = megaMatch(16, 6);
  const world = match.worlds[0]!;
  const taken = {
    name: 'Ann',
    driver: 'human',
    disconnected: false,
    idle: false,
    ready: false,
    wins: 0,
    colour: 0,
    mark: 0,
  } as const;
  const empty = { ...taken, name: '', driver: 'empty' } as const;
  const seats = Array.from({ length: 16 }, (_, seat) => (seat < 5 ? taken : empty));
  expect(outText({ world, seat: 4, seats })).toBe('You are out.');
  world.seatPlace[3] = 4;
  world.seatPlace[4] = 16;
  expect(outText({ world, seat: 3, seats })).toBe('You are out: place 4 of 5.');
  expect(outText({ world, seat: 4, seats })).toBe('You are out: place 5 of 5.');
  const standing = standingOf(world, (seat) => seats[seat]!.driver !== 'empty');
  expect(standing.order.length).toBe(5);
  expect([3, 4].map((seat) => placeIn(standing, world, seat))).toEqual([4, 5]);
});

test('[W41] the ranking counts the final from its start while it is played, and all points when it is over', () => {
  const match = megaMatch(4, 7);
  const world = match.worlds[0]!;
  const seat = [0, 1, 2, 3].find((each) => isHere(world, each))!;
  world.seatScore[seat] = 9000;
  world.seatFinalFrom[seat] = 6000;
  world.phase = PHASE.play;
  expect(shownPoints(world, seat)).toBe(3000);
  world.phase = PHASE.over;
  expect(shownPoints(world, seat)).toBe(9000);
});

test('[W41] a seat that ties with the first one below the line stays, and reads so', () => {
  const world = megaMatch(16, 5).worlds[0]!;
  const standing = standingOf(world, everybody);
  expect(cullTexts(world, world, standing.order[0]!, standing).own).toBe('On the line: you would stay');
  expect(cullTexts(world, world, standing.order[8]!, standing).own).toBe('1 point short of the line');
});
