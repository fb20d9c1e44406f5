// What `packetman bot` is asked for.

import type { StreamRate } from '#protocol';
import type { AiSkill, RecordedMatch } from '#simulation';
import type { CreateBrain } from './brains/brain.ts';
import type { ServerAddress } from './server-socket.ts';

export interface BotsOptions extends ServerAddress {
  /** How many bots, 1 or more. */
  readonly count: number;
  /** Name of a lone bot; several are called NAME-1, NAME-2 ... */
  readonly name: string;
  readonly mode: string;
  /** Snapshots a second, or `LOG_RATE`. */
  readonly rate: StreamRate;
  /** The token of a bot with a name of its own, which the bot then has instead of `name`. */
  readonly token?: string | undefined;
  /** Code of the room to join; without it, quick play. */
  readonly room?: string | undefined;
  /** Password of that room. */
  readonly password?: string | undefined;
  /** Makes what decides; the built-in AI if left out. */
  readonly createBrain?: CreateBrain | undefined;
  /** Of the built-in AI; the hardest if left out. */
  readonly skill?: AiSkill | undefined;
  /** Takes the replay of each match that was played as a whole. @returns where it is now */
  readonly keepReplay?: ((match: RecordedMatch) => Promise<string>) | undefined;
  /** Each bot plays in a room of its own, without built-in AI where it can play alone. */
  readonly alone?: boolean | undefined;
  /** Each bot plays ranked matches, one after another. */
  readonly ladder?: boolean | undefined;
  /** Ends a bot whose session the server no longer has, instead of playing on in a new one. */
  readonly giveUp?: boolean | undefined;
  /** How long to play; without it, until stopped. */
  readonly seconds?: number | undefined;
  /** Stops the bots, as SIGINT, SIGTERM and `seconds` do. */
  readonly signal?: AbortSignal | undefined;
}

/** Takes a line without its end. */
export type Print = (line: string) => void;
