// `npm run bench:api`: the API with a table of a million rows, while 1,000 players finish a match each minute: how long reads
// take, when a result is in the tables, and what it costs. `DATABASE_URL` names an empty PostgreSQL database; without it
// the database is SQLite.

import { randomBytes } from 'node:crypto';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { migrateStore, withUnlimitedStore } from '../../../api/store/open-store.ts';
import { startApi } from './api-process.ts';
import { minuteMatch, finishSteadily } from './finished-matches.ts';
import { addPlayers } from './million-rows.ts';
import { temporaryFolder } from '../server/processes.ts';
import { outboxCost } from './outbox-cost.ts';
import { readKinds, readSteadily } from './reads.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '60' },
    /** Matches a second: 1,000 players who finish one each minute. */
    matches: { type: 'string', default: '17' },
    /** Requests a second, of all kinds together. */
    reads: { type: 'string', default: '50' },
    /** Rounds of the comparison of game servers with and without an API; 0 for none. */
    rounds: { type: 'string', default: '3' },
  },
});
const [rows, seconds, matches, reads] = [values.rows, values.seconds, values.matches, values.reads].map(Number) as [
  ...[number, number, number, number],
];
const rounds = Number(values.rounds);
/** Of each of the two game servers: enough for a tenth of a core. */
const CLIENTS = 300;
/** Clients that walk at random play a match of about 45 s. */
const ROUND_SECONDS = 60;
/** One key for all processes of the run. */
const key = randomBytes(32);
process.env['PACKETMAN_HANDOVER_KEY'] = key.toString('hex');

console.log(`Node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}`);
const data = temporaryFolder();
const databaseUrl = process.env['DATABASE_URL'] ?? null;
const place = { file: join(data, 'api.sqlite'), databaseUrl };
await migrateStore(place);
await withUnlimitedStore(place, async (store) => {
  const startMs = performance.now();
  await addPlayers(store, rows, Date.now());
  console.log(`${store.kind}, ${rows} rows, filled in ${((performance.now() - startMs) / 1000).toFixed(0)} s`);
});

const api = await startApi(data);
const cursors = await deepCursors(`${api.url}/api/leaderboards/classic`);
const kinds = readKinds(rows, seededRandom(1), cursors);
await readSteadily(api.url, kinds, reads, 5);
const before = await api.cpuSeconds();
const [figures, delays] = await Promise.all([
  readSteadily(api.url, kinds, reads, seconds),
  finishSteadily({ api, key, match: minuteMatch(), players: Math.min(rows, 1000), perSecond: matches, seconds }),
]);
const cpu = (await api.cpuSeconds()) - before;

console.log(`${matches} matches and ${reads} reads a second for ${seconds} s\n`);
console.log('| read | count | p50 ms | p99 ms |\n|---|---|---|---|');
for (const { name, count, p50Ms, p99Ms } of figures) {
  console.log(`| ${name} | ${count} | ${p50Ms.toFixed(1)} | ${p99Ms.toFixed(1)} |`);
}
console.log(
  `\nA result is in the table after ${delays.p50Ms.toFixed(0)} ms (p50), ${delays.maxMs.toFixed(0)} ms (longest).`,
);
console.log(`CPU of the API: ${((100 * cpu) / seconds).toFixed(0)} % of a core.`);
if (rounds > 0) {
  const cost = await outboxCost({ apiUrl: api.internalUrl, clients: CLIENTS, seconds: ROUND_SECONDS, rounds });
  const more = cost.withPercent / cost.withoutPercent - 1;
  console.log(
    `CPU of a game server with ${CLIENTS} clients: ${cost.withPercent.toFixed(1)} % of a core with the API, ` +
      `${cost.withoutPercent.toFixed(1)} % without: ${(100 * more).toFixed(1)} % more.`,
  );
}
await api.end();
process.exit(0);

/** Cursors of pages that are spread over the whole table. */
async function deepCursors(table: string): Promise<string[]> {
  const list: string[] = [];
  for (let value = 0; value < 90; value++) {
    list.push(Buffer.from(JSON.stringify([value * value * 100, 0, ''])).toString('base64url'));
  }
  const response = await fetch(`${table}?after=${list[0]!}`);
  if (!response.ok) throw new Error(`${response.status}: the cursors are not those of this API`);
  return list;
}

function seededRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
