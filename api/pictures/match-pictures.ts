// Pictures of matches: drawn when one is asked for, one after the other, and the last ones are kept.

import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { replayFrom } from '#simulation';
import type { App } from '../http/app.ts';
import { ApiError } from '../http/errors.ts';
import { LEVEL_BOARD_MODES } from '../leaderboards/boards.ts';
import type { AddRoutes } from '../parts.ts';
import type { Store } from '../store/store.ts';
import { pngOf } from './png.ts';
import { replayPicture } from './replay-picture.ts';
import { MODE_TITLES } from './replay-tags.ts';

/** Pictures kept in memory: about 15 KB each. Beyond it the one asked for longest ago is dropped. */
const KEPT_MAX = 128;
/** Pictures that wait to be drawn. More requests are refused. */
const WAITING_MAX = 32;
/** Of a replay as it is stored. A longer one would keep the process busy for too long. */
const REPLAY_BYTES_MAX = 1024 * 1024;
/** Of a replay as text. */
const TEXT_BYTES_MAX = 16 * 1024 * 1024;
const CACHING = 'public, max-age=86400';
const RETRY_AFTER_SECONDS = 2;

export class MatchPictures {
  private readonly store: Store;
  private readonly kept = new Map<string, Promise<Buffer<ArrayBuffer> | null>>();
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(store: Store) {
    this.store = store;
  }

  /**
   * The picture of a match as a PNG file.
   * @returns null for a match that cannot be drawn: unknown, failed, too long, or of other rules
   * @throws ApiError `too-many-requests` if too many pictures wait already
   */
  of(id: string): Promise<Buffer<ArrayBuffer> | null> {
    const known = this.kept.get(id);
    if (known !== undefined) {
      // The newest stands last.
      this.kept.delete(id);
      this.kept.set(id, known);
      return known;
    }
    if (this.waiting >= WAITING_MAX) throw new ApiError('too-many-requests', { retryAfter: RETRY_AFTER_SECONDS });
    this.waiting += 1;
    const drawn = this.last.then(() => this.draw(id)).finally(() => (this.waiting -= 1));
    this.last = drawn.catch(() => {});
    this.keep(id, drawn);
    return drawn;
  }

  private keep(id: string, drawn: Promise<Buffer<ArrayBuffer> | null>): void {
    this.kept.set(id, drawn);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT_MAX) this.kept.delete(oldest!);
    // A match that is not there yet may be there later, and a database that fails may answer later.
    const forget = (): boolean => this.kept.get(id) === drawn && this.kept.delete(id);
    drawn.then((picture) => picture === null && forget(), forget);
  }

  private async draw(id: string): Promise<Buffer<ArrayBuffer> | null> {
    const log = await this.store.db
      .selectFrom('match_log')
      .innerJoin('match', 'match.id', 'match_log.match_id')
      .select(['replay', 'mode', 'level'])
      .where('match.id', '=', id)
      .where('state', '!=', 'failed')
      .executeTakeFirst();
    if (log === undefined || log.replay.length > REPLAY_BYTES_MAX) return null;
    try {
      const text = await promisify(gunzip)(log.replay, { maxOutputLength: TEXT_BYTES_MAX });
      const replay = replayFrom(JSON.parse(text.toString()));
      const title = MODE_TITLES[log.mode] ?? log.mode;
      const hasLevels = LEVEL_BOARD_MODES.has(log.mode);
      return await pngOf(replayPicture(replay, hasLevels ? `${title} - level ${log.level}` : title));
    } catch {
      // Of other rules, longer than its text may be, or no replay.
      return null;
    }
  }
}

export const addMatchPictures: AddRoutes = (app, { store }) => addPicturesOf(new MatchPictures(store), app);

export function addPicturesOf(pictures: MatchPictures, app: App): void {
  app.get('/api/matches/:id/picture.png', async (request) => {
    const picture = await pictures.of(request.req.param('id'));
    if (picture === null) throw new ApiError('not-found');
    request.header('cache-control', CACHING);
    return request.body(picture, 200, { 'content-type': 'image/png' });
  });
}
