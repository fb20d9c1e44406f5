// The two screens of games in the page: what to play, and the game.

import { words } from '../language/language.ts';
import { element } from '../view/element.ts';
import { GAME_FOR_SCORE, type LocalGame } from './local-game.ts';
import type { LocalMatch } from './local-match.ts';
import { LocalScreen, type LocalScreenParts } from './local-screen.ts';
import { PracticeScreen } from './practice-screen.ts';

export interface LocalPagesParts extends Omit<LocalScreenParts, 'section' | 'leave' | 'broke'> {
  /** Shows one of the two screens. */
  show(screen: 'practice' | 'local'): void;
  /** Back to the menu. */
  leave(): void;
  say(text: string): void;
}

export class LocalPages {
  private readonly parts: LocalPagesParts;
  private readonly practice: PracticeScreen;
  private readonly screen: LocalScreen;

  constructor(parts: LocalPagesParts) {
    this.parts = parts;
    this.practice = new PracticeScreen(element('practice', HTMLElement), {
      play: (game) => this.play(game),
      back: () => parts.leave(),
    });
    const section = element('local', HTMLElement);
    section.ariaLabel = words().practice.game;
    this.screen = new LocalScreen({
      ...parts,
      section,
      leave: () => this.choose(),
      broke: () => {
        parts.say(words().practice.broken);
        this.choose();
      },
    });
  }

  /** The screen of a game. */
  get game(): LocalScreen {
    return this.screen;
  }

  /** The game, for tests. */
  get match(): LocalMatch | null {
    return this.screen.match;
  }

  /** What to play, and the high scores. */
  choose(): void {
    this.screen.forget();
    this.parts.show('practice');
    this.practice.show();
  }

  playForScore(): void {
    this.play(GAME_FOR_SCORE);
  }

  private play(game: LocalGame): void {
    this.parts.show('local');
    this.screen.begin(game);
  }

  close(): void {
    this.screen.forget();
  }
}
