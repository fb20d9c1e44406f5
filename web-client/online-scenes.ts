// The scenes between two levels of `classic` in a match on a server. The match is paused meanwhile: a scene begins when the
// pause does, and is left out where the pause does not come in time, so that nobody plays unseen.

import { EVENT } from '#simulation';
import type { PlayTune } from './local/scenes/intermission.ts';
import type { Scene } from './local/scenes/scene.ts';
import type { sceneOf } from './local/scenes/scenes.ts';
import type { MatchEvent, OnlineMatch } from './netcode/online-match.ts';
import type { OnlineRoom } from './netcode/session-state.ts';
import { comfort } from './view/comfort.ts';

/** READY! lasts for two seconds: a pause that comes later than this would be one in play. */
const PAUSE_MS_MAX = 1000;

/** What scenes do with the page. */
export interface SceneCalls {
  /** Asks for a pause of a match that nobody else plays in, and for its end. */
  pause(paused: boolean): void;
  /** Loads the scenes: most visits need none. */
  load(): Promise<SceneProgram>;
}

export interface SceneProgram {
  readonly sceneOf: typeof sceneOf;
  /** @param ended called once, also when it is skipped */
  show(scene: Scene, ended: () => void): void;
  /** Ends the scene that is shown, without a call of `ended`. */
  forget(): void;
}

export class OnlineScenes {
  private readonly calls: SceneCalls;
  private readonly shown = new Set<number>();
  private match: OnlineMatch | null = null;
  /** A scene that waits for the pause, and since when. */
  private waiting: { readonly scene: Scene; readonly sinceMs: number } | null = null;
  private program: SceneProgram | null = null;
  private shows = false;

  constructor(calls: SceneCalls) {
    this.calls = calls;
  }

  /** Whether a scene is shown. */
  get isShown(): boolean {
    return this.shows;
  }

  /** Call once a frame of a player's match. */
  see(match: OnlineMatch, events: readonly MatchEvent[], nowMs: number): void {
    if (match !== this.match) this.begin(match);
    if (this.waiting !== null && nowMs - this.waiting.sinceMs > PAUSE_MS_MAX) this.forget();
    if (match.mode !== 'classic' || comfort.calm) return;
    if (events.some(({ kind }) => kind === EVENT.levelStarted)) void this.want(match, events, nowMs);
  }

  /** Call for every description of the room; null for none. */
  follow(room: Pick<OnlineRoom, 'state' | 'match'> | null): void {
    const isPaused = room?.state === 'paused' && room.match === this.match;
    if (this.shows && !isPaused) this.forget();
    if (this.waiting === null || !isPaused) return;
    const { scene } = this.waiting;
    this.waiting = null;
    this.shows = true;
    this.program?.show(scene, () => this.forget());
  }

  /** No scene is shown any more, and none waits. */
  forget(): void {
    const wasPausing = this.shows || this.waiting !== null;
    if (this.shows) this.program?.forget();
    this.shows = false;
    this.waiting = null;
    if (wasPausing) this.calls.pause(false);
  }

  private begin(match: OnlineMatch): void {
    this.forget();
    this.match = match;
    this.shown.clear();
  }

  private async want(match: OnlineMatch, events: readonly MatchEvent[], nowMs: number): Promise<void> {
    try {
      this.program ??= await this.calls.load();
    } catch {
      // An outdated page may not find the file on the server: there is no scene then.
      return;
    }
    const scene = match === this.match ? this.program.sceneOf(events, this.shown) : null;
    if (scene === null) return;
    this.waiting = { scene, sinceMs: nowMs };
    this.calls.pause(true);
  }
}

/** @param place is covered while a scene is shown */
export async function loadScenes(place: HTMLElement, playTune: PlayTune): Promise<SceneProgram> {
  const [{ sceneOf }, { Intermission }] = await Promise.all([
    import('./local/scenes/scenes.ts'),
    import('./local/scenes/intermission.ts'),
  ]);
  const intermission = new Intermission(place, playTune);
  return {
    sceneOf,
    show: (scene, ended) => intermission.show(scene, ended),
    forget: () => intermission.forget(),
  };
}
