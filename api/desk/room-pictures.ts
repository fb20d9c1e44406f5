// Live pictures of rooms. However many operators look at one maze, the game server is asked once for all of them.

import type { RoomPicture } from '#handover';
import { ApiError } from '../http/errors.ts';
import type { GameServers } from './game-servers.ts';

const INTERVAL_MS = 250;
/** Mazes that are looked at. */
const PICTURES_MAX = 8;

export interface PictureViewer {
  picture(picture: RoomPicture): void;
  /** The room has closed, or has fewer mazes now. */
  gone(): void;
}

interface Looked {
  readonly viewers: Set<PictureViewer>;
  timer: NodeJS.Timeout | undefined;
}

export class RoomPictures {
  private readonly gameServer: Pick<GameServers, 'picture'>;
  private readonly looked = new Map<string, Looked>();

  constructor(gameServer: Pick<GameServers, 'picture'>) {
    this.gameServer = gameServer;
  }

  /** @returns what ends it @throws {ApiError} if too many mazes are looked at */
  watch(code: string, maze: number, viewer: PictureViewer): () => void {
    const key = `${code} ${maze}`;
    let looked = this.looked.get(key);
    if (looked === undefined) {
      if (this.looked.size >= PICTURES_MAX) {
        throw new ApiError('too-many-requests', { text: 'Too many rooms are being looked at.', retryAfter: 5 });
      }
      looked = { viewers: new Set(), timer: undefined };
      this.looked.set(key, looked);
      void this.ask(key, looked, code, maze);
    }
    looked.viewers.add(viewer);
    return () => {
      looked.viewers.delete(viewer);
      if (looked.viewers.size === 0) this.forget(key, looked);
    };
  }

  private async ask(key: string, looked: Looked, code: string, maze: number): Promise<void> {
    try {
      const picture = await this.gameServer.picture(code, maze);
      for (const viewer of looked.viewers) viewer.picture(picture);
    } catch (error) {
      // A game server that does not answer may be back soon, with the same room.
      if (error instanceof ApiError && error.code === 'not-found') {
        this.forget(key, looked);
        for (const viewer of looked.viewers) viewer.gone();
        return;
      }
    }
    if (this.looked.get(key) !== looked) return;
    looked.timer = setTimeout(() => void this.ask(key, looked, code, maze), INTERVAL_MS);
  }

  private forget(key: string, looked: Looked): void {
    clearTimeout(looked.timer);
    if (this.looked.get(key) === looked) this.looked.delete(key);
  }
}
