// A game of four over a simulated network, and what it felt like: the figures that netcode is judged by.

import { PAC, type Direction } from '#simulation';
import type { MatchFigures } from '../../web-client/netcode/match-figures.ts';
import type { OnlineMatch } from '../../web-client/netcode/online-match.ts';
import { FRAME_MS, seeded, SimulatedNetwork, type Profile } from './simulated-network.ts';
import type { SimulatedPage } from './simulated-page.ts';

/** Nothing is pressed before the first frames are drawn. */
const LOOK_MS = 1000;
/** Each player turns this often in two of three cases: twice a second. */
const TURN_FRAMES = 20;
/** Ticks in one frame beyond which the picture does not flow. */
const FLOWING_TICKS = 2;

export interface Troubles {
  /** All connections break this often. */
  readonly cutEveryMs?: number;
  /** The first player's tab draws nothing from the first of these moments to the second. */
  readonly asleepMs?: readonly [number, number];
}

export interface PlayFigures {
  /** Minutes in which a page's own Pac-Man was in the maze, over all pages. */
  readonly minutes: number;
  readonly inputs: number;
  /** Inputs at the server after the tick they were meant for had begun. */
  readonly lateInputs: number;
  /** Corrections of a page's own Pac-Man by any number of pixels, by more than 2, and by more than 8. */
  readonly corrections: number;
  readonly smallCorrections: number;
  readonly largeCorrections: number;
  /** Milliseconds from a key to the frame that shows it, at the slowest. */
  readonly keyToPixelMs: number;
  /** Milliseconds of a frame that prediction and reconciliation took here, in 99 of 100 frames. */
  readonly frameMsP99: number;
  /** Most frames in a row in which a picture moved faster than time. */
  readonly hurriedFrames: number;
}

export interface Played extends PlayFigures {
  readonly network: SimulatedNetwork;
}

/** Plays for so long; each player turns about twice a second. A match that is over is followed by the next. */
export function play(seed: number, profile: Profile, lengthMs: number, troubles: Troubles = {}): Played {
  const network = new SimulatedNetwork(seed, profile);
  const rng = seeded(seed + 100);
  const players = network.beginMatch('Ann', ['Ben', 'Cleo', 'Dan']).map((page) => new Player(page));
  const { cutEveryMs = Infinity, asleepMs = [Infinity, Infinity] } = troubles;
  let cuts = 0;
  for (let frame = 0; frame * FRAME_MS < lengthMs; frame++) {
    const ms = frame * FRAME_MS;
    // Keys are pressed between two frames.
    const intoFrame = (FRAME_MS * rng(100)) / 100;
    network.clock.advance(intoFrame);
    const turns = players.filter((_, i) => ms > LOOK_MS && (frame + 5 * i) % TURN_FRAMES === 0 && rng(3) < 2);
    for (const player of turns) player.turn(rng(4) as Direction);
    network.clock.advance(FRAME_MS - intoFrame);
    if (ms > (cuts + 1) * cutEveryMs) {
      network.cut();
      cuts++;
    }
    players[0]!.page.isHidden = ms >= asleepMs[0] && ms < asleepMs[1];
    for (const player of players) player.draw();
  }
  return { network, ...summed(network, players) };
}

class Player {
  readonly page: SimulatedPage;
  readonly figures = new Set<MatchFigures>();
  readonly frameMs: number[] = [];
  framesInMaze = 0;
  hurriedMost = 0;
  private hurried = 0;
  /** The tick of the picture before. */
  private drawnTick = Infinity;
  /** The match after which it said that it is ready for the next. */
  private readyAfter: OnlineMatch | null = null;

  constructor(page: SimulatedPage) {
    this.page = page;
  }

  /** Presses a key, unless the world stands still: between two matches there is nothing to steer. */
  turn(direction: Direction): void {
    const { session } = this.page;
    if (session.room?.match.stands === false) session.steer(direction);
  }

  draw(): void {
    const { page } = this;
    const { room } = page.session;
    if (room === null || page.isHidden) return;
    const { match } = room;
    const { predicted } = match.prediction;
    const startMs = performance.now();
    page.frame();
    this.frameMs.push(performance.now() - startMs);
    this.figures.add(match.figures);
    if (predicted.pacState[match.seat] === PAC.alive) this.framesInMaze++;
    this.hurried = predicted.tick - this.drawnTick > FLOWING_TICKS ? this.hurried + 1 : 0;
    this.hurriedMost = Math.max(this.hurriedMost, this.hurried);
    this.drawnTick = predicted.tick;
    if (room.state === 'result' && this.readyAfter !== match) {
      page.session.send({ type: 'ready', ready: true });
      this.readyAfter = match;
    }
  }
}

function summed(network: SimulatedNetwork, players: readonly Player[]): PlayFigures {
  const figures = players.flatMap((player) => [...player.figures]);
  const { inputs } = network;
  const frameMs = Float64Array.from(players.flatMap((player) => player.frameMs)).sort();
  return {
    minutes: (total(players, ({ framesInMaze }) => framesInMaze) * FRAME_MS) / 60_000,
    inputs: inputs.length,
    lateInputs: inputs.filter(isLate).length,
    corrections: total(figures, (each) => each.corrections),
    smallCorrections: total(figures, (each) => each.smallCorrections),
    largeCorrections: total(figures, (each) => each.largeCorrections),
    keyToPixelMs: Math.max(...figures.map((each) => each.keyToPixelMsMax)),
    frameMsP99: frameMs[Math.floor(frameMs.length * 0.99)]!,
    hurriedFrames: Math.max(...players.map(({ hurriedMost }) => hurriedMost)),
  };
}

/** Whether an input came after the tick it was meant for had begun. */
export function isLate({ meantFor, arrivedAt }: { readonly meantFor: number; readonly arrivedAt: number }): boolean {
  return meantFor <= arrivedAt;
}

function total<Each>(list: readonly Each[], of: (each: Each) => number): number {
  return list.reduce((sum, each) => sum + of(each), 0);
}
