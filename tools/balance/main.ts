// `npm run balance -- --mode versus`: matches in which AI steers every seat, and a table of how fair and how lively they
// are. With `--skills` it compares each skill with the one below it.

import { parseArgs } from 'node:util';
import { AI_SKILLS, modeNamed, MODES, type AiSkill } from '#simulation';
import { balanceOf, balanceRows, shareBefore } from './balance.ts';
import type { MatchList } from './matches.ts';
import { playOnThreads } from './threads.ts';
import { seedFrom } from '../seed-flag.ts';

const USAGE = `usage: npm run balance -- --mode MODE [options]
  --mode MODE     one of ${MODES.map(({ name }) => name).join(', ')}
  --games N       matches (1000; 400 with --skills)
  --seats N       seats of a match (those of quick play)
  --rule RULE     the rule by which the mode is won (the mode's default)
  --skill SKILL   of all seats: ${AI_SKILLS.join(', ')} (hard)
  --skills        compare hard with normal, and normal with easy
  --seed S        seed of the first match (1)
`;

const options = optionsIn(process.argv.slice(2));
if (options === null) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else if (options.compares) {
  for (const better of ['hard', 'normal'] as const) await compare(options.list, better);
} else {
  await measure(options.list);
}

async function measure(list: MatchList): Promise<void> {
  const played = await playOnThreads(list);
  console.log(`| ${title(list)}, ${list.skills[0]} | |\n|---|---|`);
  for (const row of balanceRows(balanceOf(played.map(({ facts }) => facts)))) console.log(row);
}

async function compare(list: MatchList, better: AiSkill): Promise<void> {
  const worse = AI_SKILLS[AI_SKILLS.indexOf(better) - 1]!;
  const played = await playOnThreads({ ...list, skills: [better, worse] });
  const share = (shareBefore(played, better) * 100).toFixed(1);
  console.log(`| ${title(list)}: ${better} before ${worse} | ${share} % of ${list.to} |`);
}

function title({ settings: { mode, seatCount, rule } }: MatchList): string {
  return `${mode}, ${seatCount} seats${rule === undefined ? '' : `, ${rule}`}`;
}

/** Null when an option is unknown, missing or out of range. */
function optionsIn(args: string[]): { list: MatchList; compares: boolean } | null {
  const text = { type: 'string' } as const;
  const texts = { mode: text, games: text, seats: text, rule: text, skill: text, seed: text };
  try {
    const { values } = parseArgs({ args, options: { ...texts, skills: { type: 'boolean', default: false } } });
    const mode = modeNamed(values.mode ?? '');
    const skill = AI_SKILLS.find((each) => each === (values.skill ?? 'hard'));
    if (mode === null || skill === undefined) return null;
    const to = Number(values.games ?? (values.skills ? 400 : 1000));
    const seatCount = Number(values.seats ?? mode.room.quickPlaySeats);
    const seed = seedFrom(values.seed ?? '1');
    const seatsLeast = values.skills ? Math.max(2, mode.seats.least) : mode.seats.least;
    const isInRange = seatCount >= seatsLeast && seatCount <= mode.seats.most && to >= 1;
    if (!isInRange || ![to, seatCount].every(Number.isInteger)) return null;
    const rule = values.rule === undefined ? {} : { rule: values.rule };
    const settings = { mode: mode.name, seatCount, ...rule };
    return { list: { settings, skills: [skill, skill], from: 0, to, seed }, compares: values.skills };
  } catch {
    return null;
  }
}
