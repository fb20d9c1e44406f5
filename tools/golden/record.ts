// Makes the golden replays again: for each moment the first seed whose match has it. Run it only when a change of the
// rules is meant, after raising RULES_VERSION, and say in the commit why: `npm run golden`.

import { mkdirSync, writeFileSync } from 'node:fs';
import {
  cloneWorld,
  aiWish,
  canSteer,
  createMatch,
  matchSettings,
  PHASE,
  replayOf,
  ReplayRecorder,
  replayText,
  stepMatch,
  wishOf,
  worldOf,
  type Input,
  type Match,
  type RecordedMatch,
} from '#simulation';
import { goldenHashes, saveGoldenHashes, withHash } from './hashes.ts';
import { MOMENTS, type Moment } from './moments.ts';

const FOLDER = 'test/golden/replays';
const SEEDS_MAX = 20_000;
const TICKS_MAX = 60 * 60 * 30;
/** Ticks played after a moment, so that its consequences are in the replay. */
const AFTERMATH_TICKS = 300;

mkdirSync(FOLDER, { recursive: true });
const only = process.argv.slice(2);
let hashes = goldenHashes();
for (const moment of MOMENTS) {
  if (only.length > 0 && !only.includes(moment.name)) continue;
  const found = search(moment);
  if (found === null) {
    console.log(`${moment.name}: in none of ${SEEDS_MAX} seeds`);
    process.exitCode = 1;
    continue;
  }
  const { settings, ticks } = found.head;
  const more = withHash(hashes, moment.name, replayOf(found));
  if (more === null) {
    console.log(
      `${moment.name}: not written. Rules version ${found.head.rules} has another match for it: raise the version first`,
    );
    process.exitCode = 1;
    continue;
  }
  hashes = more;
  writeFileSync(`${FOLDER}/${moment.name}.json`, [...replayText(found)].join(''));
  console.log(`${moment.name}: seed ${settings.seed}, ${ticks} ticks`);
}
saveGoldenHashes(hashes);

function search(moment: Moment): RecordedMatch | null {
  for (let seed = 1; seed <= SEEDS_MAX; seed++) {
    const replay = play(moment, seed);
    if (replay !== null) return replay;
  }
  return null;
}

/** Plays a match of a moment. @returns its record, null when the moment did not come. */
function play({ settings, player, watch, toTheEnd }: Moment, seed: number): RecordedMatch | null {
  const match = createMatch(matchSettings({ ...settings, seed }));
  const world = match.worlds[0]!;
  const events = match.events[0]!;
  const before = cloneWorld(world);
  const recorder = new ReplayRecorder(match);
  const isThere = watch();
  const inputsOfTick = player === 'nobody' ? () => [] : playedBy(match, player);
  let endTick = TICKS_MAX;
  let came = false;
  let inputs: Input[] = Array.from({ length: world.seatCount }, (_, seat) => ({ kind: 'enter', seat }));
  while (match.tick < endTick) {
    before.words.set(world.words);
    recorder.noteInputs(inputs);
    stepMatch(match, inputs);
    recorder.ticked();
    if (!came && isThere({ match, world, before, events })) {
      came = true;
      if (!toTheEnd) endTick = match.tick + AFTERMATH_TICKS;
    }
    if (world.phase === PHASE.over) break;
    inputs = inputsOfTick();
  }
  return came ? recorder.finish() : null;
}

/** Inputs of the AI in every seat, whenever the direction that it wants changes. */
function playedBy(match: Match, skill: 'easy' | 'normal' | 'hard'): () => Input[] {
  let sequence = 0;
  return () => {
    const inputs: Input[] = [];
    for (let seat = 0; seat < match.settings.seatCount; seat++) {
      const world = worldOf(match, seat);
      if (!canSteer(world, seat)) continue;
      const direction = aiWish(world, seat, skill);
      if (direction !== wishOf(world, seat)) inputs.push({ kind: 'wish', seat, sequence: ++sequence, direction });
    }
    return inputs;
  };
}
