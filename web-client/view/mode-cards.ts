// What the page says and draws differently by mode: one card for each. Which settings a mode takes, its rules say.

import { modeNamed, type ModeName } from '#simulation';

export interface ModeCard {
  readonly title: string;
  /** How many can play. */
  readonly players: string;
  /** What the mode is about, in one sentence. */
  readonly idea: string;
  /** What a player must know for the first match, in short sentences. */
  readonly rules: readonly string[];
  /** Whether the World's own clock draws how Pac-Man is caught; else the page's effects do. */
  readonly catchIsDrawnByTheWorld: boolean;
}

/** In the order in which they are offered; the first is what a new player plays. A card may be there before its mode is. */
const cards = {
  coop: {
    title: 'Together',
    players: '1 to 4 players',
    idea: 'One maze, one score: clear level after level as a team.',
    rules: [
      'All of you share the score, and a stock of returns.',
      'Caught? You are back in 3 seconds, as long as the stock lasts.',
      'A fruit brings back a player who is out, and so does the next level.',
      'With more players the ghosts are faster.',
    ],
    catchIsDrawnByTheWorld: false,
  },
  versus: {
    title: 'Versus',
    players: '2 to 5 players',
    idea: 'One player is Pac-Man and sees everything. The others are ghosts and see little.',
    rules: [
      'You take turns as Pac-Man, with one life each. The most points win.',
      'A ghost sees only what is near, and remembers the rest.',
      'Energizers, fruits and eaten ghosts reveal Pac-Man to everybody.',
      'Catching Pac-Man is worth 1\u00a0600 points. Touch a grey ghost, and it hunts for you.',
    ],
    catchIsDrawnByTheWorld: false,
  },
  battle: {
    title: 'Battle',
    players: '2 to 8 players',
    idea: 'Many Pac-Men, one maze: the last one standing wins the round.',
    rules: [
      'One life a round. The first to win three rounds wins the match.',
      'An energizer makes you large: eat your rivals, and the ghosts.',
      'Equal Pac-Men knock each other back. Push a rival into a ghost.',
      'After a minute dots and power are gone, and all ghosts hunt.',
    ],
    catchIsDrawnByTheWorld: false,
  },
  mega: {
    title: 'Mega',
    players: '4 to 64 players',
    idea: 'A maze for each player, linked by gates. Half of the players leave with each cut.',
    rules: [
      'Gates lead to the mazes of your neighbours. They open and close by the clock.',
      'With power, go through a gate and eat your neighbour: 1\u00a0600 points.',
      'Stay above the line. The lower half is cut after 90 seconds, then every 45.',
      'Three lives. The last two players meet in one maze: the final.',
    ],
    catchIsDrawnByTheWorld: false,
  },
  classic: {
    title: 'Classic',
    players: 'one player',
    idea: 'The arcade game of 1980, with its tables and its tricks.',
    rules: [
      'Three lives, and one more at 10\u00a0000 points.',
      'An energizer turns the ghosts blue: four of them in a row give 3\u00a0000 points.',
      'Turn a little early, and ghosts fall behind. Known routes of the arcade work here.',
    ],
    catchIsDrawnByTheWorld: true,
  },
} as const satisfies Readonly<Record<string, ModeCard>>;

/** Every mode has a card. */
const CARDS: Readonly<Record<ModeName, ModeCard>> = cards;

export const OFFERED_MODES = Object.keys(cards).filter((mode): mode is ModeName => modeNamed(mode) !== null);
export const DEFAULT_MODE: ModeName = OFFERED_MODES[0]!;

/** The card of a mode, null for one that this page does not know. */
export function cardOf(mode: string): ModeCard | null {
  return Object.hasOwn(CARDS, mode) ? CARDS[mode as ModeName] : null;
}

/** What a mode is called: its own name where this page does not know it. */
export function modeTitle(mode: string): string {
  return cardOf(mode)?.title ?? mode;
}
