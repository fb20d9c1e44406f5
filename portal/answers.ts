// What the pages read of the API's answers; `GET /api/openapi.json` says the rest.

export interface BoardRow {
  readonly rank: number;
  readonly player: { readonly name: string; readonly kind: 'guest' | 'person' | 'bot' };
  readonly score: number;
  readonly level: number;
  /** The match of the row; null in tables of ratings. */
  readonly match: string | null;
  readonly endedMs: number;
  /** Null except in tables of ratings. */
  readonly rating: { readonly rating: number; readonly uncertainty: number; readonly matches: number } | null;
}

export interface BoardAnswer {
  readonly rows: readonly BoardRow[];
  readonly total: number;
  /** With `around=me`: the row of the player who asks. */
  readonly own: BoardRow | null;
  readonly next: string | null;
}

export interface DailyAnswer {
  readonly date: string;
  readonly modes: readonly {
    readonly mode: string;
    readonly change: string;
    readonly players: number;
    readonly best: BoardRow | null;
  }[];
}

/** `GET /api/figures`. */
export interface FiguresAnswer {
  readonly matchesToday: number;
}

/** `GET /api/rooms`, of the game server: the rooms that are listed. */
export type RoomsAnswer = readonly { readonly players: number }[];
