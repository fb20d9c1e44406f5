// The replays of finished matches that this server keeps, up to a number, an age and a size. They are written one at a
// time, between ticks. A full or broken disk loses replays and nothing else. Nodes with one data folder keep theirs in one
// folder, and each of them finds all.

import { rm } from 'node:fs/promises';
import { TICKS_PER_SECOND, type RecordedMatch } from '#simulation';
import type { Clock, Rng } from '../clock.ts';
import type { GameServerConfig } from '../config.ts';
import type { Caller } from '../limits/callers.ts';
import type { Logger } from '../ops/log.ts';
import {
  newReplayId,
  removeParts,
  replayFile,
  replayIdsIn,
  storedReplay,
  writeReplay,
  type StoredReplay,
} from './replay-files.ts';

/** A shorter match shows nothing. */
export const REPLAY_TICKS_MIN = 10 * TICKS_PER_SECOND;

/** Bytes of recorded matches that wait to be written: some hundred matches. Beyond it a match is not kept. */
const WAITING_BYTES_MAX = 32 * 1024 * 1024;

/** What a change of players takes in a recorded match, and all that is not counted otherwise. */
const SEAT_CHANGE_BYTES = 128;
const MATCH_BYTES = 4096;

/** How often replays that have become too old are looked for. */
const AGE_CHECK_MS = 60 * 60 * 1000;
const DAY_MS = 24 * AGE_CHECK_MS;

/** A file of another node that is older is not being written any more. */
const PART_AGE_MS = 10 * 60 * 1000;
/** The time between two looks for replays of other nodes. */
const LOOK_MS = 1000;

/** How long `close` waits for what is still to be written. */
const CLOSE_MS = 5000;

export interface KeptReplaysParts {
  /** The folder of the replays. It need not exist yet. */
  readonly folder: string;
  readonly config: Pick<GameServerConfig, 'keepReplays' | 'keepReplayDays' | 'keepReplayBytes'>;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly log: Logger;
  /** Whether other nodes use the folder too. */
  readonly isShared?: boolean;
  readonly waitingBytesMax?: number;
}

interface Waiting {
  readonly id: string;
  readonly match: RecordedMatch;
  readonly bytes: number;
  readonly written: () => void;
}

export class KeptReplays {
  /** Matches that were written since the start, and those that were not, by the reason. */
  writtenCount = 0;
  readonly lostCounts = { disk: 0, waiting: 0, address: 0 };
  private readonly parts: Required<KeptReplaysParts>;
  /** Oldest first. */
  private kept: StoredReplay[] = [];
  private keptBytes = 0;
  private readonly waiting: Waiting[] = [];
  private waitingBytes = 0;
  /** By id: settled when the replay is written, or lost. */
  private readonly pending = new Map<string, Promise<void>>();
  private writing: Promise<void> | null = null;
  /** Whether the last attempt to write failed. */
  private isFailing = false;
  private stopAgeCheck = () => {};
  private lookedMs = -Infinity;
  /** Names of files that are no replays: they are read and reported once. */
  private readonly unreadable = new Set<string>();
  private readonly opened: Promise<void>;

  /** Begins to read the folder. */
  constructor(parts: KeptReplaysParts) {
    this.parts = { waitingBytesMax: WAITING_BYTES_MAX, isShared: false, ...parts };
    this.opened = this.open();
    this.checkAge();
  }

  /** How many are kept, and the bytes of their files. */
  get totals(): { readonly count: number; readonly bytes: number } {
    return { count: this.kept.length, bytes: this.keptBytes };
  }

  /**
   * Takes a match that has ended, and writes it later.
   * @param openedBy the address that opened the room
   * @param id of the match, so that its link leads to the API as well; by default one of its own
   * @returns the id of the replay, null if it is probably not kept
   */
  keep(match: RecordedMatch, openedBy: Caller, id = newReplayId(this.parts.rng)): string | null {
    const { clock } = this.parts;
    const bytes = bytesOf(match);
    if (this.waitingBytes + bytes > this.parts.waitingBytesMax) return this.lose('waiting');
    if (!openedBy.replays.take(clock.now())) return this.lose('address');
    this.waitingBytes += bytes;
    this.pending.set(id, new Promise((written) => this.waiting.push({ id, match, bytes, written })));
    this.writing ??= this.writeAll();
    return this.isFailing ? null : id;
  }

  /** The replay of an id. One that is still to be written is waited for. @returns null if there is none */
  async find(id: string): Promise<StoredReplay | null> {
    await this.opened;
    await this.pending.get(id);
    const own = this.kept.find((replay) => replay.id === id);
    if (own !== undefined || !this.parts.isShared) return own ?? null;
    return await storedReplay(this.parts.folder, id);
  }

  /** The path of the file of a replay. */
  fileOf({ id }: StoredReplay): string {
    return replayFile(this.parts.folder, id);
  }

