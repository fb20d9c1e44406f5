// The sound of the page: the audio context and what it may do. Browsers allow sound only after a gesture, and may take it
// away again; a page that is hidden, or muted, is silent, and nothing that it has missed is played later.

import { preferences } from '../../preferences.ts';
import type { TrackName, TrackPlace } from './heard-match.ts';
import type { Heard, Hearing } from './hearing.ts';
import type { LoopName } from './loops.ts';
import { Mixer, type Track } from './mixer.ts';
import { SOUNDS, type SoundName } from './sounds.ts';
import type * as Tunes from './tunes.ts';
import { INTERMISSION_SECONDS, type IntermissionName } from './tune-lengths.ts';

/** Gestures after which a browser allows sound: of a touch it is the end that counts. */
const GESTURES = ['keydown', 'pointerdown', 'pointerup', 'touchend', 'click'] as const;
/** What sounds when it is pressed. */
const PRESSED = ['button', 'summary', 'select', 'a[href]', 'input[type=checkbox]', 'input[type=radio]'].join();
/** A match that draws no frame for so long is not heard any more, whatever the reason. */
const FRAME_MS_MAX = 300;
/** Level of what others do. */
const OTHERS_LEVEL = 0.4;
/** A hidden page suspends its audio after this, when all has faded out. */
const SUSPEND_AFTER_MS = 100;

export class PageSounds implements Hearing {
  private context: AudioContext | null = null;
  private mixer: Mixer | null = null;
  private canSound = true;
  private tunes: Pick<typeof Tunes, 'tuneParts'> | null = null;
  private loading: Promise<void> | null = null;
  /** The tunes of openings that were heard, by name and length. */
  private readonly openings = new Map<string, Track>();
  private frameMs = 0;
  private watching = 0;
  /** An intermission's tune, and when it began by the page's clock. */
  private playing: { readonly name: IntermissionName; readonly sinceMs: number } | null = null;

  /** Follows gestures, preferences, and whether the page is seen, from now on. */
  start(): void {
    for (const gesture of GESTURES) window.addEventListener(gesture, () => this.unlock(), { capture: true });
    window.addEventListener('click', ({ target }) => this.pressed(target));
    document.addEventListener('visibilitychange', () => this.seenOrHidden());
    window.addEventListener('pagehide', () => this.mixer?.cut());
    preferences.onChange('muted', () => this.mutedOrNot());
    for (const name of ['volume', 'effectsVolume', 'musicVolume'] as const) {
      preferences.onChange(name, () => {
        this.volumesChanged();
        // A sample at the new volume.
        this.play('count');
      });
    }
  }

  /** What sounds now. For tests. */
  get sounding(): Sounding {
    const nothing = { voices: 0, loop: null, track: null };
    return { context: this.context?.state ?? 'none', ...(this.isHeard ? this.mixer!.sounding : nothing) };
  }

  play(name: SoundName, { pan, isOwn }: Heard = { pan: 0, isOwn: true }): void {
    if (this.isHeard) this.mixer!.play(name, { pan, level: isOwn ? 1 : OTHERS_LEVEL });
  }

  loop(name: LoopName | null, pan: number): void {
    if (!this.isHeard) return;
    this.mixer!.setLoop(name, pan);
    if (name !== null) this.watch();
  }

  track({ name, seconds, length }: Readonly<TrackPlace>): void {
    if (!this.isHeard || this.playing !== null) return;
    this.mixer!.setTrack(name === null ? null : this.trackOf(name, length), seconds);
    if (name !== null) this.watch();
  }

  /**
   * Plays the music of an intermission, from its beginning, instead of any other tune.
   * @returns a function that ends it early
   */
  playTune(name: IntermissionName): () => void {
    const playing = { name, sinceMs: performance.now() };
    this.playing = playing;
    this.load().then(
      () => this.playing === playing && this.goOnPlaying(),
      () => {},
    );
    const end = setTimeout(() => stop(), INTERMISSION_SECONDS[name] * 1000);
    const stop = (): void => {
      clearTimeout(end);
      if (this.playing !== playing) return;
      this.playing = null;
      this.mixer?.setTrack(null);
    };
    return stop;
  }

