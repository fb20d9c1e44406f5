// The entries of one room that this node owns.
//
//                          ┌──────────── a keyframe is appended ────────────┐
//                          ▼                                                │
//   (new or claimed) ──► lost (no records are taken) ◄──an append failed── whole
//                                      fenced, moved away or closed, from either ──► over

import { KEYS } from '#redis';
import { Batch } from '../../journal/batch.ts';
import type { JournalRecord } from '../../journal/record.ts';
import type { CheckpointState } from '../../recovery/states.ts';
import type { RedisCommand } from './redis-batch.ts';
import { idText } from './stream-entry.ts';

/**
 * Entries of a match that are kept, for the replay that another node makes of it: half an hour, with an entry for every
 * snapshot. They take about 2 MB. A longer match has no replay after a takeover.
 */
const HISTORY_ENTRIES_MAX = 36_000;

/** All streams encode their records one after another in the same buffer. */
const batch = new Batch();

export class RoomStream {
  readonly code: string;
  readonly epoch: number;
  state: 'lost' | 'whole' | 'over' = 'lost';
  /** Whether the stream may be made: the room is new, or Redis has lost its data. */
  mayCreate: boolean;
  /** Whether Redis has said that there is no such stream. */
  isMissing = false;
  /** Whether the room has closed, and only the last entry is to be written. */
  isClosing = false;
  readonly key: string;
  private n: number;
  private pending: Buffer[] = [];
  private hasKeyframe = false;
  /** Whether a match begins with the next entry. */
  private isMatchStart = false;
  /** The number of the entry whose predecessors were removed. */
  private trimmedN = 0;

  /** @param n the number of its newest entry in this epoch, -1 for none */
  constructor(code: string, epoch: number, n: number) {
    this.code = code;
    this.key = KEYS.room(code);
    this.epoch = epoch;
    this.n = n;
    this.mayCreate = n < 0;
  }

  /** Whether an entry can be appended now that follows the one before it, or that needs none before it. */
  get isReady(): boolean {
    return this.state === 'whole' || (this.state === 'lost' && (this.hasKeyframe || this.isClosing));
  }

  /** Takes a record for the next entry. A checkpoint makes that a keyframe: everything of the room comes with it. */
  add(record: JournalRecord): void {
    batch.clear();
    batch.add(record.kind === 'checkpoint' ? { ...record, since: 0 } : record);
    this.pending.push(Buffer.from(batch.bytes.subarray(0, batch.length)));
    if (record.kind !== 'checkpoint') return;
    this.hasKeyframe = true;
    this.isMatchStart ||= (record.state as CheckpointState).tick === 0;
  }

  /**
   * An append failed, or its outcome is unknown: what comes next is a keyframe. Until then records are dropped, so one number is left
   * out: no replay is made of a log with a hole.
   */
  lose(): void {
    this.state = 'lost';
    this.n++;
    this.forgetPending();
  }

  forgetPending(): void {
    this.pending = [];
    this.hasKeyframe = false;
    this.isMatchStart = false;
  }

  /**
   * The command that appends what is pending, or an entry without records. Call it only if the stream is ready.
   * @param fields further ones, such as the node to which the room moves
   */
  takeAppend(node: string, fields: readonly string[] = []): StreamAppend {
    const { pending, hasKeyframe: isKeyframe } = this;
    const id = idText({ epoch: this.epoch, n: ++this.n });
    const command: (string | Buffer)[] = ['xadd', this.key];
    if (!this.mayCreate) command.push('NOMKSTREAM');
    // What precedes the match is not needed. Redis removes it in whole blocks, which costs nothing.
    const isTrimmed = isKeyframe && (this.isMatchStart || this.n - this.trimmedN > HISTORY_ENTRIES_MAX);
    if (isTrimmed) {
      command.push('MINID', '~', id);
      this.trimmedN = this.n;
    }
    command.push(id);
    if (isKeyframe) command.push('k', '1', 'by', node);
    command.push(...fields, 'r', pending.length === 1 ? pending[0]! : Buffer.concat(pending));
    this.forgetPending();
    this.state = 'whole';
    return { command, isKeyframe };
  }
}

export interface StreamAppend {
  readonly command: RedisCommand;
  readonly isKeyframe: boolean;
}
