// The pictures of a seat: its Pac-Man in all looks, and its ghost. A sheet is drawn when it is first shown, since a match
// may have 64 seats, of which few are in one maze.

import type * as Phaser from 'phaser';
import { FACINGS, FEET } from './atlas.ts';
import { drawClaimedGhost, drawFrightened, drawFrightenedMark, drawSeatGhost } from './ghost-art.ts';
import { CAUGHT_PICTURES, drawCaught, drawPac, MOUTHS, type Facing, type PacLook } from './pac-art.ts';
import { palette } from './palette.ts';
import { pacYellow, type SeatLooks } from './seat-look.ts';
import { createSheet, type Picture } from './sheet.ts';

/** Sides of pictures in arcade pixels. */
const CELL = 20;
const LARGE_CELL = 24;
const PREFIX = 'seat ';

type Image = Phaser.GameObjects.Image;

export class SeatSheets {
  private readonly textures: Phaser.Textures.TextureManager;
  readonly looks: SeatLooks;
  private readonly mode: string;
  private readonly scale: number;

  /** Forgets the sheets of another match or size. */
  constructor(textures: Phaser.Textures.TextureManager, mode: string, looks: SeatLooks, scale: number) {
    this.textures = textures;
    this.looks = looks;
    this.mode = mode;
    this.scale = scale;
    for (const key of textures.getTextureKeys()) if (key.startsWith(PREFIX)) textures.remove(key);
  }

  showPac(image: Image, seat: number, look: PacLook, facing: Facing, mouth: number): void {
    const isLarge = look === 'powered' || look === 'fading';
    image.setTexture(
      this.sheet(`${this.prefixOf(seat)} ${look}`, isLarge ? LARGE_CELL : CELL, () => this.pacPictures(seat, look)),
      pacFrame(facing, mouth),
    );
  }

  /** @param picture 0..CAUGHT_PICTURES-1 */
  showCaught(image: Image, seat: number, picture: number): void {
    image.setTexture(
      this.sheet(`${this.prefixOf(seat)} caught`, CELL, () => this.caughtPictures(seat)),
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
    return this.sheet(`${this.prefixOf(seat)} ghost`, CELL, () => this.ghostPictures(seat));
  }

  /** A seat that is given another look has another sheet. */
  private prefixOf(seat: number): string {
    const { colour, mark } = this.looks.of(seat);
    return `${PREFIX}${colour} ${mark}`;
  }

  private sheet(key: string, cell: number, pictures: () => readonly Picture[]): string {
    if (!this.textures.exists(key)) createSheet(this.textures, key, pictures(), cell, this.scale);
    return key;
  }

  /** In `versus` there is one Pac-Man, and it is yellow: the mark says who plays it. */
  private bodyOf(seat: number): string {
    return this.mode === 'versus' ? pacYellow() : this.looks.of(seat).colour;
  }

  private pacPictures(seat: number, look: PacLook): Picture[] {
    const own = this.looks.of(seat);
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
    const own = this.looks.of(seat);
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
          drawFrightened(context, white ? palette().flashing : palette().frightened, feet);
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
