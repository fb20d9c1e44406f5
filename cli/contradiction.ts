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

/**
 * @param ports options by attribute name; 0 picks a free port, and may be given more than once, as none may
 * @returns one line about two that are the same port, or null
 */
export function samePort(command: Command, ports: readonly string[]): string | null {
  const taken = new Map<number, string>();
  for (const name of ports) {
    const port = (command.getOptionValue(name) as number | undefined) ?? 0;
    const flag = command.options.find((each) => each.attributeName() === name)!.long!;
    const other = taken.get(port);
    if (other !== undefined) return `error: ${other} and ${flag} are both ${port}`;
    if (port !== 0) taken.set(port, flag);
  }
  return null;
}
