// The figures of a match: score, level, lives or returns, and the fruits of the levels.

import type { World } from '#simulation';
import { words } from '../../language/language.ts';
import { make, write } from '../element.ts';
import { drawFruitRow } from './fruit-row.ts';
import { drawPac, MOUTHS } from '../maze/pictures/pac-art.ts';
import { seatLook } from '../maze/pictures/seat-look.ts';

/** Side of a Pac-Man in the figures, in the page's own unit. */
const LIFE_REM = 1.6;
const LIFE_ARCADE_PIXELS = 16;
/** More lives than these are a number. */
const LIVES_SHOWN = 5;

/** Where the figures are written. */
export interface FigurePlaces {
  readonly score: HTMLElement;
  readonly level: HTMLElement;
  readonly livesLabel: HTMLElement;
  readonly lives: HTMLElement;
  readonly fruits: HTMLCanvasElement;
  /** Where it is shown. */
  readonly highScore?: HTMLElement;
}

export class ScoreFigures {
  private readonly places: FigurePlaces;
  private drawnScore = -1;
  private drawnLevel = 0;
  private drawnLives = '';
  private drawnHighScore = -1;
  /** That of the games before this one. */
  private best = 0;

  constructor(places: FigurePlaces) {
    this.places = places;
    // The size of the page's unit follows the window, and the pixels of the pictures follow that. The place of the fruits is
    // what the other figures leave.
    window.addEventListener('resize', () => (this.drawnLives = ''));
    new ResizeObserver(() => (this.drawnLevel = 0)).observe(places.fruits);
  }

  /**
   * Shows the high score, which the score of this game raises.
   * @param best that of the games before; null for a game that does not count, which has none
   */
  showHighScore(best: number | null): void {
    const { highScore } = this.places;
    if (highScore === undefined) return;
    highScore.parentElement!.hidden = best === null;
    this.best = best ?? 0;
    this.drawnScore = this.drawnHighScore = -1;
  }

  /** Once a frame: writes only what has changed. */
  update(world: World): void {
    this.updateScore(world.score);
    this.updateLives(world);
    if (world.level === this.drawnLevel) return;
    this.drawnLevel = world.level;
    write(this.places.level, words().number(world.level));
    drawFruitRow(this.places.fruits, world.level);
  }

  private updateScore(score: number): void {
    if (score === this.drawnScore) return;
    this.drawnScore = score;
    write(this.places.score, words().number(score));
    const highest = Math.max(this.best, score);
    if (this.places.highScore === undefined || highest === this.drawnHighScore) return;
    this.drawnHighScore = highest;
    write(this.places.highScore, words().number(highest));
  }

  /** Returns of a team are a number. A player's lives are pictures as in the arcade: those left after the current one. */
  private updateLives({ settings, lives }: World): void {
    const isOwn = settings.mode.lives.owner === 'player';
    const drawn = `${isOwn} ${lives}`;
    if (drawn === this.drawnLives) return;
    this.drawnLives = drawn;
    write(this.places.livesLabel, isOwn ? words().match.lives : words().match.returns);
    const left = Math.max(0, lives - 1);
    if (isOwn && left <= LIVES_SHOWN) this.places.lives.replaceChildren(livesPicture(left));
    else this.places.lives.textContent = words().number(isOwn ? left : lives);
  }
}

function livesPicture(count: number): HTMLCanvasElement {
  const canvas = make('canvas', 'lives');
  canvas.setAttribute('role', 'img');
  canvas.ariaLabel = words().number(count);
  const context = sized(canvas, Math.max(1, count));
  for (let i = 0; i < count; i++) {
    context.save();
    context.translate((i + 0.5) * LIFE_ARCADE_PIXELS, LIFE_ARCADE_PIXELS / 2);
    drawPac(context, seatLook('classic', 0), 2, MOUTHS[1]);
    context.restore();
  }
  return canvas;
}

/** Makes a canvas wide enough for this many small pictures; its context then counts arcade pixels. */
function sized(canvas: HTMLCanvasElement, count: number): CanvasRenderingContext2D {
  const side = LIFE_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const ratio = window.devicePixelRatio;
  canvas.width = Math.round(count * side * ratio);
  canvas.height = Math.round(side * ratio);
  canvas.style.width = `${count * LIFE_REM}rem`;
  canvas.style.height = `${LIFE_REM}rem`;
  const context = canvas.getContext('2d')!;
  context.scale((side * ratio) / LIFE_ARCADE_PIXELS, (side * ratio) / LIFE_ARCADE_PIXELS);
  return context;
}
