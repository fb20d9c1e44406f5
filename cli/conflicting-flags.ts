// Flags of one command line of which one has no effect. Variables are not looked at: they may be set for many runs, and a
// flag wins over them.
import type { Command } from 'commander';

/**
 * @param pairs options by attribute name: where the first is given, the second has no effect
 * @returns one line about the first pair of which both were given as flags, or null
 */
export function conflictingFlags(command: Command, pairs: readonly (readonly [string, string])[]): string | null {
  const isGiven = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
  const given = pairs.find(([one, other]) => isGiven(one) && isGiven(other));
  if (given === undefined) return null;
  const [flag, idle] = given.map((name) => command.options.find((each) => each.attributeName() === name)?.long);
  return `error: ${idle} does nothing beside ${flag}`;
}
