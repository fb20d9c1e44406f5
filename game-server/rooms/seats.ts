// The seats of one room: who sits where, which seats the AI has, and which one a new player gets. match.ts has what happens
// in the maze.

import assert from 'node:assert/strict';
import { identityText, readIdentity } from '#handover';
import type { WireSeat } from '#protocol';
import { InputQueue } from '../match/input-queue.ts';
import { NO_APPEARANCE, TakenAppearances, type Appearance } from './appearance.ts';
import type { Player } from './player.ts';
import { Presence, type PresenceData } from './presence.ts';
import { aiName, fillTo, idleTicksOf, type RoomRules } from './room-rules.ts';
import type { Readiness } from './room-state.ts';
import { FROM_START, ownerOf, wireSeat, type PlayerSeat, type Seat, type SeatEntry, type SeatOwner } from './seat.ts';

/** A seat as plain data; players by their ids. */
export type SeatData =
  | { readonly driver: 'empty' | 'ai' }
  | {
      readonly driver: 'player';
      readonly id: number;
      readonly presence: PresenceData;
      readonly isReady: boolean;
      readonly pauseAskTick?: number;
      readonly wins: number;
      /** Whether the World has not taken the empty wish yet with which the seat begins. */
      readonly isUntouched: boolean;
      /** These and `pauseAskTick` are missing in journals of earlier servers. */
      readonly appearance?: Appearance;
      readonly standInTicks?: number;
      readonly sinceTick?: number;
      readonly isFirst?: boolean;
      /** The identity as a text, '' for none. */
      readonly owner?: { readonly identity: string; readonly version: string };
    };

/** Which seats of a running match newcomers may have, and which of them is the best. */
export interface Standings {
  mayTakeOver(seat: number): boolean;
  /** Negative if the first seat stands better than the other. */
  compareStanding(seat: number, other: number): number;
  /** How a player who takes a seat now comes to it. */
  entryOf(seat: number): SeatEntry;
}

/** What others may read of the seats of a room. */
export interface SeatsView {
  readonly takenCount: number;
  readonly wire: WireSeat[];
  readonly players: readonly { readonly player: Player; readonly owner: SeatOwner }[];
  indexOf(player: Player): number;
}

export class Seats implements SeatsView {
  private readonly rules: RoomRules;
  private readonly all: Seat[];

  constructor(rules: RoomRules) {
    this.rules = rules;
    this.all = Array.from({ length: rules.settings.seatCount }, () => ({ driver: 'empty' }));
  }

  /**
   * The seats of a room of another process.
   * @param players by id; the seat of one that is not there any more is empty
   * @param sequenceOf the newest input of a seat that the World has taken
   */
  static restore(
    rules: RoomRules,
    data: readonly SeatData[],
    players: ReadonlyMap<number, Player>,
    sequenceOf: (seat: number) => number,
  ): Seats {
    const seats = new Seats(rules);
    assert(data.length === seats.count, 'a room has as many seats as its settings say');
    for (const [index, seat] of data.entries()) {
      if (seat.driver === 'ai') seats.giveToAi(index);
      const player = seat.driver === 'player' ? players.get(seat.id) : undefined;
      if (seat.driver !== 'player' || player === undefined) continue;
      assert(seats.of(player) === null, 'a player has one seat at most');
      seats.all[index] = {
        driver: player.kind,
        player,
        inputs: InputQueue.restore(index, seat.isUntouched, sequenceOf(index)),
        presence: Presence.restore(seat.presence, idleTicksOf(rules)),
        appearance: seat.appearance ?? seats.freeAppearance(index, player),
        isReady: seat.isReady,
        pauseAskTick: seat.pauseAskTick ?? 0,
        wins: seat.wins,
        standInTicks: seat.standInTicks ?? 0,
        sinceTick: seat.sinceTick ?? 0,
        isFirst: seat.isFirst ?? true,
        owner: seat.owner === undefined ? ownerOf(player) : restoredOwner(seat.owner),
      };
    }
    return seats;
  }

