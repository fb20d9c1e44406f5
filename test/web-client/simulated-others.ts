// A room of two people and two AI over a simulated network: how far from the server's truth the others are drawn, and what
// was shown and taken back.

import { GHOST_COUNT, PAC, PHASE, playReplay, replayOf, type Replay, type World } from '#simulation';
import { areEyesShown, isPacShown } from '../../web-client/netcode/shown.ts';
import { actorX, actorY } from '../../web-client/netcode/blend.ts';
import type { OnlineMatch } from '../../web-client/netcode/online-match.ts';
import { FRAME_MS, seeded, SimulatedNetwork, type Profile } from './simulated-network.ts';
import { SimulatedPerson, type Habits } from './simulated-person.ts';
import type { SimulatedPage } from './simulated-page.ts';

export interface Scene {
  readonly profile: Profile;
  readonly habits: Habits;
  readonly skill: 'easy' | 'normal' | 'hard';
  readonly lengthMs: number;
}

/** Ticks in which an actor was drawn, and those in which it was more than 2 and more than 8 pixels wrong. */
export interface Wrong {
  readonly ticks: number;
  readonly small: number;
  readonly large: number;
}

export interface OthersFigures {
  readonly people: Wrong;
  readonly ai: Wrong;
  readonly ghosts: Wrong;
  /** The page's own Pac-Man. */
  readonly own: Wrong;
  /** Shown and taken back: catches, eaten ghosts, points, dots. */
  readonly catchFlickers: number;
  readonly eatenFlickers: number;
  readonly scoreFlickers: number;
  readonly dotFlickers: number;
  readonly catches: number;
  readonly eaten: number;
  readonly inputs: number;
  readonly frameMsP99: number;
}

const SMALL_PIXELS = 2;
const LARGE_PIXELS = 8;
const PEOPLE = ['Ann', 'Ben'];
/** The tunnel's ring: a place beyond one end is one beyond the other. */
const RING_PIXELS = 256;

/** Plays until the match is over, or for so long. */
export function playWithOthers(seed: number, { profile, habits, skill, lengthMs }: Scene): OthersFigures {
  const network = new SimulatedNetwork(seed, profile);
  const [host, ...others] = PEOPLE;
  const pages = network.beginMatch(host!, others, { fill: true, skill });
  const rng = seeded(seed + 200);
  const people = pages.map((page) => new SimulatedPerson(page, habits, rng));
  const pictures = pages.map((page) => new Pictures(page));
  for (let frame = 0; frame * FRAME_MS < lengthMs && network.world.phase !== PHASE.over; frame++) {
    // Keys are pressed between two frames.
    const intoFrame = (FRAME_MS * rng(100)) / 100;
    network.clock.advance(intoFrame);
    for (const person of people) person.look(network.clock.now());
    network.clock.advance(FRAME_MS - intoFrame);
    for (const picture of pictures) picture.draw();
  }
  // What the pages have drawn ahead of the server is played, too.
  network.clock.advance(SETTLE_MS);
  return compared(network, pictures);
}

const SETTLE_MS = 1000;

/** What one page has drawn, by tick. */
class Pictures {
  readonly page: SimulatedPage;
  readonly match: OnlineMatch;
  readonly ticks: number[] = [];
  /** By frame: x and y of all actors. */
  readonly places: Float32Array[] = [];
  readonly frameMs: number[] = [];
  readonly shown = new Changes();

  constructor(page: SimulatedPage) {
    this.page = page;
    this.match = page.match;
  }

  draw(): void {
    const { match } = this;
    const startMs = performance.now();
    this.page.frame();
    this.frameMs.push(performance.now() - startMs);
    const { prediction, blend, stands } = match;
    const { predicted, confirmed } = prediction;
    if (stands) return;
    const places = new Float32Array(2 * blend.x.length);
    for (let actor = 0; actor < blend.x.length; actor++) {
      places[2 * actor] = actorX(predicted, actor) + blend.x[actor]!;
      places[2 * actor + 1] = actorY(predicted, actor) + blend.y[actor]!;
    }
    this.ticks.push(predicted.tick);
    this.places.push(places);
    this.shown.see(
      Array.from({ length: predicted.pacCount }, (_, pac) => isPacShown(prediction, pac)),
      Array.from({ length: GHOST_COUNT }, (_, ghost) => areEyesShown(prediction, ghost)),
      confirmed.score,
      predicted.dots,
    );
  }
}

/** Counts what appears and vanishes. */
class Changes {
  vanishedPacs = 0;
  eaten = 0;
  scoreDrops = 0;
  dotsBack = 0;
  private pacs: readonly boolean[] = [];
  private eyes: readonly boolean[] = [];
  private score = 0;
  private dots = new Int32Array(0);

