// The seat that a player follows while their own Pac-Man is out of a round or a level and the whole maze is still shown.

import { canSteer, PHASE } from '#simulation';
import { fateOf } from './moments/fate.ts';
import type { OnlineMatch } from './netcode/online-match.ts';

export class FollowedRival {
  private chosen = -1;

  /** Call once a frame. @returns whether the player follows somebody, so can choose another */
  update(match: OnlineMatch): boolean {
    const { ownSeats, prediction } = match;
    const world = prediction.confirmed;
    // All players at this screen have to be out.
    const playing = ownSeats.find((own) => canSteer(world, own));
    const seat = playing ?? match.seat;
    const areAllOut = ownSeats.length > 0 && ownSeats.every((own) => fateOf(world, own).name === 'out');
    const follows = world.phase === PHASE.play && areAllOut && seesWhole(match);
    if (!follows) this.chosen = -1;
    else if (this.chosen < 0 || !canSteer(world, this.chosen)) this.chosen = nextSeat(match, this.chosen);
    match.marked = this.chosen < 0 ? seat : this.chosen;
    return follows;
  }

  /** The next seat in the maze. */
  next(match: OnlineMatch): void {
    this.chosen = nextSeat(match, this.chosen);
  }

  /** A seat that the player has chosen; nothing happens for one that is out as well. */
  choose(match: OnlineMatch, seat: number): void {
    if (canSteer(match.prediction.confirmed, seat)) this.chosen = seat;
  }
}

/** Whether an eliminated player sees the whole maze: in `battle` and in a team. */
function seesWhole({ prediction: { confirmed } }: OnlineMatch): boolean {
  const { fields, lives } = confirmed.settings.mode;
  return fields.includes('battle') || lives.owner === 'team';
}

/** @returns -1 if no seat is in the maze */
function nextSeat({ prediction: { confirmed } }: OnlineMatch, seat: number): number {
  const { seatCount } = confirmed;
  for (let by = 1; by <= seatCount; by++) {
    const next = (seat + by + seatCount) % seatCount;
    if (canSteer(confirmed, next)) return next;
  }
  return -1;
}
