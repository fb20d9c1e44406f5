// Lines of chat, each with a text of its own: what one member of a room was shown, all others were shown too who were
// connected throughout. A server keeps no lines for members who are disconnected, so those may miss lines.

import type { Faults } from './faults.ts';

/** How long a line may take to the last member: longer than a client takes to notice a connection on which nothing comes. */
export const LINE_MS_MAX = 12_000;
/** Who came in this time before a line may have been told of the room before or after it. */
const ARRIVAL_MS = 3000;
/** Lines that are remembered; beyond it the oldest is forgotten. */
const LINES_MAX = 5000;

interface Line {
  readonly room: string;
  readonly firstMs: number;
  readonly hearers: Set<string>;
}

interface Member {
  readonly room: string;
  /** Since when it has been in the room without a break. */
  readonly sinceMs: number;
}

export class ChatLines {
  private readonly faults: Faults;
  private readonly lines = new Map<string, Line>();
  private readonly members = new Map<string, Member>();

  constructor(faults: Faults) {
    this.faults = faults;
  }

  /** A client is in this room, connected, from now on; null for none. */
  isIn(client: string, room: string | null, atMs: number): void {
    if ((this.members.get(client)?.room ?? null) === room) return;
    if (room === null) this.members.delete(client);
    else this.members.set(client, { room, sinceMs: atMs });
  }

  /** A client was shown a line. */
  heard(client: string, room: string, text: string, atMs: number): void {
    const line = this.lines.get(text) ?? { room, firstMs: atMs, hearers: new Set<string>() };
    this.lines.set(text, line);
    if (line.hearers.has(client)) this.faults.add('doubled-chat', `${client} got "${text}" twice`, atMs);
    line.hearers.add(client);
    if (this.lines.size > LINES_MAX) this.judge(this.lines.keys().next().value!, atMs);
  }

  /** Judges all lines that every member must have by now. Members are judged by where they are: call it about once a second. */
  look(atMs: number): void {
    for (const [text, { firstMs }] of this.lines) {
      if (atMs - firstMs < LINE_MS_MAX) return;
      this.judge(text, atMs);
    }
  }

  private judge(text: string, atMs: number): void {
    const { room, firstMs, hearers } = this.lines.get(text)!;
    this.lines.delete(text);
    for (const [client, member] of this.members) {
      const wasThere = member.room === room && member.sinceMs < firstMs - ARRIVAL_MS;
      if (!wasThere || hearers.has(client)) continue;
      this.faults.add(
        'lost-chat',
        `${client} did not get "${text}" in ${room}, which ${[...hearers].join(', ')} got`,
        atMs,
      );
    }
  }
}
