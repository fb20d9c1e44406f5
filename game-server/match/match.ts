// One match being played: the World, the inputs that move it, and what is counted on the way. Who sits where is seats.ts,
// when it ticks and what follows from its end is room.ts.

import { createWorld, Events, PAC, PHASE, step, type Direction, type Input, type World } from '#simulation';
import { matchSettingsOf, type RoomRules } from '../rooms/room-rules.ts';
import { isInMaze, type Seats } from '../rooms/seats.ts';
import { Statistics } from './statistics.ts';

export class Match {
  readonly world: World;
  readonly statistics: Statistics;
  /** What the last tick made happen. */
  readonly events = new Events();
  private readonly inputs: Input[] = [];

  /** At tick 0, before anybody has entered the maze. */
  constructor(rules: RoomRules, seed: number) {
    this.world = createWorld(matchSettingsOf(rules, seed));
    this.statistics = new Statistics(rules.settings.seatCount);
  }

  get isOver(): boolean {
    return this.world.phase === PHASE.over;
  }

  /** Whether nothing has moved yet. */
  get isCountingDown(): boolean {
    return this.world.lifeStartTick === 0;
  }

  /** Moves the World on by one tick. @throws when a rule is broken. */
  tick(seats: Seats): void {
    // Setting the length would give the memory back, which costs more than the whole rest of a tick without inputs.
    while (this.inputs.length > 0) this.inputs.pop();
    for (let index = 0; index < seats.count; index++) this.collect(seats, index);
    step(this.world, this.inputs, this.events);
    this.statistics.record(this.world, this.events);
  }

  private collect(seats: Seats, index: number): void {
    const { world, inputs } = this;
    const seat = seats.at(index);
    const isIn = world.pacState[index] !== PAC.empty;
    if (isIn !== (seat.driver !== 'empty')) inputs.push({ kind: isIn ? 'leave' : 'enter', seat: index });
    if (seat.driver === 'empty') return;
    if (seat.driver === 'ai') {
      // Sequence 0, so that whoever takes the seat over begins at 1.
      if (isInMaze(world, index)) this.decide(index, 0, seat.ai.decide(world));
      return;
    }
    seat.inputs.takeDue(world.tick + 1, inputs);
    if (!seat.presence.needsStandIn || !isInMaze(world, index)) return;
    // The stand-in acknowledges nothing that its player did not send.
    this.decide(index, world.pacInput[index]!, seat.standIn.decide(world));
  }

  /** An AI's wish, when it is a new one. */
  private decide(seat: number, sequence: number, direction: Direction): void {
    if (direction !== this.world.pacWish[seat]) this.inputs.push({ kind: 'wish', seat, sequence, direction });
  }
}
