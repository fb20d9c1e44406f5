// The report of an arena for readers: one page that loads nothing and runs no script. Names and output of bots are texts of
// strangers and are escaped. How it looks is in page-style.ts, its charts are in page-charts.ts.

import { TICKS_PER_SECOND } from '#simulation';
import { isContest } from '../mode-seats.ts';
import { escapeHtml, nameHtml } from './html-text.ts';
import { durationText, numberText, shareText, timeText } from './shown-text.ts';
import { intervalScale, intervalSvg, scoreFigures } from './page-charts.ts';
import { PAGE_STYLE } from './page-style.ts';
import type { ReplayLink } from './replay-link.ts';
import type { ArenaFacts } from './result-files.ts';
import type { Fault, Tally } from './tally.ts';
import type { TellingGame } from './telling-games.ts';

export interface PageParts {
  readonly facts: ArenaFacts;
  readonly tally: Tally;
  readonly telling: readonly TellingGame[];
  /** By number of the game. */
  readonly links: ReadonlyMap<number, ReplayLink>;
}

type Standings = ReturnType<Tally['standings']>;

/** Faults whose output is shown. */
const FAULTS_SHOWN_MAX = 20;
/** Faults whose output is seen at once; that of the others opens by a press. */
const FAULTS_OPEN = 3;
/** Seats of a game that are named in the table of games. */
const SEATS_NAMED_MAX = 6;

export function arenaPage(parts: PageParts): string {
  const { facts, tally } = parts;
  const standings = tally.standings();
  const title = `${facts.mode}, ${count(tally.games, 'game')}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Packetman arena: ${title}</title>
<link rel="icon" href="data:,">
<style>${PAGE_STYLE}</style>
<header>
<p class="name">Packetman arena</p>
<h1>${title}</h1>
<p>${factsText(parts)}</p>
<p class="lead">${verdict(standings)}</p>
</header>
<main>
${ratings(standings)}
${winMatrix(standings, tally, facts)}
<section aria-labelledby="scores"><h2 id="scores">Scores</h2>
<p class="note">Points of a seat at the end of a game. The line is the median; all charts have the same scales.</p>
<div class="charts">${scoreFigures(standings)}</div></section>
${answers(standings)}
${games(parts)}
${faults(tally, parts.links)}
</main>
</html>
`;
}

function factsText({ facts, tally }: PageParts): string {
  const { seats, seed, games, thinkMs } = facts;
  const missing = tally.games < games ? ` ${numberText(tally.games)} of ${numberText(games)} planned games.` : '';
  const time = durationText(tally.ticks / TICKS_PER_SECOND);
  return `${count(seats, 'seat')} a game, seed ${seed}, at most ${thinkMs} ms for an answer. ${time} of play.${missing}`;
}

/** In a sentence: who is first, and whether that is sure. */
function verdict([first, ...others]: Standings): string {
  if (first === undefined || first.contests === 0) return 'Nothing was compared yet.';
  const rival = others.toSorted((a, b) => b.high - a.high)[0];
  const name = nameHtml(first.player);
  if (rival === undefined) return `${name} played alone.`;
  return rival.high < first.low
    ? `${name} is the strongest.`
    : `${name} leads, but it is not sure that ${nameHtml(rival.player)} is weaker: their intervals overlap.`;
}

