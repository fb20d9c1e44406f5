// Which tick the server will be at when what we send now arrives: the tick to predict up to.
// Knows arrival times and round trips only; what is done with the tick is left to online-match.ts.

import { LOG_INTERVAL_TICKS } from '#protocol';
import { TICKS_PER_SECOND } from '#simulation';

const TICKS_PER_MS = TICKS_PER_SECOND / 1000;

/** Arrivals are remembered for so long: enough to have met the usual jitter, with 4 pieces of the log a second too. */
const REMEMBERED_MS = 4300;
/** And no more of them than come in that time at 60 a second. */
const ARRIVALS_MAX = 240;
/** Arrivals of so long a time show the usual jitter. */
const SURE_MS = 4000;
/** Lateness is measured against the quickest arrival within so long: in half a second clocks hardly drift apart. */
const NEAR_MS = 530;
const ROUND_TRIPS_MAX = 8;

/** Arrivals within so long are one: TCP hands over together what waited for a packet that was lost. */
const TOGETHER_MS = 2;
/**
 * What is later than a round trip, and than this, waited for a packet that was sent again. A longer lead would not help
 * against it: our own packets are lost as seldom, and there are few of them ...
 */
const LOST_MS_MIN = 100;
/** ... unless it is more than this share: then the link itself is slow. */
const LOST_SHARE_MAX = 0.2;
/** Share of the time in which the lead covers the lateness of arrivals. */
const COVERED_SHARE = 0.97;
/** Ticks of lead beyond round trip and jitter: a key is stamped with the tick of the last frame drawn. */
const SPARE_TICKS = 0.5;
/** Most ticks of jitter covered; far enough below INPUT_LEAD_TICKS_MAX for an early input still to be taken. */
const JITTER_TICKS_MAX = 12;

/** The present is bent towards its target by running this much faster or slower, so that time never jumps visibly ... */
const SLEW = 0.05;
/** ... by more for every tick that it is behind: inputs would come late, as where the page's clock is slow ... */
const SLEW_PER_TICK_BEHIND = 0.2;
/**
 * ... by more for every tick beyond a few that it is ahead, for this long after a ping has shown that the server is slower
 * than assumed: an overloaded server remains slow. Where only the jitter has decreased, there is no hurry ...
 */
const SLEW_PER_TICK_AHEAD = 0.05;
const SLEW_FREE_TICKS_AHEAD = 3;
const SLOW_SERVER_MS = 1000;
const SLEW_MAX = 0.5;
/** ... unless it is off by this many ticks, which would take seconds to bend. */
export const JUMP_TICKS = 15;

/**
 * Ticks by which an arrival may be behind the quickest one before the server's time is doubted: the connection may be
 * late, or the server may have dropped ticks. A ping decides; it is sent at most this often.
 */
const DOUBT_TICKS = 2;
const DOUBT_INTERVAL_MS = 200;

interface Arrival {
  /** Tick minus local time in ticks: the largest is the least delayed. */
  readonly offset: number;
  readonly atMs: number;
  /** The ticks it is the first news of: a piece of the log that nothing came before for long stands for more time. */
  readonly ticks: number;
}

/** Times are milliseconds of any steady local clock; ticks are the server's and may be fractions. */
export class ServerClock {
  private arrivals: Arrival[] = [];
  private heardTick = 0;
  /** The largest offset of them. */
  private quickest = 0;
  private readonly roundTripsMs: number[] = [];
  /** Whether the round trip is that of an earlier connection or of a `hello`. The first pong replaces it. */
  private isRoundTripGuessed = false;
  /** Ticks by which nearly all arrivals stay behind the quickest one. */
  private jitterTicks = 0;
  private last: { readonly atMs: number; readonly tick: number } | null = null;
  private doubtedMs = -Infinity;
  /** When the newest ping was sent that refuted arrivals. */
  private refutedMs = -Infinity;