  /** Call in the handler of a gesture. */
  unlock(): void {
    if (preferences.get('muted') || !this.canSound) return;
    if (this.context === null) this.open();
    else if (this.context.state !== 'running') this.resume();
  }

  private open(): void {
    // A browser may offer no audio context, or no more of them: the page is silent then.
    try {
      const context = new AudioContext({ latencyHint: 'interactive' });
      this.mixer = new Mixer(context);
      this.context = context;
    } catch {
      this.canSound = false;
      return;
    }
    const { context } = this;
    this.volumesChanged();
    // Interrupted by a call, or by the browser: what was about to be heard would be heard later.
    context.addEventListener('statechange', () => context.state === 'running' || this.mixer?.cut());
    if (context.state !== 'running') this.resume();
    void this.load().catch(() => {});
  }

  private resume(): void {
    this.context?.resume().then(
      () => this.goOnPlaying(),
      // It stays silent until the next gesture.
      () => {},
    );
  }

  private get isHeard(): boolean {
    return this.context?.state === 'running' && !document.hidden && !preferences.get('muted');
  }

  private pressed(target: EventTarget | null): void {
    const element = target instanceof Element ? target.closest(PRESSED) : null;
    if (element !== null && !element.matches(':disabled')) this.play('click');
  }

  private seenOrHidden(): void {
    const { context } = this;
    if (context === null) return;
    if (!document.hidden) return this.resume();
    this.mixer?.stopAll();
    setTimeout(() => document.hidden && void context.suspend().catch(() => {}), SUSPEND_AFTER_MS);
  }

  private mutedOrNot(): void {
    if (preferences.get('muted')) return this.mixer?.stopAll();
    this.unlock();
    this.goOnPlaying();
  }

  private volumesChanged(): void {
    this.mixer?.setVolumes({
      master: preferences.get('volume'),
      effects: preferences.get('effectsVolume'),
      music: preferences.get('musicVolume'),
    });
  }

  /** Makes loop and track end when no frame asks for them any more. */
  private watch(): void {
    this.frameMs = performance.now();
    if (this.watching === 0) this.watching = window.setInterval(() => this.look(), FRAME_MS_MAX / 2);
  }

  private look(): void {
    if (performance.now() - this.frameMs < FRAME_MS_MAX) return;
    clearInterval(this.watching);
    this.watching = 0;
    this.mixer?.setLoop(null);
    if (this.playing === null) this.mixer?.setTrack(null);
  }

  /** The music of an intermission, from where it would be by now. */
  private goOnPlaying(): void {
    const { playing, tunes } = this;
    if (playing === null || tunes === null || !this.isHeard) return;
    const { name, sinceMs } = playing;
    const parts = tunes.tuneParts(name, INTERMISSION_SECONDS[name]);
    this.mixer!.setTrack({ name, parts, bus: 'music' }, (performance.now() - sinceMs) / 1000);
  }

  private trackOf(name: TrackName, length: number): Track | null {
    if (name === 'death') return DEATH;
    if (this.tunes === null) return null;
    const key = `${name} ${length.toFixed(2)}`;
    let track = this.openings.get(key);
    if (track === undefined) {
      if (this.openings.size === OPENINGS_MAX) this.openings.clear();
      track = { name: key, parts: this.tunes.tuneParts(name, length), bus: 'music' };
      this.openings.set(key, track);
    }
    return track;
  }

  private load(): Promise<void> {
    this.loading ??= import('./tunes.ts').then(
      (tunes) => void (this.tunes = tunes),
      (error: unknown) => {
        // The next tune tries to load it again.
        this.loading = null;
        throw error;
      },
    );
    return this.loading;
  }
}

/** What sounds, and the state of the audio context: `none` before the first gesture. */
export interface Sounding {
  readonly context: string;
  readonly voices: number;
  readonly loop: string | null;
  readonly track: string | null;
}

const DEATH: Track = { name: 'death', parts: SOUNDS.death.parts, bus: 'effects' };
/** Openings have a few lengths; a server could send any. */
const OPENINGS_MAX = 8;
