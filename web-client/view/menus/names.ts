// A friendly name for a player who has not chosen one: at most 16 characters, as in the protocol.

import { words } from '../../language/language.ts';

/** @param rng gives a random number from 0 up to and without 1 */
export function friendlyName(rng: () => number = Math.random): string {
  const { firstNames, secondNames } = words().menu;
  const pick = (names: readonly string[]): string => names[Math.floor(rng() * names.length)]!;
  return `${pick(firstNames)} ${pick(secondNames)}`;
}
