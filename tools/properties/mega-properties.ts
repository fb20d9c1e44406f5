// What holds in every tick of a match of mega, with its several worlds.

import {
  GHOST,
  hashWorld,
  layoutFor,
  PAC,
  PHASE,
  createMatch,
  stepMatch,
  worldOf,
  type Match,
  type World,
} from '#simulation';
import type { Property, SteppedWorld } from './property.ts';
import { firstGhost, firstPac, isInMaze } from './shared-properties.ts';
import { rngOf } from './random-match.ts';

const MEGA = ['mega'] as const;
/** A Pac-Man moves at most so many pixels a tick, but for returns and passages. */
const PIXELS_MAX = 2;
/** Around the tunnel. */
const RING_PIXELS = 256;
/** Words of seats that all mazes have copies of, and those that never change. */
const PUBLIC = ['rankScore', 'seatPlace', 'seatLives', 'seatRole', 'seatActor', 'pacSeat', 'seatTieBreak'];
/** How often and for how long a World is stepped alone, as a client predicts it. */
const ALONE_ONE_IN = 300;
const ALONE_TICKS = 40;

export const MEGA_PROPERTIES: readonly Property[] = [
  {
    rule: 'SP17',
    says: 'a maze has no words of a seat that is in another one, but for the ranking',
    modes: MEGA,
    begin: () => ({ ofMatch: ({ match }) => (match.tick % 7 === 0 ? strangerFault(match) : null) }),
  },
  {
    rule: 'SP18',
    says: 'in play a maze is stepped while a Pac-Man is in it or returns to it, and its words do not change otherwise',
    modes: MEGA,
    begin: (match) => {
      const hashes = match.worlds.map(hashWorld);
      return {
        ofMatch: ({ inputs }) =>
          sleepFault(
            match,
            hashes,
            inputs.some(({ kind }) => kind !== 'wish'),
          ),
      };
    },
  },
  {
    rule: 'SP19',
    says: 'ghosts are frightened only while a Pac-Man with power is in their maze, and rivals in one tile are equal',
    modes: MEGA,
    begin: () => ({ ofWorld: powerFault }),
  },
  {
    rule: 'SP20',
    says: 'a Pac-Man moves at most two pixels a tick, but for returns and passages',
    modes: MEGA,
    begin: () => ({ ofWorld: moveFault }),
  },
  {
    rule: 'SP25',
    says: 'a cull leaves as many seats as it keeps, or fewer; a place stays; a match that is over has one first place or a shared one',
    modes: MEGA,
    begin: (match) => {
      let culls = 0;
      const places = new Int32Array(match.settings.seatCount);
      return {
        ofMatch: ({ inputs }) => {
          const [first] = match.worlds;
          for (let seat = 0; seat < places.length; seat++) {
            const place = worldOf(match, seat).seatPlace[seat]!;
            const isTaken = inputs.some((input) => input.kind === 'enter' && input.seat === seat);
            if (places[seat]! > 0 && place !== places[seat] && !isTaken) return `seat ${seat} lost its place`;
            places[seat] = place;
          }
          if (first!.phase === PHASE.over) return endFault(match);
          if (first!.culls === culls) return null;
          culls = first!.culls;
          const living = livingSeats(match).length;
          const kept = Math.max(2, first!.startSeats >> culls);
          return living > kept ? `${living} seats after cull ${culls}` : null;
        },
      };
    },
  },
  {
    rule: 'SP26',
    says: 'a World that is stepped alone goes on as in its match, until something comes from or goes to another maze',
    modes: MEGA,
    begin: (match) => {
      const rng = rngOf(match.settings.seed ^ 0xa10e);
      let alone: { readonly client: Match; readonly index: number; readonly untilTick: number } | null = null;
      return {
        ofMatch: ({ inputs }) => {
          if (alone === null) {
            if (rng(ALONE_ONE_IN) === 0) alone = takeAlone(match, rng(match.worlds.length));
            return null;
          }
          const { client, index, untilTick } = alone;
          const own = inputs.filter(({ seat }) => match.worldOfSeat[seat] === index);
          stepMatch(client, own);
          const isOver = match.tick >= untilTick || isLinked(match, index) || own.some(({ kind }) => kind !== 'wish');
          const fault = isOver ? null : aloneFault(client.worlds[0]!, match.worlds[index]!);
          if (isOver) alone = null;
          return fault;
        },
      };
    },
  },
];

function strangerFault({ worlds, worldOfSeat, settings }: Match): string | null {
  const rows = layoutFor(settings).filter(
    ({ name, length }) => /^(seat|pac)/.test(name) && length === settings.seatCount && !PUBLIC.includes(name),
  );
  for (const [index, world] of worlds.entries()) {
    for (let seat = 0; seat < settings.seatCount; seat++) {
      if (worldOfSeat[seat] === index) continue;
      for (const { name, start } of rows) {
        const word = world.words[start + seat]!;
        if (word !== (name === 'pacWish' ? 4 : 0)) return `${name} of seat ${seat} in maze ${index} is ${word}`;
      }
    }
  }
  return null;
}

