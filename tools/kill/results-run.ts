// Results under kills: players finish matches, while the game server and the API are killed at moments drawn from a seed.
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
const TICKET_MS = 600_000;

export interface ResultsRunOptions {
  /** Path of the built command. */
  readonly main: string;
  /** Of the data of both programs. */
  readonly folder: string;
  readonly seed: number;
  readonly kills: number;
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
  readonly matches: readonly { readonly id: string; readonly state: string }[];
  readonly next: string | null;
}

export class ResultsRun {
  private readonly options: ResultsRunOptions;
  private readonly api: KilledServer;
  private server: KilledServer | null = null;
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
      await Promise.all([this.api.kill(), this.server?.kill()]);
    }
  }

  private async begin(): Promise<void> {
    await this.api.start();
    const flags = [`--api-url=http://127.0.0.1:${this.api.ports.adminPort}`];
    this.server = new KilledServer(this.options.main, this.options.folder, { flags });
    await this.server.start();
    for (let index = 0; index < PLAYERS; index++) {
      const device = randomBytes(16).toString('base64url');
      const player = new ResultPlayer(`Player ${index}`, () => this.ticketOf(device), this.server.ports.port);
      this.players.push({ player, device, ended: player.play() });
    }
  }

  private async killAll(): Promise<void> {
    const rng = randomNumbers(this.options.seed);
    for (let kill = 0; kill < this.options.kills; kill++) {
      await wait(rng() * BETWEEN_KILLS_MS_MAX);
      const isApi = rng() < 0.5;
      const victim = isApi ? this.api : this.server!;
      await victim.kill();
      await victim.start();
      const shownCount = this.players.reduce((sum, { player }) => sum + player.shown.size, 0);
      this.options.killed?.(isApi ? 'API' : 'game server', shownCount);
    }
  }

  /** Waits until nothing is in the outbox, and nothing waits to be verified. */
  private async settle(): Promise<void> {
    const deadline = performance.now() + SETTLE_MS_MAX;
    const { server, api } = this;
    for (;;) {
      const waits =
        (await figureOf(server!.ports.adminPort, 'packetman_rooms')) +
        (await figureOf(server!.ports.adminPort, 'packetman_outbox_records')) +
        (await figureOf(api.ports.adminPort, 'packetman_api_matches_waiting'));
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
      for (const id of player.shown) if (!states.has(id)) faults.push(`lost: ${id}`);
      for (const [id, state] of states) if (state !== 'verified') faults.push(`${state}: ${id}`);
      shownCount += player.shown.size;
      keptCount += states.size;
    }
    return { shownCount, keptCount, faults };
  }

  private async historyOf(device: string): Promise<History['matches']> {
    const all: { id: string; state: string }[] = [];
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
