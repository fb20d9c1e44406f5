/** What both directions of a tunnel share: limits, counters, and the function that ends the tunnel. */
import type { BridgeConfig } from '../config.ts';
import type { Recording } from '../ops/recorder.ts';
import type { AnnouncedCloseId } from './close-codes.ts';
import type { FrameFormat } from './frame-relay.ts';

export type TunnelLimits = Pick<
  BridgeConfig,
  'text' | 'messageBytesMax' | 'queuedBytesMax' | 'fullQueueTimeoutMs' | 'pingEveryMs' | 'idleTimeoutMs' | 'lingerMs'
>;

/** What was relayed, counted as it passes. */
export interface Traffic {
  bytesToTarget: number;
  bytesToBrowser: number;
  messagesToTarget: number;
  messagesToBrowser: number;
}

export interface Relay {
  readonly limits: TunnelLimits;
  /** Null for a stream. */
  readonly frames: FrameFormat | null;
  readonly recording: Recording | null;
  /** Of this tunnel, and of all tunnels of its route together. */
  readonly traffic: { readonly ofTunnel: Traffic; readonly ofRoute: Traffic };
  /** Ends the tunnel in order. The cause of the first call counts. */
  readonly close: (id: AnnouncedCloseId) => void;
}

export function noTraffic(): Traffic {
  return { bytesToTarget: 0, bytesToBrowser: 0, messagesToTarget: 0, messagesToBrowser: 0 };
}
