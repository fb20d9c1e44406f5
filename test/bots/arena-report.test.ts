import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { rateContests } from '#ratings';
import { createProgram } from '../../cli/program.ts';
import type { Contestant, GameResult } from '../../bots/arena/game-result.ts';
import { ArenaReport } from '../../bots/arena/report/arena-report.ts';
import { Comparisons, type Comparison } from '../../bots/arena/report/comparison.ts';
import { contestsOf } from '../../bots/arena/report/read-results.ts';
import type { ArenaFacts } from '../../bots/arena/report/result-files.ts';
import { ScoreCounts } from '../../bots/arena/report/score-counts.ts';
import { cutText, durationText, shareText, timeText, visibleText } from '../../bots/arena/report/shown-text.ts';
import { tableLines } from '../../bots/arena/report/table.ts';
import { Tally } from '../../bots/arena/report/tally.ts';
import { contestants, FACTS, gameOf, seatOf } from './arena-games.ts';

const TWO = contestants('one', 'two');
const LATE = { lateTicks: 3, thinkUs: { p50: 120, p99: 900, max: 2100 } };
const GAMES: readonly GameResult[] = [
  gameOf(
    0,
    [
      [0, 300],
      [1, 200],
    ],
    { replay: 'game-000000.json.gz' },
  ),
  gameOf(1, [
    [1, 70],
    [0, 70],
  ]),
  gameOf(
    2,
    [
      [0, 10],
      [1, 20],
    ],
    { seats: [seatOf(0, 10, 2, { fault: 'exited: 1,\n"x"\u001B[2J' }), seatOf(1, 20, 1, LATE)] },
  ),
  gameOf(
    3,
    [
      [1, 5],
      [0, 9],
    ],
    { seed: 0xffff_ffff },
  ),
];

test('[RP1] the same games in any order give the same bytes, whatever the time', () => {
  const expected = filesOf(GAMES);
  fc.assert(
    fc.property(fc.shuffledSubarray([...GAMES], { minLength: GAMES.length }), fc.nat(), (games, ms) => {
      const files = filesOf(games, { now: () => ms });
      expect(files.json).toBe(expected.json);
      expect(files.csv).toBe(expected.csv);
    }),
    { numRuns: 20 },
  );
});

test('[RP1] neither answers nor late ticks change the results', () => {
  const slow = GAMES.map((game) => ({ ...game, seats: game.seats.map((seat) => ({ ...seat, ...LATE })) }));
  const [files, others] = [filesOf(GAMES), filesOf(slow)];
  expect(others.json).toBe(files.json);
  expect(others.csv).toBe(files.csv);
  expect(others.timings).not.toBe(files.timings);
});

test('[RP1] the files have every game with exact numbers, and the ratings', () => {
  const { json, csv, timings } = filesOf(GAMES);
  const results = JSON.parse(json) as Record<string, unknown> & { played: unknown[]; ratings: { name: string }[] };
  expect(results).toMatchObject({ format: 'packetman-arena-results', version: 1, ...FACTS, contestants: TWO });
  expect(results.played).toHaveLength(4);
  expect(results.played[2]).toEqual({
    ...{ game: 2, round: 2, seed: 1002, ticks: 600, level: 1, teamScore: 0, replay: null },
    seats: [
      { contestant: 0, place: 2, score: 10, inputs: 10, fault: 'exited: 1,\n"x"\u001B[2J' },
      { contestant: 1, place: 1, score: 20, inputs: 10, fault: null },
    ],
  });
  expect(results.ratings.map(({ name }) => name)).toEqual(['one', 'two']);
  expect(json.split('\n')).toHaveLength(8);
  expect(csv.split('\n').slice(0, 2)).toEqual([
    'game,round,seed,mode,ticks,level,team_score,seat,contestant,place,score,inputs,replay,fault',
    '0,0,1000,battle,600,1,0,0,one,1,300,10,game-000000.json.gz,',
  ]);
  expect(csv).toContain('2,2,1002,battle,600,1,0,0,one,2,10,10,,"exited: 1,\n""x""\\u{1b}[2J"\n');
  const { played } = JSON.parse(timings) as { played: { game: number; seats: unknown[] }[] };
  expect(played[2]!.seats[1]).toEqual({ contestant: 1, ...LATE });
});

test('[RP1] a game that never came leaves the others', () => {
  const { json, html } = filesOf([GAMES[3]!, GAMES[1]!]);
  const { played } = JSON.parse(json) as { played: { game: number }[] };
  expect(played.map(({ game }) => game)).toEqual([1, 3]);
  expect(html).toContain('2 of 4 planned games.');
});

