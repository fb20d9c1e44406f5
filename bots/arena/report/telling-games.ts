// The games of an arena that are most worth watching. Of each kind a few are kept while games come, so that memory does not
// grow with their number: faults, upsets, close ones, the longest, and the highest score.

import { TICKS_PER_SECOND } from '#simulation';
import type { GameResult } from '../game-result.ts';
import type { Comparison, Entry } from './comparison.ts';
import { cutText, durationText, numberText, shareText } from './shown-text.ts';

export interface TellingGame {
  readonly game: GameResult;
  /** In a few words each, without the names of kinds that the game is not of. */
  readonly reasons: readonly string[];
}

export const TELLING_GAMES = 10;
/** How many games of each kind come first. The rest is filled with the next ones of all kinds. */
const FIRST_OF_KIND = { fault: 3, upset: 3, close: 2, long: 1, high: 1 } as const;
const UPSETS_OF_PAIR = 2;
/** Longer names of contestants are cut in reasons. */
const NAME_LENGTH_MAX = 32;
/** A win is an upset if fewer than this share of the comparisons of the two ended so. */
const UPSET_SHARE_MAX = 0.35;

interface Candidate {
  readonly game: GameResult;
  readonly value: number;
}

interface Upset extends Candidate {
  readonly isRound: boolean;
  readonly winner: number;
  readonly loser: number;
  readonly points: readonly [number, number];
}

/** @returns the share of the comparisons of two contestants that the first one won, a tie being half a win */
export type WinShare = (winner: number, loser: number) => number;

export class TellingGames {
  private readonly names: readonly string[];
  private readonly faults = new Map<number, Candidate>();
  private readonly upsets = new Map<string, Upset[]>();
  private readonly close: (Candidate & { readonly isRound: boolean; readonly first: Entry; readonly second: Entry })[] =
    [];
  private readonly long: Candidate[] = [];
  private readonly high: (Candidate & { readonly contestant: number })[] = [];

  constructor(names: readonly string[]) {
    this.names = names.map((name) => cutText(name, NAME_LENGTH_MAX));
  }

  addGame(game: GameResult): void {
    keepBest(this.long, { game, value: game.ticks }, TELLING_GAMES);
    for (const { contestant, score, fault } of game.seats) {
      // One game a contestant: the first fault is the one to mend.
      if (fault !== null && !this.faults.has(contestant)) this.faults.set(contestant, { game, value: 0 });
      if (score > 0) keepBest(this.high, { game, value: score, contestant }, TELLING_GAMES);
    }
  }

  addComparison({ games, entries }: Comparison): void {
    const isRound = games.length > 1;
    const [first, second] = entries;
    if (second !== undefined && first!.score > 0) {
      const gap = Math.abs(first!.score - second.score) / Math.max(first!.score, second.score);
      keepBest(this.close, { game: first!.game, value: -gap, isRound, first: first!, second }, TELLING_GAMES);
    }
    for (const winner of entries) {
      for (const loser of entries) if (winner.place < loser.place) this.addWin(winner, loser, isRound);
    }
  }

  private addWin(winner: Entry, loser: Entry, isRound: boolean): void {
    const pair = `${winner.contestant} ${loser.contestant}`;
    const kept = this.upsets.get(pair) ?? [];
    this.upsets.set(pair, kept);
    const points = [winner.score, loser.score] as const;
    const upset = { game: winner.game, value: winner.score - loser.score, isRound, points };
    keepBest(kept, { ...upset, winner: winner.contestant, loser: loser.contestant }, UPSETS_OF_PAIR);
  }

