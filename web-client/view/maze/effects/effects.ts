// Pictures that are shown for a moment after an event: points, and a Pac-Man that was caught.

import type * as Phaser from 'phaser';
import { CATCH_POINTS, EVENT } from '#simulation';
import type { MatchEvent } from '../../../netcode/online-match.ts';
import type { Actors } from '../actors.ts';
import { ATLAS, pointsFrame } from '../pictures/atlas.ts';
import { CAUGHT_PICTURES } from '../pictures/pac-art.ts';
import { tileMiddleX, tileMiddleY } from '../places.ts';
import type { SeatSheets } from '../pictures/seat-sheets.ts';

const POINTS_MS = 1200;
const CAUGHT_PICTURE_MS = 80;
/** A correction may take the match back by some ticks: an effect is shown again when it has come so far again. */
const EARLY_MS_MAX = 500;
/** Above the names. */
const DEPTH = 7;
/** More at once than a match can cause; older ones are dropped first. */
const EFFECTS_MAX = 16;

interface Effect {
  readonly image: Phaser.GameObjects.Image;
  readonly startMs: number;
  readonly lengthMs: number;
  /** Draws it at this age. */
  readonly drawAt: (image: Phaser.GameObjects.Image, ageMs: number) => void;
}

export class Effects {
  private readonly scene: Phaser.Scene;
  private readonly mode: string;
  private readonly actors: Actors;
  private readonly sheets: SeatSheets;
  private readonly scale: number;
  private effects: Effect[] = [];

  constructor(scene: Phaser.Scene, mode: string, actors: Actors, sheets: SeatSheets, scale: number) {
    this.mode = mode;
    this.scene = scene;
    this.actors = actors;
    this.sheets = sheets;
    this.scale = scale;
  }

  add({ kind, who, place, value }: MatchEvent, playedMs: number): void {
    const at = { x: tileMiddleX(place, this.scale), y: tileMiddleY(place, this.scale) };
    // In `versus` every catch is that of a seat, and in other modes `rivalCaught` says so.
    if (kind === EVENT.rivalCaught || (kind === EVENT.caught && this.mode === 'versus')) {
      this.show(at, playedMs, POINTS_MS, (image) => image.setTexture(ATLAS, pointsFrame(CATCH_POINTS)));
    }
    if (kind === EVENT.ghostEaten || kind === EVENT.fruitEaten) {
      this.show(at, playedMs, POINTS_MS, (image) => image.setTexture(ATLAS, pointsFrame(value)));
    } else if (kind === EVENT.caught) {
      this.show(this.actors.lastPlaceOf(who, at), playedMs, CAUGHT_PICTURES * CAUGHT_PICTURE_MS, (image, ageMs) =>
        this.sheets.showCaught(image, who, Math.floor(ageMs / CAUGHT_PICTURE_MS)),
      );
    }
  }

  /** Another maze is shown. */
  clear(): void {
    for (const { image } of this.effects) image.destroy();
    this.effects = [];
  }

  /** @param playedMs time of the match, which goes back when the player of a replay goes back */
  draw(playedMs: number): void {
    this.effects = this.effects.filter(({ image, startMs, lengthMs, drawAt }) => {
      const ageMs = playedMs - startMs;
      const isOver = ageMs >= lengthMs || ageMs < -EARLY_MS_MAX;
      image.setVisible(ageMs >= 0);
      if (isOver) image.destroy();
      else if (ageMs >= 0) drawAt(image, ageMs);
      return !isOver;
    });
  }

  private show(
    at: { readonly x: number; readonly y: number },
    startMs: number,
    lengthMs: number,
    drawAt: Effect['drawAt'],
  ): void {
    if (this.effects.length === EFFECTS_MAX) this.effects.shift()!.image.destroy();
    const image = this.scene.add.image(at.x, at.y, ATLAS).setVisible(false).setDepth(DEPTH);
    this.effects.push({ image, startMs, lengthMs, drawAt });
  }
}
