// A player of a run over several nodes. It steers, talks, leaves and comes back as random numbers say, follows the server from
// node to node, and reports everything that it is shown to the checks of load/frames.

import { LOG_RATE, type ClientKind, type ServerMessage, type StreamRate } from '#protocol';
import type { Direction } from '#simulation';
import { Conversation, MatchModel, type ConversationState, type Entry, type TransportEvents } from '#client';
import type { Watch, Watched } from '../../load/frames/watch.ts';
import { nodeSurroundings, ServerSocket, type ServerAddress } from '../../bots/server-socket.ts';

/** Milliseconds between two decisions, on average. */
const DECIDE_MS = 200;
/** One decision of so many is to say something, or to leave the room for another one. */
const SAY_EVERY = 30;
const LEAVE_EVERY = 150;
/** How long a player waits who was refused or has lost its session, until it asks again. */
const AGAIN_MS = 500;
/** A session is kept for 30 s: after a longer break nothing is owed to a player. */
const KEPT_MS = 28_000;

export interface PlayerPlan {
  readonly name: string;
  readonly kind: ClientKind;
  readonly rate: StreamRate;
  /** The first request for a room; later ones are drawn. */
  readonly entry: Entry;
  /** Whether it leaves its room now and then for another one. */
  readonly wanders: boolean;
}

/** What a player knows of the servers. */
export interface Servers {
  /** Where to begin: a node, or a bridge. */
  door(): ServerAddress;
  /** The name of the node at an address. */
  nameOf(address: ServerAddress): string;
  /** A room to go to that is known to the other players, null for none. */
  room(): string | null;
  /** Whether sessions may be lost now: the nodes and their Redis were gone at the same time. */
  mayLose(): boolean;
}

export class Player implements Watched {
  readonly name: string;
  readonly kind: string;
  /** The node whose bytes were read last. */
  node = '';
  /** How often it resumed, was refused, and began a new session. */
  resumes = 0;
  refusals = 0;
  sessions = 0;
  lines = 0;
  private readonly plan: PlayerPlan;
  private readonly servers: Servers;
  private readonly watch: Watch;
  private readonly rng: () => number;
  private conversation: Conversation | null = null;
  private timer: NodeJS.Timeout | undefined;
  private sockets: ServerSocket[] = [];
  private isEnded = false;
  private hadSeat = false;
  /** Whether it has asked to leave its room, and has not been told that it is in one since. */
  private isLeaving = false;
  private lostMs: number | null = null;
  private state = 'none';
  private wake: () => void = () => {};

  /** Connects at once. @param rng from 0 (inclusive) to 1 (exclusive) */
  constructor(plan: PlayerPlan, servers: Servers, watch: Watch, rng: () => number) {
    this.plan = plan;
    this.servers = servers;
    this.watch = watch;
    this.rng = rng;
    this.name = plan.name;
    // A page takes the log where it may, a bot of another language snapshots.
    this.kind = plan.rate === LOG_RATE ? 'page' : 'bot';
    this.begin(plan.entry);
    this.decideLater();
  }

  /** The state of its room; 'none' outside of one. */
  get roomState(): string {
    return this.state;
  }

  get code(): string | null {
    return this.conversation?.room?.code ?? null;
  }

  get tick(): number {
    return this.conversation?.match?.world.tick ?? 0;
  }

  /** Resolves when this is so. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => (this.wake = resolve));
  }

  send(message: Parameters<Conversation['send']>[0]): void {
    this.conversation?.send(message);
  }

  /** Asks for another room. Only in the lobby. */
  enter(entry: Entry): boolean {
    return this.conversation?.enter(entry, this.plan.rate) ?? false;
  }

  /** Breaks its connections, as a network does. */
  cut(): void {
    for (const socket of this.sockets) socket.cut();
  }

  end(): void {
    this.isEnded = true;
    clearTimeout(this.timer);
    this.watch.left(this);
    this.conversation?.close();
    for (const socket of this.sockets) socket.close();
    this.wake();
  }

  private begin(entry: Entry): void {
    if (this.isEnded) return;
    this.sessions++;
    this.hadSeat = this.isLeaving = false;
    const home = this.servers.door();
    const { name, kind, rate } = this.plan;
    const surroundings = nodeSurroundings((events, node) => {
      const address = node ?? home;
      const nodeName = this.servers.nameOf(address);
      const seen: TransportEvents = {
        opened: () => events.opened(),
        received: (bytes) => {
          this.node = nodeName;
          events.received(bytes);
        },
        closed: (reason) => {
          this.sockets = this.sockets.filter((each) => each !== socket);
          events.closed(reason);
        },
      };
      const socket: ServerSocket = new ServerSocket(home, seen, node);
      this.sockets.push(socket);
      return socket;
    });
    this.conversation = new Conversation(
      surroundings,
      {
        ...{ name, kind, entry, rate, snapshotRate: 20, afterLoss: 'give-up', saved: null },
        createMatch: (joined, world) => new MatchModel(joined, world),
      },
      {
        changed: (state) => this.changed(state),
        received: (message) => this.received(message),
        refused: () => this.refusals++,
        wrongHash: (tick) => {
          const text = `${this.name} computed another World than ${this.node} after tick ${tick} of ${this.code}`;
          this.watch.faults.add('two-worlds', text, performance.now());
        },
        movedOn: () => {},
        saved: () => {},
      },
    );
  }

