// The inputs of a seat for the next tick: it is taken or given up, its player steers it, or AI does.

import {
  aiWish,
  canSteer,
  isPresent,
  wishOf,
  worldOf,
  type AiSkill,
  type Direction,
  type Input,
  type Match as Worlds,
  type ReplayRecorder,
  type World,
} from '#simulation';
import type { Appearance } from '../rooms/appearance.ts';
import type { Seat } from '../rooms/seat.ts';
import type { Seats } from '../rooms/seats.ts';

export class SeatInputs {
  private readonly worlds: Worlds;
  private readonly skill: AiSkill;
  private readonly hasStandIns: boolean;
  private readonly recorder: ReplayRecorder;
  /** By index: the seat as the recorder knows it, and how its player looked. */
  private readonly notedSeats: Seat[] = [];
  private readonly notedLooks: (Appearance | null)[] = [];
  /** Whether a seat is not as the recorder knows it. */
  private hasNews = false;

  /**
   * @param recorder notes who has the seats
   * @param hasStandIns whether AI steers for players who do not
   */
  constructor(worlds: Worlds, skill: AiSkill, recorder: ReplayRecorder, hasStandIns: boolean) {
    this.worlds = worlds;
    this.skill = skill;
    this.hasStandIns = hasStandIns;
    this.recorder = recorder;
  }

  /** Adds the inputs of a seat for the tick after that of the worlds. */
  take(seat: Seat, index: number, taken: Input[]): void {
    const world = worldOf(this.worlds, index);
    const isIn = isPresent(world, index);
    this.compare(seat, index);
    if (isIn !== (seat.driver !== 'empty')) taken.push({ kind: isIn ? 'leave' : 'enter', seat: index });
    if (seat.driver === 'empty') return;
    if (seat.driver === 'ai') {
      // Sequence 0, so that the next driver of the seat begins at 1.
      if (canSteer(world, index)) addWish(world, index, 0, aiWish(world, index, seat.skill), taken);
      return;
    }
    seat.inputs.takeDue(this.worlds.tick + 1, taken);
    if (!this.hasStandIns || !seat.presence.needsStandIn || !canSteer(world, index)) return;
    seat.standInTicks++;
    // The AI acknowledges only what the player has sent.
    addWish(world, index, world.seatInput[index]!, aiWish(world, index, this.skill), taken);
  }

  /** Tells the recorder who has the seats, if that has changed. Call it after `take` for all of them. */
  noteSeats(seats: Seats): void {
    if (!this.hasNews) return;
    this.hasNews = false;
    // All of them: what the AI looks like depends on the players.
    for (const [index, { name, colour, mark }] of seats.wire.entries()) {
      this.recorder.noteSeat(index, seats.at(index).driver, name, { colour, mark });
    }
  }

  private compare(seat: Seat, index: number): void {
    const look = 'player' in seat ? seat.appearance : null;
    if (seat === this.notedSeats[index] && look === this.notedLooks[index]) return;
    this.notedSeats[index] = seat;
    this.notedLooks[index] = look;
    this.hasNews = true;
  }
}

/** Adds the wish of an AI, if it has changed. */
function addWish(world: World, seat: number, sequence: number, direction: Direction, taken: Input[]): void {
  if (direction !== wishOf(world, seat)) taken.push({ kind: 'wish', seat, sequence, direction });
}