  get data(): SeatData[] {
    return this.all.map((seat) => {
      if (!('player' in seat)) return { driver: seat.driver };
      const { player, presence, isReady, pauseAskTick, wins, appearance } = seat;
      const { standInTicks, sinceTick, isFirst } = seat;
      const { isUntouched } = seat.inputs;
      const facts = { isReady, pauseAskTick, wins, isUntouched, appearance, standInTicks, sinceTick, isFirst };
      const { identity, version } = seat.owner;
      const owner = { identity: identity === null ? '' : identityText(identity), version };
      return { driver: 'player', id: player.id, presence: presence.data, ...facts, owner };
    });
  }

  get count(): number {
    return this.all.length;
  }

  get takenCount(): number {
    return this.all.filter((seat) => seat.driver !== 'empty').length;
  }

  /** How many seats would be taken if a match began now. */
  get takenCountAtStart(): number {
    return Math.max(this.takenCount, Math.min(fillTo(this.rules), this.count));
  }

  /** Seats that humans and bots have. */
  get players(): PlayerSeat[] {
    return this.all.filter((seat) => 'player' in seat);
  }

  get wire(): WireSeat[] {
    const taken = this.takenAppearances();
    const { plan } = this.rules;
    return this.all.map((seat, index) => {
      const wire = wireSeat(seat, () => taken.take(index, NO_APPEARANCE));
      return plan === undefined || seat.driver === 'empty' ? wire : { ...wire, name: plan.seats[index]!.name };
    });
  }

  /** Whether a new player would get a seat. @param standings of the running match; null between matches */
  hasPlace(standings: Standings | null): boolean {
    return this.placeForNewcomer(standings, null) !== null;
  }

  /** Whether all seats that are planned for players are taken by connected players. */
  get hasPlannedPlayers(): boolean {
    return this.all.every((seat, index) =>
      'player' in seat ? seat.player.isConnected : this.rules.plan?.isOpen(index) !== true,
    );
  }

  /** Whether all seats belong to players. */
  get isFull(): boolean {
    return this.all.every((seat) => 'player' in seat);
  }

  /** The tick of the match at which the next input of a player is due; beyond all ticks if none waits. */
  get nextDueTick(): number {
    let next = Number.MAX_SAFE_INTEGER;
    for (const seat of this.all) if ('inputs' in seat) next = Math.min(next, seat.inputs.nextDueTick);
    return next;
  }

  at(index: number): Seat {
    return this.all[index]!;
  }

  /** The index of a player's seat, -1 without one. */
  indexOf(player: Player): number {
    return this.all.findIndex((seat) => 'player' in seat && seat.player === player);
  }

  of(player: Player): PlayerSeat | null {
    for (const seat of this.all) if ('player' in seat && seat.player === player) return seat;
    return null;
  }

  /**
   * Gives a player the AI seat with the best standing, or else a free one.
   * @param standings of the running match; null between matches
   * @returns false when there is none.
   */
  take(player: Player, standings: Standings | null): boolean {
    assert(this.of(player) === null, 'a player has one seat at most');
    const index = this.placeForNewcomer(standings, player);
    if (index === null) return false;
    assert(!('player' in this.at(index)), 'a seat has one driver');
    this.all[index] = {
      driver: player.kind,
      player,
      inputs: new InputQueue(index),
      presence: new Presence(idleTicksOf(this.rules)),
      appearance: this.freeAppearance(index, player),
      isReady: false,
      pauseAskTick: 0,
      wins: 0,
      standInTicks: 0,
      owner: ownerOf(player),
      ...(standings?.entryOf(index) ?? FROM_START),
    };
    return true;
  }

  release(player: Player): void {
    const index = this.indexOf(player);
    if (index >= 0) this.all[index] = { driver: 'empty' };
  }

