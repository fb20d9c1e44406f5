// The links to all other nodes. Each node dials each other one, and asks it ten times a second whether it has Redis. A link
// that closes, and whose next dial is refused, shows that the process of that node is gone.
//
//   dialling ──welcome──► up ──closed──► dialling ──refused──► gone ──dialled again, and another process──► gone
//       ▲                                  │  ▲                  └──the same process──► up
//       └──────────── no answer ───────────┘  └── the machine does not answer

import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../ops/log.ts';
import type { LinkState } from './known-nodes.ts';
import type { PeerAnswer, PeerWord } from './lease.ts';
import { HELLO_BYTES_MAX, LINE_BYTES_MAX, readLines, writeLine } from './link-lines.ts';
import { isOfThisMachine } from './node-place.ts';
import { NODES_MAX, type NodePlace } from './node-record.ts';

const ASK_MS = 100;
/** A dial that takes longer is given up: the machine does not answer. Also for the first line of a link. */
const DIAL_MS_MAX = 1000;
const REDIAL_MS = 100;
/** A node may dial again before the end of its earlier connection was noticed. */
const CONNECTIONS_MAX = 2 * NODES_MAX;
/** An answer that is missing for so long breaks the time in which a node has answered. */
const SILENCE_MS = 3 * ASK_MS;

export interface PeersParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly id: string;
  readonly run: string;
  /** Who knows it may connect. */
  readonly key: string;
  /** For how long Redis has not answered this node; null if it has it. What is said to another node is a promise. */
  readonly withoutMs: () => number | null;
  /** Another node, known to this one or not, has asked. @param withoutMs null if it has Redis */
  readonly asked: (run: string, withoutMs: number | null) => void;
  /** Another node says something; it is known by a key that is in Redis, and its message must be checked. */
  readonly said: (from: string, message: unknown) => void;
  /** The process of a node is gone. */
  readonly gone: (id: string) => void;
}

export class Peers {
  private readonly parts: PeersParts;
  private readonly server: Server;
  /** Those that have not shown the key, and those that have: strangers push out strangers only. Oldest first. */
  private readonly strangers = new Set<Socket>();
  private readonly accepted = new Set<Socket>();
  private readonly links = new Map<string, PeerLink>();

  constructor(parts: PeersParts) {
    this.parts = parts;
    this.server = createServer((socket) => this.accept(socket));
  }

  /** @returns the port. @throws if it cannot be opened */
  async listen(host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject);
        this.server.on('error', (err) => this.parts.log.warn({ err }, 'links of nodes'));
        resolve();
      });
    });
    return (this.server.address() as AddressInfo).port;
  }

  /** Dials the nodes that are new here, and forgets those that are missing. */
  follow(places: Iterable<NodePlace>): void {
    const kept = new Set<string>();
    for (const place of places) {
      kept.add(place.id);
      const link = this.links.get(place.id);
      if (link?.place.run === place.run) continue;
      link?.close();
      this.links.set(place.id, new PeerLink(place, this.parts));
    }
    for (const [id, link] of this.links) {
      if (kept.has(id)) continue;
      link.close();
      this.links.delete(id);
    }
  }

  linkOf(id: string): LinkState | null {
    return this.links.get(id)?.state ?? null;
  }

  /** What a process has said last about Redis; null if there is no link to it. */
  wordOf(run: string): PeerWord | null {
    for (const link of this.links.values()) if (link.place.run === run) return link.word;
    return null;
  }

  /** Asks all nodes at once: this one has lost Redis. */
  ask(): void {
    for (const link of this.links.values()) link.askAgain();
  }

  /** Says something to a node. @returns whether there is a link that takes it; it may still be lost */
  say(id: string, message: unknown): boolean {
    return this.links.get(id)?.say(message) ?? false;
  }

  close(): void {
    this.server.close();
    for (const socket of [...this.strangers, ...this.accepted]) socket.destroy();
    for (const link of this.links.values()) link.close();
    this.links.clear();
  }

  private accept(socket: Socket): void {
    const { clock, id, run, key, withoutMs, asked, said } = this.parts;
    addTo(this.strangers, socket);
    let from: string | null = null;
    let fromRun = '';
    const cancel = clock.after(DIAL_MS_MAX, () => {
      if (from === null) socket.destroy();
    });
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.once('close', () => {
      cancel();
      this.strangers.delete(socket);
      this.accepted.delete(socket);
    });
    const bytesMax = () => (from === null ? HELLO_BYTES_MAX : LINE_BYTES_MAX);
    readLines(socket, bytesMax, (line) => {
      if (line.type === 'hello' && from === null && isSame(line.key, key)) {
        ({ from, run: fromRun } = line);
        this.strangers.delete(socket);
        addTo(this.accepted, socket);
        writeLine(socket, { type: 'welcome', from: id, run });
      } else if (line.type === 'ask' && from !== null) {
        asked(fromRun, line.withoutMs);
        writeLine(socket, { type: 'answer', number: line.number, withoutMs: withoutMs() });
        // It has lost Redis after its last answer here: a node that has lost it too need not wait for the next question.
        if (line.withoutMs !== null) this.links.get(from)?.askAgain();
      } else if (line.type === 'say' && from !== null) said(from, line.message);
      else socket.destroy();
    });
  }
}

