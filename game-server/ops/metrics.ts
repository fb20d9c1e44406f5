// The counters of the server. Hot paths add to plain numbers; Prometheus text is made from them on request.

import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Counter, Gauge, Registry, type Metric } from 'prom-client';
import type { NodeFigures } from '#handover';
import { openDescriptors } from '#process';
import { CLIENT_MESSAGES, ERRORS, type ClientMessageType, type DelayCounts, type ErrorCode } from '#protocol';
import { DelayHistogram } from './delay-histogram.ts';

/** The current totals of the server. */
export interface Present {
  readonly rooms: number;
  readonly connections: number;
  /** Bytes that wait in this process for clients to read, over all connections. */
  readonly queuedBytes: number;
  /** Sessions, including disconnected ones. */
  readonly sessions: number;
  readonly disconnected: number;
  /** Names and tokens in use: at least as many as sessions. */
  readonly names: number;
  readonly tokens: number;
  /** Sessions that read the list of rooms. */
  readonly readers: number;
  /** Addresses with an entry, except for exempt ones. */
  readonly callers: number;
}

/** What was restored from the journal at the start, and how many ticks of matches were played again for that. */
export interface Recovered {
  readonly rooms: number;
  readonly sessions: number;
  readonly ticks: number;
  readonly roomsDropped: number;
  readonly ms: number;
}

/** Totals of a journal since the start, and what is there now. */
export interface JournalFigures {
  readonly isOn: boolean;
  readonly bytes: number;
  readonly appends: number;
  readonly failures: number;
  readonly recordsDropped: number;
  /** Bytes of all its files. */
  readonly size: number;
}

export interface JournalCounts {
  readonly figures: JournalFigures;
  readonly appendTimes: DelayHistogram;
  readonly syncTimes: DelayHistogram;
}

/** The totals of the connections. */
export type Connected = Pick<Present, 'connections' | 'queuedBytes'>;

/** What is counted of kept replays. */
interface ReplayFigures {
  readonly writtenCount: number;
  readonly lostCounts: Readonly<Record<'disk' | 'waiting' | 'address', number>>;
  readonly totals: { readonly count: number; readonly bytes: number };
}

/** What is counted of ranked matches, by mode and kind of player. */
interface RankedCounts {
  readonly waiting: Readonly<Record<string, number>>;
  readonly matches: Readonly<Record<string, number>>;
  readonly gapSum: number;
  readonly waits: DelayHistogram;
}

const NO_REPLAYS: ReplayFigures = {
  writtenCount: 0,
  lostCounts: { disk: 0, waiting: 0, address: 0 },
  totals: { count: 0, bytes: 0 },
};

/** What is counted of the outbox. */
interface OutboxFigures {
  readonly takenCount: number;
  readonly droppedCounts: Readonly<Record<'disk' | 'full' | 'log', number>>;
  readonly totals: { readonly count: number; readonly bytes: number };
  readonly oldestAgeMs: number;
}

interface SenderFigures {
  readonly sentCount: number;
  readonly refusedCount: number;
  readonly failedCount: number;
  readonly missingCount: number;
}

const NO_OUTBOX: OutboxFigures = {
  ...{ takenCount: 0, droppedCounts: { disk: 0, full: 0, log: 0 }, totals: { count: 0, bytes: 0 }, oldestAgeMs: 0 },
};
const NO_SENDER: SenderFigures = { sentCount: 0, refusedCount: 0, failedCount: 0, missingCount: 0 };

/** What is counted of rooms that move between nodes. */
interface MoveCounts {
  readonly leaving: number;
  readonly coming: number;
  readonly taken: number;
}

/** What is counted of claims of rooms, and of sessions and tickets between nodes. */
interface NodeCounts {
  readonly redirects: number;
  readonly ticketsTaken: number;
  readonly ticketsRefused: number;
  readonly sessionsClaimed: number;
  readonly roomClaimsLost: number;
  readonly sessionClaimsLost: number;
}

