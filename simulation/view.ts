// What a viewer may see of a World. It stands between the World and the wire: words that a view hides are never encoded.

import type { Visibility } from './fields.ts';
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
  /** Ticks of the server by which the viewer sees everything later, for watchers who see more than the players do. */
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

/** Copies the words of a World, except for those of some kinds. */
export function showWords(world: World, into: Int32Array, hidden: readonly Visibility[]): void {
  const visibility = visibilityFor(world.settings);
  const { words } = world;
  for (let word = 0; word < words.length; word++) if (!hidden.includes(visibility[word]!)) into[word] = words[word]!;
}
