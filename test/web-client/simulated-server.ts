// A server as far as a page can see: one room of `coop` around a real World, stays that outlive their connections, and
// the real messages. It obeys a test: states and refusals are set from outside.

import {
  diffWords,
  INPUT_LEAD_TICKS_MAX,
  PROTOCOL_VERSION,
  type ClientMessage,
  type RoomState,
  type ServerMessage,
} from '#protocol';
import {
  createAiDriver,
  createWorld,
  Events,
  EVENT_LENGTH,
  layoutFor,
  matchSettings,
  NONE,
  PAC,
  step,
  type AiDriver,
  type Direction,
  type Input,
  type World,
} from '#simulation';

const CODE = 'ABCDE';
const SEATS = 4;
/** At the rate a page asks for. */
export const SNAPSHOT_TICKS = 2;

type Send = (message: ServerMessage) => void;

/** One player's stay. It holds a seat, and a connection while there is one. */
interface Stay {
  readonly name: string;
  token: string;
  seat: number | null;
  send: Send | null;
  lastSequence: number;
  queue: { readonly sequence: number; readonly direction: Direction; readonly dueTick: number }[];
}

export interface TakenInput {
  readonly sequence: number;
  readonly meantFor: number;
  readonly arrivedAt: number;
}

export class SimulatedServer {
  world: World = newWorld(1);
  state: RoomState = 'play';
  readonly stays: Stay[] = [];
  /** What clients sent, with the tick of the room at which it was taken in. */
  readonly inputs: TakenInput[] = [];
  readonly received: ClientMessage[] = [];
  /** Everything that happened, as it was told. */
  readonly happened: number[] = [];
  /** Every input that came, as `name sequence`. */
  readonly sequencesReceived: string[] = [];
  /** The answer to whoever wants into a room, or to every hello when it is fatal. */
  refusal: ServerMessage | null = null;
  /** Old tokens open nothing any more. */
  forgetful = false;
  private readonly ais: (AiDriver | null)[];
  private readonly baseline: Int32Array;
  private readonly events = new Events();
  private told: number[] = [];
  private tokens = 0;

  constructor(fillTo: number) {
    this.ais = Array.from({ length: SEATS }, (_, seat) =>
      seat < fillTo ? createAiDriver(seat, 'normal', seat + 1) : null,
    );
    this.baseline = this.world.words.slice();
  }

  get players(): Stay[] {
    return this.stays.filter(({ seat }) => seat !== null);
  }

  private get isFatal(): boolean {
    return this.refusal?.type === 'error' && this.refusal.fatal;
  }

  /** A new connection: what it sends is given to `take`; `lost` says that it is gone. */
  connect(send: Send): { take: (message: ClientMessage) => void; lost: () => void } {
    let stay: Stay | null = null;
    return {
      take: (message) => {
        this.received.push(message);
        const isRefused = this.refusal !== null && (message.type === 'hello' ? this.isFatal : 'rate' in message);
        if (isRefused) return send(this.refusal!);
        if (message.type === 'hello') stay = this.greet(message, send);
        else if (stay !== null) this.take(stay, message, send);
      },
      lost: () => {
        if (stay?.send === send) stay.send = null;
      },
    };
  }

  /** The server says this to everybody. */
  say(message: ServerMessage): void {
    for (const { send } of this.stays) send?.(message);
  }

  turn(state: RoomState): void {
    this.state = state;
    this.say(this.roomMessage());
  }

  rematch(): void {
    this.world = newWorld(2);
    this.baseline.set(this.world.words);
    for (const stay of this.players) {
      stay.queue = [];
      stay.send?.(this.joinedMessage(stay.seat!));
    }
  }

  tick(): void {
    if (this.state === 'paused' || this.state === 'lobby') return;
    step(this.world, this.dueInputs(), this.events);
    this.told.push(...this.events.words.subarray(0, this.events.count * EVENT_LENGTH));
    if (this.world.tick % SNAPSHOT_TICKS !== 0) return;
    const changes: number[] = [];
    diffWords(this.baseline, this.world.words, changes);
    for (const { send } of this.players)
      send?.({ type: 'snapshot', tick: this.world.tick, changes, events: this.told });
    this.baseline.set(this.world.words);
    this.happened.push(...this.told);
    this.told = [];
  }