export class Metrics {
  bytesIn = 0;
  bytesOut = 0;
  messagesDropped = 0;
  inputsDropped = 0;
  snapshotsSent = 0;
  snapshotsSkipped = 0;
  logPiecesSent = 0;
  logPiecesSkipped = 0;
  logBytesSent = 0;
  logKeyframesSent = 0;
  logHashMismatches = 0;
  worldTicks = 0;
  worldTicksDeferred = 0;
  ticks = 0;
  ticksDropped = 0;
  roomsFailed = 0;
  messagesOverBudget = 0;
  passwordFailures = 0;
  tokenFailures = 0;
  readonly messages = zeros<ClientMessageType>(CLIENT_MESSAGES);
  readonly errors = zeros<ErrorCode>(ERRORS);

  private readonly registry = new Registry();
  /** New with each start: if it differs between two reads, their counters are of two processes. */
  private readonly startId = randomUUID();
  private readonly tickTimes = this.histogram('tick_seconds', 'time to tick all rooms once');
  private readonly lateness = this.histogram('tick_lateness_seconds', 'how late ticks began, dropped ones included');

  readonly inputDelays = this.histogram(
    'input_to_wire_seconds',
    'from the arrival of an input for the next tick to the log with it',
  );

  /** @param present is called on every scrape. */
  constructor(present: () => Present) {
    this.counter('bytes_in_total', 'bytes received', () => this.bytesIn);
    this.counter('bytes_out_total', 'bytes written', () => this.bytesOut);
    this.counter('messages_dropped_total', 'messages above the rate limit', () => this.messagesDropped);
    this.counter('inputs_dropped_total', 'inputs beyond a full queue', () => this.inputsDropped);
    this.counter('snapshots_sent_total', 'snapshots written', () => this.snapshotsSent);
    this.counter('snapshots_skipped_total', 'snapshots not written to a slow reader', () => this.snapshotsSkipped);
    this.counter('log_pieces_sent_total', 'pieces of match logs written', () => this.logPiecesSent);
    this.counter('log_pieces_skipped_total', 'pieces not written to a slow reader', () => this.logPiecesSkipped);
    this.counter('log_bytes_sent_total', 'bytes of pieces written', () => this.logBytesSent);
    this.counter('log_keyframes_sent_total', 'keyframes to readers of the log', () => this.logKeyframesSent);
    this.counter('log_hash_mismatches_total', 'hashes that a client reported as wrong', () => this.logHashMismatches);
    this.counter('world_ticks_total', 'ticks by which matches were stepped', () => this.worldTicks);
    this.counter('world_ticks_deferred_total', 'of these, later than their time', () => this.worldTicksDeferred);
    this.counter('ticks_total', 'ticks run', () => this.ticks);
    this.counter('ticks_dropped_total', 'ticks dropped after a stall', () => this.ticksDropped);
    this.counter('rooms_failed_total', 'rooms ended by a broken invariant', () => this.roomsFailed);
    this.counter(
      'messages_over_budget_total',
      'messages refused because a budget was spent',
      () => this.messagesOverBudget,
    );
    this.counter('password_failures_total', 'wrong passwords of rooms', () => this.passwordFailures);
    this.counter('token_failures_total', 'unknown resume tokens', () => this.tokenFailures);
    this.counterBy('messages_in_total', 'messages received', 'type', this.messages);
    this.counterBy('errors_total', 'errors sent to clients', 'code', this.errors);
    this.gauge('rooms', 'rooms being played', () => present().rooms);
    this.gauge('sessions', 'sessions, the disconnected ones included', () => present().sessions);
    this.gauge(
      'sessions_disconnected',
      'of these, disconnected ones that may be resumed',
      () => present().disconnected,
    );
    this.gauge('callers', 'addresses with sessions, rooms or a budget in use', () => present().callers);
    this.gauge('connections', 'open connections', () => present().connections);
    this.gauge('queued_bytes', 'bytes waiting for clients to read', () => present().queuedBytes);
    this.gauge('resident_memory_bytes', 'memory of the process', residentBytes);
    this.counter('cpu_seconds_total', 'processor time of the process', cpuSeconds);
  }

