// A World as a view shows it: all words, or those that the view does not hide. A hidden word is never among those that are
// encoded: there it keeps the value that was seen last, 0 before that.

import { EVENT_LENGTH, type View, type World } from '#simulation';

/** Events in one snapshot; others are dropped, since the words have all that matters. */
const EVENTS_PER_SNAPSHOT_MAX = 64;

export class ShownWorld {
  /** The words that can be seen since the last `look`. If nothing is hidden they are the World's own: nothing is copied. */
  readonly words: Int32Array;
  private readonly world: World;
  private readonly view: View;
  /** Events since the last look, and the events that are shown. */
  private fresh: number[] = [];
  private shown: readonly number[] = [];

  constructor(world: World, view: View) {
    this.world = world;
    this.view = view;
    this.words = view.show === null ? world.words : new Int32Array(world.words.length);
    view.show?.(world, this.words);
  }

  /** Events that can be seen since the last `look`. */
  get events(): readonly number[] {
    return this.shown;
  }

  /** Keeps an event, numbers `start` and on of a list, for the next look. */
  record(words: Int32Array, start: number): void {
    const { knowsEvent } = this.view;
    if (knowsEvent !== null) {
      const event = { kind: words[start]!, who: words[start + 1]!, place: words[start + 2]! };
      if (!knowsEvent(this.world, event)) return;
    }
    if (this.fresh.length >= EVENTS_PER_SNAPSHOT_MAX * EVENT_LENGTH) return;
    for (let i = start; i < start + EVENT_LENGTH; i++) this.fresh.push(words[i]!);
  }

  /** Takes the World as it is now, and shows what the view allows. */
  look(): void {
    this.shown = this.fresh;
    if (this.fresh.length > 0) this.fresh = [];
    this.view.show?.(this.world, this.words);
  }
}
