// The players who have left a match before its end. Its result says what became of their seats.

import { readIdentity, identityText, type Identity } from '#handover';
import type { ClientKind } from '#protocol';
import { resultOwner, type PlayerSeat } from './seat.ts';

/** Leavers of one match that are remembered: any number can come and go. Later ones are left out. */
export const LEAVERS_MAX = 128;

export interface Leaver {
  readonly seat: number;
  readonly name: string;
  readonly driver: ClientKind;
  readonly version: string;
  readonly player: Identity | null;
  readonly sinceTick: number;
  readonly untilTick: number;
  readonly isFirst: boolean;
  readonly standInTicks: number;
}

/** The same as plain data: the identity as a text, '' for none. */
export type LeaverData = Omit<Leaver, 'player'> & { readonly player: string };

export class Leavers {
  private readonly all: Leaver[] = [];

  static restore(data: readonly LeaverData[]): Leavers {
    const leavers = new Leavers();
    for (const each of data.slice(0, LEAVERS_MAX)) leavers.all.push({ ...each, player: readIdentity(each.player) });
    return leavers;
  }

  get data(): LeaverData[] {
    return this.all.map(({ player, ...others }) => ({
      ...others,
      player: player === null ? '' : identityText(player),
    }));
  }

  get list(): readonly Leaver[] {
    return this.all;
  }

  /** @param tick of the match at which the player leaves the seat */
  add(seat: number, playerSeat: PlayerSeat, tick: number): void {
    if (this.all.length === LEAVERS_MAX) return;
    const { driver, sinceTick, isFirst, standInTicks } = playerSeat;
    const { name } = playerSeat.player;
    const { version, identity } = resultOwner(playerSeat);
    // A seat can be taken in the tick of the match in which it is left: it was had for none.
    this.all.push({
      ...{ seat, name, driver, version, player: identity, sinceTick },
      ...{ untilTick: Math.max(sinceTick, tick), isFirst, standInTicks },
    });
  }
}
