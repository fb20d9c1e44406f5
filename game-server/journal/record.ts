// What the journal holds. It knows rooms and sessions by their keys; their states are plain data of other parts.

/** The inputs of a room's match in one tick. In the ticks since the piece before there were none. */
export interface RoomPiece {
  /** Code of the room. */
  readonly room: string;
  /** The match's own tick. */
  readonly tick: number;
  /** As in `LogPiece` of the simulation. */
  readonly inputs: readonly number[];
  /** Of the World after `tick`, 0 for none. */
  readonly hash: number;
}

/** `state` is data that msgpack can write: numbers, strings, booleans, null, `Uint8Array`, and arrays and plain objects of them. */
export type JournalRecord =
  /** One tick of the server: the matches of all running rooms have moved on by one tick, with these inputs. */
  | { readonly kind: 'tick'; readonly tick: number; readonly pieces: readonly RoomPiece[] }
  /** All that is to be known of a room except its match. It takes the place of the room's previous record. */
  | { readonly kind: 'room'; readonly room: string; readonly state: unknown }
  /** A room's match as it is now. The first one of a match, with a new number, comes before its first piece. */
  | { readonly kind: 'checkpoint'; readonly room: string; readonly match: number; readonly state: unknown }
  /** The log of the room's match is no longer needed. */
  | { readonly kind: 'match-over'; readonly room: string }
  | { readonly kind: 'room-closed'; readonly room: string }
  /** All that is to be known of a session. It takes the place of the session's previous record. */
  | {
      readonly kind: 'session';
      readonly session: number;
      readonly state: unknown;
      /** Where it is, null in the lobby. Only in memory, for a journal with a part for each room. */
      readonly room?: string | null;
      /** Whether it only makes the record of its room complete. Only in memory too. */
      readonly isRepeated?: boolean;
    }
  | { readonly kind: 'session-ended'; readonly session: number };
