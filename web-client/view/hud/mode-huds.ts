// Which mode has which HUD, and the one of the match that is shown.

import type { ShownMatch } from '../maze/shown-match.ts';
import { BattleHud } from './battle-hud.ts';
import { MegaHud } from './mega/mega-hud.ts';
import type { ModeCalls, ModeHud, ModePlaces } from './mode-hud.ts';
import { VersusHud } from './versus-hud.ts';

type Maker = (places: ModePlaces, calls: ModeCalls) => ModeHud;

const MAKERS: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  ['versus', (places) => new VersusHud(places)],
  ['battle', (places) => new BattleHud(places)],
  ['mega', (places, calls) => new MegaHud(places, calls)],
]);

/** The HUD of the match that is shown, if its mode has one. */
export class ModeHuds {
  private readonly places: ModePlaces;
  private readonly calls: ModeCalls;
  /** Its `data-mode` lets style sheets differ by mode. */
  private readonly section: HTMLElement;
  private hud: ModeHud | null = null;
  private mode = '';

  constructor(section: HTMLElement, places: ModePlaces, calls: ModeCalls) {
    this.section = section;
    this.places = places;
    this.calls = calls;
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
    this.hud = MAKERS.get(mode)?.(this.places, this.calls) ?? null;
  }
}
