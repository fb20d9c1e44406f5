// Titles for what players did in a match: a pure function of its results. Each player has one at most, and each title goes to
// one player at most.

import type { WireResult } from '#protocol';

export const TITLES = [
  'lastOneStanding',
  'ghostHunter',
  'headhunter',
  'chainMaster',
  'fruitLover',
  'dotCollector',
  'powerPlayer',
  'untouchable',
  'marathonRunner',
  'ghostMagnet',
] as const;
export type Title = (typeof TITLES)[number];

interface TitleRule {
  /** What is compared: the player with the most has the title. */
  readonly of: (result: WireResult) => number;
  /** The least that earns the title. */
  readonly least: number;
  /** Whether a player alone can have it. Other titles compare players. */
  readonly alone?: boolean;
  /** The modes that have it; all of them by default. */
  readonly modes?: readonly string[];
}

/** Dots that make a seat untouchable: doing nothing does not. */
const ATE = 60;
/** In pixels: about three times around the maze. */
const FAR = 3000;

/** In the order in which they are given: the first ones are the rarest. */
const RULES: Readonly<Record<Title, TitleRule>> = {
  lastOneStanding: { of: ({ place }) => (place === 1 ? 1 : 0), least: 1, modes: ['battle', 'mega'] },
  ghostHunter: { of: ({ ghosts }) => ghosts, least: 4 },
  headhunter: { of: ({ rivals }) => rivals, least: 2 },
  chainMaster: { of: ({ bestChain }) => bestChain, least: 3, alone: true },
  fruitLover: { of: ({ fruits }) => fruits, least: 1 },
  dotCollector: { of: ({ dots }) => dots, least: 40 },
  powerPlayer: { of: ({ energizers }) => energizers, least: 2 },
  untouchable: { of: ({ caught, dots }) => (caught === 0 ? dots : 0), least: ATE, alone: true },
  marathonRunner: { of: ({ distance }) => distance, least: FAR },
  ghostMagnet: { of: ({ caught }) => caught, least: 3 },
};

/**
 * Ties go to the better place, then to more points, then to the lower seat. A player gets one title at most: a second title goes to
 * a player who ties for it, or to nobody, never to the second best.
 * @returns the titles by seat
 */
export function titlesOf(mode: string, results: readonly WireResult[]): ReadonlyMap<number, Title> {
  const given = new Map<number, Title>();
  for (const title of TITLES) {
    const { of, least, alone = false, modes } = RULES[title];
    if (modes !== undefined && !modes.includes(mode)) continue;
    if (results.length < 2 && !alone) continue;
    const most = Math.max(...results.map(of));
    if (most < least) continue;
    const equals = results.filter((result) => of(result) === most);
    // A title that most players share says nothing.
    if (results.length > 1 && equals.length * 2 > results.length) continue;
    const [winner] = equals.filter(({ seat }) => !given.has(seat)).toSorted(before);
    if (winner !== undefined) given.set(winner.seat, title);
  }
  return given;
}

function before(a: WireResult, b: WireResult): number {
  return a.place - b.place || b.score - a.score || a.seat - b.seat;
}