function ratings(standings: Standings): string {
  const scale = intervalScale(standings);
  const rows = standings.map(
    ({ player, mu, low, high, contests, row }, i) => `<tr><td>${i + 1}</td>
<th scope="row">${nameHtml(player)}</th>
<td class="number">${contests === 0 ? '–' : `<b>${ratingText(mu)}</b>`}<small>${ratingText(low)} to ${ratingText(high)}</small></td>
<td class="chart">${intervalSvg({ mu, low, high }, scale)}</td>
<td class="number">${numberText(contests)}</td>
<td class="number">${row.comparisons === 0 ? '–' : shareText(row.firsts / row.comparisons)}</td>
<td class="number">${row.scores.total === 0 ? '–' : numberText(row.scores.quantile(0.5))}</td></tr>`,
  );
  return `<section aria-labelledby="ratings"><h2 id="ratings">Ratings</h2>
<p class="note">By OpenSkill. A newcomer has 25; the smaller numbers are the 95 % interval. In the order of its lower end, so that few games put nobody first.</p>
${table(
  'Ratings',
  `<th scope="col"><abbr title="place">#</abbr></th><th scope="col">contestant</th><th scope="col" class="number">rating</th>
<td class="axis"><span>${ratingText(scale.from, 0)}</span><span>${ratingText(scale.to, 0)}</span></td>
<th scope="col" class="number">contests</th><th scope="col" class="number">first</th><th scope="col" class="number">median score</th>`,
  rows,
  'ratings',
)}</section>`;
}

function ratingText(rating: number, decimals = 1): string {
  return rating.toFixed(decimals).replace('-', '−');
}

function winMatrix(standings: Standings, tally: Tally, { mode }: ArenaFacts): string {
  const what = isContest(mode)
    ? 'How often the contestant of a row was before that of a column in a game'
    : 'How often the contestant of a row had more points than that of a column with the same seed';
  const rows = standings.map(({ player, contestant }, i) => {
    const cells = standings.map((other) => pairCell(tally, contestant, other.contestant));
    return `<tr><th scope="row"><span class="place">${i + 1}</span> ${nameHtml(player)}</th>${cells.join('')}</tr>`;
  });
  const heads = standings.map(
    ({ player }, i) => `<th scope="col" class="number">${i + 1}<span class="hidden"> ${nameHtml(player)}</span></th>`,
  );
  return `<section aria-labelledby="wins"><h2 id="wins">Wins</h2>
<p class="note">${what}; a tie is half a win. Columns are numbered by place.</p>
${table('Wins', `<td></td>${heads.join('')}`, rows, 'matrix')}</section>`;
}

function pairCell(tally: Tally, contestant: number, other: number): string {
  if (contestant === other) return '<td class="self"><span class="hidden">the same</span></td>';
  const { wins, ties, losses } = tally.pairs[contestant]![other]!;
  if (wins + ties + losses === 0) return '<td class="number">–</td>';
  const share = tally.winShare(contestant, other);
  const colour = share >= 0.5 ? '--good' : '--bad';
  const strength = Math.round(Math.abs(share - 0.5) * 90);
  const counts = `${numberText(wins)} won, ${numberText(ties)} tied, ${numberText(losses)} lost`;
  return `<td class="number" title="${counts}" style="background:color-mix(in srgb,var(${colour}) ${strength}%,var(--card))">${shareText(share)}</td>`;
}

function answers(standings: Standings): string {
  const rows = standings.map(({ player, row: { medianUs, p99Us, slowestUs, lateTicks, inputs, faults } }) => {
    const times =
      medianUs.count === 0 ? [null, null, null] : [medianUs.percentile(50), p99Us.percentile(50), slowestUs];
    const cells = [
      ...times.map((us) => (us === null ? '–' : timeText(us))),
      ...[lateTicks, inputs, faults].map(numberText),
    ];
    return `<tr><th scope="row">${nameHtml(player)}</th>${cells.map((cell) => `<td class="number">${cell}</td>`).join('')}</tr>`;
  });
  const heads = ['p50', 'p99', 'slowest', 'late ticks', 'inputs', 'seats lost'];
  return `<section aria-labelledby="answers"><h2 id="answers">Answers</h2>
<p class="note">From a snapshot to its answer: p50 and p99 of the median game. The built-in AI plays in the process and is not timed.</p>
${table('Answers', `<th scope="col">contestant</th>${heads.map((head) => `<th scope="col" class="number">${head}</th>`).join('')}`, rows)}</section>`;
}

