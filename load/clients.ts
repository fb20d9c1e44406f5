// The clients of a load test in one process: connects them, cuts some off on demand, adds up their traffic, and counts
// those that are lost.

import type { BotClient } from '../bots/bot-client.ts';
import { BotError } from '../bots/bot-error.ts';
import type { Traffic } from '#client';
import { clientPlan, targetOf, type ClientPlan } from './client-plan.ts';
import { startLoadClient } from './load-client.ts';
import { LogMatch } from './log-match.ts';
import { Watch } from './frames/watch.ts';
import { emptyCounts, type Counts } from './histogram.ts';
import { LoadFigures, type Figures, type Span } from './figures.ts';

/** One process's share of a load test at one moment. Figures, traffic and counts are since the start. */
export interface Share {
  /** How many got a seat, lost ones included. */
  readonly connected: number;
  /** How many are in a room now, and how many have lost their connection or session and try to get back. */
  readonly playing: number;
  readonly disconnected: number;
  /** How many of those connected have got the match log; the others get snapshots. */
  readonly onLog: number;
  /** How often a client lost its connection and went on over another one. */
  readonly resumed: number;
  /** How often a client went on in a new session, since the server no longer had its old one. */
  readonly movedOn: number;
  /** How many never got a seat or were lost since, by fault. */
  readonly lost: ReadonlyMap<string, number>;
  /** Codes of the rooms that clients here have made, by the place of the client. */
  readonly rooms: ReadonlyMap<number, string>;
  /** The error of the first of them; '' for none. */
  readonly firstLoss: string;
  readonly traffic: Traffic;
  readonly figures: Figures;
  /** Times in which no client here got an update that was due, and in which the process itself stood still. */
  readonly gaps: readonly Span[];
  readonly stalls: readonly Span[];
  readonly watched: Watched;
}

/** What the checks of frames/ have found, since the start. All is 0 where one server is tested. */
export interface Watched {
  readonly frames: number;
  /** How many faults, by kind. */
  readonly faults: ReadonlyMap<string, number>;
  /** The first of them in words; '' for none. */
  readonly firstFault: string;
  /** By client and node that was killed or restarted, the longest time without anything new from then on. */
  readonly gapsAfterEnds: Counts;
}

export const NOT_WATCHED: Watched = { frames: 0, faults: new Map(), firstFault: '', gapsAfterEnds: emptyCounts() };

export class Clients {
  private readonly plan: ClientPlan;
  private readonly figures = new LoadFigures();
  /** By place; the place of a client that was refused is empty. */
  private readonly clients = new Map<number, BotClient>();
  private readonly lost = new Map<string, number>();
  private firstLoss = '';
  private readonly rooms = new Map<number, string>();
  /** Traffic and counts of clients that left and were replaced. */
  private replacedTraffic: Traffic = { messagesIn: 0, bytesIn: 0, messagesOut: 0, bytesOut: 0 };
  private resumedBefore = 0;
  private movedOnBefore = 0;
  private isClosed = false;
  /** Null where one server is tested. */
  private readonly watch: Watch | null;

  constructor(plan: ClientPlan) {
    this.plan = plan;
    this.watch = (plan.nodes?.length ?? 0) > 1 ? new Watch() : null;
  }

  share(): Share {
    const clients = [...this.clients.values()];
    return {
      connected: clients.length,
      playing: clients.filter(({ hasEnded, isDisconnected }) => !hasEnded && !isDisconnected).length,
      onLog: clients.filter(({ match }) => match instanceof LogMatch).length,
      disconnected: clients.filter(({ isDisconnected }) => isDisconnected).length,
      resumed: clients.reduce((sum, { resumedCount }) => sum + resumedCount, this.resumedBefore),
      movedOn: clients.reduce((sum, { movedOnCount }) => sum + movedOnCount, this.movedOnBefore),
      lost: new Map(this.lost),
      firstLoss: this.firstLoss,
      rooms: new Map(this.rooms),
      traffic: sumOfTraffic([this.replacedTraffic, ...clients.map(({ traffic }) => traffic)]),
      figures: this.figures.now(),
      gaps: this.figures.gaps,
      stalls: this.figures.stalls,
      watched: watchedBy(this.watch),
    };
  }

  /** Counts what is due and has not come. */
  settle(): void {
    this.figures.settle();
    this.watch?.endMark();
  }

  mark(): void {
    this.watch?.mark();
  }

  /**
   * Connects a client for each of these places. Settles when each has a seat or was refused.
   * @param codes of the rooms to take seats in, by place, for those that do not make one
   */
  async add(places: readonly number[], codes: ReadonlyMap<number, string>): Promise<void> {
    await Promise.all(places.map((place) => this.connect(place, place, codes.get(place))));
  }

  /** Breaks one client's connection, as a network does. */
  cut(place: number): void {
    this.clients.get(place)?.cut();
  }

  /** Closes one client, and connects another in its place. @param code of the room to take a seat in; '' for quick play */
  async replace(place: number, number: number, code: string): Promise<void> {
    const client = this.clients.get(place);
    if (client === undefined || client.hasEnded) return;
    client.close();
    if (!(await this.connect(place, number, code))) return;
    this.replacedTraffic = sumOfTraffic([this.replacedTraffic, client.traffic]);
    this.resumedBefore += client.resumedCount;
    this.movedOnBefore += client.movedOnCount;
  }

  close(): void {
    this.isClosed = true;
    this.figures.stop();
    this.watch?.stop();
    for (const client of this.clients.values()) client.close();
  }

  /** @returns false when it was refused. */
  private async connect(place: number, number: number, code = ''): Promise<boolean> {
    try {
      const plan = clientPlan(this.plan, place, number);
      const client = await startLoadClient(targetOf(this.plan, place), plan, code, this.figures, this.watch);
      if (plan.makesSeats > 0) this.rooms.set(place, client.match!.code);
      void client.closed.then((end) => this.countLost(end));
      this.clients.set(place, client);
      if (this.isClosed) client.close();
      return true;
    } catch (error) {
      if (!(error instanceof BotError)) throw error;
      this.countLost(error);
      return false;
    }
  }

  private countLost(end: BotError | null): void {
    if (end === null) return;
    this.lost.set(end.fault, (this.lost.get(end.fault) ?? 0) + 1);
    this.firstLoss ||= end.message;
  }
}

export function sumOfTraffic(all: readonly Traffic[]): Traffic {
  const sum = { messagesIn: 0, bytesIn: 0, messagesOut: 0, bytesOut: 0 };
  for (const traffic of all) {
    sum.messagesIn += traffic.messagesIn;
    sum.bytesIn += traffic.bytesIn;
    sum.messagesOut += traffic.messagesOut;
    sum.bytesOut += traffic.bytesOut;
  }
  return sum;
}

function watchedBy(watch: Watch | null): Watched {
  if (watch === null) return NOT_WATCHED;
  const { faults, frames, gapsAfterMarks } = watch;
  const [first] = faults.first;
  return {
    frames: frames.sights,
    faults: faults.counts,
    firstFault: first === undefined ? '' : `${first.kind}: ${first.text}`,
    gapsAfterEnds: gapsAfterMarks.slice(),
  };
}
