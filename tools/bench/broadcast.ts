// What a snapshot costs the game server for a whole room: choosing the receivers, one encode, and a frame to each. Sockets
// are left out, since a write to one is the system's time.

import type { SnapshotRate } from '#protocol';
import { cloneWorld, copyWorld, EVERYTHING, type World } from '#simulation';
import { Broadcast } from '../../game-server/match/broadcast.ts';
import { gameServerConfig } from '../../game-server/config.ts';
import { Metrics } from '../../game-server/ops/metrics.ts';
import { FlowControl } from '../../game-server/net/flow-control.ts';
import { measure, type Effort, type Measured } from './measure.ts';

const RATE: SnapshotRate = 20;
const VIEWER_COUNTS = [4, 64];

/** @param worlds one match at successive snapshots. Each delta leads from one world to the next. */
export function benchBroadcast(worlds: readonly World[], effort: Effort): Measured[] {
  return VIEWER_COUNTS.map((count) => {
    // Twice: bytes are counted over whole rounds, and not while time is measured.
    const wireBytes = roundBytes(worlds, count) / (worlds.length - 1);
    return measure(`broadcast a snapshot to ${count} seats`, effort, sending(worlds, count).send, wireBytes);
  });
}

function roundBytes(worlds: readonly World[], count: number): number {
  const { send, viewers } = sending(worlds, count);
  for (let i = 1; i < worlds.length; i++) send();
  return viewers.reduce((sum, { counted }) => sum + counted.bytes, 0);
}

function sending(worlds: readonly World[], count: number) {
  const nothing = { rooms: 1, connections: count, queuedBytes: 0, sessions: count };
  const metrics = new Metrics(() => ({
    ...nothing,
    disconnected: 0,
    names: count,
    tokens: count,
    readers: 0,
    callers: 0,
  }));
  const broadcast = new Broadcast(0, metrics);
  const world = cloneWorld(worlds[0]!);
  const scene = { world, view: EVERYTHING };
  const viewers = Array.from({ length: count }, () => new PromptViewer(world.tick));
  for (const viewer of viewers) broadcast.join(viewer, viewer, RATE, scene);
  let at = 0;
  const send = () => {
    at++;
    if (at === worlds.length) {
      at = 1;
      copyWorld(world, worlds[0]!);
      broadcast.restart(() => scene);
      for (const viewer of viewers) viewer.start(world.tick, 0);
    }
    copyWorld(world, worlds[at]!);
    broadcast.send(0, 0);
  };
  return { send, viewers };
}

/** A connection without a socket. Its client acknowledges each snapshot at once. */
class PromptViewer extends FlowControl {
  readonly counted: { bytes: number };

  constructor(tick: number) {
    const counted = { bytes: 0 };
    super(gameServerConfig(), { queuedBytes: 0, write: (frame) => (counted.bytes += frame.length) });
    this.counted = counted;
    this.start(tick, 0);
  }

  override show(frame: Buffer, tick: number, nowMs: number): void {
    super.show(frame, tick, nowMs);
    this.seen(tick, tick, nowMs);
  }
}
