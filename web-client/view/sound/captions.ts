// What is heard, as short texts: which of them are shown, and for how long. It is the same whether or not the sound is on.

import { GHOST_NAMES } from '#simulation';
import { words } from '../../language/language.ts';
import type { TrackPlace } from './heard-match.ts';
import type { Heard } from './hearing.ts';
import type { LoopName } from './loops.ts';
import type { SoundName } from './sounds.ts';

/** Captions at a time. More could not be read during play. */
export const CAPTIONS_MAX = 3;
/** A caption stays for so long after its sound was heard last. */
export const SHOWN_MS = 2200;
/** A caption is not replaced sooner. */
export const READ_MS = 800;

interface Caption {
  readonly text: string;
  readonly sinceMs: number;
  untilMs: number;
}

export class Captions {
  /** The texts that are shown, the oldest first; another list after every change. */
  texts: readonly string[] = [];
  private readonly now: () => number;
  private shown: Caption[] = [];
  private lastLoop: LoopName | null = null;
  private lastTrack: TrackPlace['name'] = null;

  /** @param now time in milliseconds */
  constructor(now: () => number) {
    this.now = now;
  }

  play(name: SoundName, { isOwn }: Heard): void {
    const { sounds } = words().sound;
    if (name === 'dotOdd' || name === 'dotEven') return this.say(sounds.dots);
    // For another player's energizer the caption of the loop is enough.
    if (name === 'energizer' && !isOwn) return;
    // Sounds without a text in the catalogue need no caption: clicks, and what the page says anyway.
    if (Object.hasOwn(sounds, name)) this.say(sounds[name as keyof typeof sounds]);
  }

  /** @param ghost whose eyes they are, -1 for none */
  loop(name: LoopName | null, ghost: number): void {
    if (name === this.lastLoop) return;
    this.lastLoop = name;
    if (name === null) return;
    const { loops } = words().sound;
    this.say(name === 'eyes' ? loops.eyes(nameOf(ghost)) : loops[name]);
  }

  track({ name }: Readonly<TrackPlace>): void {
    if (name === this.lastTrack) return;
    this.lastTrack = name;
    if (name !== null) this.say(name === 'death' ? words().sound.sounds.caught : words().sound.opening);
  }

  /** Takes away what has been shown for long enough. Call once a frame. */
  update(): void {
    const now = this.now();
    if (this.shown.length === 0 || this.shown.every(({ untilMs }) => untilMs > now)) return;
    this.shown = this.shown.filter(({ untilMs }) => untilMs > now);
    this.changed();
  }

  clear(): void {
    this.lastLoop = null;
    this.lastTrack = null;
    if (this.shown.length === 0) return;
    this.shown = [];
    this.changed();
  }

  /** Adds a text, or lets the one that is there stay. Without room the oldest goes, if it could be read. */
  private say(text: string): void {
    const now = this.now();
    const same = this.shown.find((caption) => caption.text === text);
    if (same !== undefined) {
      same.untilMs = now + SHOWN_MS;
      return;
    }
    if (this.shown.length === CAPTIONS_MAX) {
      const oldest = this.shown.reduce((one, other) => (other.untilMs < one.untilMs ? other : one));
      if (now - oldest.sinceMs < READ_MS) return;
      this.shown.splice(this.shown.indexOf(oldest), 1);
    }
    this.shown.push({ text, sinceMs: now, untilMs: now + SHOWN_MS });
    this.changed();
  }

  private changed(): void {
    this.texts = this.shown.map(({ text }) => `[${text}]`);
  }
}

function nameOf(ghost: number): string {
  const name = GHOST_NAMES[ghost] ?? '';
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}
