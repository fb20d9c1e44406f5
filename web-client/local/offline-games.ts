// Games of `classic` that were played in the page and have not reached a server: as replays in the browser's storage, until an
// API has taken them. Stored text is validated. Where storage is full or forbidden, a game is dropped, and nothing else happens.

/** The newest are kept. */
const GAMES_MAX = 20;
/** Characters of all of them, far below what browsers give a page. */
const LENGTH_MAX = 1_000_000;
const KEY = 'packetman.offlineGames';
const ID = /^[0-9a-f]{32}$/;
const DATA = /^[\w+/]+=*$/;

export interface OfflineGame {
  /** Of the page: the API knows a game that it gets twice by its log. */
  readonly id: string;
  /** The replay file, compressed by gzip, in base64. */
  readonly data: string;
}

type GameStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export class OfflineGames {
  private readonly storage: GameStorage | null;

  /** @param storage null where it is forbidden */
  constructor(storage: GameStorage | null = browserStorage()) {
    this.storage = storage;
  }

  /** The oldest first. */
  get all(): readonly OfflineGame[] {
    try {
      const stored: unknown = JSON.parse(this.storage?.getItem(KEY) ?? '[]');
      return Array.isArray(stored) ? stored.filter(isGame).slice(-GAMES_MAX) : [];
    } catch {
      return [];
    }
  }

  /** The oldest games give way. @returns whether it is kept */
  keep(game: OfflineGame): boolean {
    const games = [...this.all, game].slice(-GAMES_MAX);
    while (games.length > 0 && lengthOf(games) > LENGTH_MAX) games.shift();
    return games.length > 0 && this.write(games);
  }

  drop(id: string): void {
    this.write(this.all.filter((game) => game.id !== id));
  }

  private write(games: readonly OfflineGame[]): boolean {
    try {
      if (games.length === 0) this.storage?.removeItem(KEY);
      else this.storage?.setItem(KEY, JSON.stringify(games));
      return this.storage !== null;
    } catch {
      return false;
    }
  }
}

/** A replay as text, as a game to keep. */
export async function offlineGame(replay: string): Promise<OfflineGame> {
  const packed = new Blob([replay]).stream().pipeThrough(new CompressionStream('gzip'));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return { id: newId(), data: btoa(binary) };
}

function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function isGame(stored: unknown): stored is OfflineGame {
  const { id, data } = (stored ?? {}) as Partial<Record<keyof OfflineGame, unknown>>;
  return typeof id === 'string' && ID.test(id) && typeof data === 'string' && DATA.test(data);
}

function lengthOf(games: readonly OfflineGame[]): number {
  return games.reduce((sum, { data }) => sum + data.length, 0);
}

function browserStorage(): GameStorage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
