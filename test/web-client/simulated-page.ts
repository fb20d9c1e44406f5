// A page without a browser: its session, the frames it draws, and what it is notified of. Only this file knows how a session is
// made and how it dials.

import { decodeServer, encodeFrame, encodeServer, FrameDecoder, SERVER_PAYLOAD_BYTES_MAX } from '#protocol';
import type { OnlineMatch } from '../../web-client/netcode/online-match.ts';
import type { Dial, EndReason, Entry, SavedSession, Surroundings } from '#client';
import { Session } from '../../web-client/netcode/session.ts';
import type { News, SessionState } from '../../web-client/netcode/session-state.ts';
import type { SimulatedLink } from './simulated-link.ts';
import type { SimulatedProcess } from './simulated-process.ts';

export interface PageOptions {
  readonly name?: string;
  /** What to ask for once in the lobby; null to stay there. */
  readonly entry?: Entry | null;
  readonly saved?: SavedSession | null;
  /** What the page follows matches by. It takes a server for one with other rules if that is snapshots. */
  readonly stream?: 'log' | 'snapshots';
}

/** What a page needs of the network. */
export interface PageParts {
  readonly process: SimulatedProcess;
  /** From 0 up to and without 1. */
  rng(): number;
  connect(opened: () => void): SimulatedLink;
}

export class SimulatedPage {
  readonly session: Session;
  readonly process: SimulatedProcess;
  readonly states: SessionState[] = [];
  readonly news: News[] = [];
  readonly refusals: { readonly code: EndReason; readonly entry: Entry | null }[] = [];
  /** As `from to`: rooms of lost sessions, and those of the new ones. */
  readonly moves: string[] = [];
  /** Called for every change of the session. */
  changed: () => void = () => {};
  /** What the page would find after a reload. */
  saved: SavedSession | null = null;
  /** When it tried to connect, in milliseconds of its own clock. */
  readonly dialledMs: number[] = [];
  /** A hidden page draws no frames; messages still arrive. */
  isHidden = false;
  /** What the page gives its sessions. */
  readonly surroundings: Surroundings;
  /** Of all its connections so far. */
  readonly links: SimulatedLink[] = [];
  private readonly parts: PageParts;
  private readonly stream: 'log' | 'snapshots';

  /** Dials at once. */
  constructor(
    parts: PageParts,
    { name = 'Ann', entry = { type: 'play', mode: 'coop' }, saved = null, stream = 'log' }: PageOptions = {},
  ) {
    this.parts = parts;
    this.stream = stream;
    this.process = parts.process;
    this.surroundings = {
      dial: this.dial,
      now: () => this.process.now(),
      rng: () => parts.rng(),
      after: (ms: number, run: () => void) => this.process.after(ms, run),
    };
    this.session = new Session(
      { ...this.surroundings, save: (session) => (this.saved = session) },
      { name, entry, saved },
      {
        changed: (state) => {
          this.states.push(state);
          this.changed();
        },
        news: (message) => this.news.push(message),
        refused: (code, entry) => this.refusals.push({ code, entry }),
        movedOn: (from, to) => this.moves.push(`${from} ${to}`),
      },
    );
  }

  /** @throws Error while the page is in no room. */
  get match(): OnlineMatch {
    const { room, state } = this.session;
    if (room === null) throw new Error(`not in a room but ${state.name}`);
    return room.match;
  }

  get isInRoom(): boolean {
    return this.session.state.name === 'room';
  }

  /** The newest connection, which may be broken. */
  get link(): SimulatedLink {
    return this.links.at(-1)!;
  }

  /** Draws a frame, if there is a match to draw. */
  frame(): void {
    if (!this.isHidden && !this.process.isStopped) this.session.room?.match.frame(this.process.now());
  }

  private readonly dial: Dial = (events) => {
    this.dialledMs.push(this.process.now());
    const link = this.parts.connect(() => events.opened());
    const { clientSide } = link;
    const read = this.stream === 'log' ? events.received : withOtherRules(events.received);
    clientSide.on('data', (bytes: Uint8Array) => read(bytes));
    clientSide.once('close', () => this.process.read(() => events.closed('the connection was closed')));
    this.links.push(link);
    return { send: (bytes) => clientSide.write(bytes), close: () => clientSide.destroy() };
  };
}

/** Passes on what a server sends, with other rules in its `welcome`. */
function withOtherRules(received: (bytes: Uint8Array) => void): (bytes: Uint8Array) => void {
  const decoder = new FrameDecoder(SERVER_PAYLOAD_BYTES_MAX);
  return (bytes) => {
    decoder.push(bytes);
    for (let payload = decoder.next(); payload !== null; payload = decoder.next()) {
      const decoded = decodeServer(payload);
      const isWelcome = 'message' in decoded && decoded.message.type === 'welcome';
      received(encodeFrame(isWelcome ? encodeServer({ ...decoded.message, rules: 0 }) : payload));
    }
  };
}
