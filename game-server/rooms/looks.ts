// What each member of a room sees of the match: a player the maze of their seat, a watcher the maze that they or the server
// have chosen. A seat that is out of the match may choose as a watcher does, and then sees as much and as late as one.

import type { Look, Match, MatchScene } from '../match/match.ts';
import type { Player } from './player.ts';

interface Choice {
  readonly look: Look;
  /** Chosen by the member, and not by the server. */
  readonly isOwn: boolean;
}

/** What a member has chosen as plain data; the member by their id. */
export interface LookData {
  readonly id: number;
  readonly look: Look;
}

export class Looks {
  /** At most one for each member. */
  private readonly choices = new Map<Player, Choice>();

  /** What the members have chosen, without the choices of the server. */
  get data(): LookData[] {
    const own = [...this.choices].filter(([, { isOwn }]) => isOwn);
    return own.map(([{ id }, { look }]) => ({ id, look }));
  }

  /** @param players members by id; the choice of one that is not there any more is left out */
  static restore(data: readonly LookData[], players: ReadonlyMap<number, Player>): Looks {
    const looks = new Looks();
    for (const { id, look } of data) {
      const player = players.get(id);
      if (player !== undefined) looks.choices.set(player, { look, isOwn: true });
    }
    return looks;
  }

  /** @param seat of the player, -1 for none */
  sceneFor(player: Player, seat: number, match: Match): MatchScene {
    // Where nothing is hidden there is nothing else to see.
    const mayLookElsewhere = seat < 0 || (!match.hidesNothing && this.choices.has(player) && match.isOut(seat));
    if (!mayLookElsewhere) return match.sceneOf(seat);
    return match.watchedScene(this.lookOf(player, match));
  }

  /**
   * A member chooses.
   * @param seat to follow; -1 for none
   * @param maze without a seat: the number of a maze; -1 for the choice of the server
   * @returns false if there is no such seat or maze
   */
  choose(player: Player, seat: number, maze: number, match: Match): boolean {
    if (seat < -1 || seat >= match.seatCount || maze < -1 || maze >= match.mazeCount) return false;
    if (seat >= 0) this.choices.set(player, { look: { kind: 'seat', seat }, isOwn: true });
    else if (maze >= 0) this.choices.set(player, { look: { kind: 'maze', maze }, isOwn: true });
    else this.choices.delete(player);
    return true;
  }

  forget(player: Player): void {
    this.choices.delete(player);
  }

  /** Another match begins. */
  clear(): void {
    this.choices.clear();
  }

  private lookOf(player: Player, match: Match): Look {
    if (match.mazeCount === 1) return { kind: 'maze', maze: 0 };
    const known = this.choices.get(player);
    if (known !== undefined && (known.isOwn || known.look.kind === 'maze' || !match.isOut(known.look.seat))) {
      return known.look;
    }
    const look: Look = { kind: 'seat', seat: match.leader };
    this.choices.set(player, { look, isOwn: false });
    return look;
  }
}