  /** Adds a figure of the process itself. @param read is called on every scrape. */
  watchProcess(read: () => { linesDropped: number; exhausted: number }): void {
    this.counter('log_lines_dropped_total', 'log lines that could not be written', () => read().linesDropped);
    this.counter(
      'descriptors_exhausted_total',
      'looks, one a second, without a free descriptor',
      () => read().exhausted,
    );
    this.gauge('open_descriptors', 'files and sockets that are open', openDescriptors);
  }

  /** Adds the figures of a journal. */
  watchJournal(journal: JournalCounts): void {
    const count = (name: string, help: string, read: (figures: JournalFigures) => number) =>
      this.counter(`journal_${name}_total`, help, () => read(journal.figures));
    count('bytes', 'bytes appended to the journal', ({ bytes }) => bytes);
    count('appends', 'appends to the journal, each with all records of a moment', ({ appends }) => appends);
    count('failures', 'failures to write the journal', ({ failures }) => failures);
    count('records_dropped', 'records that could not be written', ({ recordsDropped }) => recordsDropped);
    this.gauge('journal_on', '1 while the journal is written', () => Number(journal.figures.isOn));
    this.gauge('journal_size_bytes', 'bytes of all files of the journal', () => journal.figures.size);
    this.register('journal_append_seconds', 'time of an append, in which nothing else happens', journal.appendTimes);
    this.register(
      'journal_sync_seconds',
      'time until appended bytes were on disk, on another thread',
      journal.syncTimes,
    );
  }

  /** Adds the figures of one node of several. @param appendTimes from an append until Redis has answered */
  watchNode(node: { readonly figures: NodeFigures }, appendTimes: DelayHistogram): void {
    const count = (name: string, help: string, read: (figures: NodeFigures) => number) =>
      this.counter(`node_${name}_total`, help, () => read(node.figures));
    count('appends', 'appends to the streams of rooms', ({ appends }) => appends);
    count('keyframes', 'appends that restate a whole room', ({ keyframes }) => keyframes);
    count('append_failures', 'appends that Redis did not take', ({ appendFailures }) => appendFailures);
    count('ticks_unreplicated', 'ticks shown before Redis had them', ({ ticksUnreplicated }) => ticksUnreplicated);
    count('rooms_fenced', 'rooms that another node has taken from this one', ({ fenced }) => fenced);
    count('rooms_taken', 'rooms of other nodes that this one has taken over', ({ roomsTaken }) => roomsTaken);
    count('rooms_lost', 'rooms taken over that could not be restored', ({ roomsLost }) => roomsLost);
    count('rooms_moved', 'rooms handed over to other nodes', ({ roomsMoved }) => roomsMoved);
    count('rooms_stayed', 'rooms that could not be handed over', ({ roomsStayed }) => roomsStayed);
    this.gauge(
      'node_move_still_seconds_max',
      'the longest time for which a room stood still before another node had it',
      () => node.figures.moveStillMsMax / 1000,
    );
    this.gauge('node_redis_up', '1 while Redis takes what is written', () => Number(node.figures.hasRedis));
    this.gauge('node_running', '0 while its rooms stand still: others may have them', () =>
      Number(node.figures.mayRun),
    );
    this.gauge('node_others', 'other nodes that are alive', () => node.figures.others);
    this.register('node_append_seconds', 'time from an append until Redis has answered', appendTimes);
  }

  /** Adds what is counted of clients that came from other nodes, or were sent there. */
  watchNodeCounts(counts: () => NodeCounts): void {
    const count = (name: string, help: string, read: (all: NodeCounts) => number) =>
      this.counter(`node_${name}_total`, help, () => read(counts()));
    count('redirects', 'clients sent to other nodes, without those of rooms that moved', ({ redirects }) => redirects);
    count('tickets_taken', 'tickets of other nodes that led to a session', ({ ticketsTaken }) => ticketsTaken);
    count('tickets_refused', 'tickets that led to none', ({ ticketsRefused }) => ticketsRefused);
    count('sessions_claimed', 'sessions of other nodes that go on here', ({ sessionsClaimed }) => sessionsClaimed);
    count('room_claims_lost', 'claims of rooms that another node has won', ({ roomClaimsLost }) => roomClaimsLost);
    count(
      'session_claims_lost',
      'claims of sessions that another node has won',
      ({ sessionClaimsLost }) => sessionClaimsLost,
    );
  }

