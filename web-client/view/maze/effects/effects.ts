// Pictures that are shown for a moment: points, a Pac-Man that was caught, sparks, and a shake. They follow events and moments.

import type * as Phaser from 'phaser';
import { CATCH_POINTS, EVENT } from '#simulation';
import type { Moment } from '../../../moments/moment.ts';
import type { MatchEvent } from '../../../netcode/online-match.ts';
import { isCatchDrawnByTheWorld } from '../../mode-cards.ts';
import type { Actors } from '../actors.ts';
import { ATLAS, frightenedFrame, pointsFrame, pointsSize } from '../pictures/atlas.ts';
import { CAUGHT_PICTURES } from '../pictures/pac-art.ts';
import { numberOf } from '#picture';
import { palette } from '../pictures/palette.ts';
import { tileMiddleX, tileMiddleY, type Point } from '../places.ts';
import type { SeatSheets } from '../pictures/seat-sheets.ts';
import { hitStopMs, Shake } from './jolt.ts';
import { pointsAlpha, pointsPlace, type HalfSize } from './points-place.ts';
import { Sparks } from './sparks.ts';

const POINTS_MS = 1200;
/** A Pac-Man that is caught: its pictures, the first of which holds still for a moment. */
export const CAUGHT_MS = 880;
/** A correction may take the match back by some ticks: the effect is hidden until its tick comes again. */
const EARLY_MS_MAX = 500;
/** Above the actors. */
const SPARKS_DEPTH = 5.5;
const DEPTH = 7;
/** More than a match causes at once; beyond it the oldest is dropped. */
const EFFECTS_MAX = 16;
/** How many sparks fly: few for what happens to others. */
const SPARKS = { own: 14, others: 6 } as const;
/** How strong the picture shakes when the own Pac-Man is caught, and when it eats a ghost or a rival. */
const SHAKES = { caught: 1, eaten: 0.5 } as const;

interface Effect {
  readonly image: Phaser.GameObjects.Image;
  readonly startMs: number;
  readonly lengthMs: number;
  /** Draws it at this age. @param own the marked actor; null while it is not drawn */
  readonly drawAt: (image: Phaser.GameObjects.Image, ageMs: number, own: Point | null) => void;
}

export class Effects {
  private readonly scene: Phaser.Scene;
  private readonly mode: string;
  private readonly actors: Actors;
  private readonly sheets: SeatSheets;
  private readonly scale: number;
  private readonly sparks: Sparks;
  private readonly shake = new Shake();
  private effects: Effect[] = [];

  constructor(scene: Phaser.Scene, mode: string, actors: Actors, sheets: SeatSheets, scale: number) {
    this.mode = mode;
    this.scene = scene;
    this.actors = actors;
    this.sheets = sheets;
    this.scale = scale;
    this.sparks = new Sparks(scene.add.graphics().setDepth(SPARKS_DEPTH), scale);
  }

  add({ kind, who, place, value }: MatchEvent, playedMs: number): void {
    const at = this.placeOf(place);
    // In `versus` every catch is that of a seat, and in other modes `rivalCaught` says so.
    if (kind === EVENT.rivalCaught || (kind === EVENT.caught && this.mode === 'versus'))
      this.showPoints(at, playedMs, CATCH_POINTS, 0);
    if (kind === EVENT.fruitEaten) this.showPoints(at, playedMs, value, 0);
    else if (kind === EVENT.ghostEaten) this.showEaten(at, playedMs, value);
    // In `classic` actors.ts draws the catch by the World's clock.
    else if (kind === EVENT.caught && !isCatchDrawnByTheWorld(this.mode))
      this.showCaught(this.actors.lastPlaceOf(who, at), playedMs, who);
  }