  /**
   * Replays that everybody may find, newest first.
   * @param before the id of the one after which the list begins, null for the newest
   * @returns null if there is no replay of this id
   */
  async list(before: string | null, countMax: number): Promise<StoredReplay[] | null> {
    await this.opened;
    await this.lookForOthers();
    let at = this.kept.length;
    if (before !== null) at = this.kept.findIndex(({ id }) => id === before);
    if (at < 0) return null;
    const listed: StoredReplay[] = [];
    while (--at >= 0 && listed.length < countMax) {
      const replay = this.kept[at]!;
      if (replay.head.listed === true) listed.push(replay);
    }
    return listed;
  }

  /** Waits until all that was taken is written, but not for long. */
  async close(): Promise<void> {
    this.stopAgeCheck();
    await new Promise<void>((resolve) => {
      const cancel = this.parts.clock.after(CLOSE_MS, resolve);
      void Promise.all([this.opened, this.writing]).then(() => {
        cancel();
        resolve();
      });
    });
  }

  private async open(): Promise<void> {
    const { folder, isShared } = this.parts;
    try {
      await removeParts(folder, isShared ? PART_AGE_MS : 0);
      await this.readFolder();
    } catch (error) {
      this.failed(error);
    }
    await this.prune();
  }

  /** Other nodes have written replays, or removed some. */
  private async lookForOthers(): Promise<void> {
    const { clock, isShared } = this.parts;
    if (!isShared || clock.now() - this.lookedMs < LOOK_MS) return;
    this.lookedMs = clock.now();
    await this.readFolder().catch((error: unknown) => this.failed(error));
  }

  private async readFolder(): Promise<void> {
    const { folder, log } = this.parts;
    const ids = new Set(await replayIdsIn(folder));
    const known = new Set(this.kept.map(({ id }) => id));
    const found: StoredReplay[] = [];
    const unreadable: string[] = [];
    for (const id of ids) {
      if (known.has(id) || this.unreadable.has(id)) continue;
      const replay = await storedReplay(folder, id);
      if (replay === null) unreadable.push(id);
      else found.push(replay);
    }
    for (const id of unreadable) this.unreadable.add(id);
    if (unreadable.length > 0) {
      log.warn({ folder, count: unreadable.length, first: unreadable[0] }, 'files that are no replays');
    }
    // What was written meanwhile is not among the ids.
    const missing = (id: string) => known.has(id) && !ids.has(id);
    const kept = [...this.kept.filter(({ id }) => !missing(id)), ...found.filter(({ id }) => !this.has(id))];
    this.kept = kept.toSorted((one, other) => timeOf(one) - timeOf(other));
    this.keptBytes = 0;
    for (const { bytes } of kept) this.keptBytes += bytes;
  }

  private has(id: string): boolean {
    return this.kept.some((replay) => replay.id === id);
  }

  private lose(reason: keyof KeptReplays['lostCounts']): null {
    this.lostCounts[reason]++;
    return null;
  }

  private async writeAll(): Promise<void> {
    await this.opened;
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      await this.write(next);
      this.waitingBytes -= next.bytes;
      this.pending.delete(next.id);
      next.written();
    }
    this.writing = null;
  }

  private async write({ id, match }: Waiting): Promise<void> {
    const { folder, log } = this.parts;
    try {
      const bytes = await writeReplay(folder, id, match);
      this.kept.push({ id, bytes, head: match.head });
      this.keptBytes += bytes;
      this.writtenCount++;
      if (this.isFailing) log.info({ folder, lost: this.lostCounts.disk }, 'replays are kept again');
      this.isFailing = false;
    } catch (error) {
      this.lose('disk');
      this.failed(error);
    }
    await this.prune();
  }

  /** Logs the first failure of many. */
  private failed(error: unknown): void {
    if (!this.isFailing) this.parts.log.error({ err: error, folder: this.parts.folder }, 'replays cannot be kept');
    this.isFailing = true;
  }

  /** Removes the oldest replays beyond the limits. */
  private async prune(): Promise<void> {
    await this.lookForOthers();
    const { config, clock, log } = this.parts;
    const { keepReplays, keepReplayBytes, keepReplayDays } = config;
    for (let oldest = this.kept[0]; oldest !== undefined; oldest = this.kept[0]) {
      const isTooMuch = this.kept.length > keepReplays || this.keptBytes > keepReplayBytes;
      if (!isTooMuch && clock.date() - timeOf(oldest) <= keepReplayDays * DAY_MS) return;
      this.kept.shift();
      this.keptBytes -= oldest.bytes;
      // One that cannot be removed is found again at the next start.
      await rm(this.fileOf(oldest), { force: true }).catch((error: unknown) => {
        log.warn({ err: error, replay: oldest.id }, 'old replay not removed');
      });
    }
  }

  private checkAge(): void {
    this.stopAgeCheck = this.parts.clock.after(AGE_CHECK_MS, () => {
      void this.prune();
      this.checkAge();
    });
  }
}

/** About what a recorded match takes in memory. */
function bytesOf({ log, checkpoints, players }: RecordedMatch): number {
  let bytes = MATCH_BYTES + log.length + players.length * SEAT_CHANGE_BYTES;
  for (const { packed } of checkpoints) bytes += packed.length;
  return bytes;
}

function timeOf({ head }: StoredReplay): number {
  return head.playedAtMs ?? 0;
}