  /** Adds what is counted of rooms on their way to other nodes, and from them. */
  watchMoves(figures: () => MoveCounts): void {
    this.counter('node_rooms_received_total', 'rooms that other nodes have handed over', () => figures().taken);
    this.gauge('node_rooms_leaving', 'rooms on their way to other nodes', () => figures().leaving);
    this.gauge('node_rooms_coming', 'rooms on their way from other nodes', () => figures().coming);
  }

  /** Adds what was restored at the start. */
  watchRecovery(recovered: Recovered): void {
    this.gauge('restored_rooms', 'rooms restored from the journal at the start', () => recovered.rooms);
    this.gauge('restored_rooms_dropped', 'rooms that could not be restored', () => recovered.roomsDropped);
    this.gauge('restored_sessions', 'sessions restored from the journal', () => recovered.sessions);
    this.gauge('restored_ticks', 'ticks of matches that were played again for that', () => recovered.ticks);
    this.gauge('restored_seconds', 'how long reading the journal took', () => recovered.ms / 1000);
  }

  /** Adds the figures of the kept replays. */
  watchReplays(replays: ReplayFigures = NO_REPLAYS): void {
    this.counter('replays_written_total', 'replays written', () => replays.writtenCount);
    this.counterBy('replays_lost_total', 'matches that could not be kept', 'reason', replays.lostCounts);
    this.gauge('replays', 'replays that are kept', () => replays.totals.count);
    this.gauge('replays_bytes', 'size of their files', () => replays.totals.bytes);
  }

  /** Adds the figures of what is handed over to the API. */
  watchOutbox(outbox: OutboxFigures = NO_OUTBOX, sender: SenderFigures = NO_SENDER): void {
    this.gauge('outbox_records', 'matches and other records that wait for the API', () => outbox.totals.count);
    this.gauge('outbox_bytes', 'size of their files', () => outbox.totals.bytes);
    this.gauge('outbox_oldest_seconds', 'how long the oldest of them waits', () => outbox.oldestAgeMs / 1000);
    this.counter('outbox_taken_total', 'records written to the outbox', () => outbox.takenCount);
    this.counterBy('outbox_dropped_total', 'records not written to the outbox', 'reason', outbox.droppedCounts);
    this.counter('outbox_sent_total', 'records that the API has taken', () => sender.sentCount);
    this.counter('outbox_refused_total', 'records that the API has refused', () => sender.refusedCount);
    this.counter('outbox_missing_total', 'records whose file was gone', () => sender.missingCount);
    this.counter('outbox_failures_total', 'requests to the API that failed', () => sender.failedCount);
  }

  /** Adds the figures of ranked matches. */
  watchRanked(ranked: RankedCounts): void {
    this.gaugeBy('ranked_waiting', 'players who wait for a ranked match', 'contest', () => ranked.waiting);
    this.counterBy('ranked_matches_total', 'ranked matches that began', 'contest', ranked.matches);
    this.counter('ranked_gap_total', 'strongest minus weakest player, over all of them', () => ranked.gapSum);
    this.register('ranked_wait_seconds', 'how long players waited for a ranked match', ranked.waits);
  }

  /** Counts one tick: how long it took and how late it began. */
  tick(durationMs: number, latenessMs: number): void {
    this.ticks++;
    this.tickTimes.record(durationMs);
    this.lateness.record(latenessMs);
  }

  /**
   * Counts dropped ticks, each with its lateness now.
   * @param latestMs lateness of the first of them; each further one is late by a tick less
   */
  drop(count: number, latestMs: number, tickMs: number): void {
    if (count <= 0) return;
    this.ticksDropped += count;
    this.lateness.recordFalling(latestMs, tickMs, count);
  }

