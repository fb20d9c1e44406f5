// Clients that play on a server which is killed again and again at moments drawn from a seed: in the middle of a match, while
// it waits for its players or counts down, during a result, and while clients reconnect.

import { setTimeout as wait } from 'node:timers/promises';
import { LOG_RATE, type RoomSettings } from '#protocol';
import { KilledServer, startBridge } from '../../load/cluster/killed-server.ts';
import { Ledger } from './ledger.ts';
import { randomNumbers } from './random-numbers.ts';
import { Witness, type Fate, type WitnessPlan } from './witness.ts';

/** Players who have not resumed within this time after a kill have failed. */
const THROUGH_MS_MAX = 40_000;
/** The time for which matches move before a kill, at most. */
const PLAY_MS_MAX = 2500;
/** One kill in this many comes before the players have resumed after the one before; and a connection breaks just before. */
const EARLY_EVERY = 4;
const CUT_EVERY = 3;
const CUT_BEFORE_MS_MAX = 40;

const ROOM: RoomSettings = {
  ...{ mode: 'coop', maze: 'classic', seatCount: 3, fill: false, skill: 'normal', drivers: 'any', listed: false },
  ...{ level: 1, lives: 3, extraLifeScore: 10_000, killScreen: true, variant: 'none', frightTable: 0 },
  ...{ rule: '', target: 0, rounds: 0 },
};

/** One kill and what became of everything. */
export interface Kill {
  /** The state of the created room when it came. */
  readonly roomState: string;
  /** From the kill until the server listened again. */
  readonly acceptingMs: number;
  /** By player; empty if the next kill came before they were through. */
  readonly fates: readonly Fate[];
}

export interface KillRunOptions {
  /** Path of the built command. */
  readonly main: string;
  /** Of the server's data. */
  readonly folder: string;
  readonly seed: number;
  readonly kills: number;
  /** SIGTERM is a planned restart. */
  readonly signal?: NodeJS.Signals;
  /** Called after each kill. */
  readonly killed?: (kill: Kill) => void;
}

export class KillRun {
  readonly ledger = new Ledger();
  readonly server: KilledServer;
  private readonly options: KillRunOptions;
  private readonly rng: () => number;
  private readonly witnesses: Witness[] = [];
  private endBridge = (): void => {};

  constructor(options: KillRunOptions) {
    this.options = options;
    this.rng = randomNumbers(options.seed);
    this.server = new KilledServer(options.main, options.folder);
  }

  /** Starts server, bridge and players, and kills the server so often. Ends all of them. */
  async run(): Promise<Kill[]> {
    const kills: Kill[] = [];
    try {
      await this.begin();
      while (kills.length < this.options.kills) {
        const kill = await this.kill();
        kills.push(kill);
        this.options.killed?.(kill);
      }
      return kills;
    } finally {
      for (const witness of this.witnesses) witness.end();
      this.endBridge();
      await this.server.kill();
    }
  }

  private async begin(): Promise<void> {
    await this.server.start();
    const { ports } = this.server;
    const bridge = await startBridge(this.options.main, ports);
    this.endBridge = bridge.end;
    const direct = { host: '127.0.0.1', port: ports.port };
    const bridged = { ...direct, via: bridge.url };
    const add = (plan: WitnessPlan) => {
      const witness = new Witness(plan, this.ledger, this.rng);
      this.witnesses.push(witness);
      return witness;
    };
    // A room of humans on the log stream or with snapshots, one of them like a page behind a bridge; quick play with AI; and
    // an arcade game.
    const host = add({
      ...{ name: 'Ann', kind: 'human', address: direct, rate: LOG_RATE },
      entry: { type: 'create', settings: ROOM, password: 'tea' },
    });
    await host.until(() => host.roomCode !== null && host.roomState !== 'none');
    const entry = { type: 'join', code: host.roomCode!, password: 'tea' } as const;
    add({ name: 'Ben', kind: 'human', address: bridged, rate: LOG_RATE, entry });
    add({ name: 'Cleo', kind: 'bot', address: direct, rate: 20, entry });
    add({ name: 'Dot', kind: 'bot', address: direct, rate: LOG_RATE, entry: { type: 'play', mode: 'coop' } });
    add({ name: 'Eli', kind: 'human', address: bridged, rate: 60, entry: { type: 'play', mode: 'classic' } });
    // A match of many mazes, and one with fog.
    add({ name: 'Fay', kind: 'bot', address: direct, rate: 20, entry: { type: 'play', mode: 'mega' } });
    add({ name: 'Gus', kind: 'human', address: bridged, rate: LOG_RATE, entry: { type: 'play', mode: 'versus' } });
    for (const witness of this.witnesses) await witness.until(() => witness.roomState !== 'none');
    host.start();
    for (const witness of this.witnesses) await witness.until(() => witness.isMoving);
  }

  private async kill(): Promise<Kill> {
    const { options, rng, server, witnesses } = this;
    await wait(rng() * PLAY_MS_MAX);
    if (rng() * CUT_EVERY < 1) {
      witnesses[Math.floor(rng() * witnesses.length)]!.cut();
      await wait(rng() * CUT_BEFORE_MS_MAX);
    }
    const { roomState } = witnesses[0]!;
    const killedMs = performance.now();
    for (const witness of witnesses) witness.remember(killedMs);
    await server.kill(options.signal);
    await server.start();
    const acceptingMs = server.listenedMs - killedMs;
    if (rng() * EARLY_EVERY < 1) return { roomState, acceptingMs, fates: [] };
    const timeout = wait(THROUGH_MS_MAX, 'late', { ref: false });
    const through = Promise.all(witnesses.map((witness) => witness.until(() => witness.isThrough)));
    await Promise.race([timeout, through]);
    return { roomState, acceptingMs, fates: witnesses.map((witness) => witness.fateSoFar) };
  }
}

/** What a run of kills must show, as pairs of a name and whether it holds. */
export function faultsOf(kills: readonly Kill[], ledger: Ledger): string[] {
  const faults = ledger.wrongHashes > 0 ? [`${ledger.wrongHashes} ticks with another World`] : [];
  for (const [i, { fates }] of kills.entries()) {
    for (const { name, lostTicks, fault, backMs } of fates) {
      if (lostTicks > 0) faults.push(`kill ${i + 1}: ${name} has lost ${lostTicks} ticks`);
      if (fault !== null) faults.push(`kill ${i + 1}: ${name} is ${fault}`);
      if (backMs === null) faults.push(`kill ${i + 1}: ${name} is not back`);
    }
  }
  return faults;
}
