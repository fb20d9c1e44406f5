// The match behind the menu. Its program is loaded after the first picture of the page.

import type { Attract } from './attract.ts';
import type { LocalMatch } from './local/local-match.ts';
import { element } from './view/element.ts';
import { firstPicture } from './view/maze/shared-stage.ts';

export class AttractOnScreen {
  private attract: Attract | null = null;
  private isShown = false;

  constructor() {
    void this.load();
  }

  /** The match, for tests. */
  get match(): LocalMatch | null {
    return this.attract?.match ?? null;
  }

  /** @param isShown whether the menu is on the screen */
  show(isShown: boolean): void {
    this.isShown = isShown;
    this.attract?.show(isShown);
  }

  /** The player has pressed Play: the match stands still until the menu is shown again. */
  rest(): void {
    this.attract?.rest();
  }

  private async load(): Promise<void> {
    await firstPicture();
    try {
      const { Attract } = await import('./attract.ts');
      this.attract = new Attract(element('attract', HTMLElement));
      this.attract.show(this.isShown);
    } catch {
      // An outdated page may not find the file on the server: the menu then has no match behind it.
    }
  }
}
