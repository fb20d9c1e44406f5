// Sheets of small pictures: one texture, drawn for the exact size at which they are shown, so that nothing is scaled.

import type * as Phaser from 'phaser';

export type Draw = (context: CanvasRenderingContext2D) => void;
/** The name of a frame, and how it is drawn: around (0, 0), in arcade pixels. */
export type Picture = readonly [name: string, draw: Draw];

const COLUMNS = 14;

/**
 * Makes or remakes a texture.
 * @param cell side of a picture's place in arcade pixels. @param scale device pixels for an arcade pixel
 */
export function createSheet(
  textures: Phaser.Textures.TextureManager,
  key: string,
  pictures: readonly Picture[],
  cell: number,
  scale: number,
): void {
  if (textures.exists(key)) textures.remove(key);
  const side = 2 * Math.ceil((cell / 2) * scale);
  const columns = Math.min(COLUMNS, pictures.length);
  const texture = textures.createCanvas(key, side * columns, side * Math.ceil(pictures.length / columns))!;
  const { context } = texture;
  for (const [i, [name, draw]] of pictures.entries()) {
    const x = (i % columns) * side;
    const y = Math.floor(i / columns) * side;
    context.save();
    context.translate(x + side / 2, y + side / 2);
    context.scale(scale, scale);
    draw(context);
    context.restore();
    texture.add(name, 0, x, y, side, side);
  }
  texture.refresh();
}
