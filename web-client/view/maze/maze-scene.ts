// The Phaser scene of a match: walls, dots, actors, effects and the words READY! and GAME OVER. It brings the
// match to the present, draws it, and passes on its events. Started anew for another match or another size of the canvas.

import * as Phaser from 'phaser';
import { columnOf, MAZE_TOP_ROW, PHASE, rowOf, sightOf, TICKS_PER_SECOND, tileOfPixel, type World } from '#simulation';
import type { MatchEvent } from '../../netcode/online-match.ts';
import { CATCH_MS, MatchEnd } from '../../moments/match-end.ts';
import type { MomentSource } from '../../moments/moment-source.ts';
import type { Moment } from '../../moments/moment.ts';
import { Actors } from './actors.ts';
import { createAtlas } from './pictures/atlas.ts';
import { Bubbles } from './bubbles.ts';
import { callOf } from './calls.ts';
import { Destinations } from './destinations.ts';
import { Auras } from './auras.ts';
import { Dots, type Seen } from './dots.ts';
import { Effects } from './effects/effects.ts';
import { isCatchDrawnByTheWorld } from '../mode-cards.ts';
import { GhostRunPicture } from './ghost-run-picture.ts';
import { Fog, isInFog } from './fog.ts';
import { LinkedMazes } from './linked-mazes.ts';
import type { Point } from './places.ts';
import { SeatLooks } from './pictures/seat-look.ts';
import { SeatSheets } from './pictures/seat-sheets.ts';
import type { ShownMatch } from './shown-match.ts';
import { Walls } from './walls.ts';
import { Words } from './words.ts';

/** What happened in a frame. */
export interface FrameNews {
  /** What happened since the last frame. */
  readonly events: readonly MatchEvent[];
  /** Made from the events and Worlds of this frame. */
  readonly moments: readonly Moment[];
  /** The words that stand in the maze, '' for none. */
  readonly call: string;
  /** CPU time for bringing the match to the present. */
  readonly workMs: number;
}

export interface MazeSceneData {
  readonly match: ShownMatch;
  /** Device pixels for an arcade pixel; a tile is a whole number of them. */
  readonly scale: number;
  /** Device pixels for a CSS pixel. */
  readonly ratio: number;
  /** Of this match. It outlives the scene, which begins anew with another size of the canvas. */
  readonly moments: MomentSource;
  /** Called after every frame. */
  readonly drawn: (news: FrameNews) => void;
}

export const MAZE_SCENE = 'maze';

const NOWHERE: Point = { x: 0, y: 0 };

/** So long after the end of a match effects go on: longer than any of them. */
const EFFECTS_MS = 5000;

export class MazeScene extends Phaser.Scene {
  private given!: MazeSceneData;
  private walls!: Walls;
  private words!: Words;
  private dots!: Dots;
  private actors!: Actors;
  private ghostRun!: GhostRunPicture;
  private effects!: Effects;
  private destinations!: Destinations;
  /** Instead of the usual walls, in a mode with several mazes. */
  private linked: LinkedMazes | null = null;
  private auras!: Auras;
  private fog!: Fog;
  private bubbles!: Bubbles;
  private readonly end = new MatchEnd();

  constructor() {
    super(MAZE_SCENE);
  }

  init(given: MazeSceneData): void {
    this.given = given;
  }

  create(): void {
    const { match, scale, ratio } = this.given;
    createAtlas(this.textures, scale);
    const { settings, seatCount } = match.prediction.predicted;
    this.linked = settings.mode.worldCount(seatCount) > 1 ? new LinkedMazes(this, match.maze, scale) : null;
    this.walls = new Walls(this, match.maze, scale);
    this.words = new Words(this, scale);
    this.dots = new Dots(this, match.maze, scale);
    const looks = new SeatLooks(match);
    const sheets = new SeatSheets(this.textures, match.mode, looks, scale);
    this.actors = new Actors(this, match, sheets, scale, ratio);
    this.ghostRun = new GhostRunPicture(this, sheets, scale);
    this.effects = new Effects(this, match.mode, this.actors, sheets, scale);
    this.destinations = new Destinations(this, scale);
    this.auras = new Auras(this, looks, scale);
    this.fog = new Fog(this, looks, scale);
    this.bubbles = new Bubbles(this, match.seats.length, scale);
  }

  override update(): void {
    try {
      this.drawFrame();
    } catch (error) {
      // Phaser draws no further frame, of no match, once an error has passed through it.
      this.given.match.fail(error);
    }
  }

  private drawFrame(): void {
    const { match, moments: source, drawn } = this.given;
    const now = performance.now();
    match.frame(now);
    const workMs = performance.now() - now;
    const events = match.takeEvents();
    const moments = source.take(match, events);
    const { predicted, before } = match.prediction;
    this.end.update(match, now);
    // Effects follow the time of the match, and stand still with it. After its end they run on until they are over.
    const playedMs = ((before.tick + match.fraction) * 1000) / TICKS_PER_SECOND + Math.min(this.end.ageMs, EFFECTS_MS);
    for (const event of events) this.effects.add(event, playedMs);
    for (const moment of moments) this.effects.feel(moment, match.marked, playedMs, now);
    this.walls.draw(predicted, this.linked !== null);
    const isCatchSeen =
      isCatchDrawnByTheWorld(match.mode) || predicted.phase !== PHASE.over || this.end.ageMs >= CATCH_MS;
    const call = isCatchSeen ? callOf(match) : null;
    this.words.show(call);
    this.dots.draw(predicted, isInFog(match) ? seenBy(predicted, match.viewer) : null);
    this.ghostRun.draw(match.ghostRun?.at(predicted.tick) ?? null, match.fraction);
    this.actors.draw(match, now);
    const own = this.actors.placeOf(match.marked);
    if (this.linked?.draw(predicted, own, now) === true) this.effects.clear();
    this.moveCamera(this.effects.shakeAt(now));
    this.fog.draw(match, this.actors, now);
    this.auras.draw(match, this.actors);
    this.bubbles.draw(match, this.actors, now);
    this.effects.draw(playedMs, own);
    this.destinations.draw(match, this.actors);
    drawn({ events, moments, call: call?.text ?? '', workMs });
  }

  /** @param shake in CSS pixels, on top of where the picture follows a Pac-Man to */
  private moveCamera(shake: Point): void {
    const { scale, ratio } = this.given;
    const { x, y } = this.linked?.offset ?? NOWHERE;
    this.cameras.main.setScroll(Math.round(x * scale + shake.x * ratio), Math.round(y * scale + shake.y * ratio));
  }
}

/** The tiles that the player of a ghost sees now. */
function seenBy(world: World, seat: number): Seen {
  const ghost = world.seatActor[seat]!;
  const tile = tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!);
  return { column: columnOf(tile), line: rowOf(tile) - MAZE_TOP_ROW, sight: sightOf(world, seat) };
}