  /** The AI takes free seats: those of the plan, or up to the number in the rules. */
  fill(): void {
    const { plan } = this.rules;
    const wanted = fillTo(this.rules);
    for (const [index, seat] of this.all.entries()) {
      const isWanted = plan === undefined ? this.takenCount < wanted : plan.seats[index]!.skill !== null;
      if (seat.driver === 'empty' && isWanted) this.giveToAi(index);
    }
  }

  private giveToAi(index: number): void {
    const { plan, settings } = this.rules;
    this.all[index] = { driver: 'ai', name: aiName(index), skill: plan?.seats[index]?.skill ?? settings.skill };
  }

  /** No AI sits in a lobby. */
  dismissAi(): void {
    for (const [index, seat] of this.all.entries()) if (seat.driver === 'ai') this.all[index] = { driver: 'empty' };
  }

  /** Every seat, with its player, is the next one from now on, and the last is the first. */
  turn(): void {
    this.all.unshift(this.all.pop()!);
    for (const [index, seat] of this.all.entries()) if ('player' in seat) seat.inputs.moveTo(index);
  }

  /** A new match begins: AI fills seats anew, and the state of the last match is reset. */
  beginMatch(): void {
    this.dismissAi();
    this.fill();
    for (const seat of this.players) {
      seat.inputs.clear();
      seat.presence.beginMatch();
      seat.isReady = false;
      seat.pauseAskTick = 0;
      seat.standInTicks = 0;
      seat.owner = ownerOf(seat.player);
      Object.assign(seat, FROM_START);
    }
    this.dressAll();
  }

  /** A player has other favourites. @returns whether the player looks different now */
  dress(player: Player): boolean {
    const seat = this.of(player);
    if (seat === null) return false;
    const { colour, mark } = seat.appearance;
    seat.appearance = this.freeAppearance(this.indexOf(player), player);
    return seat.appearance.colour !== colour || seat.appearance.mark !== mark;
  }

  /** All players choose anew: first those with favourites, in the order of their seats. */
  private dressAll(): void {
    const taken = this.noAppearances();
    for (const hasFavourite of [true, false]) {
      for (const [index, seat] of this.all.entries()) {
        if (!('player' in seat)) continue;
        const { favourite } = seat.player;
        if (favourite.colour + favourite.mark > 0 === hasFavourite) seat.appearance = taken.take(index, favourite);
      }
    }
  }

  private noAppearances(): TakenAppearances {
    return new TakenAppearances(this.count, this.rules.mode.roles.includes('ghost'));
  }

  /** What a player would look like in a seat, beside the players of the other seats. */
  private freeAppearance(index: number, { favourite }: Player): Appearance {
    return this.takenAppearances(index).take(index, favourite);
  }

  /** @param except a seat that is left out */
  private takenAppearances(except = -1): TakenAppearances {
    const taken = this.noAppearances();
    for (const [index, seat] of this.all.entries())
      if ('player' in seat && index !== except) taken.add(seat.appearance);
    return taken;
  }

  get readiness(): Readiness {
    const connected = this.players.filter((seat) => !seat.presence.isDisconnected);
    const count = connected.filter((seat) => seat.isReady).length;
    if (count === 0) return 'none';
    return count === connected.length ? 'all' : 'some';
  }

  /** @param player null for any */
  private placeForNewcomer(standings: Standings | null, player: Player | null): number | null {
    const { plan } = this.rules;
    let free = -1;
    let best = -1;
    for (const [index, seat] of this.all.entries()) {
      if ('player' in seat || standings?.mayTakeOver(index) === false) continue;
      if (plan?.isFor(player, index) === false) continue;
      if (seat.driver === 'empty') free = free < 0 ? index : free;
      else if (best < 0 || (standings !== null && standings.compareStanding(index, best) < 0)) best = index;
    }
    const place = best < 0 ? free : best;
    return place < 0 ? null : place;
  }
}

function restoredOwner({ identity, version }: { readonly identity: string; readonly version: string }): SeatOwner {
  return { identity: readIdentity(identity), version };
}
