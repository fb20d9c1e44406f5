// What a viewer may see of a World. It stands between the World and the wire: words that a view hides are never encoded.

import { visibilityFor, type Visibility, type World } from './world.ts';

export interface View {
  /** Viewers of one world whose views have the same key see the same words. */
  readonly key: string;
  /**
   * Sets the words of `mask` that cannot be seen now to 0; the caller has filled it with 1. Null if all words can always
   * be seen.
   */
  readonly hide: ((world: World, mask: Uint8Array) => void) | null;
  /**
   * Whether the viewer may know of an event, called in the tick of the event. An event names a place and a seat, so it
   * could reveal what `hide` hides. Null if all events can be known.
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
export const EVERYTHING: View = { key: 'all', hide: null, knowsEvent: null, knowsSeed: true, delayTicks: 0 };

/** Sets the mask to 0 for the words of some kinds. */
export function hideWords(world: World, mask: Uint8Array, kinds: readonly Visibility[]): void {
  const visibility = visibilityFor(world.settings);
  for (let word = 0; word < mask.length; word++) if (kinds.includes(visibility[word]!)) mask[word] = 0;
}