function sleepFault(match: Match, hashes: number[], hasSeatEvents: boolean): string | null {
  for (const [index, world] of match.worlds.entries()) {
    const isAwake = livingSeats(match).some((seat) => match.worldOfSeat[seat] === index);
    if (isAwake && world.phase === PHASE.play && world.tick !== match.tick)
      return `maze ${index} sleeps with a Pac-Man`;
    if (world.tick === match.tick || match.worlds[0]!.phase !== PHASE.play) hashes[index] = hashWorld(world);
    else if (!hasSeatEvents && hashes[index] !== hashWorld(world)) return `maze ${index} changed in its sleep`;
  }
  return null;
}

function livingSeats(match: Match): number[] {
  return [...match.worldOfSeat.keys()].filter((seat) => {
    const state = worldOf(match, seat).pacState[seat];
    return state === PAC.waiting || state === PAC.alive || state === PAC.returning;
  });
}

function hasPower(world: World, pac: number): boolean {
  return isInMaze(world, pac) && world.pacPowerUntilTick[pac]! > world.tick;
}

/** Who comes from another maze after its contacts has its contacts in the next tick. */
function powerFault({ world, before }: SteppedWorld): string | null {
  if (world.phase !== PHASE.play) return null;
  // Fright ends in the first tick without power, at its start.
  const had = firstPac(before, (pac) => (hasPower(before, pac) ? 'power' : null)) !== null;
  const has = firstPac(world, (pac) => (hasPower(world, pac) ? 'power' : null)) !== null;
  if (!had && !has) {
    const fault = firstGhost((ghost) =>
      world.ghostFrightened[ghost] === 1 && world.ghostState[ghost] === GHOST.outside ? `ghost ${ghost} is blue` : null,
    );
    if (fault !== null) return fault;
  }
  return firstPac(world, (pac) =>
    firstPac(world, (other) => {
      const isPair = [pac, other].every((each) => isInMaze(world, each) && isInMaze(before, each));
      if (!isPair || [pac, other].some((each) => world.pacUntilTick[each]! > world.tick)) return null;
      if (!hasPower(world, pac) || hasPower(world, other)) return null;
      const isOneTile =
        world.pacX[pac]! >> 3 === world.pacX[other]! >> 3 && world.pacY[pac]! >> 3 === world.pacY[other]! >> 3;
      return isOneTile ? `Pac-Man ${other} stands in the tile of ${pac}, which has power` : null;
    }),
  );
}

function moveFault({ world, before }: SteppedWorld): string | null {
  if (world.phase !== PHASE.play) return null;
  return firstPac(world, (pac) => {
    if (world.pacState[pac] !== PAC.alive || before.pacState[pac] !== PAC.alive) return null;
    const across = Math.abs(world.pacX[pac]! - before.pacX[pac]!);
    const dx = Math.min(across, RING_PIXELS - across);
    const dy = Math.abs(world.pacY[pac]! - before.pacY[pac]!);
    // A Pac-Man that turns moves diagonally.
    return Math.max(dx, dy) > PIXELS_MAX ? `Pac-Man ${pac} moved ${dx},${dy}` : null;
  });
}

function endFault(match: Match): string | null {
  const places = [...match.worldOfSeat.keys()].map((seat) => worldOf(match, seat).seatPlace[seat]!);
  if (places.some((place) => place < 0)) return 'a seat without a place';
  const played = places.filter((place) => place > 0);
  const firsts = played.filter((place) => place === 1).length;
  if (played.length === 0) return null;
  const mustDiffer = match.settings.rule === 'last' && match.worlds[0]!.culls === 0;
  if (mustDiffer && new Set(played).size < played.length) return 'two seats with one place';
  return firsts === 1 || match.settings.rule === 'score' ? null : `${firsts} first places`;
}

function takeAlone(match: Match, index: number) {
  const world = match.worlds[index]!;
  if (world.tick !== match.tick || world.phase !== PHASE.play) return null;
  const made = createMatch(match.settings);
  const [only] = made.worlds;
  only!.words.set(world.words);
  const worldOfSeat = new Int8Array(match.settings.seatCount);
  const client: Match = { ...made, worlds: [only!], events: [made.events[0]!], worldOfSeat, tick: match.tick };
  return { client, index, untilTick: match.tick + ALONE_TICKS };
}

/** Whether something from outside of a maze changed it in this tick, or it is not stepped any more. */
function isLinked(match: Match, index: number): boolean {
  const { words, count } = match.events[index]!;
  for (let event = 0; event < count; event++) if (words[event * 4]! >= 40) return true;
  const world = match.worlds[index]!;
  return world.tick !== match.tick || world.phase !== PHASE.play || match.tick % 60 === 0;
}

function aloneFault(client: World, world: World): string | null {
  const word = client.words.findIndex((value, at) => value !== world.words[at]);
  if (word < 0) return null;
  const row = layoutFor(world.settings).findLast(({ start }) => start <= word)!;
  return `${row.name} ${word - row.start} is ${client.words[word]} alone and ${world.words[word]} in the match`;
}
