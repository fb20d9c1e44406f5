// The real server and real pages on one virtual clock, each page with a link of its own. One seed settles everything.

import {
  decodeClient,
  encodeFrame,
  encodeServer,
  FrameDecoder,
  HELLO_PAYLOAD_BYTES_MAX,
  type ClientMessage,
  type RoomSettings,
  type ServerMessage,
} from '#protocol';
import { PHASE, type World } from '#simulation';
import type { GameServerConfig } from '../../game-server/config.ts';
import type { Core } from '../../game-server/core.ts';
import type { Room } from '../../game-server/rooms/room.ts';
import { MemoryCore } from '../support/memory-core.ts';
import { MemoryJournal } from '../support/memory-journal.ts';
import { ROOM_SETTINGS } from '../support/room-settings.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { allowWrongHashes } from '../support/wrong-hashes.ts';
import { SimulatedLink, type SocketProfile } from './simulated-link.ts';
import { SimulatedPage, type PageOptions } from './simulated-page.ts';
import { SimulatedProcess } from './simulated-process.ts';

export const FRAME_MS = 1000 / 60;
/** Frames in which something that is awaited must have happened: ten seconds. */
const WAIT_FRAMES_MAX = 600;
/** What `settle` takes at most: a link that is too thin needs a while for a keyframe. */
const SETTLE_FRAMES_MAX = 3600;

/** A link, and by how many millionths the clock of the page at its end runs fast. */
export interface Profile extends SocketProfile {
  readonly driftPpm?: number;
}

export const CALM: Profile = { delayMs: 0, jitterMs: 0 };

/** Whole numbers from 0 up to and without `below`, from a seed (mulberry32). */
export function seeded(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * below);
  };
}

/** A message of a page, at the moment at which the server reads it. */
export interface ReceivedMessage {
  readonly page: SimulatedPage;
  readonly message: ClientMessage;
  /** The tick at which the page's room is; null in the lobby. */
  readonly tick: number | null;
}

export interface ReceivedInput {
  readonly page: SimulatedPage;
  readonly sequence: number;
  readonly meantFor: number;
  readonly arrivedAt: number;
}

export class SimulatedNetwork {
  readonly clock = new VirtualClock();
  /** The server's process. */
  readonly process = new SimulatedProcess(this.clock);
  readonly pages: SimulatedPage[] = [];
  readonly received: ReceivedMessage[] = [];
  /** Nothing listens at the server's address. */
  isUnreachable = false;
  /** What pages follow matches by if their options do not say it. */
  stream: 'log' | 'snapshots' = 'log';
  /** What every new connection is closed with, as by a server that is full. */
  refusal: ServerMessage | null = null;
  private journal = new MemoryJournal();
  private memoryCore: MemoryCore;
  private readonly profile: Profile;
  private readonly rng: (below: number) => number;

  /** @param profile of pages for which no other is given. */
  constructor(seed: number, profile: Profile, overrides: Partial<GameServerConfig> = {}) {
    this.rng = seeded(seed);
    this.profile = profile;
    this.memoryCore = new MemoryCore(this.process, seeded(seed + 1000), overrides, { journal: this.journal });
  }

  get core(): Core {
    return this.memoryCore.core;
  }

  /** Opens a page, which dials at once. */
  open(options: PageOptions = {}, profile = this.profile): SimulatedPage {
    const process = new SimulatedProcess(this.clock, profile.driftPpm);
    const rng = (): number => this.rng(1000) / 1000;
    const page: SimulatedPage = new SimulatedPage(
      { process, rng, connect: (opened) => this.connect(() => page, process, profile, opened) },
      { stream: this.stream, ...options },
    );
    this.pages.push(page);
    return page;
  }

  /** Opens a page and lets time pass until it is in a room. */
  join(options: PageOptions = {}, profile = this.profile): SimulatedPage {
    const page = this.open(options, profile);
    this.until(() => page.isInRoom);
    return page;
  }

  /**
   * Opens pages that begin a match in a private room.
   * @param settings what differs from a room of `coop` for four without AI.
   */
  beginMatch(
    host: string,
    others: readonly string[] = [],
    settings: Partial<RoomSettings> = {},
  ): [SimulatedPage, ...SimulatedPage[]] {
    const first = this.createRoom(host, settings);
    const rest = others.map((name) => this.join({ name, entry: this.roomEntry }));
    first.session.send({ type: 'start' });
    this.until(() => this.pages.every(({ session }) => session.room?.state === 'countdown'));
    return [first, ...rest];
  }

  /** Opens a page that makes a private room, and waits in its lobby. */
  createRoom(name: string, settings: Partial<RoomSettings> = {}): SimulatedPage {
    return this.join({ name, entry: { type: 'create', settings: { ...ROOM_SETTINGS, ...settings }, password: '' } });
  }

  /** What a page asks for to join the room. */
  get roomEntry(): { readonly type: 'join'; readonly code: string; readonly password: string } {
    return { type: 'join', code: this.room.code, password: '' };
  }

  /** The only room there is, or the oldest. */
  get room(): Room {
    const [room] = this.core.lobby.rooms;
    if (room === undefined) throw new Error('there is no room');
    return room;
  }