  /** A message that left the server at this tick has arrived. */
  heard(tick: number, nowMs: number): void {
    const ticks = Math.max(1, Math.min(tick - this.heardTick, LOG_INTERVAL_TICKS));
    this.heardTick = tick;
    this.arrivals.push({ offset: tick - nowMs * TICKS_PER_MS, atMs: nowMs, ticks });
    const isOld = ({ atMs }: Arrival): boolean => nowMs - atMs > REMEMBERED_MS;
    while (this.arrivals.length > ARRIVALS_MAX || isOld(this.arrivals[0]!)) this.arrivals.shift();
    const { quickest, late } = spreadOf(this.arrivals, this.lostTicks);
    this.quickest = quickest;
    // A few arrivals after a restart say little: until there are enough, the old jitter holds.
    const isSure = nowMs - this.arrivals[0]!.atMs >= SURE_MS;
    this.jitterTicks = isSure ? late : Math.max(this.jitterTicks, late);
  }

  /** Whether to send a ping now, whose answer goes to `answered`. Asked after each arrival. */
  doubts(nowMs: number): boolean {
    const newest = this.arrivals.at(-1);
    if (newest === undefined || this.quickest - newest.offset <= DOUBT_TICKS) return false;
    if (nowMs - this.doubtedMs < DOUBT_INTERVAL_MS) return false;
    this.doubtedMs = nowMs;
    return true;
  }

  /**
   * The answer to a ping: when the ping was sent, the server was at this tick at most. That holds however late ping and
   * answer were, so it tells a server that dropped ticks from a connection that stalls. Arrivals beyond it are dropped.
   */
  answered(tick: number, sentMs: number): void {
    const most = tick + 1 - (sentMs + this.roundTripMs) * TICKS_PER_MS;
    const refuted = this.arrivals.findLastIndex(({ offset, atMs }) => offset > most && atMs <= sentMs) + 1;
    if (refuted === 0) return;
    this.refutedMs = sentMs;
    const before = spreadOf(this.arrivals.slice(0, refuted), this.lostTicks);
    const { atMs } = this.arrivals.at(-1)!;
    this.arrivals = this.arrivals.slice(refuted);
    // Nothing has arrived since: then the bound itself is the best that is known.
    if (this.arrivals.length === 0) this.arrivals = [{ offset: most, atMs, ticks: 1 }];
    const since = spreadOf(this.arrivals, this.lostTicks);
    this.quickest = since.quickest;
    // How far the others were behind the dropped ones says nothing about jitter.
    this.jitterTicks = Math.max(before.late, since.late);
  }

  /** A pong has arrived this long after its ping. */
  returned(roundTripMs: number): void {
    if (this.isRoundTripGuessed) this.roundTripsMs.length = 0;
    this.isRoundTripGuessed = false;
    keep(this.roundTripsMs, roundTripMs, ROUND_TRIPS_MAX);
  }

  /** Round trip of the quickest of the last pings, in milliseconds; 0 before the first. */
  get roundTripMs(): number {
    return this.roundTripsMs.length === 0 ? 0 : Math.min(...this.roundTripsMs);
  }

  /** By how much the present is ahead of the newest tick received: the lead of our inputs. */
  get leadTicks(): number {
    return this.roundTripMs * TICKS_PER_MS + this.jitterTicks + SPARE_TICKS;
  }

  /** Jitter of arrivals, in milliseconds. */
  get jitterMs(): number {
    return this.jitterTicks / TICKS_PER_MS;
  }

  private get lostTicks(): number {
    return Math.max(this.roundTripMs, LOST_MS_MIN) * TICKS_PER_MS;
  }

  /** Forgets all arrivals: another match counts its ticks from 0. Round trips and jitter are kept. */
  restart(): void {
    this.arrivals = [];
    this.last = null;
  }

  /**
   * The match goes on over another connection, maybe of another node, whose ticks come at other moments. The present is bent
   * towards them, and does not jump.
   */
  goesOn(tick: number, nowMs: number): void {
    this.arrivals = [];
    this.heardTick = tick;
    this.heard(tick, nowMs);
  }

