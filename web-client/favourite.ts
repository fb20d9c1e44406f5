// The favourite colour and mark of the player, in the numbers of the wire.

import type { Favourite } from '#client';
import { COLOURS, MARKS } from '#protocol';
import { preferences } from './preferences.ts';

export function favourite(chosen: Pick<typeof preferences, 'get'> = preferences): Favourite {
  return { colour: numberOf(COLOURS, chosen.get('colour')), mark: numberOf(MARKS, chosen.get('mark')) };
}

/** Calls after every change of the favourites. */
export function onFavourite(call: () => void): void {
  for (const name of ['colour', 'mark'] as const) preferences.onChange(name, call);
}

/** @returns 0 for a word that is no member */
function numberOf(names: readonly string[], name: string): number {
  return names.indexOf(name) + 1;
}
