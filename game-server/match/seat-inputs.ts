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
import { nameOf, type Seat } from '../rooms/seat.ts';

export class SeatInputs {
  private readonly worlds: Worlds;
  private readonly skill: AiSkill;
  private readonly recorder: ReplayRecorder;
  /** By index: the seat as the recorder knows it. */
  private readonly notedSeats: Seat[] = [];

  /** @param recorder notes who has the seats */
  constructor(worlds: Worlds, skill: AiSkill, recorder: ReplayRecorder) {
    this.worlds = worlds;
    this.skill = skill;
    this.recorder = recorder;
  }

  /** Adds the inputs of a seat for the tick after that of the worlds. */
  take(seat: Seat, index: number, taken: Input[]): void {
    const world = worldOf(this.worlds, index);
    const isIn = isPresent(world, index);
    if (seat !== this.notedSeats[index]) this.noteSeat(seat, index);
    if (isIn !== (seat.driver !== 'empty')) taken.push({ kind: isIn ? 'leave' : 'enter', seat: index });
    if (seat.driver === 'empty') return;
    if (seat.driver === 'ai') {
      // Sequence 0, so that the next driver of the seat begins at 1.
      if (canSteer(world, index)) addWish(world, index, 0, aiWish(world, index, this.skill), taken);
      return;
    }
    seat.inputs.takeDue(this.worlds.tick + 1, taken);
    if (!seat.presence.needsStandIn || !canSteer(world, index)) return;
    // The AI acknowledges only what the player has sent.
    addWish(world, index, world.seatInput[index]!, aiWish(world, index, this.skill), taken);
  }

  private noteSeat(seat: Seat, index: number): void {
    this.notedSeats[index] = seat;
    this.recorder.noteSeat(index, seat.driver, nameOf(seat));
  }
}

/** Adds the wish of an AI, if it has changed. */
function addWish(world: World, seat: number, sequence: number, direction: Direction, taken: Input[]): void {
  if (direction !== wishOf(world, seat)) taken.push({ kind: 'wish', seat, sequence, direction });
}
