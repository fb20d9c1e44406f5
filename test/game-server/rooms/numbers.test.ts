// The numbers of game-server/README.md, which clients and players count on.
import { expect, test } from 'vitest';
import * as chat from '../../../game-server/chat/chat-limits.ts';
import { LISTED_ROOMS_PER_CALLER_MAX } from '../../../game-server/rooms/list-places.ts';
import { MODES, STANDIN_AFTER_TICKS } from '#simulation';
import * as rules from '../../../game-server/rooms/room-rules.ts';

const IDLE_TICKS: Readonly<Record<string, number>> = {
  classic: Infinity,
  coop: 2700,
  ...{ versus: 900, battle: 900, mega: 900 },
};

test.each<readonly [string, number, number]>([
  ['[GR13] ticks from the first ready member to the next match', rules.READY_WAIT_TICKS, 900],
  ['[GR13] ticks from a result of quick play to the next match', rules.AUTO_REMATCH_TICKS, 600],
  ['[GR13] ticks from a result to the lobby, when nobody is ready', rules.LOBBY_BACK_TICKS, 3600],
  ['[GR11] ticks in which a host in the lobby has to do something', rules.HOST_IDLE_TICKS, 1800],
  ['[GR14] ticks for which a question for a pause is open', rules.PAUSE_QUESTION_TICKS, 900],
  ['[GR14] ticks until its player may ask again', rules.PAUSE_ASK_AGAIN_TICKS, 1800],
  ['[GR18] rooms of one address in the list', LISTED_ROOMS_PER_CALLER_MAX, 8],
  ['[GK3] chat lines of one address, in the long run', chat.CALLER_LINES_PER_SECOND, 2],
  ['[GK3] chat lines of one address, at once', chat.CALLER_LINES_BURST, 40],
  ['[GP1] ticks for which a disconnected player keeps the seat', rules.GRACE_TICKS, 1800],
  ['[GP4] ticks after which the AI steers for a disconnected player', STANDIN_AFTER_TICKS, 180],
  ...MODES.map(
    (mode) =>
      [
        `[GP6] ticks after which a player of ${mode.name} is idle`,
        mode.room.idleTicks,
        IDLE_TICKS[mode.name]!,
      ] as const,
  ),
  ['[GP6] ticks by which an idle player is warned before', rules.IDLE_WARNING_TICKS, 300],
  ['[GV6] ticks for which a restored match waits', rules.RESTORED_WAIT_TICKS, 600],
  ['[GV6] ticks of its countdown', rules.RESTORED_COUNTDOWN_TICKS, 180],
  ['[GR3] inputs that wait for one seat', rules.INPUT_QUEUE_PER_SEAT_MAX, 32],
])('%s: %i', (_name, value, documented) => {
  expect(value).toBe(documented);
});
