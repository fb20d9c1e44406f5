// Replays on the page. Their program is loaded when the first one is opened, since most visits need none.

import { words } from './language/language.ts';
import type { OnlineRoom } from './netcode/session-state.ts';
import type { Playback } from './replay/playback.ts';
import type { Opened, ReplayPages, ReplayPagesParts } from './replay/replay-pages.ts';
import { button } from './view/element.ts';
import type { Toast } from './view/hud/toast.ts';

/** Whether the page is served by a server that keeps replays. A page can be served without its API, too. */
export async function serverKeepsReplays(get = fetch): Promise<boolean> {
  try {
    const { ok, headers } = await get('/api/replays', { method: 'HEAD' });
    return ok && (headers.get('content-type') ?? '').includes('json');
  } catch {
    return false;
  }
}

export class ReplaysOnScreen {
  private readonly parts: ReplayPagesParts;
  private readonly toast: Toast;
  private pages: ReplayPages | null = null;
  private loading: Promise<void> | null = null;
  private opened: Opened | null = null;
  private room: OnlineRoom | null = null;

  constructor(parts: ReplayPagesParts, toast: Toast) {
    this.parts = parts;
    this.toast = toast;
    button('replays-back', () => parts.leave());
  }

  get isOpen(): boolean {
    return this.opened !== null;
  }

  /** What is played, for tests. */
  get playback(): Playback | null {
    return this.pages?.playback ?? null;
  }

  open(opened: Opened): void {
    this.opened = opened;
    if (this.pages !== null) return this.pages.open(opened);
    this.loading ??= this.load();
  }

  close(): void {
    this.opened = null;
    this.pages?.close();
  }

  /** The room of the player's session has changed; null for none. */
  roomChanged(room: OnlineRoom | null): void {
    this.room = room;
    this.pages?.roomChanged(room);
  }

  private async load(): Promise<void> {
    try {
      const { ReplayPages } = await import('./replay/replay-pages.ts');
      this.pages = new ReplayPages(this.parts);
      this.pages.roomChanged(this.room);
      if (this.opened !== null) this.pages.open(this.opened);
    } catch {
      this.loading = null;
      if (this.opened === null) return;
      this.toast.say(words().page.replaysNotLoaded);
      this.parts.leave();
    }
  }
}
