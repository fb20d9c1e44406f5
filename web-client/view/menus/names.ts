// A friendly name for a player who has not chosen one: at most 16 characters, as in the protocol.

const FIRST = [
  'Brave',
  'Quick',
  'Lucky',
  'Jolly',
  'Clever',
  'Sunny',
  'Mighty',
  'Happy',
  'Sly',
  'Bold',
  'Witty',
  'Swift',
];
const SECOND = [
  'Cherry',
  'Peach',
  'Melon',
  'Otter',
  'Badger',
  'Puffin',
  'Comet',
  'Pixel',
  'Waffle',
  'Biscuit',
  'Falcon',
];

/** @param rng gives a random number from 0 up to and without 1 */
export function friendlyName(rng: () => number = Math.random): string {
  const pick = (words: readonly string[]): string => words[Math.floor(rng() * words.length)]!;
  return `${pick(FIRST)} ${pick(SECOND)}`;
}
