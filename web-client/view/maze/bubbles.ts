// Emotes beside the actors of their players. A player whose actor is not seen has theirs in the list of players only.

import type * as Phaser from 'phaser';
import type { Actors } from './actors.ts';
import { ATLAS, emoteFrame } from './pictures/atlas.ts';
import type { ShownMatch } from './shown-match.ts';

const DEPTH = 7;
/** Arcade pixels from the middle of an actor. */
const BESIDE = { x: 12, y: -12 } as const;

export class Bubbles {
  private readonly images: readonly Phaser.GameObjects.Image[];
  private readonly scale: number;
  private readonly width: number;

  constructor(scene: Phaser.Scene, seatCount: number, scale: number) {
    this.scale = scale;
    this.width = scene.scale.width;
    this.images = Array.from({ length: seatCount }, () =>
      scene.add.image(0, 0, ATLAS).setDepth(DEPTH).setVisible(false),
    );
  }

  /** Call once a frame, after the actors are placed. */
  draw({ emotes }: ShownMatch, actors: Actors, nowMs: number): void {
    for (const [seat, image] of this.images.entries()) {
      const emote = emotes?.of(seat, nowMs) ?? null;
      const place = emote === null ? null : actors.placeOf(seat);
      image.setVisible(place !== null);
      if (place === null || emote === null) continue;
      const half = image.width / 2;
      const x = Math.min(Math.round(place.x + BESIDE.x * this.scale), this.width - half);
      const y = Math.max(half, Math.round(place.y + BESIDE.y * this.scale));
      image.setFrame(emoteFrame(emote)).setPosition(x, y);
    }
  }
}
