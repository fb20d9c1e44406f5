// What is kept of a session in the journal, and in Redis.

import type { UserKind } from '#handover';
import type { ClientKind } from '#protocol';
import type { MutesData } from '../chat/mutes.ts';
import type { Appearance } from '../rooms/appearance.ts';
import type { PlaceData } from './place.ts';

/** A session as plain data. */
export interface SessionData {
  readonly id: number;
  readonly name: string;
  readonly kind: ClientKind;
  readonly address: string;
  /** The key of its caller. */
  readonly caller: string;
  /** The digests of its valid tokens, newest last. */
  readonly tokens: readonly string[];
  readonly mutes: MutesData;
  readonly place: PlaceData;
  /** This, `sinceMs` and `account` are missing in journals of earlier servers. */
  readonly favourite?: Appearance;
  /** When it began, in milliseconds since 1970. */
  readonly sinceMs?: number;
  /** Who it is; its identity as one text. Null for nobody. */
  readonly account?: AccountData | null;
  /** Only with several nodes: rises whenever another one goes on with it. */
  readonly epoch?: number;
}

interface AccountData {
  readonly kind: UserKind;
  readonly identity: string;
  readonly claimedName: string;
  readonly version: string;
}