  see(pacs: readonly boolean[], eyes: readonly boolean[], score: number, dots: Int32Array): void {
    this.vanishedPacs += pacs.filter((isShown, i) => !isShown && this.pacs[i] === true).length;
    this.eaten += eyes.filter((isShown, i) => isShown && this.eyes[i] === false).length;
    if (score < this.score) this.scoreDrops++;
    for (let row = 0; row < this.dots.length; row++) this.dotsBack += bits(dots[row]! & ~this.dots[row]!);
    this.pacs = pacs;
    this.eyes = eyes;
    this.score = score;
    this.dots = dots.slice();
  }
}

function compared(network: SimulatedNetwork, pictures: readonly Pictures[]): OthersFigures {
  const recorded = network.room.recorded();
  if (recorded === null) throw new Error('the log of the match is incomplete');
  const replay = replayOf(recorded);
  const truth = new Truth(replay, Math.max(...pictures.flatMap(({ ticks }) => ticks)));
  const kinds = { people: new Count(), ai: new Count(), ghosts: new Count(), own: new Count() };
  const flickers = { catchFlickers: 0, eatenFlickers: 0, scoreFlickers: 0, dotFlickers: 0 };
  for (const picture of pictures) {
    const { match, ticks, places, shown } = picture;
    const { pacCount } = match.world;
    for (const [frame, tick] of ticks.entries()) {
      const there = truth.at(tick);
      if (there === undefined) continue;
      for (let actor = 0; actor < there.length / 3; actor++) {
        if (there[3 * actor + 2] === 0) continue;
        const dx = Math.abs(places[frame]![2 * actor]! - there[3 * actor]!);
        const distance = Math.hypot(
          Math.min(dx, RING_PIXELS - dx),
          places[frame]![2 * actor + 1]! - there[3 * actor + 1]!,
        );
        const isAi = match.seats[actor]?.driver === 'ai';
        const kind = actor >= pacCount ? 'ghosts' : actor === match.seat ? 'own' : isAi ? 'ai' : 'people';
        kinds[kind].add(distance);
      }
    }
    flickers.catchFlickers += Math.max(0, shown.vanishedPacs - truth.changes.vanishedPacs);
    flickers.eatenFlickers += Math.max(0, shown.eaten - truth.changes.eaten);
    flickers.scoreFlickers += shown.scoreDrops;
    flickers.dotFlickers += Math.max(0, shown.dotsBack - truth.changes.dotsBack);
  }
  const frameMs = Float64Array.from(pictures.flatMap((picture) => picture.frameMs)).sort();
  return {
    ...kinds,
    ...flickers,
    catches: truth.changes.vanishedPacs,
    eaten: truth.changes.eaten,
    inputs: network.inputs.length,
    frameMsP99: frameMs[Math.floor(frameMs.length * 0.99)]!,
  };
}

class Count implements Wrong {
  ticks = 0;
  small = 0;
  large = 0;

  add(distance: number): void {
    this.ticks++;
    if (distance > SMALL_PIXELS) this.small++;
    if (distance > LARGE_PIXELS) this.large++;
  }
}

/** The match as the server played it: by tick x, y and presence of all actors. */
class Truth {
  readonly changes = new Changes();
  private readonly places: Int16Array[] = [];

  constructor(replay: Replay, lastTick: number) {
    for (const { world } of playReplay(replay)) {
      this.places[world.tick] = placesOf(world);
      if (world.tick <= lastTick) this.seeAll(world);
    }
  }

  at(tick: number): Int16Array | undefined {
    return this.places[tick];
  }

  private seeAll(world: World): void {
    const worlds = { confirmed: world, predicted: world };
    this.changes.see(
      Array.from({ length: world.pacCount }, (_, pac) => isPacShown(worlds, pac)),
      Array.from({ length: GHOST_COUNT }, (_, ghost) => areEyesShown(worlds, ghost)),
      world.score,
      world.dots,
    );
  }
}

function placesOf(world: World): Int16Array {
  const places = new Int16Array(3 * (world.pacCount + GHOST_COUNT));
  for (let actor = 0; actor < places.length / 3; actor++) {
    places[3 * actor] = actorX(world, actor);
    places[3 * actor + 1] = actorY(world, actor);
    const isThere = actor >= world.pacCount || world.pacState[actor] === PAC.alive;
    places[3 * actor + 2] = isThere && world.phase === PHASE.play ? 1 : 0;
  }
  return places;
}

function bits(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}