test('[RP2] a game of a contest compares contestants by the mean of their places', () => {
  expect(
    placesOf([
      gameOf(0, [
        [0, 9],
        [1, 9],
        [2, 5],
      ]),
    ]),
  ).toEqual([
    [
      [0, 1],
      [1, 1],
      [2, 3],
    ],
  ]);
  // Seats of 0 are first and fourth, those of 1 second and third: a tie.
  expect(
    placesOf([
      gameOf(0, [
        [0, 9],
        [1, 7],
        [1, 5],
        [0, 3],
      ]),
    ]),
  ).toEqual([
    [
      [0, 1],
      [1, 1],
    ],
  ]);
  expect(
    placesOf([
      gameOf(0, [
        [0, 9],
        [1, 7],
        [1, 5],
        [1, 3],
      ]),
    ]),
  ).toEqual([
    [
      [0, 1],
      [1, 2],
    ],
  ]);
  // One seat in fourth place is behind two in second and third.
  const uneven = [
    [2, 9],
    [0, 7],
    [0, 5],
    [1, 3],
  ] as const;
  expect(placesOf([gameOf(0, uneven)])).toEqual([
    [
      [2, 1],
      [0, 2],
      [1, 3],
    ],
  ]);
});

test('[RP3] where seats play together a round is a contest: lost seats, then points of a seat', () => {
  const coop = { mode: 'coop', seed: 7 } as const;
  const round = (number: number, scores: readonly number[]): GameResult[] =>
    scores.map((score, i) => gameOf(3 * number + i, [[i, score]], { ...coop, round: number }));
  expect(placesOf([...round(0, [500, 800, 500]), ...round(1, [1, 2, 3])])).toEqual([
    [
      [1, 1],
      [0, 2],
      [2, 2],
    ],
    [
      [2, 1],
      [1, 2],
      [0, 3],
    ],
  ]);
  const [first, second] = round(0, [500, 800]) as [GameResult, GameResult];
  const lost = { ...second, seats: second.seats.map((seat) => ({ ...seat, fault: 'crashed' })) };
  expect(placesOf([first, lost])).toEqual([
    [
      [0, 1],
      [1, 2],
    ],
  ]);
  // Teams of several contestants: 0 has 30 and 10 points, 1 has 25 and 20.
  const teams = [
    gameOf(
      0,
      [
        [0, 30],
        [1, 25],
      ],
      { ...coop, round: 0 },
    ),
    gameOf(
      1,
      [
        [1, 20],
        [0, 10],
      ],
      { ...coop, round: 0 },
    ),
  ];
  expect(placesOf(teams)).toEqual([
    [
      [1, 1],
      [0, 2],
    ],
  ]);
});

test('[RP3] the last round counts, too', () => {
  const games = [0, 1, 2, 3].map((game) => {
    const round = game >> 1;
    return gameOf(game, [[game % 2, game]], { mode: 'coop', round, seed: round });
  });
  const { json } = filesOf(games, { facts: { ...FACTS, mode: 'coop', seats: 1 } });
  const { ratings } = JSON.parse(json) as { ratings: { contests: number }[] };
  expect(ratings.map(({ contests }) => contests)).toEqual([2, 2]);
  expect(rateContests(contestsOf(json))[0]!.standings.map(({ contests }) => contests)).toEqual([2, 2]);
});

test('[RP5] names and output of strangers are text, and nothing in the page is loaded', () => {
  const evil = '<script>alert(1)</script>"\'&\u202E';
  const fault = `${evil}</pre><img src=x onerror=alert(1)>\u001B[31m`;
  const game = gameOf(
    0,
    [
      [0, 5],
      [1, 3],
    ],
    { replay: `${evil}.json`, seats: [seatOf(0, 5, 1), seatOf(1, 3, 2, { fault })] },
  );
  const { html } = filesOf([game], { contestants: contestants(evil, 'two') });
  expect(html).not.toMatch(/<script|<img|onerror=alert\(1\)>/);
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\\u{202e}');
  expect(html).toContain('&lt;/pre&gt;&lt;img src=x onerror=alert(1)&gt;\\u{1b}[31m');
  expect(html).not.toMatch(/<[^>]*\ssrc=|@import|url\(|href="(?!data:,"|replays\/)/);
});

test('[RP5] an arena without games, and one of a single contestant, have a page', () => {
  expect(filesOf([]).html).toContain('Nothing was compared yet.');
  const alone = [gameOf(0, [[0, 0]], { mode: 'coop' })];
  const { html } = filesOf(alone, { contestants: contestants('one'), facts: { ...FACTS, mode: 'coop' } });
  expect(html).not.toMatch(/NaN|undefined|Infinity/);
});

