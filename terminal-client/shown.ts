// What a picture of the terminal client shows.

import type { ConversationState } from '#client';
import type { World } from '#simulation';

export interface Shown {
  /** Where the server is, for the first moments. */
  readonly server: string;
  readonly state: ConversationState;
  /** The World to draw; null before there is one. */
  readonly world: World | null;
  /** The seat that is marked: our own, or the one that we follow; -1 for none. */
  readonly marked: number;
  /** What has happened, for some seconds; '' for nothing. */
  readonly news: string;
  readonly nowMs: number;
  readonly hasColours: boolean;
}