  private changed(state: ConversationState): void {
    this.state = state.name === 'room' ? state.room.state : 'none';
    if (state.name === 'resuming') this.resumes++;
    if (state.name === 'disconnected') {
      this.lostMs ??= performance.now();
      this.watch.disconnected(this);
    }
    if (state.name === 'room') {
      this.lostMs = null;
      this.hadSeat = state.room.isSeated;
      this.watch.roomIs(this, state.room.code, state.room.state, state.room.isSeated);
    }
    if (state.name === 'ended' && !this.isEnded) this.sessionEnded(state.reason, state.text);
    this.wake();
  }

  private sessionEnded(reason: string, text: string): void {
    const wasKept = this.lostMs === null || performance.now() - this.lostMs < KEPT_MS;
    const isLoss = this.hadSeat && !this.isLeaving && wasKept && reason !== 'left' && !this.servers.mayLose();
    if (isLoss) this.watch.lost(this, `session ended: ${text}`);
    else this.watch.left(this);
    this.lostMs = null;
    this.later(() => this.begin(this.nextEntry()));
  }

  private received(message: ServerMessage): void {
    const { conversation } = this;
    const match = conversation?.match ?? null;
    switch (message.type) {
      case 'joined':
        this.isLeaving = false;
        if (match !== null) this.watch.joined(this, match);
        break;
      case 'snapshot':
      case 'keyframe':
      case 'log':
      case 'pong':
        if (match !== null) this.watch.moved(this, match, true);
        break;
      case 'chat':
        if (message.scope === 'room' && this.code !== null) this.watch.heard(this, this.code, message.text);
        break;
      case 'left':
        this.hasLeft(message.reason);
        break;
      default:
    }
    this.wake();
  }

  private hasLeft(reason: string): void {
    // Where the answer to its own request is lost, it learns of an end without a reason.
    const isLost = this.hadSeat && !this.isLeaving && this.lostMs !== null;
    const isLoss = isLost && reason !== 'asked' && !this.servers.mayLose();
    if (isLoss) this.watch.lost(this, `back without its room: ${reason}`);
    else this.watch.left(this);
    this.hadSeat = this.isLeaving = false;
    this.lostMs = null;
  }

  private decideLater(): void {
    this.timer = setTimeout(
      () => {
        this.decide();
        if (!this.isEnded) this.decideLater();
      },
      DECIDE_MS * (0.5 + this.rng()),
    );
  }

  private decide(): void {
    const { conversation, plan } = this;
    if (conversation === null) return;
    const { state } = conversation;
    // Every decision takes the same number of random numbers, whatever the state is.
    const [say, leave, way] = [this.rng() * SAY_EVERY < 1, this.rng() * LEAVE_EVERY < 1, this.rng()];
    if (state.name === 'lobby' && !conversation.isRequesting) conversation.enter(this.nextEntry(), plan.rate);
    if (state.name !== 'room') return;
    const { room } = state;
    if (room.state === 'lobby' && room.isHost) this.send({ type: 'start' });
    if (room.state === 'result') this.send({ type: 'ready', ready: true });
    if (room.state === 'paused') this.send({ type: 'pause', paused: false });
    if (say) this.send({ type: 'chat', scope: 'room', to: '', text: `line ${++this.lines} of ${this.name}` });
    if (leave && plan.wanders) this.leave();
    else if (room.isSeated) conversation.steer(Math.floor(way * 4) as Direction, 0);
  }

  /** Others may have its seat before it is told that it has left. */
  private leave(): void {
    this.isLeaving = true;
    this.send({ type: 'leave' });
    this.watch.left(this);
  }

  /** A room that others are in, to play or to watch, or any. */
  private nextEntry(): Entry {
    const draw = this.rng();
    const code = this.servers.room();
    if (code === null || draw < 0.4 || !this.plan.wanders)
      return { type: 'play', mode: draw < 0.2 ? 'battle' : 'coop' };
    return { type: draw < 0.6 ? 'watch' : 'join', code, password: '' };
  }

  private later(call: () => void): void {
    setTimeout(call, AGAIN_MS * (0.5 + this.rng()));
  }
}
