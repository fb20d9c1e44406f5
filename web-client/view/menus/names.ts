// A friendly name for somebody who has not chosen one: at most 16 characters, as the protocol wants.

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

/** @param chance a number from 0 up to but not including 1, as often as it is called. */
export function friendlyName(chance: () => number = Math.random): string {
  const pick = (words: readonly string[]): string => words[Math.floor(chance() * words.length)]!;
  return `${pick(FIRST)} ${pick(SECOND)}`;
}
