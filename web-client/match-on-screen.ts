// The match on the screen, while there is one: its stage, figures, sounds, keys and touch. What is drawn on the stage is
// left to view/maze/, where the match comes from to screen-flow.ts.

import { PHASE } from '#simulation';
import { NetworkOverlay } from './debug/network-overlay.ts';
import type { TestProbe } from './debug/test-hook.ts';
import { listenToKeys } from './input/keys.ts';
import { Steering } from './input/steering.ts';
import { listenToSwipes } from './input/swipe.ts';
import { LinkHealth } from './netcode/link-health.ts';
import type { MatchEvent, OnlineMatch } from './netcode/online-match.ts';
import type { OnlineRoom } from './netcode/session-state.ts';
import type { Session } from './netcode/session.ts';
import { element } from './view/element.ts';
import { Hud, type HudButtons } from './view/hud/hud.ts';
import { LinkWarning } from './view/hud/link-warning.ts';
import { MatchSounds } from './view/sound/match-sounds.ts';
import { ResultsPanel, type ResultsButtons } from './view/hud/results-panel.ts';

export class MatchOnScreen {
  private readonly session: () => Session | null;
  private readonly probe: TestProbe;
  private readonly overlay: NetworkOverlay;
  private readonly warning = new LinkWarning();
  private readonly sounds = new MatchSounds();
  private readonly steering = new Steering((direction) => this.session()?.steer(direction));
  private readonly hud: Hud;
  private readonly results: ResultsPanel;
  // Phaser is most of the page's bytes: it loads while the player reads the menu.
  private readonly stage = import('./view/maze/stage.ts').then(({ createStage }) =>
    createStage(element('stage', HTMLElement)),
  );
  private match: OnlineMatch | null = null;
  /** Keys and touch of the match. */
  private input: AbortController | null = null;
  private health = new LinkHealth();

  constructor(session: () => Session | null, probe: TestProbe, buttons: Omit<HudButtons, 'mute'> & ResultsButtons) {
    this.session = session;
    this.probe = probe;
    this.overlay = new NetworkOverlay(probe.times);
    this.hud = new Hud({ ...buttons, mute: () => this.sounds.toggle() }, this.sounds.muted);
    this.results = new ResultsPanel(buttons);
  }

  /** Shows the room: it may have the same match as before, another one, or none. */
  show(room: OnlineRoom): void {
    if (room.state !== 'lobby') this.hud.describe(room);
    this.results.update(room, performance.now());
    if (room.state === 'lobby' && this.match !== null) this.forget();
    if (room.state !== 'lobby' && room.match !== this.match) this.start(room.match);
  }

  /** There is no match any more. */
  forget(): void {
    this.match = null;
    this.input?.abort();
    this.input = null;
    this.results.update(null, 0);
    this.warning.show(null);
    void this.stage.then((stage) => this.match === null && stage.clear());
  }

  toggleSound(): void {
    this.hud.toggleSound();
  }

  toggleOverlay(): void {
    this.overlay.toggle();
  }

  /** Browsers allow sound only after a first gesture. */
  unlockSound(): void {
    this.sounds.unlock();
  }

  /** The first match, a rematch, or the same one after a lost connection. */
  private start(match: OnlineMatch): void {
    this.match = match;
    this.input ??= this.listen();
    this.health = new LinkHealth();
    this.probe.times.restart();
    this.steering.restart();
    const { phase } = match.prediction.confirmed;
    if (phase === PHASE.ready || phase === PHASE.tune) this.sounds.playStart();
    void this.stage.then((stage) => {
      if (this.match === match) stage.show(match, (events, workMs) => this.drawn(match, events, workMs));
    });
  }

  private listen(): AbortController {
    const ends = new AbortController();
    listenToKeys(this.steering, ends.signal);
    listenToSwipes(element('match', HTMLElement), this.steering, ends.signal);
    return ends;
  }

  /** After every frame. */
  private drawn(match: OnlineMatch, events: readonly MatchEvent[], workMs: number): void {
    const now = performance.now();
    this.steering.update(match.prediction.predicted, match.seat);
    this.sounds.play(events);
    this.hud.update(match, now);
    this.results.tick(now);
    this.probe.drawn(now, workMs);
    this.showConnection(now);
  }

  /** The state of the connection: a warning when it is bad, and the overlay. */
  private showConnection(nowMs: number): void {
    const session = this.session();
    const vitals = session?.vitals ?? null;
    if (vitals === null) return;
    this.overlay.update(vitals, nowMs);
    // A lost connection has a line of its own.
    this.warning.show(session?.state.name === 'room' ? this.health.update(vitals, nowMs) : null);
  }
}
