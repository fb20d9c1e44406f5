// A player that remembers what it has seen, and reports what is lost after a kill: ticks, its seat, its room, its session.

import type { ClientKind, StreamRate } from '#protocol';
import type { Direction, World } from '#simulation';
import { Conversation, MatchModel, type Entry } from '#client';
import { nodeSurroundings, ServerSocket, type ServerAddress } from '../../bots/server-socket.ts';
import type { Ledger } from './ledger.ts';

/** Milliseconds between two directions, on average. */
const STEER_MS = 250;

export interface WitnessPlan {
  readonly name: string;
  readonly kind: ClientKind;
  readonly address: ServerAddress;
  /** Snapshots a second, or the match log. */
  readonly rate: StreamRate;
  readonly entry: Entry;
}

/** What became of a player in one kill. */
export interface Fate {
  readonly name: string;
  /** Ticks of its match that a client had seen and that the server no longer has. */
  readonly lostTicks: number;
  /** What differs from before, in words; null if nothing does. */
  readonly fault: string | null;
  /** From the kill until it was in its room again, and until its match moved; null if it did not. */
  readonly backMs: number | null;
  readonly movingMs: number | null;
}

/** What it had before a kill. */
interface Before {
  readonly match: MatchModel;
  readonly key: string;
  readonly resumes: number;
  readonly killedMs: number;
}

export class Witness {
  readonly name: string;
  private readonly conversation: Conversation;
  private readonly ledger: Ledger;
  private readonly rng: () => number;
  private readonly isHuman: boolean;
  private socket: ServerSocket | null = null;
  private steering: NodeJS.Timeout | null = null;
  private resumes = 0;
  private ending: string | null = null;
  /** The match that it saw last. */
  private match: MatchModel | null = null;
  private before: Before | null = null;
  private fate: { lostTicks: number; fault: string | null; backMs: number | null; movingMs: number | null } | null =
    null;
  private startTick = 0;
  private wake: () => void = () => {};

  /** Connects at once. @param rng from 0 (inclusive) to 1 (exclusive) */
  constructor({ name, kind, address, rate, entry }: WitnessPlan, ledger: Ledger, rng: () => number) {
    this.name = name;
    this.ledger = ledger;
    this.rng = rng;
    this.isHuman = kind === 'human';
    const surroundings = nodeSurroundings((events, node) => (this.socket = new ServerSocket(address, events, node)));
    this.conversation = new Conversation(
      surroundings,
      {
        ...{ name, kind, entry, rate, snapshotRate: 60, afterLoss: 'give-up', saved: null },
        createMatch: (joined, world) => new MatchModel(joined, world),
      },
      {
        changed: ({ name: state, ...rest }) => {
          if (state === 'resuming') this.resumes++;
          if (state === 'ended') this.ending = 'text' in rest ? rest.text : state;
          this.look();
        },
        received: () => this.look(),
        refused: (code) => (this.ending ??= `refused: ${code}`),
        wrongHash: (tick) => (this.ending ??= `another World than the server's after tick ${tick}`),
        movedOn: () => (this.ending ??= 'the session was lost'),
        saved: () => {},
      },
    );
    this.steer();
  }

  /** The state of its room, 'none' outside of one. */
  get roomState(): string {
    return this.conversation.state.name === 'room' ? this.conversation.state.room.state : 'none';
  }

  get roomCode(): string | null {
    return this.conversation.room?.code ?? null;
  }

  /** Whether its match moves. */
  get isMoving(): boolean {
    return this.roomState === 'play' || this.roomState === 'countdown';
  }

  /** Resolves when this is so. @throws when the session has ended */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.ending !== null) throw new Error(`${this.name}: ${this.ending}`);
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** Starts the match of its room. */
  start(): void {
    this.conversation.send({ type: 'start' });
  }

  /** Breaks its connection, as a network does. */
  cut(): void {
    this.socket?.cut();
  }

  /** The server is about to be killed. */
  remember(nowMs: number): void {
    const { match } = this;
    if (match === null) throw new Error(`${this.name} has never been in a match`);
    this.before = { match, key: keyOf(match), resumes: this.resumes, killedMs: nowMs };
    this.fate = { lostTicks: 0, fault: null, backMs: null, movingMs: null };
    this.startTick = 0;
  }

  get fateSoFar(): Fate {
    return { name: this.name, ...this.fate! };
  }

  /** Whether it is back, and moves if its room is in a match. */
  get isThrough(): boolean {
    const { fate } = this;
    if (fate === null || fate.backMs === null) return false;
    return fate.movingMs !== null || ['lobby', 'result', 'paused'].includes(this.roomState);
  }

  end(): void {
    if (this.steering !== null) clearTimeout(this.steering);
    this.ending ??= 'ended';
    this.conversation.close();
  }

  private look(): void {
    const { match } = this.conversation;
    if (match !== null) {
      this.match = match;
      this.see(match, match.world);
    }
    this.wake();
  }

  private see(match: MatchModel, world: World): void {
    const key = keyOf(match);
    const { before, fate } = this;
    if (before !== null && fate !== null && this.resumes > before.resumes && this.conversation.state.name === 'room') {
      const nowMs = performance.now();
      if (fate.backMs === null) {
        fate.backMs = nowMs - before.killedMs;
        this.startTick = world.tick;
        this.compare(match, world, key, before, fate);
      } else if (fate.movingMs === null && world.tick > this.startTick) fate.movingMs = nowMs - before.killedMs;
    }
    this.ledger.see(key, world);
    // A human ends the pause of a match that waits for them.
    if (this.isHuman && this.roomState === 'paused') this.conversation.send({ type: 'pause', paused: false });
    if (this.roomState === 'result') this.conversation.send({ type: 'ready', ready: true });
  }

  private compare(
    match: MatchModel,
    world: World,
    key: string,
    before: Before,
    fate: NonNullable<typeof this.fate>,
  ): void {
    if (match.code !== before.match.code) fate.fault = `in room ${match.code} instead of ${before.match.code}`;
    // Another match may have begun just before the kill, without its news having arrived.
    if (key !== before.key) return;
    if (match.seat !== before.match.seat) fate.fault = `at seat ${match.seat} instead of ${before.match.seat}`;
    // The room stands still until all are back, so nobody can have seen a later tick of the new process.
    fate.lostTicks = Math.max(0, this.ledger.newestTick(key) - world.tick);
  }

  private steer(): void {
    this.steering = setTimeout(() => this.steer(), STEER_MS * (0.5 + this.rng()));
    if (this.isMoving) this.conversation.steer(Math.floor(this.rng() * 4) as Direction, 0);
  }
}

/** Each match has a seed of its own. */
function keyOf({ code, world }: MatchModel): string {
  return `${code} ${world.settings.seed}`;
}
