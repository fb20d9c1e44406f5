// The real server without a network: its core on a clock of the test's own, and clients that are answered at once.
// Every message has been answered when `send` returns.

import { LOG_RATE } from '#protocol';
import { RULES_VERSION, TICKS_PER_SECOND } from '#simulation';
import type { GameServerConfig } from '../../game-server/config.ts';
import type { Core, Surroundings } from '../../game-server/core.ts';
import type { Match } from '../../game-server/match/match.ts';
import type { Room } from '../../game-server/rooms/room.ts';
import { MemoryCore } from './memory-core.ts';
import { MemoryJournal } from './memory-journal.ts';
import { MemoryPlayer } from './memory-player.ts';
import { MemorySocket } from './memory-socket.ts';
import { seededRng } from './seeded-rng.ts';
import { VirtualClock } from './virtual-clock.ts';

/** How often clients report the newest tick they have seen: often enough to count as keeping up. */
const REPORT_TICKS = 20;

export class MemoryServer {
  readonly clock: VirtualClock;
  /** What another process would find. */
  readonly journal = new MemoryJournal();
  /** All clients there ever were. */
  readonly players: MemoryPlayer[] = [];
  private readonly memoryCore: MemoryCore;

  private readonly seed: number;

  /** @param clock of several servers that go by one clock */
  constructor(
    overrides: Partial<GameServerConfig> = {},
    seed = 7,
    others: Omit<Surroundings, 'clock' | 'rng'> = {},
    clock = new VirtualClock(),
  ) {
    this.seed = seed;
    this.clock = clock;
    this.memoryCore = new MemoryCore(this.clock, seededRng(seed), overrides, { journal: this.journal, ...others });
  }

  /** Another process after this one was killed: it has nothing but the journal. */
  killed(overrides: Partial<GameServerConfig> = {}, others: Omit<Surroundings, 'clock' | 'rng'> = {}) {
    const records = [...this.journal.kept];
    this.memoryCore.stopTicking();
    for (const player of this.players) player.cut();
    // With the same seed it would give the same tokens to others.
    const next = new MemoryServer(overrides, this.seed + 1, others);
    const recovered = next.core.recover(records);
    next.journal.begin(next.core.journalSource);
    return { next, recovered };
  }

  get core(): Core {
    return this.memoryCore.core;
  }

  /** A connection on which nothing was sent yet. */
  connect(address = '127.0.0.1'): MemoryPlayer {
    const { serverSide, clientSide } = MemorySocket.pair();
    const player = new MemoryPlayer(clientSide);
    this.memoryCore.accept(serverSide, address);
    this.players.push(player);
    return player;
  }

  /** A client that has been welcomed. */
  enter(name: string, kind: 'human' | 'bot' = 'human', address = '127.0.0.1'): MemoryPlayer {
    const player = this.connect(address);
    player.hello(name, kind);
    return player;
  }

  /** A client that has been welcomed, and is on the log stream where the mode allows it. */
  enterForLog(name: string, kind: 'human' | 'bot' = 'human'): MemoryPlayer {
    const player = this.connect();
    player.rules = RULES_VERSION;
    player.rate = LOG_RATE;
    player.hello(name, kind);
    return player;
  }

  /** A client that resumes its session. */
  resume({ token, name, rules, rate }: MemoryPlayer): MemoryPlayer {
    const player = this.connect();
    player.rules = rules;
    player.rate = rate;
    player.hello(name, 'human', token);
    return player;
  }

  /** Runs so many ticks, in which all connected clients report what they have seen. */
  run(ticks: number): void {
    for (let left = ticks; left > 0; left -= REPORT_TICKS) {
      this.advance(Math.min(left, REPORT_TICKS));
      for (const player of this.players) player.report();
    }
  }

  room(code: string): Room {
    return this.core.lobby.room(code)!;
  }

  /** The match of a room, with all its worlds. */
  match(code: string): Match {
    return (this.room(code) as unknown as { readonly cycle: { readonly match: Match } }).cycle.match;
  }

  private advance(ticks: number): void {
    const done = Math.floor((this.clock.now() * TICKS_PER_SECOND) / 1000);
    this.clock.advance(Math.ceil(((done + ticks) * 1000) / TICKS_PER_SECOND) - this.clock.now());
  }
}
