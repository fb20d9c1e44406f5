// Scores of games in the page, on their way to the server: kept when a game ends, sent when there is an API.

import { words } from '../language/language.ts';
import type { OfflineGames } from './offline-games.ts';

/** Between two attempts while the page is open. */
const AGAIN_MS = 5 * 60_000;
/** As OfflineGames names it: most pages have none, and load nothing. */
const KEY = 'packetman.offlineGames';

export interface OfflineScoresParts {
  /** The secret of this device, '' where there is none. */
  device(): string;
  say(text: string): void;
}

export class OfflineScores {
  private readonly parts: OfflineScoresParts;
  private isSending = false;

  constructor(parts: OfflineScoresParts) {
    this.parts = parts;
  }

  /** Sends what earlier visits have left, now and whenever the network comes back. */
  start(): void {
    void this.send();
    window.addEventListener('online', () => void this.send());
    setInterval(() => document.hidden || void this.send(), AGAIN_MS);
  }

  /** @param replay of a finished game that counts, as text */
  async finished(replay: string): Promise<void> {
    try {
      const { OfflineGames, offlineGame } = await import('./offline-games.ts');
      new OfflineGames().keep(await offlineGame(replay));
    } catch {
      // The game counts in the page in any case.
      return;
    }
    await this.send();
  }

  private async send(): Promise<void> {
    if (this.isSending || !hasGames()) return;
    this.isSending = true;
    try {
      const [{ OfflineGames }, { sendOfflineGames }] = await Promise.all([
        import('./offline-games.ts'),
        import('./send-offline-games.ts'),
      ]);
      const games: OfflineGames = new OfflineGames();
      const taken = await sendOfflineGames(games, this.parts.device());
      if (taken > 0) this.parts.say(words().practice.savedOnServer(taken));
    } catch {
      // Tried again later.
    } finally {
      this.isSending = false;
    }
  }
}

function hasGames(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}