/** A link that this node has dialled. */
class PeerLink {
  readonly place: NodePlace;
  private readonly isNear: boolean;
  private readonly parts: PeersParts;
  private socket: Socket | null = null;
  private isUp = false;
  private wasUp = false;
  /** When its machine was found to refuse connections. */
  private goneMs: number | null = null;
  private isClosed = false;
  private number = 0;
  private asked = new Map<number, number>();
  private answersSinceMs: number | null = null;
  private answer: PeerAnswer | null = null;
  private cancelTimer = (): void => {};

  constructor(place: NodePlace, parts: PeersParts) {
    this.place = place;
    this.isNear = isOfThisMachine(place.host);
    this.parts = parts;
    this.dial();
  }

  get state(): LinkState {
    const { goneMs, wasUp, isNear, answer } = this;
    const isSilent = answer === null || this.parts.clock.now() - answer.atMs > SILENCE_MS;
    return { refusedMs: goneMs, isNear, wasUp, answersSinceMs: isSilent ? null : this.answersSinceMs };
  }

  get word(): PeerWord {
    const { answer, isNear, wasUp } = this;
    // A node on another machine may name an address that this one has too: then this machine has refused, and that says nothing.
    return { goneMs: wasUp || !isNear ? this.goneMs : null, answer };
  }

  say(message: unknown): boolean {
    return this.isUp && writeLine(this.socket!, { type: 'say', message });
  }

  close(): void {
    this.isClosed = true;
    this.cancelTimer();
    this.socket?.destroy();
  }

  private dial(): void {
    const { clock, id: from, run } = this.parts;
    const { host, linkPort: port, linkKey: key } = this.place;
    const socket = connect({ host, port, noDelay: true });
    this.socket = socket;
    this.cancelTimer = clock.after(DIAL_MS_MAX, () => {
      if (!this.isUp) socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') this.refuse();
    });
    socket.once('connect', () => writeLine(socket, { type: 'hello', from, run, key }));
    socket.once('close', () => this.lost());
    readLines(
      socket,
      () => LINE_BYTES_MAX,
      (line) => {
        if (line.type === 'welcome' && !this.isUp) this.welcomed(line);
        else if (line.type === 'answer' && this.isUp) this.answered(line.number, line.withoutMs);
        else if (line.type === 'say' && this.isUp) this.parts.said(this.place.id, line.message);
        else socket.destroy();
      },
    );
  }

  private welcomed({ from, run }: { readonly from: string; readonly run: string }): void {
    // Another process has its port now: the one that is looked for is gone.
    if (from !== this.place.id || run !== this.place.run) {
      this.refuse();
      this.socket!.destroy();
      return;
    }
    this.isUp = true;
    this.wasUp = true;
    this.goneMs = null;
    this.ask();
  }

  /** Asks without waiting for the next turn, unless the last answer was that it has no Redis. */
  askAgain(): void {
    if (this.isUp && (this.answer?.withoutMs ?? null) === null) this.ask();
  }

  private ask(): void {
    const { clock, withoutMs } = this.parts;
    this.cancelTimer();
    const number = ++this.number;
    this.asked.set(number, clock.now());
    // Answers come in order, so older questions will not be answered any more.
    if (this.asked.size > 2 * (SILENCE_MS / ASK_MS)) this.asked.delete(this.asked.keys().next().value!);
    writeLine(this.socket!, { type: 'ask', number, withoutMs: withoutMs() });
    this.cancelTimer = clock.after(ASK_MS, () => this.ask());
  }

  private answered(number: number, withoutMs: number | null): void {
    const askedMs = this.asked.get(number);
    if (askedMs === undefined) return;
    const atMs = this.parts.clock.now();
    for (const earlier of this.asked.keys()) if (earlier <= number) this.asked.delete(earlier);
    if (this.state.answersSinceMs === null) this.answersSinceMs = atMs;
    this.answer = { askedMs, atMs, withoutMs };
  }

  private refuse(): void {
    if (this.goneMs !== null || this.isClosed) return;
    this.goneMs = this.parts.clock.now();
    this.answersSinceMs = null;
    this.parts.gone(this.place.id);
  }

  private lost(): void {
    this.cancelTimer();
    const wasUp = this.isUp;
    this.isUp = false;
    this.answersSinceMs = null;
    this.asked.clear();
    if (this.isClosed) return;
    // A link that was up is dialled at once, to see whether the process is gone.
    if (wasUp) this.dial();
    else this.cancelTimer = this.parts.clock.after(REDIAL_MS, () => this.dial());
  }
}

/** The oldest one goes if there are too many. */
function addTo(sockets: Set<Socket>, socket: Socket): void {
  const [oldest] = sockets;
  if (sockets.size >= CONNECTIONS_MAX) oldest!.destroy();
  sockets.add(socket);
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
