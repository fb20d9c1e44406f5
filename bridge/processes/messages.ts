/** What the processes of one bridge tell each other: the first process, which was started, and those that relay. */
import type { BridgeConfig } from '../config.ts';
import type { ClientAddress } from '../http/client-address.ts';
import type { StatusQuery } from '../status/snapshot.ts';

/** Of a client, what limits look at. */
export type Client = Pick<ClientAddress, 'address' | 'forwarded'>;

/** A secret of a client, as a digest. */
export interface Guess {
  readonly address: string;
  readonly digest: string;
}

/** What the status page asks of each process. */
export type StatusQuestion =
  | { readonly name: 'snapshots'; readonly query: StatusQuery }
  | { readonly name: 'end'; readonly id: string };

/** What the first process asks all others. */
export type Question = { readonly name: 'metrics' } | StatusQuestion;

/** Messages with `ask` are answered with the same number. */
export type FromProcess =
  | { readonly name: 'hello' }
  | { readonly name: 'take'; readonly ask: number; readonly client: Client }
  | { readonly name: 'leave'; readonly client: Client }
  | { readonly name: 'begin' | 'wrong'; readonly ask: number; readonly guess: Guess }
  | { readonly name: 'right' | 'dropped'; readonly guess: Guess }
  /** For an operator, whom this process answers. The answer has the answers of all processes. */
  | { readonly name: 'ask-all'; readonly ask: number; readonly question: StatusQuestion }
  /** The answer to `gather`. */
  | { readonly name: 'gathered'; readonly gathering: number; readonly value: unknown }
  /** Whether it has tunnels, when that changes. */
  | { readonly name: 'use'; readonly isUsed: boolean }
  /** It goes on with the configuration of this number. */
  | { readonly name: 'reloaded'; readonly reload: number }
  /** Why it cannot start. */
  | { readonly name: 'failed'; readonly reason: string };

export type ToProcess =
  | { readonly name: 'start'; readonly start: ProcessStart }
  | { readonly name: 'answer'; readonly ask: number; readonly value: unknown }
  | { readonly name: 'gather'; readonly gathering: number; readonly question: Question }
  | { readonly name: 'reload'; readonly reload: number; readonly config: BridgeConfig }
  | { readonly name: 'reopen-log' };

/** What a process needs to begin. */
export interface ProcessStart {
  readonly config: BridgeConfig;
  /** The one after it, which no process has accepted yet. */
  readonly next: Extract<ToProcess, { name: 'reload' }> | null;
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