test('[RP6] a replay is linked as a file, and with a viewer as a link that contains it', () => {
  const folder = temporaryFolder();
  const replay = readFileSync(join(import.meta.dirname, '../golden/replays/extra-life.json'));
  mkdirSync(join(folder, 'replays'));
  writeFileSync(join(folder, 'replays', 'game-000000.json.gz'), gzipSync(replay));
  const alone = filesOf([GAMES[0]!], { folder }).html;
  expect(alone).toContain('href="replays/game-000000.json.gz"');
  expect(alone).toContain('packetman replay replays/game-000000.json.gz');
  expect(alone).not.toContain('#replay-data=');
  const { html } = filesOf([GAMES[0]!], { folder, viewer: 'https://game.example/?x=1#old' });
  const [, data] = /href="https:\/\/game\.example\/\?x=1#replay-data=([\w-]+)"/.exec(html)!;
  expect(gunzipSync(Buffer.from(data!, 'base64url')).equals(replay)).toBe(true);
  // A replay that is not there, or does not fit into a link, has the file only.
  writeFileSync(join(folder, 'replays', 'game-000000.json.gz'), randomBytes(600_000));
  expect(filesOf([GAMES[0]!], { folder, viewer: 'https://game.example/' }).html).not.toContain('#replay-data=');
  expect(filesOf([GAMES[0]!], { viewer: 'https://game.example/' }).html).not.toContain('#replay-data=');
});

test('[RP7] what is kept does not grow with the games', () => {
  const tally = new Tally(TWO);
  const long = 'x'.repeat(1000);
  for (let game = 0; game < 3000; game++) {
    const scores = [seatOf(0, (game % 50) * 10, 1, { fault: long }), seatOf(1, 0, 2)];
    tally.add(gameOf(game, [], { seats: scores }));
  }
  tally.end();
  expect(tally.faults.length).toBeLessThanOrEqual(40);
  expect(tally.rows[0]!.faults).toBe(3000);
  expect(JSON.stringify(tally).length).toBeLessThan(200_000);
  expect(tally.tellingGames().length).toBeLessThanOrEqual(10);
});

test('[RP8] the table fits the terminal, and output cannot move its cursor', () => {
  const tally = new Tally(contestants('a'.repeat(100), 'b\u001B[2J\nc'));
  for (const game of GAMES) tally.add(game);
  const lines = tableLines(FACTS, tally, { games: 3, ticks: 1800, elapsedMs: 6000 }, 60);
  expect(lines[0]).toMatch(/^battle {2}█{15}░{5} {2}3 of 4 games, 300 ticks\/s, 2 s left$/);
  expect(lines).toHaveLength(4);
  expect(Math.max(...lines.slice(1).map((line) => line.length))).toBeLessThanOrEqual(60);
  expect(lines.join('')).not.toMatch(/\p{Cc}/u);
  expect(tableLines(FACTS, new Tally(TWO), { games: 0, ticks: 0, elapsedMs: 0 }, 60)[0]).toMatch(/0 of 4 games$/);
  expect(tableLines(FACTS, tally, { games: 4, ticks: 2400, elapsedMs: 8000 }, 60)[0]).toMatch(/in 8 s$/);
});

test('[RP9] the ratings of a file are those that it contains, and a game of two files counts once', () => {
  const { json } = filesOf(GAMES);
  const { ratings } = JSON.parse(json) as { ratings: { name: string }[] };
  const [pool] = rateContests(contestsOf(json));
  expect(pool).toMatchObject({ mode: 'battle', kind: 'bot' });
  expect(pool!.standings.map(({ player, ...rest }) => ({ name: player, ...rest }))).toEqual(ratings);
  expect(rateContests([...contestsOf(json), ...contestsOf(json)])).toEqual([pool]);
  const other = contestsOf(filesOf(GAMES.map((game) => ({ ...game, seed: (game.seed ^ 1) >>> 0 }))).json);
  expect(rateContests([...other, ...contestsOf(json)])[0]!.standings[0]!.contests).toBe(8);
});

