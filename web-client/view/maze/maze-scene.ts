// The Phaser scene of a match: walls, dots, actors, effects and the words READY! and GAME OVER. It brings the
// match to the present, draws it, and passes on its events. Started anew for another match or another size of the canvas.

import { cardOf } from '../mode-cards.ts';
import * as Phaser from 'phaser';
import { EVENT, PHASE, TICKS_PER_SECOND, tileAt, type World } from '#simulation';
import type { MatchEvent } from '../../netcode/online-match.ts';
import { Actors } from './actors.ts';
import { createAtlas } from './atlas.ts';
import { Destinations } from './destinations.ts';
import { Dots } from './dots.ts';
import { Effects } from './effects.ts';
import { LinkedMazes } from './linked-mazes.ts';
import { drawMaze } from './maze-art.ts';
import { OVER, READY } from './palette.ts';
import { drawText, GLYPH_HEIGHT, textWidth } from './pixel-font.ts';
import { MAZE_HEIGHT, MAZE_WIDTH, tileMiddleY } from './places.ts';
import { SeatSheets } from './seat-sheets.ts';
import type { ShownMatch } from './shown-match.ts';

export interface MazeSceneData {
  readonly match: ShownMatch;
  /** Device pixels for an arcade pixel; a tile is a whole number of them. */
  readonly scale: number;
  /** Device pixels for a CSS pixel. */
  readonly ratio: number;
  /** Called after every frame with what happened since the last one, and what it cost to bring the match to the present. */
  readonly drawn: (events: readonly MatchEvent[], workMs: number) => void;
}

export const MAZE_SCENE = 'maze';

/** A cleared maze flashes for its last 96 ticks, 12 in each colour (rules/arcade.md 15). */
const FLASH_TICKS = 96;
const FLASH_CHANGE_TICKS = 12;
/** The words are below the house. */
const WORDS_TILE = tileAt(14, 20);
const WORDS_DEPTH = 8;

export class MazeScene extends Phaser.Scene {
  private given!: MazeSceneData;
  private walls!: { readonly blue: Phaser.GameObjects.Image; readonly white: Phaser.GameObjects.Image };
  private words!: { readonly ready: Phaser.GameObjects.Image; readonly over: Phaser.GameObjects.Image };
  private dots!: Dots;
  private actors!: Actors;
  private effects!: Effects;
  private destinations!: Destinations;
  /** Instead of the usual walls, in a mode with several mazes. */
  private linked: LinkedMazes | null = null;

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
    this.cameras.main.setScroll(0, 0);
    this.linked = settings.mode.worldCount(seatCount) > 1 ? new LinkedMazes(this, match.maze, scale) : null;
    this.walls = { blue: this.addWalls('walls', false), white: this.addWalls('walls-white', true) };
    this.words = { ready: this.addWords('READY!', READY), over: this.addWords('GAME OVER', OVER) };
    this.dots = new Dots(this, match.maze, scale);
    const sheets = new SeatSheets(this.textures, match.mode, scale);
    this.actors = new Actors(this, match, sheets, scale, ratio);
    this.effects = new Effects(this, this.actors, sheets, scale);
    this.destinations = new Destinations(this, scale);
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
    const { match, drawn } = this.given;
    const now = performance.now();
    match.frame(now);
    const workMs = performance.now() - now;
    const events = match.takeEvents();
    const { predicted, confirmed, before } = match.prediction;
    // Effects last as long as the match goes on: they stand still with it, and pass at its speed.
    const playedMs = ((before.tick + match.fraction) * 1000) / TICKS_PER_SECOND;
    for (const event of events) {
      // actors.ts draws it there by the World's own clock.
      const isDrawn = event.kind === EVENT.caught && cardOf(match.mode)?.catchIsDrawnByTheWorld === true;
      if (!isDrawn) this.effects.add(event, playedMs);
    }
    this.drawSurroundings(predicted, confirmed);
    this.dots.draw(predicted);
    this.actors.draw(match);
    if (this.linked?.draw(predicted, this.actors.placeOf(match.seat), now) === true) this.effects.clear();
    this.effects.draw(playedMs);
    this.destinations.draw(match, this.actors);
    drawn(events, workMs);
  }

  private drawSurroundings(predicted: World, confirmed: World): void {
    const white = predicted.phase === PHASE.cleared && isFlash(predicted.phaseEndsTick - predicted.tick);
    this.walls.blue.setVisible(!white && this.linked === null);
    this.walls.white.setVisible(white);
    this.words.ready.setVisible(predicted.phase === PHASE.ready || predicted.phase === PHASE.tune);
    this.words.over.setVisible(confirmed.phase === PHASE.over);
  }

  private addWalls(key: string, flashing: boolean): Phaser.GameObjects.Image {
    const { match, scale } = this.given;
    const context = this.canvas(key, MAZE_WIDTH * scale, MAZE_HEIGHT * scale);
    context.scale(scale, scale);
    drawMaze(context, match.maze, flashing);
    return this.picture(key).setOrigin(0, 0);
  }

  private addWords(text: string, colour: string): Phaser.GameObjects.Image {
    const { scale } = this.given;
    const unit = Math.max(1, Math.round(scale));
    const context = this.canvas(text, textWidth(text) * unit, GLYPH_HEIGHT * unit);
    context.fillStyle = colour;
    drawText(context, text, 0, 0, unit);
    const x = Math.round((MAZE_WIDTH * scale - textWidth(text) * unit) / 2);
    const y = Math.round(tileMiddleY(WORDS_TILE, scale) - (GLYPH_HEIGHT * unit) / 2);
    return this.picture(text).setOrigin(0, 0).setPosition(x, y).setDepth(WORDS_DEPTH);
  }

  private canvas(key: string, width: number, height: number): CanvasRenderingContext2D {
    if (this.textures.exists(key)) this.textures.remove(key);
    return this.textures.createCanvas(key, width, height)!.context;
  }

  private picture(key: string): Phaser.GameObjects.Image {
    (this.textures.get(key) as Phaser.Textures.CanvasTexture).refresh();
    return this.add.image(0, 0, key);
  }
}

function isFlash(ticksLeft: number): boolean {
  return ticksLeft < FLASH_TICKS && Math.floor(ticksLeft / FLASH_CHANGE_TICKS) % 2 === 1;
}