  /** All counters that only go up, at one moment, for readers that take the difference of two reads. */
  async counters() {
    await overdueTimers();
    const { startId, ticks, ticksDropped, snapshotsSkipped, logPiecesSent, logPiecesSkipped, bytesOut } = this;
    const sent = { snapshotsSkipped, logPiecesSent, logPiecesSkipped, bytesOut };
    const delays: Record<'tickMs' | 'latenessMs' | 'inputToWireMs', DelayCounts> = {
      tickMs: this.tickTimes.now(),
      latenessMs: this.lateness.now(),
      inputToWireMs: this.inputDelays.now(),
    };
    return { startId, ticks, ticksDropped, ...sent, ...delays };
  }

  /** The counters that an operator looks at, without those of errors that were never sent. */
  async figures() {
    const { startId, ticks, ticksDropped, tickMs, latenessMs, inputToWireMs, bytesOut } = await this.counters();
    const { bytesIn, roomsFailed } = this;
    const errors = Object.fromEntries(Object.entries(this.errors).filter(([, count]) => count > 0));
    const times = { tickMs, latenessMs, inputToWireMs };
    return { startId, ticks, ticksDropped, ...times, bytesIn, bytesOut, roomsFailed, errors };
  }

  /** Everything, in Prometheus' text format. */
  async text(): Promise<string> {
    await overdueTimers();
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  private histogram(name: string, help: string): DelayHistogram {
    const histogram = new DelayHistogram();
    this.register(name, help, histogram);
    return histogram;
  }

  private register(name: string, help: string, histogram: DelayHistogram): void {
    const common = { name: `packetman_${name}`, help };
    const get = () => ({ ...common, type: 'histogram', aggregator: 'sum', values: histogram.samples(common.name) });
    // What the registry asks of a metric of its own kind.
    this.registry.registerMetric({ ...common, get } as unknown as Metric);
  }

  private gauge(name: string, help: string, read: () => number): void {
    const gauge: Gauge = new Gauge({ ...this.common(name, help), collect: () => gauge.set(read()) });
  }

  private gaugeBy(name: string, help: string, label: string, read: () => Readonly<Record<string, number>>): void {
    const collect = () => {
      for (const [value, count] of Object.entries(read())) gauge.set({ [label]: value }, count);
    };
    const gauge: Gauge = new Gauge({ ...this.common(name, help), labelNames: [label], collect });
  }

  private counter(name: string, help: string, read: () => number): void {
    const collect = () => {
      counter.reset();
      counter.inc(read());
    };
    const counter: Counter = new Counter({ ...this.common(name, help), collect });
  }

  private counterBy(name: string, help: string, label: string, counts: Readonly<Record<string, number>>): void {
    const collect = () => {
      counter.reset();
      for (const [value, count] of Object.entries(counts)) counter.inc({ [label]: value }, count);
    };
    const counter: Counter = new Counter({ ...this.common(name, help), labelNames: [label], collect });
  }

  private common(name: string, help: string) {
    return { name: `packetman_${name}`, help, registers: [this.registry] };
  }
}

let residentBytesLast = 0;

/** Memory of this process in bytes; the last value if no file can be opened to read it. */
export function residentBytes(): number {
  try {
    residentBytesLast = process.memoryUsage.rss();
  } catch {
    // The metrics are needed most when descriptors have run out.
  }
  return residentBytesLast;
}

/**
 * Settles when the timers that are due have been called. After a stall a request is read before the ticker's timer is
 * called: its answer would miss the ticks that were due.
 */
async function overdueTimers(): Promise<void> {
  await wait(1);
}

/** Processor time of this process, user and system, in seconds. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function zeros<Key extends string>(table: Readonly<Record<Key, unknown>>): Record<Key, number> {
  return Object.fromEntries(Object.keys(table).map((key) => [key, 0])) as Record<Key, number>;
}
