// A World as a view shows it: all words, all words that the view does not hide, or words of some ticks ago. A hidden word
// is never among those that are encoded: there it keeps the value that was seen last, 0 before that.

import { TICK_WORD } from '#protocol';
import { createWorld, EVENT_LENGTH, type View, type World } from '#simulation';

/** Events in one snapshot; others are dropped, since the words have all that matters. */
const EVENTS_PER_SNAPSHOT_MAX = 64;

/** What can be seen from a tick of the server on. */
interface Picture {
  readonly dueTick: number;
  readonly words: Int32Array;
  readonly events: readonly number[];
}

export class ShownWorld {
  private readonly world: World;
  private readonly view: View;
  /** The words that are shown. If nothing is hidden they are the World's own, so nothing is copied. */
  private current: Int32Array;
  /** Events since the last look, and the events that are shown. */
  private fresh: number[] = [];
  private shown: readonly number[] = [];
  /** Pictures that are shown later, oldest first: at most one for each look within the delay. */
  private readonly later: Picture[] = [];

  /** @param view a delayed view begins with the start of the match */
  constructor(world: World, view: View) {
    this.world = world;
    this.view = view;
    const isWhole = view.show === null && view.delayTicks === 0;
    this.current = isWhole ? world.words : new Int32Array(world.words.length);
    if (!isWhole) this.show(view.delayTicks === 0 ? world : createWorld(world.settings), this.current);
  }

  /** The words that can be seen since the last `look`. Do not keep them: the next look may change them. */
  get words(): Int32Array {
    return this.current;
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

  /** Takes the World as it is now, and shows what the view allows. @param serverTick also counts while the World stands still */
  look(serverTick: number): void {
    if (this.view.delayTicks > 0) return this.lookBack(serverTick);
    this.shown = this.fresh;
    if (this.fresh.length > 0) this.fresh = [];
    if (this.view.show !== null) this.show(this.world, this.current);
  }

  private lookBack(serverTick: number): void {
    const newest = this.later.at(-1)?.words ?? this.current;
    // A World that stands still, in a lobby say, is one picture for however long it does.
    if (newest[TICK_WORD] !== this.world.tick) {
      const words = newest.slice();
      this.show(this.world, words);
      this.later.push({ dueTick: serverTick + this.view.delayTicks, words, events: this.fresh });
      this.fresh = [];
    }
    this.shown = [];
    while (this.later.length > 0 && this.later[0]!.dueTick <= serverTick) {
      const { words, events } = this.later.shift()!;
      this.current = words;
      this.shown = events;
    }
  }

  /** Copies what can be seen of a World. */
  private show(world: World, words: Int32Array): void {
    if (this.view.show === null) words.set(world.words);
    else this.view.show(world, words);
  }
}
