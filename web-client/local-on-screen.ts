// Games in the page, without a server. Their program is loaded when the first one is wanted.

import { words } from './language/language.ts';
import type { LocalMatch } from './local/local-match.ts';
import type { LocalScreen } from './local/local-screen.ts';
import type { LocalPages, LocalPagesParts } from './local/local-pages.ts';

export class LocalOnScreen {
  private readonly parts: LocalPagesParts;
  private pages: LocalPages | null = null;
  private isWanted = false;

  constructor(parts: LocalPagesParts) {
    this.parts = parts;
  }

  /** The screen of a game; null before the first one. */
  get game(): LocalScreen | null {
    return this.pages?.game ?? null;
  }

  /** The game, for tests. */
  get match(): LocalMatch | null {
    return this.pages?.match ?? null;
  }

  /** Opens the screen of practice and high scores. */
  async open(): Promise<void> {
    (await this.load())?.choose();
  }

  /** Starts a game for the high scores. */
  async play(): Promise<void> {
    (await this.load())?.playForScore();
  }

  close(): void {
    this.isWanted = false;
    this.pages?.close();
  }

  /** @returns null when it could not be loaded, or is not wanted any more */
  private async load(): Promise<LocalPages | null> {
    this.isWanted = true;
    try {
      const { LocalPages } = await import('./local/local-pages.ts');
      this.pages ??= new LocalPages(this.parts);
    } catch {
      this.parts.say(words().practice.notLoaded);
    }
    return this.isWanted ? this.pages : null;
  }
}
