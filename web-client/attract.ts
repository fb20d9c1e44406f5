// Behind the menu: a match that the AI plays. It is drawn small and soft, since nobody plays it, and only while the menu is
// shown. With reduced motion it is a still picture.

import { matchSettings, TICKS_PER_SECOND } from '#simulation';
import { LocalMatch, type LocalSeat } from './local/local-match.ts';
import { comfort, onComfortChange } from './view/comfort.ts';
import { stageIn, type ScreenStage } from './view/maze/shared-stage.ts';

const SEATS: readonly LocalSeat[] = Array.from({ length: 4 }, () => ({ driver: 'ai', name: '', skill: 'normal' }));
/** Skips the countdown and a second of play. Playing more ticks at once would keep the page busy for too long. */
const SKIPPED_TICKS = 4 * TICKS_PER_SECOND;
/** GAME OVER is seen for so long before the next match. */
const OVER_TICKS = 3 * TICKS_PER_SECOND;
/** Device pixels for an arcade pixel. The style sheet makes the picture as large as the window. */
const SCALE = 2;

export class Attract {
  match: LocalMatch | null = null;
  private readonly stage: ReturnType<typeof stageIn>;
  private isShown = false;
  private rests = false;
  private overTick = Infinity;

  constructor(place: HTMLElement) {
    this.stage = stageIn(place, SCALE);
    onComfortChange(() => this.isShown && this.draw());
  }

  /** @param isShown whether the menu is on the screen */
  show(isShown: boolean): void {
    if (isShown === this.isShown && !this.rests) return;
    this.isShown = isShown;
    this.rests = false;
    this.withStage((stage) => (this.isShown ? this.draw() : stage.clear()));
  }

  /** Stands still until it is shown again: something that the player waits for is more urgent. */
  rest(): void {
    if (!this.isShown) return;
    this.rests = true;
    this.match?.pause();
    this.withStage((stage) => this.rests && stage.rest());
  }

  private draw(): void {
    const match = (this.match ??= this.begin());
    if (comfort.calm) match.pause();
    else match.play();
    this.withStage((stage) => {
      if (this.isShown && !this.rests) stage.show(match, () => this.drawn(match, stage));
    });
  }

  /** Without Phaser there is a menu without a match behind it. */
  private withStage(call: (stage: ScreenStage) => void): void {
    this.stage().then(call, () => {});
  }

  private begin(): LocalMatch {
    const seed = Math.floor(Math.random() * 2 ** 32);
    const settings = matchSettings({ mode: 'coop', seatCount: SEATS.length, seed });
    const match = new LocalMatch({ settings, seats: SEATS, seat: -1, broke: () => this.show(false) });
    match.skip(SKIPPED_TICKS);
    this.overTick = Infinity;
    return match;
  }

  private drawn(match: LocalMatch, stage: ScreenStage): void {
    if (comfort.calm) return stage.rest();
    if (!match.isOver) return;
    this.overTick = Math.min(this.overTick, match.tick);
    if (match.tick - this.overTick < OVER_TICKS) return;
    this.match = null;
    this.draw();
  }
}
