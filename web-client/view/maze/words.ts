// Words in the maze, below the house, as in the arcade: READY!, GAME OVER, and what a mode calls out. A text is drawn when it
// is first shown.

import type * as Phaser from 'phaser';
import { tileAt } from '#simulation';
import { palette } from './pictures/palette.ts';
import { BOLD, drawText, GLYPH_HEIGHT, textWidth } from '#picture';
import { MAZE_WIDTH, tileMiddleY } from './places.ts';

/** What is written, and in which colour of the palette. */
export interface Call {
  readonly text: string;
  readonly colour: 'ready' | 'over' | 'ghostCall';
}

const TILE = tileAt(14, 20);
const DEPTH = 8;
const PREFIX = 'words ';
/** Texts of a match are few; more are those of a World that breaks the rules. */
const TEXTS_MAX = 64;
/** Dark pixels around the letters: some words are longer than the corridor is. */
const MARGIN = 2;

export class Words {
  private readonly scene: Phaser.Scene;
  private readonly scale: number;
  private readonly image: Phaser.GameObjects.Image;
  private readonly keys: string[] = [];

  constructor(scene: Phaser.Scene, scale: number) {
    this.scene = scene;
    this.scale = scale;
    for (const key of scene.textures.getTextureKeys()) if (key.startsWith(PREFIX)) scene.textures.remove(key);
    this.image = scene.add.image(0, 0, '__DEFAULT').setOrigin(0, 0).setDepth(DEPTH).setVisible(false);
  }

  show(call: Call | null): void {
    this.image.setVisible(call !== null);
    if (call === null) return;
    this.image.setTexture(this.texture(call));
    this.image.setPosition(
      Math.round((MAZE_WIDTH * this.scale - this.image.width) / 2),
      Math.round(tileMiddleY(TILE, this.scale) - this.image.height / 2),
    );
  }

  private texture({ text, colour }: Call): string {
    const key = `${PREFIX}${colour} ${text}`;
    if (this.scene.textures.exists(key)) return key;
    if (this.keys.length === TEXTS_MAX) this.scene.textures.remove(this.keys.shift()!);
    this.keys.push(key);
    const unit = Math.max(1, Math.round(this.scale));
    const width = (textWidth(text, BOLD) + 2 * MARGIN) * unit;
    const texture = this.scene.textures.createCanvas(key, width, (GLYPH_HEIGHT + 2 * MARGIN) * unit)!;
    const { context } = texture;
    context.fillStyle = `${palette().background}c0`;
    context.fillRect(0, 0, texture.width, texture.height);
    context.fillStyle = palette()[colour];
    drawText(context, text, MARGIN * unit, MARGIN * unit, unit, BOLD);
    texture.refresh();
    return key;
  }
}
