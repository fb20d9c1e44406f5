// The pictures of a seat: its Pac-Man in all looks, and its ghost. A sheet is drawn when it is first shown, since a match
// may have 64 seats, of which few are in one maze.

import type * as Phaser from 'phaser';
import { FACINGS, FEET } from './atlas.ts';
import { drawClaimedGhost, drawFrightened, drawFrightenedMark, drawSeatGhost } from './ghost-art.ts';
import { CAUGHT_PICTURES, drawCaught, drawPac, MOUTHS, type Facing, type PacLook } from './pac-art.ts';
import { FLASHING, FRIGHTENED, PAC_YELLOW, seatLook } from './palette.ts';
import { createSheet, type Picture } from './sheet.ts';

/** Sides of pictures in arcade pixels. */
const CELL = 20;
const LARGE_CELL = 24;
const PREFIX = 'seat ';

type Image = Phaser.GameObjects.Image;

export class SeatSheets {
  private readonly textures: Phaser.Textures.TextureManager;
  private readonly mode: string;
  private readonly scale: number;

  /** Forgets the sheets of another match or size. */
  constructor(textures: Phaser.Textures.TextureManager, mode: string, scale: number) {
    this.textures = textures;
    this.mode = mode;
    this.scale = scale;
    for (const key of textures.getTextureKeys()) if (key.startsWith(PREFIX)) textures.remove(key);
  }

  showPac(image: Image, seat: number, look: PacLook, facing: Facing, mouth: number): void {
    const isLarge = look === 'powered' || look === 'fading';
    image.setTexture(
      this.sheet(`${PREFIX}${seat} ${look}`, isLarge ? LARGE_CELL : CELL, () => this.pacPictures(seat, look)),
      pacFrame(facing, mouth),
    );
  }

  /** @param picture 0..CAUGHT_PICTURES-1 */
  showCaught(image: Image, seat: number, picture: number): void {
    image.setTexture(
      this.sheet(`${PREFIX}${seat} caught`, CELL, () => this.caughtPictures(seat)),
      String(picture),
    );
  }

  showGhost(image: Image, seat: number, claimed: boolean, feet: 0 | 1, look: Facing): void {
    image.setTexture(this.ghostSheet(seat), ghostFrame(claimed, feet, look));
  }

  showFrightened(image: Image, seat: number, white: boolean, feet: 0 | 1): void {
    image.setTexture(this.ghostSheet(seat), frightenedFrame(white, feet));
  }

  private ghostSheet(seat: number): string {
    return this.sheet(`${PREFIX}${seat} ghost`, CELL, () => this.ghostPictures(seat));
  }

  private sheet(key: string, cell: number, pictures: () => readonly Picture[]): string {
    if (!this.textures.exists(key)) createSheet(this.textures, key, pictures(), cell, this.scale);
    return key;
  }

  /** In `versus` there is one Pac-Man, and it is yellow: the mark says who plays it. */
  private bodyOf(seat: number): string {
    return this.mode === 'versus' ? PAC_YELLOW : seatLook(this.mode, seat).colour;
  }

  private pacPictures(seat: number, look: PacLook): Picture[] {
    const own = seatLook(this.mode, seat);
    return FACINGS.flatMap((facing) =>
      MOUTHS.map((mouth, i): Picture => [
        pacFrame(facing, i),
        (context) => drawPac(context, own, facing, mouth, look, this.bodyOf(seat)),
      ]),
    );
  }

  private caughtPictures(seat: number): Picture[] {
    return Array.from({ length: CAUGHT_PICTURES }, (_, i): Picture => [
      String(i),
      (context) => drawCaught(context, this.bodyOf(seat), i),
    ]);
  }

  private ghostPictures(seat: number): Picture[] {
    const own = seatLook(this.mode, seat);
    const whole = FEET.flatMap((feet) =>
      FACINGS.flatMap((look): Picture[] => [
        [ghostFrame(false, feet, look), (context) => drawSeatGhost(context, own, feet, look)],
        [ghostFrame(true, feet, look), (context) => drawClaimedGhost(context, own, feet, look)],
      ]),
    );
    const frightened = FEET.flatMap((feet) =>
      [false, true].map((white): Picture => [
        frightenedFrame(white, feet),
        (context) => {
          drawFrightened(context, white ? FLASHING : FRIGHTENED, feet);
          drawFrightenedMark(context, own);
        },
      ]),
    );
    return [...whole, ...frightened];
  }
}

function pacFrame(facing: Facing, mouth: number): string {
  return `${facing} ${mouth}`;
}

function ghostFrame(claimed: boolean, feet: number, look: Facing): string {
  return `${claimed ? 'claimed' : 'ghost'} ${feet} ${look}`;
}

function frightenedFrame(white: boolean, feet: number): string {
  return `frightened ${white ? 1 : 0} ${feet}`;
}