  get world(): World {
    return this.room.world;
  }

  get inputs(): ReceivedInput[] {
    return this.received.flatMap(({ page, message, tick }) => {
      if (message.type !== 'input' || tick === null) return [];
      return [{ page, sequence: message.sequence, meantFor: message.tick, arrivedAt: tick }];
    });
  }

  /** Lets time pass until something holds. @throws Error when it does not hold after ten seconds. */
  until(holds: () => boolean, framesMax = WAIT_FRAMES_MAX): void {
    for (let waited = 0; waited < framesMax && !holds(); waited++) this.clock.advance(FRAME_MS);
    if (!holds()) throw new Error(`never came: ${String(holds)}; pages are ${this.pages.map(nameOfState).join(', ')}`);
  }

  /** Lets time pass for so long, in which all pages draw frames; `each` is called before every one. */
  frames(milliseconds: number, each: (frame: number) => void = () => {}): void {
    for (let frame = 0; frame < milliseconds / FRAME_MS; frame++) {
      this.clock.advance(FRAME_MS);
      each(frame);
      for (const page of this.pages) page.frame();
    }
  }

  /** All players pause the match; time passes until every page in the room has come to where the world stands. */
  settle(): void {
    const inRoom = this.pages.filter(({ session }) => session.room !== null);
    for (const { session } of inRoom) session.send({ type: 'pause', paused: true });
    const { room } = this;
    const stands = (): boolean => room.stateName !== 'play' && room.stateName !== 'countdown';
    const isThere = ({ session }: SimulatedPage): boolean => session.room?.match.seenTick === this.world.tick;
    this.until(() => stands() && inRoom.every((page) => page.isInRoom && isThere(page)), SETTLE_FRAMES_MAX);
  }

  /** For so long the server runs fewer ticks than are due, a few at a time, and drops the others. */
  overloadServer(ticksPerSecond: number, ms: number): void {
    const untilMs = this.clock.now() + ms;
    let { ticks } = this.core.metrics;
    this.process.workMs = () => {
      const run = this.core.metrics.ticks - ticks;
      ticks += run;
      return this.clock.now() < untilMs ? (run * 1000) / ticksPerSecond : 0;
    };
  }

  /** Ends the match beside its log, which says nothing of that. */
  endMatch(): void {
    allowWrongHashes();
    this.world.phase = PHASE.over;
  }

  /** Sends a page what the server itself never says, such as words of a later version. */
  say({ link }: SimulatedPage, message: ServerMessage): void {
    link.serverSide.write(encodeFrame(encodeServer(message)));
  }

  /** A page is gone for good, as when it is loaded anew. */
  close(page: SimulatedPage): void {
    this.pages.splice(this.pages.indexOf(page), 1);
    page.process.stop(Infinity);
    page.link.cut();
  }

  /** The server's process ends without a word, and another one starts that knows nothing. */
  restart(): void {
    this.memoryCore.stopTicking();
    this.memoryCore = new MemoryCore(this.process, seeded(this.rng(1000)));
    this.cut();
  }

  /** The server's process is killed. After so long another one starts, which goes on from its journal. */
  kill(downMs: number): void {
    const records = [...this.journal.kept];
    this.memoryCore.stopTicking();
    this.isUnreachable = true;
    this.cut();
    this.clock.after(downMs, () => {
      this.journal = new MemoryJournal();
      this.memoryCore = new MemoryCore(this.process, seeded(this.rng(1000)), {}, { journal: this.journal });
      this.core.recover(records);
      this.journal.begin(this.core.journalSource);
      this.isUnreachable = false;
    });
  }

  /** All connections break. */
  cut(): void {
    for (const page of this.pages) page.link.cut();
  }

  private connect(
    page: () => SimulatedPage,
    client: SimulatedProcess,
    profile: Profile,
    opened: () => void,
  ): SimulatedLink {
    const ends = { server: this.process, client };
    const link = new SimulatedLink(this.clock, profile, () => this.rng(1000) / 1000, ends);
    link.open(
      () => this.isUnreachable,
      () => this.accept(link, page()),
      opened,
    );
    return link;
  }

  private accept(link: SimulatedLink, page: SimulatedPage): void {
    if (this.refusal !== null) return void link.serverSide.end(encodeFrame(encodeServer(this.refusal)));
    this.listen(link, page);
    this.memoryCore.accept(link.serverSide);
  }

  /** Notes what the server is about to read. */
  private listen({ serverSide }: SimulatedLink, page: SimulatedPage): void {
    const decoder = new FrameDecoder(HELLO_PAYLOAD_BYTES_MAX);
    serverSide.on('data', (bytes: Uint8Array) => {
      decoder.push(bytes);
      for (let payload = decoder.next(); payload !== null; payload = decoder.next()) {
        const decoded = decodeClient(payload);
        if ('error' in decoded) throw new Error(`the page sent ${decoded.error}`);
        const { room = null } = this.core.sessions.named(page.session.name) ?? {};
        this.received.push({ page, message: decoded.message, tick: room?.tickNow ?? null });
      }
    });
  }
}

function nameOfState({ session }: SimulatedPage): string {
  return `${session.name} ${session.state.name}`;
}
