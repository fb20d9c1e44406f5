// Which rules this build plays.

/**
 * The version of the rules. It rises with every change after which some log of inputs leads to another World, or the words
 * of a World mean something else. Two programs of the same version get the same match from the same log.
 * test/golden/replays is played again by the tests: a hash that differs there asks for a higher number.
 */
export const RULES_VERSION = 1;
