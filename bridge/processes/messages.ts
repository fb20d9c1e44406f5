/** What the processes of one bridge tell each other: the first process, which was started, and those that relay. */
import type { BridgeConfig } from '../config.ts';
import type { ClientAddress } from '../http/client-address.ts';
import type { MetricValues } from '../ops/metrics.ts';

/** Of a client, what limits look at. */
export type Client = Pick<ClientAddress, 'address' | 'forwarded'>;

/** A secret of a client, as a digest. */
export interface Guess {
  readonly address: string;
  readonly digest: string;
}

/** Messages with `ask` are answered with the same number. */
export type FromProcess =
  | { readonly name: 'hello' }
  | { readonly name: 'take'; readonly ask: number; readonly client: Client }
  | { readonly name: 'leave'; readonly client: Client }
  | { readonly name: 'begin' | 'wrong'; readonly ask: number; readonly guess: Guess }
  | { readonly name: 'right' | 'dropped'; readonly guess: Guess }
  | { readonly name: 'metrics'; readonly scrape: number; readonly values: MetricValues }
  /** Whether it has tunnels, when that changes. */
  | { readonly name: 'use'; readonly isUsed: boolean }
  /** Why it cannot start. */
  | { readonly name: 'failed'; readonly reason: string };

export type ToProcess =
  | { readonly name: 'start'; readonly start: ProcessStart }
  | { readonly name: 'answer'; readonly ask: number; readonly value: unknown }
  | { readonly name: 'scrape'; readonly scrape: number }
  | { readonly name: 'reload'; readonly config: BridgeConfig }
  | { readonly name: 'reopen-log' };

/** What a process needs to begin. */
export interface ProcessStart {
  readonly config: BridgeConfig;
  /** From 1. */
  readonly number: number;
  /** With which all processes make digests of secrets. */
  readonly key: string;
  readonly logLevel: string;
  readonly logFile: string | undefined;
}

/** The supervisor's messages have no name. */
export function isFromProcess(message: unknown): message is FromProcess {
  return typeof message === 'object' && message !== null && 'name' in message;
}

export function isToProcess(message: unknown): message is ToProcess {
  return typeof message === 'object' && message !== null && 'name' in message;
}
