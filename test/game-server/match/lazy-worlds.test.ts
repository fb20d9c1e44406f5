// A room whose World is stepped when somebody needs it is the same, to the word, as one that is stepped in each tick. A
// watcher with 60 snapshots a second needs it in each tick, a watcher on the log stream does not: nothing else differs.

import { expect, test } from 'vitest';
import { LOG_RATE, type ServerMessage, type StreamRate } from '#protocol';
import { hashWorld, replayOf, RULES_VERSION } from '#simulation';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { MemoryServer } from '../../support/memory-server.ts';
import { seededRng } from '../../support/seeded-rng.ts';

const SEEDS = 8;
const ACTIONS = 250;
const PLAYERS = 5;
/** Longer than an idle player is warned for, and than a disconnected one is waited for. */
const LONG_TICKS = [200, 700, 2500];

type Draw = (below: number) => number;

/** All that a run shows, except for what its watcher gets. */
interface Shown {
  /** By player: the tick of the server, and the message. */
  readonly transcripts: readonly (readonly [tick: number, message: ServerMessage])[][];
  /** By tick of the server: the room's current tick. */
  readonly ticks: number[];
  /** By match and tick, as far as the World was stepped just then: its hash. */
  readonly hashes: Map<string, number>;
  readonly pieces: unknown;
  readonly replay: unknown;
  readonly deferredTicks: number;
}

class Run {
  private readonly server: MemoryServer;
  private readonly draw: Draw;
  private readonly players: MemoryPlayer[] = [];
  private readonly transcripts: [number, ServerMessage][][] = [];
  private readonly ticks: number[] = [];
  private readonly hashes = new Map<string, number>();
  private readonly sequences: number[] = [];
  private readonly code: string;
  private readonly mode: string;

  constructor(seed: number, watcherRate: StreamRate) {
    this.server = new MemoryServer({ disconnectedSessionsPerAddressMax: 100 }, seed);
    this.draw = seededRng(seed);
    this.mode = this.draw(5) === 0 ? 'classic' : 'coop';
    for (let index = 0; index < PLAYERS; index++) this.add(index);
    const [host] = this.players as [MemoryPlayer];
    host.create({ mode: this.mode, seatCount: this.mode === 'coop' ? 4 : 1, fill: this.draw(4) === 0 });
    this.code = host.code;
    const watcher = this.server.enterForLog('Watcher');
    watcher.rate = watcherRate;
    watcher.watch(this.code);
    host.send({ type: 'start' });
  }

  /** Does what the seed says. */
  play(): Shown {
    for (let action = 0; action < ACTIONS; action++) this.act();
    const room = this.server.room(this.code);
    // A player who enters gets the current World.
    if (room !== null) this.server.enterForLog('Last').watch(this.code);
    const pieces = this.players.map(({ log }) => log?.pieces.filter(([, inputs]) => inputs.length > 0));
    const recorded = room?.recorded() ?? null;
    const { worldTicksDeferred } = this.server.core.metrics;
    return {
      ...{ transcripts: this.transcripts, ticks: this.ticks, hashes: this.hashes, pieces },
      replay: recorded === null ? null : replayOf(recorded),
      deferredTicks: worldTicksDeferred,
    };
  }

  private act(): void {
    const { draw } = this;
    const index = draw(PLAYERS);
    const player = this.players[index]!;
    const kind = draw(60);
    if (player.isClosed) {
      if (draw(3) === 0) this.comeBack(index);
    } else if (kind < 40) this.input(player, index);
    else if (kind < 42) player.cut();
    else if (kind < 44) this.enterOrLeave(player);
    else if (kind < 46) player.send({ type: 'keyframe', tick: 0 });
    else if (kind < 48) player.send({ type: 'pause', paused: draw(2) === 0 });
    else if (kind < 50) player.send({ type: 'sit' });
    else if (kind < 52) player.ready();
    else if (kind < 53) player.send({ type: 'start' });
    if (draw(40) === 0) this.run(LONG_TICKS[draw(LONG_TICKS.length)]!);
    else this.run(draw(draw(4) === 0 ? 60 : 6));
  }

  private input(player: MemoryPlayer, index: number): void {
    const { draw } = this;
    const { tickNow } = this.server.room(this.code) ?? { tickNow: 0 };
    const tick = draw(2) === 0 ? 0 : Math.max(0, tickNow + draw(40) - 5);
    this.sequences[index] = (this.sequences[index] ?? 0) + 1;
    player.input(this.sequences[index], draw(5), tick);
  }

  private enterOrLeave(player: MemoryPlayer): void {
    if (player.code !== '') player.send({ type: 'leave' });
    else if (this.draw(3) === 0) player.watch(this.code);
    else player.join(this.code);
  }

  private add(index: number, token = ''): void {
    const player = this.server.connect();
    this.players[index] = player;
    // Most are on the log stream; some get snapshots, or have other rules now.
    player.rules = this.draw(8) === 0 ? 0 : RULES_VERSION;
    player.rate = player.rules === 0 || this.draw(8) === 0 ? 20 : LOG_RATE;
    player.hello(`P${index}`, this.draw(5) === 0 ? 'bot' : 'human', token);
    this.note(index);
  }

  private comeBack(index: number): void {
    this.add(index, this.draw(4) === 0 ? '' : this.players[index]!.token);
    if (this.players[index]!.code === '') this.sequences[index] = 0;
  }

  private run(ticks: number): void {
    for (let tick = 0; tick < ticks; tick++) {
      this.server.run(1);
      const room = this.server.room(this.code);
      if (room === null) return;
      this.ticks.push(room.tickNow);
      const { world } = room;
      if (world.tick === room.tickNow) this.hashes.set(`${world.settings.seed} ${world.tick}`, hashWorld(world));
      for (let index = 0; index < PLAYERS; index++) this.note(index);
    }
  }

  private note(index: number): void {
    const transcript = (this.transcripts[index] ??= []);
    const { inbox } = this.players[index]!;
    for (const message of inbox) transcript.push([this.ticks.length, message]);
    inbox.length = 0;
  }
}

test('[GR20] a World that is stepped only when it is needed equals one that is stepped in each tick, and so do its results', () => {
  let deferred = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const lazy = new Run(seed, LOG_RATE).play();
    const eager = new Run(seed, 60).play();
    expect([seed, lazy.ticks]).toEqual([seed, eager.ticks]);
    for (const [index, transcript] of lazy.transcripts.entries()) {
      expect([seed, index, transcript]).toEqual([seed, index, eager.transcripts[index]]);
    }
    for (const [tick, hash] of lazy.hashes) expect([seed, tick, hash]).toEqual([seed, tick, eager.hashes.get(tick)]);
    expect([seed, lazy.pieces]).toEqual([seed, eager.pieces]);
    expect([seed, lazy.replay]).toEqual([seed, eager.replay]);
    expect(eager.deferredTicks).toBe(0);
    deferred += lazy.deferredTicks;
  }
  expect(deferred).toBeGreaterThan(500);
});
