// The two screens of replays, their list and one that is played: which of them is shown, and where it leads back to.

import { words } from '../language/language.ts';
import type { OnlineRoom } from '../netcode/session-state.ts';
import { REPLAYS_HASH, replayHash, type ReplayPlace } from '../view/address.ts';
import { element } from '../view/element.ts';
import { resultsHint } from '../view/results/results-hint.ts';
import { fetchReplay, readReplay, readReplayLink, type LoadedReplay } from './load-replay.ts';
import type { Playback } from './playback.ts';
import { ReplayListScreen } from './replay-list-screen.ts';
import { ReplayScreen, type ReplayScreenParts } from './replay-screen.ts';

/** What is opened: what an address names, or a file of the player's own. */
export type Opened = ReplayPlace | { readonly kind: 'file'; readonly file: File };

export interface ReplayPagesParts extends Pick<ReplayScreenParts, 'sounds'> {
  /** Back to the room or the menu. */
  leave(): void;
  /** Opens what the address does not name, or names already: the screen follows. */
  open(opened: Opened): void;
}

export class ReplayPages {
  private readonly parts: ReplayPagesParts;
  private readonly list: ReplayListScreen;
  private readonly screen: ReplayScreen;
  /** What is open, null for nothing. */
  private opened: Opened | null = null;
  private fromList = false;
  /** Ends the request of a replay that is not awaited any more. */
  private loading = new AbortController();
  private room: OnlineRoom | null = null;

  constructor(parts: ReplayPagesParts) {
    this.parts = parts;
    this.screen = new ReplayScreen({
      section: element('replay', HTMLElement),
      sounds: parts.sounds,
      back: () => this.back(),
    });
    this.list = new ReplayListScreen({
      play: (id) => (location.hash = replayHash(id)),
      openFile: (file) => parts.open({ kind: 'file', file }),
      back: () => parts.leave(),
    });
  }

  /** What is played, for tests. */
  get playback(): Playback | null {
    return this.screen.playback;
  }

  open(opened: Opened): void {
    this.fromList = opened.kind !== 'list' && (this.opened?.kind === 'list' || (this.opened !== null && this.fromList));
    this.opened = opened;
    this.loading.abort();
    this.loading = new AbortController();
    this.screen.forget();
    this.list.forget();
    if (opened.kind === 'list') void this.list.show();
    else void this.load(opened);
    this.describeWayBack();
  }

  close(): void {
    this.opened = null;
    this.loading.abort();
    this.screen.forget();
    this.list.forget();
  }

  /** The room of the player's session has changed; null for none. */
  roomChanged(room: OnlineRoom | null): void {
    this.room = room;
    this.describeWayBack();
  }

  private async load(opened: Exclude<Opened, { readonly kind: 'list' }>): Promise<void> {
    const { signal } = this.loading;
    this.screen.wait(words().replay.loading);
    const loaded = await loadReplay(opened, signal);
    if (signal.aborted) return;
    const isKept = opened.kind === 'replay';
    this.screen.show(loaded, isKept ? opened.seconds : 0, isKept, () => this.open(opened));
  }

  private back(): void {
    if (!this.fromList) return this.parts.leave();
    // A file that was opened from the list has not changed the address.
    if (location.hash === REPLAYS_HASH) this.parts.open({ kind: 'list' });
    else location.hash = REPLAYS_HASH;
  }

  private describeWayBack(): void {
    const home = this.room === null ? words().page.menu : words().replay.backToRoom;
    const meanwhile = (): string => (this.room === null ? '' : meanwhileText(this.room));
    this.screen.describeWayBack(this.fromList ? words().page.back : home, meanwhile);
    this.list.describeWayBack(home);
  }
}

function loadReplay(opened: Exclude<Opened, { readonly kind: 'list' }>, left: AbortSignal): Promise<LoadedReplay> {
  switch (opened.kind) {
    case 'file':
      return readReplay(opened.file);
    case 'data':
      return readReplayLink(opened.data);
    default:
      return fetchReplay(opened.id, left);
  }
}

/** What happens in the room while a replay is watched. */
function meanwhileText(room: OnlineRoom): string {
  const { roomWaits, roomPaused, roomPlays, roomWatches } = words().replay;
  switch (room.state) {
    case 'result':
      return resultsHint(room, performance.now());
    case 'lobby':
      return roomWaits;
    case 'paused':
      return roomPaused;
    default:
      return room.isSeated ? roomPlays : roomWatches;
  }
}
