// Who waits for a ranked match: each player once, a limited number in all and of each address.

import { identityText, type Identity } from '#handover';
import type { Refusal, ServerMessage, StreamRate } from '#protocol';
import type { Placing } from '../rooms/lobby.ts';
import type { Player } from '../rooms/player.ts';
import type { Room } from '../rooms/room.ts';
import type { SentRequest } from '../sessions/room-request.ts';
import type { ContestRules } from './contest-table.ts';
import type { Seeker } from './matchmaker.ts';

/** Players who wait at once, in all modes together. */
export const QUEUED_MAX = 10_000;
/** Of these, players of one address, where addresses are not shared. Owners have several bots. */
export const QUEUED_PER_ADDRESS_MAX = { human: 4, bot: 16 } as const;

/** What the queue needs of a session. */
export interface RankedPlayer extends Player {
  /** Null in the lobby. */
  readonly room: Room | null;
  answer(message: ServerMessage): void;
  /** Refuses a `play` that came earlier. */
  refusePlay(refusal: Refusal): void;
  enterRoom(rate: StreamRate, into: () => Placing): Refusal | null;
  /** Does what the player has asked for once more, maybe at another node. */
  request(request: SentRequest): void;
}

export interface Waiting extends Seeker {
  readonly player: RankedPlayer;
  readonly identity: Identity;
  readonly rules: ContestRules;
  readonly rate: StreamRate;
  /** Whether the strength is known; `mu` and `sigma` mean nothing before. */
  readonly isKnown: boolean;
}

export class Queue {
  private readonly byPlayer = new Map<RankedPlayer, Waiting>();
  private readonly byIdentity = new Map<string, Waiting>();
  private readonly countByAddress = new Map<string, number>();

  get count(): number {
    return this.byPlayer.size;
  }

  /** In the order of arrival. */
  [Symbol.iterator](): Iterator<Waiting> {
    return this.byPlayer.values();
  }

  of(player: RankedPlayer): Waiting | undefined {
    return this.byPlayer.get(player);
  }

  ofIdentity(identity: Identity): Waiting | undefined {
    return this.byIdentity.get(identityText(identity));
  }

  /** Why no further player of this address can wait, null if one can. */
  refusal({ player, address }: Pick<Waiting, 'player' | 'address'>): Refusal | null {
    if (this.count >= QUEUED_MAX) return 'queue-full';
    const ofAddress = address === null ? 0 : (this.countByAddress.get(address) ?? 0);
    return ofAddress >= QUEUED_PER_ADDRESS_MAX[player.kind] ? 'queue-address-full' : null;
  }

  /** @param waiting of a player, and an identity, who does not wait yet */
  add(waiting: Waiting): void {
    this.byPlayer.set(waiting.player, waiting);
    this.byIdentity.set(identityText(waiting.identity), waiting);
    this.countOf(waiting, 1);
  }

  /** The same player at the same place, with other facts. */
  replace(waiting: Waiting): void {
    this.byPlayer.set(waiting.player, waiting);
    this.byIdentity.set(identityText(waiting.identity), waiting);
  }

  /** @returns whether the player was waiting */
  remove(player: RankedPlayer): boolean {
    const waiting = this.byPlayer.get(player);
    if (waiting === undefined) return false;
    this.byPlayer.delete(player);
    this.byIdentity.delete(identityText(waiting.identity));
    this.countOf(waiting, -1);
    return true;
  }

  private countOf({ address }: Waiting, change: 1 | -1): void {
    if (address === null) return;
    const count = (this.countByAddress.get(address) ?? 0) + change;
    if (count === 0) this.countByAddress.delete(address);
    else this.countByAddress.set(address, count);
  }
}
