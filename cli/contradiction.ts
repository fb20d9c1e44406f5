// Flags of one command line that cannot both mean something. What the environment says is not looked at: it is for all
// commands, and a flag wins over it.
import type { Command } from 'commander';

/**
 * @param pairs options by attribute name: where the first is given, the second does nothing
 * @returns one line about the first pair of which both were given as flags, or null
 */
export function contradiction(command: Command, pairs: readonly (readonly [string, string])[]): string | null {
  const isGiven = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
  const given = pairs.find(([one, other]) => isGiven(one) && isGiven(other));
  if (given === undefined) return null;
  const [flag, idle] = given.map((name) => command.options.find((each) => each.attributeName() === name)?.long);
  return `error: ${idle} does nothing beside ${flag}`;
}
