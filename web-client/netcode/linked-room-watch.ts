// Keeps the room that a link names up to date while the player looks at it.

import { findLinkedRoom, type Found, type LinkedRoom } from './linked-room.ts';

/** Between an answer and the next request. */
export const LINKED_ROOM_INTERVAL_MS = 5000;

/** What is known of the room: nothing yet, or nothing where the server does not answer. */
export type ShownRoom = LinkedRoom | 'asking' | 'unknown';

export interface LinkedRoomWatchParts {
  /** Whether the player can see the room. Nothing is asked while they cannot. */
  isSeen(): boolean;
  show(code: string, room: ShownRoom): void;
  /** There is no such room. */
  gone(code: string): void;
  find?(this: void, code: string, signal: AbortSignal): Promise<Found>;
  after?(this: void, ms: number, call: () => void): () => void;
}

export class LinkedRoomWatch {
  private readonly parts: Required<LinkedRoomWatchParts>;
  private code: string | null = null;
  private isKnown = false;
  private asking: AbortController | null = null;
  private cancel: () => void = () => {};

  constructor(parts: LinkedRoomWatchParts) {
    this.parts = { find: findLinkedRoom, after: afterMs, ...parts };
  }

  /** @param code null for no room */
  follow(code: string | null): void {
    if (code === this.code) return this.look();
    this.stop();
    this.code = code;
    this.isKnown = false;
    if (code === null) return;
    this.parts.show(code, 'asking');
    this.look();
  }

  /** Asks now, if the player sees the room and no request is under way. Call when the room may have come into sight. */
  look(): void {
    const { code } = this;
    if (code === null || this.asking !== null || !this.parts.isSeen()) return;
    this.cancel();
    void this.ask(code);
  }

  private async ask(code: string): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    const found = await this.parts.find(code, asking.signal);
    if (this.asking !== asking) return;
    this.asking = null;
    if (found === 'no-such-room') {
      this.code = null;
      return this.parts.gone(code);
    }
    // A request that failed does not change what is known.
    if (found !== null || !this.isKnown) this.parts.show(code, found ?? 'unknown');
    this.isKnown ||= found !== null;
    this.cancel = this.parts.after(LINKED_ROOM_INTERVAL_MS, () => this.look());
  }

  private stop(): void {
    this.cancel();
    this.asking?.abort();
    this.asking = null;
  }
}

function afterMs(ms: number, call: () => void): () => void {
  const timer = setTimeout(call, ms);
  return () => clearTimeout(timer);
}
