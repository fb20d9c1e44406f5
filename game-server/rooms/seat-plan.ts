// The seats of a room that a program has planned, as games in lockstep are: the AI has some from the start, and each of the
// others is for the player who joins by its code. A room without a plan is what players make of it.
//
// A planned room has no host. Its match begins when its players are there, and the next one when all of them are ready. When
// the last player has left, the room is as new.

import { ROOM_CODE_ALPHABET, ROOM_CODE_LENGTH } from '#protocol';
import type { AiSkill } from '#simulation';
import type { Rng } from '../clock.ts';
import type { Player } from './player.ts';

export interface PlannedSeat {
  /** What members and replays call the seat, whoever takes it. */
  readonly name: string;
  /** The AI that has the seat; null for a seat of a player. */
  readonly skill: AiSkill | null;
}

/** The code of the room itself: whoever joins by it gets the first free seat, unless seats are assigned. */
export const PLANNED_ROOM_CODE = 'ARENA';

/** A seed as a client writes it: a whole number below 2^32. */
const SEED = /^\d{1,10}$/;

export class SeatPlan {
  readonly seats: readonly PlannedSeat[];
  private readonly seedOf: (match: number) => number;
  /** By seat. */
  private readonly codes: readonly string[];
  private readonly isAssigned: boolean;
  private readonly chosen = new WeakMap<Player, number>();
  private readonly closed = new Set<number>();
  private matchCount = 0;
  private askedSeed: number | null = null;

  /**
   * @param seedOf the seed of each match, which are counted from 0 on
   * @param rng for rivals, who trust each other with nothing: each seat has a random code and no other way leads to it, and no
   * client chooses the seed of a match. Null for codes that are always the same
   */
  constructor(seats: readonly PlannedSeat[], seedOf: (match: number) => number, rng: Rng | null = null) {
    this.seats = seats;
    this.seedOf = seedOf;
    this.isAssigned = rng !== null;
    this.codes = rng === null ? seats.map((_, seat) => fixedCode(seat)) : randomCodes(seats.length, rng);
  }

  /** The seed of the next match. */
  get nextSeed(): number {
    return this.askedSeed ?? this.seedOf(this.matchCount);
  }

  /** A match has begun. */
  begun(): void {
    this.matchCount++;
    this.askedSeed = null;
  }

  /**
   * A client asks for the seed of the next match.
   * @param text a whole number below 2^32, or '' for none
   * @returns false if it is neither, or if clients choose none
   */
  askForSeed(text: string): boolean {
    if (text === '') return true;
    if (this.isAssigned) return false;
    const seed = Number(text);
    if (!SEED.test(text) || seed >= 2 ** 32) return false;
    this.askedSeed = seed;
    return true;
  }

  /** The code by which a player gets a seat. */
  codeOf(seat: number): string {
    return this.codes[seat]!;
  }

  /** The seat of a code: -1 for the code of the room, null for others. */
  seatOfCode(code: string): number | null {
    if (code === PLANNED_ROOM_CODE) return -1;
    const seat = this.seats.findIndex(({ skill }, index) => skill === null && this.codeOf(index) === code);
    return seat < 0 ? null : seat;
  }

  /** A player joins for a seat. @param seat -1 for any */
  choose(player: Player, seat: number): void {
    this.chosen.set(player, seat);
  }

  /** Whether a player may have a seat that is free. */
  isFor(player: Player | null, seat: number): boolean {
    const chosen = player === null ? -1 : (this.chosen.get(player) ?? -1);
    return this.isOpen(seat) && (chosen === seat || (chosen < 0 && !this.isAssigned));
  }

  /** Whether a match needs a player in a seat. */
  isOpen(seat: number): boolean {
    return this.seats[seat]!.skill === null && !this.closed.has(seat);
  }

  /** Whether any seat is for players still. */
  get hasOpenSeat(): boolean {
    return this.seats.some((_, seat) => this.isOpen(seat));
  }

  /** No player gets this seat any more, and no match waits for one. */
  close(seat: number): void {
    this.closed.add(seat);
  }
}

function fixedCode(seat: number): string {
  const { length } = ROOM_CODE_ALPHABET;
  return `SEA${ROOM_CODE_ALPHABET[Math.floor(seat / length)]}${ROOM_CODE_ALPHABET[seat % length]}`;
}

function randomCodes(count: number, rng: Rng): string[] {
  const codes = new Set<string>([PLANNED_ROOM_CODE]);
  while (codes.size <= count) {
    codes.add(
      Array.from({ length: ROOM_CODE_LENGTH }, () => ROOM_CODE_ALPHABET[rng(ROOM_CODE_ALPHABET.length)]).join(''),
    );
  }
  return [...codes].slice(1);
}