  /** Sparks and shakes of a moment. @param marked the seat whose moments count as the player's own */
  feel(moment: Moment, marked: number, playedMs: number, nowMs: number): void {
    if (!('seat' in moment)) return;
    const isOwn = moment.seat === marked;
    const { frightened, dot } = palette();
    switch (moment.kind) {
      case 'caught':
        this.burst(moment.place, isOwn, this.sheets.looks.of(moment.seat).colour, playedMs);
        if (isOwn) this.shake.start(SHAKES.caught, nowMs);
        break;
      case 'ghostEaten':
        this.burst(moment.place, isOwn, frightened.edge, playedMs);
        if (isOwn) this.shake.start(SHAKES.eaten, nowMs);
        break;
      case 'rivalCaught':
        if (isOwn) this.shake.start(SHAKES.eaten, nowMs);
        break;
      case 'energizer':
        this.burst(moment.place, isOwn, dot, playedMs);
        break;
      case 'extraLife': {
        const own = this.actors.placeOf(marked);
        if (isOwn && own !== null)
          this.sparks.burst(own, SPARKS.own, numberOf(this.sheets.looks.of(marked).colour), playedMs);
        break;
      }
      default:
    }
  }

  /** By how much the picture is moved now, in CSS pixels. */
  shakeAt(nowMs: number): Point {
    return this.shake.at(nowMs);
  }

  /** Another maze is shown. */
  clear(): void {
    for (const { image } of this.effects) image.destroy();
    this.effects = [];
    this.sparks.clear();
  }

  /**
   * @param playedMs time of the match, which goes back when the player of a replay goes back
   * @param own the marked actor; null while it is not drawn
   */
  draw(playedMs: number, own: Point | null): void {
    this.sparks.draw(playedMs);
    if (this.effects.length === 0) return;
    this.effects = this.effects.filter(({ image, startMs, lengthMs, drawAt }) => {
      const ageMs = playedMs - startMs;
      const isOver = ageMs >= lengthMs || ageMs < -EARLY_MS_MAX;
      image.setVisible(ageMs >= 0);
      if (isOver) image.destroy();
      else if (ageMs >= 0) drawAt(image, ageMs, own);
      return !isOver;
    });
  }

  /** A ghost holds still, white, before the points are shown. In `classic` all hold still. */
  private showEaten(at: Point, playedMs: number, points: number): void {
    if (isCatchDrawnByTheWorld(this.mode)) return this.showPoints(at, playedMs, points, 0, at);
    const stopMs = hitStopMs();
    if (stopMs > 0)
      this.show(at, playedMs, stopMs, (image) => image.setTexture(ATLAS, frightenedFrame(true, 0)).setDepth(DEPTH - 1));
    this.showPoints(at, playedMs, points, stopMs);
  }

  /** @param place where they are written; beside by default, since the Pac-Man that earned them is there */
  private showPoints(at: Point, playedMs: number, points: number, delayMs: number, place?: Point): void {
    const { width, height } = this.scene.scale;
    const half: HalfSize = pointsSize(points, this.scale);
    const there = place ?? pointsPlace(at, half, { width, height }, this.scale);
    this.show(there, playedMs + delayMs, POINTS_MS - delayMs, (image, _ageMs, own) =>
      image.setTexture(ATLAS, pointsFrame(points)).setAlpha(pointsAlpha(there, half, own, this.scale)),
    );
  }

  private showCaught(at: Point, playedMs: number, seat: number): void {
    const stopMs = hitStopMs();
    const pictureMs = (CAUGHT_MS - stopMs) / CAUGHT_PICTURES;
    this.show(at, playedMs, CAUGHT_MS, (image, ageMs) =>
      this.sheets.showCaught(image, seat, Math.max(0, Math.floor((ageMs - stopMs) / pictureMs))),
    );
  }

  private burst(place: number, isOwn: boolean, colour: string, playedMs: number): void {
    this.sparks.burst(this.placeOf(place), isOwn ? SPARKS.own : SPARKS.others, numberOf(colour), playedMs);
  }

  private placeOf(tile: number): Point {
    return { x: tileMiddleX(tile, this.scale), y: tileMiddleY(tile, this.scale) };
  }

  private show(at: Point, startMs: number, lengthMs: number, drawAt: Effect['drawAt']): void {
    if (this.effects.length === EFFECTS_MAX) this.effects.shift()!.image.destroy();
    const image = this.scene.add.image(at.x, at.y, ATLAS).setVisible(false).setDepth(DEPTH);
    this.effects.push({ image, startMs, lengthMs, drawAt });
  }
}
