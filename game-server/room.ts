// One match being played: who sits where, and the World their inputs move. Which rooms there are is the lobby's, when
// they tick is the ticker's, what goes to whom is broadcast.ts.
//
//   countdown ──► play ──match over──► result ──600 ticks──► countdown (a rematch: new seed, same people)

import { TICK_WORD, type ClientMessage, type ServerMessage, type SnapshotRate, type WireSeat } from '#protocol';
import {
  createAiDriver,
  createWorld,
  Events,
  layoutFor,
  matchSettings,
  PAC,
  PHASE,
  step,
  type Direction,
  type Input,
  type World,
} from '#simulation';
import { Broadcast } from './broadcast.ts';
import type { Chance } from './clock.ts';
import { frameOf } from './frame.ts';
import type { Metrics } from './metrics.ts';
import { AI_NAMES, AI_SKILL, AUTO_REMATCH_TICKS, type RoomRules } from './room-rules.ts';
import { InputQueue, wireSeat, type Player, type Seat } from './seat.ts';

export class Room {
  readonly code: string;
  readonly rules: RoomRules;
  private readonly chance: Chance;
  private readonly metrics: Metrics;
  private readonly broadcast: Broadcast;
  private readonly seats: Seat[];
  private readonly inputs: Input[] = [];
  private readonly events = new Events();
  private match: World;
  private resultTicks = 0;

  /** @param phase any integer: rooms with different ones send their snapshots at different ticks. */
  constructor(code: string, phase: number, rules: RoomRules, chance: Chance, metrics: Metrics) {
    this.code = code;
    this.rules = rules;
    this.chance = chance;
    this.metrics = metrics;
    this.match = this.newMatch();
    this.seats = Array.from({ length: rules.seatCount }, () => ({ driver: 'none' }));
    this.broadcast = new Broadcast(phase, this.match, metrics);
  }

  /** The world as it stands; a rematch makes another. */
  get world(): World {
    return this.match;
  }

  get state(): 'countdown' | 'play' | 'result' {
    if (this.match.phase === PHASE.over) return 'result';
    return this.match.phase === PHASE.ready ? 'countdown' : 'play';
  }

  get hasPlace(): boolean {
    return this.seats.some((seat) => !('player' in seat));
  }

  get players(): Player[] {
    return this.seats.flatMap((seat) => ('player' in seat ? [seat.player] : []));
  }

  get wireSeats(): WireSeat[] {
    return this.seats.map(wireSeat);
  }

  /** Gives a player the AI seat with the best standing, or else a free one. @returns the seat, null when there is none. */
  join(player: Player, rate: SnapshotRate): number | null {
    const index = this.placeForNewcomer();
    if (index === null) return null;
    this.seats[index] = { driver: player.kind, player, inputs: new InputQueue(index) };
    this.fillSeats();
    player.joined(this.joinedMessage(index, this.broadcast.join(player, rate, this.match)));
    this.announceSeats(player);
    return index;
  }

  leave(index: number): void {
    const seat = this.seats[index]!;
    if (!('player' in seat)) return;
    this.broadcast.leave(seat.player);
    this.seats[index] = { driver: 'none' };
    if (this.players.length > 0 && this.takenCount < this.rules.fillTo) this.seats[index] = this.aiSeat(index);
    this.announceSeats(null);
  }

  input(index: number, { sequence, tick, direction }: ClientMessage & { type: 'input' }): void {
    const seat = this.seats[index]!;
    if (!('inputs' in seat)) return;
    const dropped = seat.inputs.push(sequence, tick, direction as Direction, this.match.tick + 1);
    this.metrics.inputsDropped += dropped;
  }

  /** Moves the match on by one tick. @throws when a rule is broken: then the room cannot go on. */
  tick(serverTick: number): void {
    this.collectInputs();
    step(this.match, this.inputs, this.events);
    this.broadcast.record(this.events);
    this.broadcast.send(this.match, serverTick);
    if (this.match.phase === PHASE.over && ++this.resultTicks === AUTO_REMATCH_TICKS) this.rematch();
  }

  private collectInputs(): void {
    this.inputs.length = 0;
    for (let index = 0; index < this.seats.length; index++) {
      const seat = this.seats[index]!;
      const isIn = this.match.pacState[index] !== PAC.absent;
      if (isIn !== (seat.driver !== 'none')) this.inputs.push({ kind: isIn ? 'leave' : 'enter', seat: index });
      if ('inputs' in seat) seat.inputs.takeDue(this.match.tick + 1, this.inputs);
      if (seat.driver === 'ai' && isInMaze(this.match, index)) this.decide(index, seat.ai.decide(this.match));
    }
  }

  /** An AI's wish, when it is a new one. Its sequence is 0, so that whoever takes the seat over begins at 1. */
  private decide(seat: number, direction: Direction): void {
    if (direction === this.match.pacWish[seat]) return;
    this.inputs.push({ kind: 'wish', seat, sequence: 0, direction });
  }

  private newMatch(): World {
    const { mode, seatCount } = this.rules;
    return createWorld(matchSettings({ mode, seatCount, seed: this.chance(2 ** 32) }));
  }

  private rematch(): void {
    this.match = this.newMatch();
    this.resultTicks = 0;
    this.broadcast.restart(this.match);
    for (const [index, seat] of this.seats.entries()) {
      if (seat.driver === 'ai') this.seats[index] = this.aiSeat(index);
      if (!('player' in seat)) continue;
      seat.inputs.clear();
      seat.player.joined(this.joinedMessage(index, this.match.words));
    }
  }

  private placeForNewcomer(): number | null {
    const free = this.seats.findIndex((seat) => seat.driver === 'none');
    let best = -1;
    for (const [index, seat] of this.seats.entries()) {
      if (seat.driver !== 'ai') continue;
      if (best < 0 || standing(this.match, index) > standing(this.match, best)) best = index;
    }
    const place = best < 0 ? free : best;
    return place < 0 ? null : place;
  }

  private get takenCount(): number {
    return this.seats.filter((seat) => seat.driver !== 'none').length;
  }

  private fillSeats(): void {
    for (const [index, seat] of this.seats.entries()) {
      if (seat.driver === 'none' && this.takenCount < this.rules.fillTo) this.seats[index] = this.aiSeat(index);
    }
  }

  private aiSeat(index: number): Seat {
    const ai = createAiDriver(index, AI_SKILL, this.chance(2 ** 32));
    return { driver: 'ai', name: AI_NAMES[index % AI_NAMES.length]!, ai };
  }

  private announceSeats(except: Player | null): void {
    const frame = frameOf({ type: 'seats', seats: this.wireSeats });
    for (const player of this.players) if (player !== except) player.send(frame);
  }

  private joinedMessage(seat: number, words: Int32Array): ServerMessage & { type: 'joined' } {
    const { settings, maze } = this.match;
    return {
      type: 'joined',
      code: this.code,
      mode: this.rules.mode,
      seat,
      tick: words[TICK_WORD]!,
      settings,
      maze: maze.lines,
      layout: layoutFor(this.rules.seatCount),
      words,
      seats: this.wireSeats,
    };
  }
}

function isInMaze(world: World, seat: number): boolean {
  return world.pacState[seat] === PAC.waiting || world.pacState[seat] === PAC.alive;
}

/** Orders seats by who is in the maze, then by points (less than a million). */
function standing(world: World, seat: number): number {
  return (isInMaze(world, seat) ? 1_000_000 : 0) + world.pacScore[seat]!;
}
