// What a viewer may see of a World. It stands between the World and the wire: words that a view hides are never encoded.

import type { Visibility } from './fields.ts';
import type { MatchSettings } from './settings.ts';
import { visibilityFor, type World } from './world.ts';

export interface View {
  /** Viewers of one world whose views have the same key see the same words. */
  readonly key: string;
  /**
   * Writes the words of a World as the viewer sees them. A word that it does not write cannot be seen now: there the viewer
   * keeps what was seen last. Null if all words can always be seen.
   * @param into what the viewer has seen so far, 0 where nothing yet
   */
  readonly show: ((world: World, into: Int32Array) => void) | null;
  /**
   * Whether the viewer may know of an event, called in the tick of the event. An event names a place and a seat, so it
   * could reveal what `show` hides. Null if all events can be known.
   */
  readonly knowsEvent: ((world: World, event: SeenEvent) => boolean) | null;
  /** Whether the viewer may know the seed, with which all random events can be computed in advance. */
  readonly knowsSeed: boolean;
  /** Ticks of the match by which the viewer sees everything later, for watchers who see more than the players do. */
  readonly delayTicks: number;
}

/** An event as EVENT describes it. */
export interface SeenEvent {
  readonly kind: number;
  readonly who: number;
  readonly place: number;
}

/** The view of all players and watchers in modes that hide nothing. */
export const EVERYTHING: View = { key: 'all', show: null, knowsEvent: null, knowsSeed: true, delayTicks: 0 };

/**
 * Copies the words of a World, except for those of some kinds.
 * @param hidden a list that its owner keeps, since which words these are is computed once for each list
 */
export function showWords(world: World, into: Int32Array, hidden: readonly Visibility[]): void {
  const { words } = world;
  // A plain loop: every viewer with a view of its own gets its words many times a second.
  const shown = shownWords(world.settings, hidden);
  for (let i = 0; i < shown.length; i++) into[shown[i]!] = words[shown[i]!]!;
}

/** By settings and list of hidden kinds: the words of the other kinds. */
const shownWordLists = new WeakMap<MatchSettings, WeakMap<readonly Visibility[], Uint16Array>>();

function shownWords(settings: MatchSettings, hidden: readonly Visibility[]): Uint16Array {
  let lists = shownWordLists.get(settings);
  if (lists === undefined) shownWordLists.set(settings, (lists = new WeakMap()));
  let shown = lists.get(hidden);
  if (shown === undefined) {
    const visibility = visibilityFor(settings);
    shown = Uint16Array.from(visibility.flatMap((kind, word) => (hidden.includes(kind) ? [] : [word])));
    lists.set(hidden, shown);
  }
  return shown;
}