function games({ facts, tally, telling, links }: PageParts): string {
  if (telling.length === 0) return '';
  const hasFiles = links.size > 0;
  const rows = telling.map(({ game, reasons }) => {
    const seats = game.seats.toSorted((a, b) => a.place - b.place).slice(0, SEATS_NAMED_MAX);
    const more = game.seats.length - seats.length;
    const named = seats.map(
      ({ contestant, place, score }) =>
        `<li><span>${place}.</span> ${nameHtml(tally.rows[contestant]!.contestant.name)} <span class="points">${numberText(score)}</span></li>`,
    );
    return `<tr><th scope="row">${numberText(game.game)}</th>
<td>${reasons.map((reason) => `<p>${escapeHtml(reason)}</p>`).join('')}</td>
<td><ul>${named.join('')}${more > 0 ? `<li>and ${more} more</li>` : ''}</ul></td>
<td class="number">${durationText(game.ticks / TICKS_PER_SECOND)}</td>
<td>${replayCell(links.get(game.game))}</td></tr>`;
  });
  const rounds = isContest(facts.mode) ? '' : ' Of a round, the games with one seed, it is the best game of the first.';
  const how = hasFiles
    ? ' Run a command in the folder of this report, or drop the file on the page of Packetman.'
    : ' This arena wrote no replays.';
  return `<section aria-labelledby="games"><h2 id="games">Games to watch</h2>
<p class="note">Lost seats, upsets, close games, the longest, and the highest score.${rounds}${how}</p>
${table(
  'Games to watch',
  '<th scope="col">game</th><th scope="col">why</th><th scope="col">result</th><th scope="col" class="number">length</th><th scope="col">replay</th>',
  rows,
  'games',
)}</section>`;
}

function replayCell(link: ReplayLink | undefined): string {
  if (link === undefined) return '–';
  const play = link.play === null ? '' : `<p><a class="play" href="${escapeHtml(link.play)}">Watch</a></p>`;
  const href = link.file.split('/').map(encodeURIComponent).join('/');
  const file = escapeHtml(link.file);
  return `${play}<p><a href="${href}" download>${file.replace('replays/', '')}</a></p><code>packetman replay ${file}</code>`;
}

function faults(tally: Tally, links: PageParts['links']): string {
  const total = tally.rows.reduce((sum, row) => sum + row.faults, 0);
  if (total === 0) return '';
  const shown = tally.faults.slice(0, FAULTS_SHOWN_MAX);
  const more = total - shown.length;
  return `<section aria-labelledby="faults"><h2 id="faults">Lost seats</h2>
<p class="note">${count(total, 'seat')} lost. The text ends with the last output of the bot itself.${more > 0 ? ` The other ${numberText(more)} are in results.csv.` : ''}</p>
${shown.map((fault, i) => faultItem(fault, tally, links, i < FAULTS_OPEN)).join('\n')}</section>`;
}

function faultItem(
  { game, seat, contestant, text }: Fault,
  tally: Tally,
  links: PageParts['links'],
  isOpen: boolean,
): string {
  const name = nameHtml(tally.rows[contestant]!.contestant.name);
  const link = links.get(game.game);
  const replay = link === undefined ? '' : `, <code>${escapeHtml(link.file)}</code>`;
  return `<details class="fault"${isOpen ? ' open' : ''}><summary>${name}<span>Game ${numberText(game.game)}, seat ${seat}${replay}</span></summary>
<pre tabindex="0">${escapeHtml(text)}</pre></details>`;
}

/** A table that scrolls sideways by itself where it does not fit. */
function table(label: string, head: string, rows: readonly string[], more = ''): string {
  return `<div class="table ${more}" tabindex="0" role="region" aria-label="${label}, table"><table>
<thead><tr>${head}</tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div>`;
}

function count(number: number, noun: string): string {
  return `${numberText(number)} ${number === 1 ? noun : `${noun}s`}`;
}
