// A connection between two sockets in memory with delay, jitter, stalls and little bandwidth. Bytes keep their order, as
// with TCP, and arrive in pieces of at most a packet.

import type { Socket } from 'node:net';
import { LinkLane, type LinkProfile } from '../../tools/link-profile.ts';
import { MemorySocket, type Wire } from '../support/memory-socket.ts';
import type { VirtualClock } from '../support/virtual-clock.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/** Payload of a TCP packet over Ethernet. */
const PACKET_BYTES = 1448;
const NOTHING = new Uint8Array(0);

export interface SocketProfile extends LinkProfile {
  /** What the kernels at both ends hold in one direction; past it the sending process has to queue. Unlimited if left out. */
  readonly bufferBytes?: number;
  /** Most bytes that arrive in one piece. */
  readonly packetBytes?: number;
}

/** The programs at the two ends. */
interface LinkEnds {
  readonly server: SimulatedProcess;
  readonly client: SimulatedProcess;
}

export class SimulatedLink {
  readonly serverSide: Socket;
  readonly clientSide: MemorySocket;
  private readonly ends: LinkEnds;
  private readonly toServer: SimulatedWire;
  private readonly toClient: SimulatedWire;

  /** @param rng from 0 up to and without 1. */
  constructor(clock: VirtualClock, profile: SocketProfile, rng: () => number, ends: LinkEnds) {
    this.ends = ends;
    this.toServer = new SimulatedWire(clock, profile, rng, ends.server);
    this.toClient = new SimulatedWire(clock, profile, rng, ends.client);
    const { serverSide, clientSide } = MemorySocket.pair(this.toServer, this.toClient);
    this.serverSide = serverSide;
    this.clientSide = clientSide;
  }

  /**
   * Makes the connection, or not.
   * @param isRefused asked when the client's request arrives.
   * @param accept called at the server.
   * @param opened called at the client.
   */
  open(isRefused: () => boolean, accept: () => void, opened: () => void): void {
    this.toServer.carry(NOTHING, () => {
      if (isRefused()) return this.serverSide.destroy();
      this.toClient.carry(NOTHING, opened);
      accept();
    });
  }

  /** The connection breaks: both ends notice at once, and what is under way is lost. */
  cut(): void {
    this.toServer.isCut = true;
    this.toClient.isCut = true;
    this.ends.server.read(() => this.serverSide.destroy());
    this.ends.client.read(() => this.clientSide.destroy());
  }

  /** Nothing that is sent from now on arrives before this moment, in either direction. */
  holdUntil(ms: number): void {
    this.toServer.heldUntilMs = ms;
    this.toClient.heldUntilMs = ms;
  }
}

class SimulatedWire implements Wire {
  isCut = false;
  heldUntilMs = 0;
  private readonly clock: VirtualClock;
  private readonly lane: LinkLane;
  private readonly receiver: SimulatedProcess;
  private readonly bufferBytes: number;
  private readonly packetBytes: number;
  private unreadBytes = 0;

  constructor(clock: VirtualClock, profile: SocketProfile, rng: () => number, receiver: SimulatedProcess) {
    this.clock = clock;
    this.lane = new LinkLane(profile, rng);
    this.receiver = receiver;
    this.bufferBytes = profile.bufferBytes ?? Infinity;
    this.packetBytes = profile.packetBytes ?? PACKET_BYTES;
  }

  get queuedBytes(): number {
    return Math.max(0, this.unreadBytes - this.bufferBytes);
  }

  carry(bytes: Uint8Array, deliver: (bytes: Uint8Array) => void): void {
    let sent = 0;
    do {
      const packet = bytes.subarray(sent, sent + this.packetBytes);
      sent += packet.length;
      this.send(packet, deliver);
    } while (sent < bytes.length);
  }

  private send(packet: Uint8Array, deliver: (bytes: Uint8Array) => void): void {
    const nowMs = this.clock.now();
    const arrivesMs = Math.max(this.heldUntilMs, this.lane.arrivesMs(nowMs, packet.length));
    this.unreadBytes += packet.length;
    const read = (): void => {
      this.unreadBytes -= packet.length;
      if (!this.isCut) deliver(packet);
    };
    this.clock.after(arrivesMs - nowMs, () => this.receiver.read(read));
  }
}
