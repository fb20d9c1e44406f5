// A replay as JSON for other programs: inputs and events by name, in order of time, with what the match came to.

import {
  columnOf,
  EVENT,
  EVENT_LENGTH,
  MAZE_TOP_ROW,
  readInputs,
  ReplayCursor,
  rowOf,
  type Input,
  type Match,
  type Replay,
} from '#simulation';

/** Length of one part of the text. */
const PART_LENGTH = 64 * 1024;
const DIRECTIONS = ['right', 'down', 'left', 'up', 'none'] as const;
const EVENT_NAMES = new Map<number, string>(Object.entries(EVENT).map(([name, kind]) => [kind, name]));

/**
 * The text of one object, in parts: the head of the replay, `players`, `inputs` and `events`. An event has its `maze` only in
 * a match of several.
 */
export function* replayJson(replay: Replay): Generator<string> {
  const { checkpoints: _, log, players, frightTable: __, ...head } = replay;
  yield `${JSON.stringify(head).slice(0, -1)},\n"players":${JSON.stringify(players)},\n"inputs":[`;
  yield* listOf(inputsOf(log));
  yield '],\n"events":[';
  yield* listOf(eventsOf(replay));
  yield ']}\n';
}

function* listOf(rows: Iterable<object>): Generator<string> {
  let text = '';
  let separator = '\n';
  for (const row of rows) {
    text += separator + JSON.stringify(row);
    separator = ',\n';
    if (text.length < PART_LENGTH) continue;
    yield text;
    text = '';
  }
  yield text;
}

function* inputsOf(log: Replay['log']): Generator<object> {
  for (const [tick, numbers] of log) {
    const inputs: Input[] = [];
    readInputs(numbers, inputs);
    for (const input of inputs) {
      if (input.kind !== 'wish') yield { tick, seat: input.seat, kind: input.kind };
      else
        yield {
          tick,
          seat: input.seat,
          kind: 'wish',
          direction: DIRECTIONS[input.direction],
          sequence: input.sequence,
        };
    }
  }
}

function* eventsOf(replay: Replay): Generator<object> {
  const cursor = new ReplayCursor(replay);
  // The tick after the last one of a failed match throws.
  while (cursor.tick < replay.ticks && cursor.step()) yield* eventsIn(cursor.match);
}

function* eventsIn({ tick, worlds, events }: Match): Generator<object> {
  for (const [maze, { words, count }] of events.entries()) {
    for (let at = 0; at < count * EVENT_LENGTH; at += EVENT_LENGTH) {
      const [kind, who, place, value] = words.subarray(at, at + EVENT_LENGTH) as unknown as [
        number,
        number,
        number,
        number,
      ];
      const where = place === 0 ? {} : { column: columnOf(place), line: rowOf(place) - MAZE_TOP_ROW };
      yield { tick, ...(worlds.length > 1 && { maze }), event: EVENT_NAMES.get(kind), who, ...where, value };
    }
  }
}
