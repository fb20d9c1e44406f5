// What a mode shows around the maze beside the usual figures: one class for each mode that has more to show. It reads
// what is drawn only, so players, watchers and replays share it.

import type { ShownMatch } from '../maze/shown-match.ts';

/** Where it may put its elements. They are empty, and keep their place. */
export interface ModePlaces {
  /** Below score and level. */
  readonly figures: HTMLElement;
  /** Above the list of players. */
  readonly company: HTMLElement;
  /** The maze, and what is around it. */
  readonly middle: HTMLElement;
}

export interface ModeHud {
  /** Once a frame: writes only what has changed. */
  update(match: ShownMatch, nowMs: number): void;
  /** Takes its elements out of the page again. */
  remove(): void;
}

type Maker = (places: ModePlaces) => ModeHud;

const MAKERS: ReadonlyMap<string, Maker> = new Map();

/** The HUD of the match that is shown, if its mode has one. */
export class ModeHuds {
  private readonly places: ModePlaces;
  /** Its `data-mode` lets style sheets differ by mode. */
  private readonly section: HTMLElement;
  private hud: ModeHud | null = null;
  private mode = '';

  constructor(section: HTMLElement, places: ModePlaces) {
    this.section = section;
    this.places = places;
  }

  /** Once a frame. */
  update(match: ShownMatch, nowMs: number): void {
    if (match.mode !== this.mode) this.begin(match.mode);
    this.hud?.update(match, nowMs);
  }

  private begin(mode: string): void {
    this.hud?.remove();
    this.mode = mode;
    this.section.dataset['mode'] = mode;
    this.hud = MAKERS.get(mode)?.(this.places) ?? null;
  }
}
