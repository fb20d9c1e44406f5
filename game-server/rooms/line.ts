// Members of a room who get a seat with the next match, because the running one has none for them: first come, first served.

import type { Player } from './player.ts';
import type { Seats } from './seats.ts';

export class Line {
  private readonly waiting: Player[];

  /** @param waiting those of an earlier process */
  constructor(waiting: readonly Player[]) {
    this.waiting = [...waiting];
  }

  get players(): readonly Player[] {
    return this.waiting;
  }

  add(player: Player): void {
    if (!this.waiting.includes(player)) this.waiting.push(player);
  }

  remove(player: Player): void {
    const index = this.waiting.indexOf(player);
    if (index >= 0) this.waiting.splice(index, 1);
  }

  /** A match is about to begin: gives them the seats that there are. */
  take(seats: Seats): void {
    while (this.waiting.length > 0 && seats.take(this.waiting[0]!, null)) this.waiting.shift();
  }
}