test('[RP9] what is no file of results is refused in one line that names the place', () => {
  const { json } = filesOf(GAMES);
  const broken = (change: (data: Record<string, unknown>) => void): (() => unknown) => {
    const data = JSON.parse(json) as Record<string, unknown>;
    change(data);
    return () => contestsOf(JSON.stringify(data));
  };
  expect(() => contestsOf('[]')).toThrow('the file: expected an object');
  expect(broken((data) => (data['format'] = 'x'))).toThrow('it is not the results of an arena');
  expect(broken((data) => (data['version'] = 2))).toThrow('version 2, not 1');
  expect(broken((data) => (data['mode'] = 'chess'))).toThrow('mode:');
  expect(broken((data) => (data['contestants'] = [{ name: 'a' }, { name: 'a' }]))).toThrow('two have one name');
  expect(broken((data) => (data['contestants'] = Array.from({ length: 65 }, (_, i) => ({ name: `${i}` }))))).toThrow(
    'contestants: more than 64',
  );
  expect(broken((data) => (data['played'] = [{ ...(data['played'] as object[])[0], seed: 1.5 }]))).toThrow(
    'played[0].seed: expected a whole number',
  );
  expect(broken((data) => (data['contestants'] = [{ name: 'a' }]))).toThrow(
    'played[0].seats[1].contestant: expected a whole number from 0 to 0',
  );
});

test('[RP9] the command prints a table for each mode, or JSON, and names the file that is wrong', async () => {
  const folder = temporaryFolder();
  filesOf(GAMES, { folder });
  const results = join(folder, 'results.json');
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  const run = (...words: string[]): Promise<unknown> => createProgram().parseAsync(['node', 'packetman', ...words]);
  await run('ratings', results, results);
  expect(lines).toEqual([
    'battle, bots',
    '    contestant    rating   95 % interval  contests',
    expect.stringMatching(/^ 1 {2}one +\d+\.\d +\d+\.\d to \d+\.\d +4$/),
    expect.stringMatching(/^ 2 {2}two /),
  ]);
  lines.length = 0;
  await run('ratings', '--json', results);
  expect(JSON.parse(lines[0]!)).toEqual(rateContests(contestsOf(readFileSync(results, 'utf8'))));
  const wrong = join(folder, 'results.csv');
  await expect(run('ratings', results, wrong)).rejects.toThrow(new RegExp(`^${wrong}: `));
  vi.restoreAllMocks();
});

test('[RP5] shares, lengths and times are short and never misleading', () => {
  expect([0, 0.001, 0.165, 0.835, 0.5, 0.999, 1].map(shareText)).toEqual([
    ...['0 %', 'less than 1 %', '16 %', '84 %', '50 %', 'more than 99 %', '100 %'],
  ]);
  expect([0, 59.4, 61, 3600, 107_160].map(durationText)).toEqual([
    '0 s',
    '59 s',
    '1 min 1 s',
    '1 h 0 min',
    '29 h 46 min',
  ]);
  expect([7, 99.4, 640, 1500, 12_345, 2_000_000].map(timeText)).toEqual([
    ...['7 µs', '99 µs', '640 µs', '1.5 ms', '12 ms', '2 s'],
  ]);
  expect(visibleText('a\u001B[1m\u202E\r\n\tb')).toBe('a\\u{1b}[1m\\u{202e}\\u{d}\n\tb');
  expect(cutText('🤖🤖🤖', 2)).toBe('🤖…');
});

test('[RP5] scores are counted by value: quantiles and bars', () => {
  const scores = new ScoreCounts();
  for (const score of [0, 10, 10, 20, 990]) scores.add(score);
  expect([0, 0.5, 0.8, 1].map((share) => scores.quantile(share))).toEqual([0, 10, 20, 990]);
  expect(scores.bars(10, 3).map(({ count }) => count)).toEqual([1, 2, 2]);
  expect(new ScoreCounts().quantile(0.5)).toBeNaN();
});

function placesOf(games: readonly GameResult[]): (readonly [contestant: number, place: number])[][] {
  const found: Comparison[] = [];
  const comparisons = new Comparisons((comparison) => found.push(comparison));
  for (const game of games) comparisons.add(game);
  comparisons.end();
  return found.map(({ entries }) => entries.map(({ contestant, place }) => [contestant, place] as const));
}

interface Given {
  readonly folder?: string;
  readonly facts?: ArenaFacts;
  readonly contestants?: readonly Contestant[];
  readonly viewer?: string;
  readonly now?: () => number;
}

/** The files of an arena with these games. */
function filesOf(games: readonly GameResult[], given: Given = {}) {
  const { folder = temporaryFolder(), facts = FACTS, viewer = null, now = () => 0 } = given;
  const report = new ArenaReport({ folder, facts, contestants: given.contestants ?? TWO, viewer, now });
  for (const game of games) report.add(game);
  expect(report.end()).toBe(join(folder, 'report.html'));
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return {
    json: read('results.json'),
    csv: read('results.csv'),
    timings: read('timings.json'),
    html: read('report.html'),
  };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'packetman-arena-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