  /** @returns at most TELLING_GAMES, the most telling first */
  choose(winShare: WinShare): TellingGame[] {
    const lists = [
      { first: FIRST_OF_KIND.fault, found: this.foundFaults() },
      { first: FIRST_OF_KIND.upset, found: this.foundUpsets(winShare) },
      { first: FIRST_OF_KIND.close, found: this.foundClose() },
      { first: FIRST_OF_KIND.long, found: this.foundLong() },
      { first: FIRST_OF_KIND.high, found: this.foundHigh() },
    ];
    const chosen = new Map<number, TellingGame>();
    for (const { first, found } of lists) takeNew(found, first, chosen);
    for (let left = TELLING_GAMES; left > 0 && chosen.size < TELLING_GAMES; left--) {
      for (const { found } of lists) if (chosen.size < TELLING_GAMES) takeNew(found, 1, chosen);
    }
    return [...chosen.values()].map(({ game, reasons }) => ({
      game,
      // What it was chosen for, and of which other kinds it is among the first.
      reasons: [
        ...new Set([...reasons, ...lists.flatMap(({ first, found }) => reasonsOf(game, found.slice(0, first)))]),
      ],
    }));
  }

  private foundFaults(): TellingGame[] {
    return [...this.faults].map(([contestant, { game }]) => telling(game, `${this.names[contestant]} lost its seat`));
  }

  private foundUpsets(winShare: WinShare): TellingGame[] {
    return [...this.upsets.values()]
      .flat()
      .map((upset) => ({ ...upset, share: winShare(upset.winner, upset.loser) }))
      .filter(({ share }) => share <= UPSET_SHARE_MAX)
      .toSorted((a, b) => a.share - b.share || byValue(a, b))
      .map(({ game, winner, loser, share, isRound, points: [won, lost] }) => {
        const score = won === lost ? '' : `, ${numberText(won)} to ${numberText(lost)}`;
        const odds = `That happens in ${shareText(share)} of their ${isRound ? 'rounds' : 'games'}`;
        return telling(
          game,
          `${isRound ? 'Upset of its round' : 'Upset'}: ${this.names[winner]} before ${this.names[loser]}${score}. ${odds}`,
        );
      });
  }

  private foundClose(): TellingGame[] {
    return this.close.map(({ game, isRound, first, second }) =>
      telling(
        game,
        `${isRound ? 'Close round' : 'Close'}: ${numberText(first.score)} for ${this.names[first.contestant]}, ${numberText(second.score)} for ${this.names[second.contestant]}`,
      ),
    );
  }

  private foundLong(): TellingGame[] {
    return this.long.map(({ game, value }) => telling(game, `Long: ${durationText(value / TICKS_PER_SECOND)}`));
  }

  private foundHigh(): TellingGame[] {
    return this.high.map(({ game, value, contestant }) =>
      telling(game, `High score: ${numberText(value)} by ${this.names[contestant]}`),
    );
  }
}

function telling(game: GameResult, reason: string): TellingGame {
  return { game, reasons: [reason] };
}

function reasonsOf(game: GameResult, found: readonly TellingGame[]): readonly string[] {
  return found.filter((each) => each.game === game).flatMap(({ reasons }) => reasons);
}

function takeNew(found: readonly TellingGame[], most: number, chosen: Map<number, TellingGame>): void {
  let taken = 0;
  for (const each of found) {
    if (taken === most) return;
    if (chosen.has(each.game.game)) continue;
    chosen.set(each.game.game, each);
    taken++;
  }
}

/** Higher values first, and of equal ones the earlier game. */
function byValue(a: Candidate, b: Candidate): number {
  return b.value - a.value || a.game.game - b.game.game;
}

/** Puts a candidate into its place of a list that holds at most so many. One game is in it once. */
function keepBest<T extends Candidate>(list: T[], candidate: T, most: number): void {
  if (list.length === most && byValue(list[most - 1]!, candidate) <= 0) return;
  const same = list.findIndex(({ game }) => game === candidate.game);
  if (same >= 0) {
    if (byValue(list[same]!, candidate) <= 0) return;
    list.splice(same, 1);
  }
  let at = list.length;
  while (at > 0 && byValue(candidate, list[at - 1]!) < 0) at--;
  list.splice(at, 0, candidate);
  if (list.length > most) list.pop();
}
