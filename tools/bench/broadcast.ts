// What a snapshot costs the game server for a whole room: choosing who gets what, one encode, and a frame to each. The
// sockets are left out, since a write to one is the system's time.

import type { SnapshotRate } from '#protocol';
import { cloneWorld, copyWorld, type World } from '#simulation';
import { Broadcast, type Viewer } from '../../game-server/broadcast.ts';
import { gameServerConfig } from '../../game-server/config.ts';
import { Metrics } from '../../game-server/metrics.ts';
import { Pace } from '../../game-server/pace.ts';
import { measure, type Effort, type Measured } from './measure.ts';

const RATE: SnapshotRate = 20;
const VIEWER_COUNTS = [4, 64];

/** @param worlds one match as of successive snapshots; what is sent leads from each to the next. */
export function benchBroadcast(worlds: readonly World[], effort: Effort): Measured[] {
  return VIEWER_COUNTS.map((count) => {
    // Twice, so that the bytes are counted over whole rounds and not while the time is taken.
    const wireBytes = roundBytes(worlds, count) / (worlds.length - 1);
    return measure(`broadcast a snapshot to ${count} seats`, effort, sending(worlds, count).send, wireBytes);
  });
}

function roundBytes(worlds: readonly World[], count: number): number {
  const { send, viewers } = sending(worlds, count);
  for (let i = 1; i < worlds.length; i++) send();
  return viewers.reduce((sum, { bytes }) => sum + bytes, 0);
}

function sending(worlds: readonly World[], count: number) {
  const nothing = { rooms: 1, connections: count, queuedBytes: 0, sessions: count };
  const metrics = new Metrics(() => ({ ...nothing, absent: 0, names: count, tokens: count, readers: 0 }));
  const broadcast = new Broadcast(0, metrics);
  const world = cloneWorld(worlds[0]!);
  const viewers = Array.from({ length: count }, () => new PromptViewer(world.tick));
  for (const viewer of viewers) broadcast.join(viewer, RATE, world);
  let at = 0;
  const send = () => {
    at++;
    if (at === worlds.length) {
      at = 1;
      copyWorld(world, worlds[0]!);
      broadcast.restart(world);
      for (const viewer of viewers) viewer.start(world.tick);
    }
    copyWorld(world, worlds[at]!);
    broadcast.send(world, 0);
  };
  return { send, viewers };
}

/** A session's part in it: judges whether it keeps up, and says at once that it has seen what it was sent. */
class PromptViewer implements Viewer {
  bytes = 0;
  private readonly pace = new Pace(gameServerConfig());

  constructor(tick: number) {
    this.start(tick);
  }

  start(tick: number): void {
    this.pace.start(tick, 0);
  }

  isReady(tick: number): boolean {
    return this.pace.isReady(tick, 0);
  }

  writeSnapshot(frame: Buffer, tick: number): void {
    this.bytes += frame.length;
    this.pace.sent(tick, 0);
    this.pace.seen(tick, tick, 0);
  }
}
