// Results under kills: players finish matches, while game servers and the API are killed at moments drawn from a seed. Nodes are
// also frozen for longer than their lease, and wake up when another one has their rooms.
// Afterwards each match that anybody was shown the end of must be there, verified, and counted once.

import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { handoverKey, NONCE_BYTES, signTicket } from '#handover';
import { KilledServer } from '../../load/cluster/killed-server.ts';
import { randomNumbers } from './random-numbers.ts';
import { ResultPlayer } from './result-player.ts';

const PLAYERS = 8;
const BETWEEN_KILLS_MS_MAX = 2500;
/** How long everything may take to arrive and be verified at the end. */
const SETTLE_MS_MAX = 120_000;
const LOOK_MS = 100;
const NODES = 3;
const FREEZE_MS = 2500;
const TICKET_MS = 600_000;

export interface ResultsRunOptions {
  /** Path of the built command. */
  readonly main: string;
  /** Of the data of both programs. */
  readonly folder: string;
  readonly seed: number;
  readonly kills: number;
  /** With it there are three nodes, otherwise one game server. */
  readonly redisUrl?: string;
  /** Called after each kill. */
  readonly killed?: (victim: string, shownCount: number) => void;
}

export interface Results {
  /** Matches whose end was shown to a player. */
  readonly shownCount: number;
  /** Matches that are there. */
  readonly keptCount: number;
  /** What is wrong, one line each. */
  readonly faults: readonly string[];
}

interface History {
  readonly matches: readonly { readonly id: string; readonly state: string; readonly score: number }[];
  readonly next: string | null;
}

export class ResultsRun {
  private readonly options: ResultsRunOptions;
  private readonly api: KilledServer;
  private readonly servers: KilledServer[] = [];
  private readonly players: {
    readonly player: ResultPlayer;
    readonly device: string;
    readonly ended: Promise<void>;
  }[] = [];

  constructor(options: ResultsRunOptions) {
    this.options = options;
    const flags = ['--requests-per-second=10000', '--requests-burst=100000'];
    this.api = new KilledServer(options.main, options.folder, { flags, command: 'api' });
  }

  async run(): Promise<Results> {
    try {
      await this.begin();
      await this.killAll();
      for (const { player } of this.players) player.end();
      await Promise.all(this.players.map(({ ended }) => ended));
      await this.settle();
      return await this.results();
    } finally {
      for (const { player } of this.players) player.end();
      const running = [this.api, ...this.servers].filter(({ isRunning }) => isRunning);
      await Promise.all(running.map((program) => program.kill()));
    }
  }

  private async begin(): Promise<void> {
    await this.api.start();
    const { main, folder, redisUrl, seed } = this.options;
    const flags = [`--api-url=http://127.0.0.1:${this.api.ports.adminPort}`];
    if (redisUrl === undefined) this.servers.push(new KilledServer(main, folder, { flags }));
    else {
      for (let i = 1; i <= NODES; i++) {
        const own = [...flags, `--node=n${i}`, '--node-host=127.0.0.1'];
        this.servers.push(new KilledServer(main, folder, { flags: own, env: { REDIS_URL: redisUrl } }));
      }
    }
    await Promise.all(this.servers.map((server) => server.start()));
    const rng = randomNumbers(seed + 1);
    const door = () => this.servers[Math.floor(rng() * this.servers.length)]!.ports.port;
    for (let index = 0; index < PLAYERS; index++) {
      const device = randomBytes(16).toString('base64url');
      const player = new ResultPlayer(`Player ${index}`, () => this.ticketOf(device), door);
      this.players.push({ player, device, ended: player.play() });
    }
  }

  private async killAll(): Promise<void> {
    const rng = randomNumbers(this.options.seed);
    for (let kill = 0; kill < this.options.kills; kill++) {
      await wait(rng() * BETWEEN_KILLS_MS_MAX);
      const [which, whether] = [rng(), rng()];
      const server = this.servers[Math.floor(which * this.servers.length)]!;
      const isApi = whether < 0.5 / this.servers.length;
      const victim = isApi ? this.api : server;
      if (this.servers.length > 1 && !isApi && whether > 0.6) {
        victim.signal('SIGSTOP');
        await wait(FREEZE_MS);
        victim.signal('SIGCONT');
      } else {
        await victim.kill();
        await victim.start();
      }
      const shownCount = this.players.reduce((sum, { player }) => sum + player.shown.size, 0);
      this.options.killed?.(isApi ? 'API' : 'game server', shownCount);
    }
  }

  /** Waits until nothing is in the outbox, and nothing waits to be verified. */
  private async settle(): Promise<void> {
    const deadline = performance.now() + SETTLE_MS_MAX;
    const { servers, api } = this;
    for (;;) {
      let waits = await figureOf(api.ports.adminPort, 'packetman_api_matches_waiting');
      for (const { ports } of servers) {
        waits += await figureOf(ports.adminPort, 'packetman_rooms');
        waits += await figureOf(ports.adminPort, 'packetman_outbox_records');
      }
      if (waits === 0) return;
      if (performance.now() > deadline) throw new Error(`${waits} rooms and matches still wait`);
      await wait(LOOK_MS);
    }
  }

  private async results(): Promise<Results> {
    const faults: string[] = [];
    let shownCount = 0;
    let keptCount = 0;
    for (const { player, device } of this.players) {
      const kept = await this.historyOf(device);
      const states = new Map(kept.map(({ id, state }) => [id, state]));
      const { matches: counted } = await this.ask<{ matches: number }>('/api/me/profile', device);
      if (states.size !== kept.length) faults.push('a match is twice in the history');
      if (counted !== states.size) faults.push(`${states.size} matches were counted as ${counted}`);
      const scores = new Map(kept.map(({ id, score }) => [id, score]));
      for (const [id, score] of player.shown) {
        if (!states.has(id)) faults.push(`lost: ${id}`);
        else if (scores.get(id) !== score) faults.push(`shown as ${score}, kept as ${scores.get(id)}: ${id}`);
      }
      for (const [id, state] of states) if (state !== 'verified') faults.push(`${state}: ${id}`);
      shownCount += player.shown.size;
      keptCount += states.size;
    }
    return { shownCount, keptCount, faults };
  }

  private async historyOf(device: string): Promise<History['matches']> {
    const all: History['matches'][number][] = [];
    for (let after = ''; ;) {
      const { matches, next } = await this.ask<History>(`/api/me/matches?limit=50${after}`, device);
      all.push(...matches);
      if (next === null) return all;
      after = `&after=${next}`;
    }
  }

  /** As the API gives it to a guest. */
  private ticketOf(device: string): string {
    const hash = createHash('sha256').update(device).digest('base64url');
    const nonce = randomBytes(NONCE_BYTES).toString('base64url');
    return signTicket(
      { kind: 'guest', identity: { kind: 'device', hash }, name: '', expiresMs: Date.now() + TICKET_MS, nonce },
      handoverKey(this.options.folder),
    );
  }

  private async ask<Answer>(path: string, device: string): Promise<Answer> {
    const headers = { 'x-packetman-device': device };
    const response = await fetch(`http://127.0.0.1:${this.api.ports.port}${path}`, { headers });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  }
}

async function figureOf(adminPort: number, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
  const [, value] = new RegExp(`^${name} (\\S+)$`, 'm').exec(text) ?? [];
  if (value === undefined) throw new Error(`no ${name} in the metrics`);
  return Number(value);
}