  private greet(message: ClientMessage & { type: 'hello' }, send: Send): Stay {
    const known = this.forgetful ? undefined : this.stays.find(({ token }) => token === message.token);
    const stay = known ?? this.newStay(message.name);
    stay.token = `token ${++this.tokens}`;
    stay.send = send;
    send({
      type: 'welcome',
      version: PROTOCOL_VERSION,
      name: stay.name,
      tickRate: 60,
      pingIntervalMs: 2000,
      token: stay.token,
      resumed: known !== undefined,
    });
    if (stay.seat !== null) this.welcomeToRoom(stay);
    return stay;
  }

  private newStay(name: string): Stay {
    const stay = { name, token: '', seat: null, send: null, lastSequence: 0, queue: [] };
    this.stays.push(stay);
    return stay;
  }

  private take(stay: Stay, message: ClientMessage, send: Send): void {
    const { tick } = this.world;
    if (message.type === 'play' || message.type === 'join' || message.type === 'create') {
      const taken = this.players.map(({ seat }) => seat);
      stay.seat = [0, 1, 2, 3].find((seat) => !taken.includes(seat))!;
      this.welcomeToRoom(stay);
    } else if (message.type === 'ping') send({ type: 'pong', time: message.time, tick });
    else if (message.type === 'leave' && stay.seat !== null) {
      stay.seat = null;
      send({ type: 'left', reason: 'asked' });
    } else if (message.type === 'input') this.takeInput(stay, message);
  }

  private takeInput(stay: Stay, { sequence, tick: meantFor, direction }: ClientMessage & { type: 'input' }): void {
    const { tick } = this.world;
    this.sequencesReceived.push(`${stay.name} ${sequence}`);
    if (sequence <= stay.lastSequence) return;
    stay.lastSequence = sequence;
    this.inputs.push({ sequence, meantFor, arrivedAt: tick });
    const dueTick = Math.min(Math.max(meantFor, tick + 1), tick + 1 + INPUT_LEAD_TICKS_MAX);
    stay.queue.push({ sequence, direction: direction as Direction, dueTick });
  }

  private welcomeToRoom(stay: Stay): void {
    stay.send?.(this.joinedMessage(stay.seat!));
    stay.send?.(this.roomMessage());
  }

  private dueInputs(): Input[] {
    const { world } = this;
    const inputs: Input[] = [];
    for (let seat = 0; seat < SEATS; seat++) {
      const stay = this.players.find((each) => each.seat === seat);
      const ai = stay === undefined ? this.ais[seat]! : null;
      const isIn = world.pacState[seat] !== PAC.empty;
      if (isIn !== (stay !== undefined || ai !== null)) inputs.push({ kind: isIn ? 'leave' : 'enter', seat });
      const wish = ai !== null && isIn ? ai.decide(world) : NONE;
      if (ai !== null && wish !== world.pacWish[seat])
        inputs.push({ kind: 'wish', seat, sequence: 0, direction: wish });
      while (stay?.queue[0] !== undefined && stay.queue[0].dueTick <= world.tick + 1) {
        const { sequence, direction } = stay.queue.shift()!;
        inputs.push({ kind: 'wish', seat, sequence, direction });
      }
    }
    return inputs;
  }

  joinedMessage(seat: number): ServerMessage & { type: 'joined' } {
    const { settings, maze, seatCount } = this.world;
    return {
      type: 'joined',
      code: CODE,
      mode: 'coop',
      seat,
      tick: this.baseline[0]!,
      settings: { ...settings, maze: 'classic' },
      tiles: maze.lines,
      layout: layoutFor(seatCount),
      words: this.baseline.slice(),
      frightTable: [],
      seats: Array.from({ length: SEATS }, (_, index) => {
        const stay = this.players.find((each) => each.seat === index);
        const driver = stay === undefined ? (this.ais[index] === null ? 'empty' : 'ai') : 'human';
        return { name: stay?.name ?? '', driver, disconnected: false, idle: false, ready: false };
      }),
    };
  }

  roomMessage(): ServerMessage & { type: 'room' } {
    return {
      type: 'room',
      code: CODE,
      state: this.state,
      host: this.players[0]?.name ?? '',
      settings: {
        mode: 'coop',
        maze: 'classic',
        seatCount: SEATS,
        fill: true,
        skill: 'normal',
        drivers: 'any',
        listed: true,
        level: 1,
        lives: 3,
        extraLifeScore: 10_000,
        killScreen: true,
        variant: 'none',
        frightTable: 0,
      },
      locked: false,
      watchers: 0,
      endsInTicks: 0,
    };
  }
}

function newWorld(seed: number): World {
  return createWorld(matchSettings({ mode: 'coop', seatCount: SEATS, seed }));
}
