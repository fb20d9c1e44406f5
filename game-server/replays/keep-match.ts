// Keeps a match that has ended: as a replay, with what a list of replays shows of it, and to be handed over to the API.

import type { Clock } from '../clock.ts';
import type { Caller } from '../limits/callers.ts';
import { finishedMatch, finishedSeats, isHandedOver } from '../outbox/finished-match.ts';
import type { MatchOutbox } from '../outbox/match-outbox.ts';
import type { Playing } from '../rooms/playing.ts';
import { REPLAY_TICKS_MIN, type KeptReplays } from './kept-replays.ts';

export interface Keepers {
  /** Null if no replays are kept. */
  readonly replays: KeptReplays | null;
  /** Null if no match is handed over. */
  readonly matchOutbox: MatchOutbox | null;
  readonly clock: Clock;
  /**
   * With other nodes: calls back when the journal has what has happened until now. Never if another node has the room by then. Null
   * for a server whose journal has it before anything else happens.
   */
  readonly whenCommitted: ((then: () => void) => void) | null;
}

/**
 * What is to be handed over is on disk when this returns. Only a match whose log is still being read, after a restart, is
 * kept later, and one that another node may have taken over: it is in the journal until then.
 *
 * @param openedBy the address that opened the room
 * @param keptLate is called when such a match has been kept
 */
export function keepMatch(
  { match, seats, leavers, rules }: Playing,
  openedBy: Caller,
  { replays, matchOutbox, clock, whenCommitted }: Keepers,
  keptLate: () => void,
): void {
  const isReplay = replays !== null && match.tick >= REPLAY_TICKS_MIN;
  const isToHandOver = matchOutbox !== null && isHandedOver(match, seats, leavers, rules);
  match.handOver = 'none';
  if (!isReplay && !isToHandOver) return;
  const endedMs = clock.date();
  const listed = rules.settings.listed && rules.password === '';
  const { level, score, cleared, seats: rows } = match.results(seats);
  const result = { level, score, cleared, seats: rows.map(({ name, place, score }) => ({ name, place, score })) };
  const had = isToHandOver ? finishedSeats(match, seats, leavers, rules) : [];
  // The room may have another date before the log has been read.
  const facts = { kind: rules.kind, dailyDate: rules.dailyDate || null };
  const keep = () => {
    const recorded = match.recorded({ playedAtMs: endedMs, listed, result });
    // A node that was killed before it handed the match over has kept the replay already.
    if (recorded !== null && isReplay && match.replay === '')
      match.replay = replays.keep(recorded, openedBy, isToHandOver ? match.key.id : undefined) ?? '';
    if (!isToHandOver) return;
    const handOver = () => {
      const isKept = matchOutbox.takeMatch(
        recorded && finishedMatch(match.key, recorded, { ...facts, listed, endedMs, seats: had }),
      );
      match.handOver = isKept ? 'done' : 'none';
    };
    if (whenCommitted === null) return handOver();
    match.handOver = 'awaits-log';
    whenCommitted(() => {
      handOver();
      keptLate();
    });
  };
  if (!match.isLogAwaited) return keep();
  if (isToHandOver) match.handOver = 'awaits-log';
  match.whenLogIsRead(() => {
    keep();
    keptLate();
  });
}