  /**
   * Another connection, maybe over another network: the round trips of the old one hold until its first pong.
   * @param helloMs from `hello` to `welcome`. A node keeps `hello` waiting until it has the session, so this is at least a
   *   round trip, and may be much more: then the picture would be ahead by so much until the first pong.
   */
  reconnected(helloMs: number): void {
    const known = this.roundTripMs;
    this.roundTripsMs.length = 0;
    this.returned(known > 0 ? Math.min(known, helloMs) : helloMs);
    this.isRoundTripGuessed = true;
  }

  /** The server's tick, a fraction, when it receives what was sent at a time, without any jitter. */
  arrivalTick(sentMs: number): number {
    return this.quickest + (sentMs + this.roundTripMs) * TICKS_PER_MS;
  }

  /**
   * The tick to predict up to, a fraction; moves on steadily from call to call.
   * @throws Error before the first `heard`.
   */
  present(nowMs: number): number {
    if (this.arrivals.length === 0) throw new Error('present before anything was heard');
    const target = this.arrivalTick(nowMs) + this.jitterTicks + SPARE_TICKS;
    this.last = { atMs: nowMs, tick: this.steadily(target, nowMs) };
    return this.last.tick;
  }

  private steadily(target: number, nowMs: number): number {
    if (this.last === null) return target;
    const elapsed = (nowMs - this.last.atMs) * TICKS_PER_MS;
    const off = target - (this.last.tick + elapsed);
    if (Math.abs(off) > JUMP_TICKS) return target;
    const bend = elapsed * Math.min(SLEW_MAX, Math.max(SLEW, this.slewFor(off, nowMs)));
    return this.last.tick + elapsed + Math.max(-bend, Math.min(bend, off));
  }

  private slewFor(off: number, nowMs: number): number {
    if (off > 0) return off * SLEW_PER_TICK_BEHIND;
    const isServerSlow = nowMs - this.refutedMs < SLOW_SERVER_MS;
    return isServerSlow ? (-off - SLEW_FREE_TICKS_AHEAD) * SLEW_PER_TICK_AHEAD : 0;
  }
}

/** The quickest of some arrivals, and by how much nearly all of them stay behind it. */
function spreadOf(arrivals: readonly Arrival[], lostTicks: number): { quickest: number; late: number } {
  let quickest = -Infinity;
  const late: { readonly ticksLate: number; readonly ticks: number }[] = [];
  let ticksHeard = 0;
  let ticksLost = 0;
  for (let from = 0; from < arrivals.length;) {
    const fromMs = arrivals[from]!.atMs;
    const end = arrivals.findIndex(({ atMs }, i) => i > from && atMs - fromMs >= NEAR_MS);
    const near = arrivals.slice(from, end < 0 ? undefined : end);
    const nearQuickest = Math.max(...near.map(({ offset }) => offset));
    quickest = Math.max(quickest, nearQuickest);
    for (const [i, { offset, ticks, atMs }] of near.entries()) {
      // What waited for a lost packet arrives together. It counts as late once, by its first part.
      if (i > 0 && atMs - near[i - 1]!.atMs <= TOGETHER_MS) continue;
      const ticksLate = nearQuickest - offset;
      late.push({ ticksLate, ticks });
      ticksHeard += ticks;
      if (ticksLate > lostTicks) ticksLost += ticks;
    }
    from += near.length;
  }
  late.sort((a, b) => a.ticksLate - b.ticksLate);
  const ticksMeant = ticksLost <= ticksHeard * LOST_SHARE_MAX ? ticksHeard - ticksLost : ticksHeard;
  let ticksCovered = 0;
  const last = late.find(({ ticks }) => (ticksCovered += ticks) >= ticksMeant * COVERED_SHARE)!;
  return { quickest, late: Math.min(last.ticksLate, JITTER_TICKS_MAX) };
}

function keep(list: number[], value: number, most: number): void {
  list.push(value);
  if (list.length > most) list.shift();
}
