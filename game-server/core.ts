// The server without sockets: all parts between a client's message and its effects. main.ts adds sockets, time and HTTP
// ports; tests run it in memory.

import { MODES, type ModeRules } from '#simulation';
import { Chat } from './chat/chat.ts';
import { Emotes } from './chat/emotes.ts';
import { LobbyChat } from './chat/lobby-chat.ts';
import { NO_OTHER_CHAT, type OtherChat } from './chat/other-chat.ts';
import type { Clock, Rng, ServerTicks } from './clock.ts';
import type { GameServerConfig } from './config.ts';
import { Directory } from './directory/directory.ts';
import { Identification } from './directory/identification.ts';
import { Callers } from './limits/callers.ts';
import { NO_JOURNAL, type Journal, type RoomSource } from './journal/journal.ts';
import type { JournalRecord } from './journal/record.ts';
import { Delivery } from './net/delivery.ts';
import { Greetings } from './net/greeting.ts';
import { Outbox } from './net/outbox.ts';
import type { MatchOutbox } from './outbox/match-outbox.ts';
import type { FailedMatches } from './ops/failed-matches.ts';
import type { Logger } from './ops/log.ts';
import { Metrics, type Connected, type Present, type Recovered } from './ops/metrics.ts';
import type { KeptReplays } from './replays/kept-replays.ts';
import { randomMatchId } from './match/match-key.ts';
import { ContestPlay } from './ranked/contest-play.ts';
import { Lookups, type AskApi } from './ranked/lookups.ts';
import { NO_OTHER_QUEUES, type OtherQueues } from './ranked/other-queues.ts';
import { RankedFigures } from './ranked/ranked-figures.ts';
import type { Contests } from './rooms/contests.ts';
import { Lobby } from './rooms/lobby.ts';
import { NO_OTHER_ROOMS, type OtherRooms } from './rooms/other-rooms.ts';
import { RoomList } from './rooms/room-list.ts';
import type { Offer } from './rooms/room-rules.ts';
import type { Room } from './rooms/room.ts';
import { Names } from './sessions/names.ts';
import type { OtherNodes } from './sessions/other-nodes.ts';
import { Requests } from './sessions/requests.ts';
import { completeLogs } from './recovery/complete-logs.ts';
import { recover, takeIn, type RestoredMatch } from './recovery/recovery.ts';
import { Recorder } from './recovery/recorder.ts';
import type { Session, SessionParts } from './sessions/session.ts';
import { Sessions } from './sessions/sessions.ts';
import { Stalls } from './stalls.ts';
import { Ticker } from './ticker.ts';

/** This server as one node of several (cluster/). */
export interface CoreNode {
  readonly journal: Journal;
  /** Sessions get ids above this one. */
  readonly firstSessionId: number;
  /** Where sessions are that are not here. */
  readonly others: OtherNodes | null;
  /** Whether its rooms may move on: no other node can have taken them. */
  readonly mayRun: boolean;
  /** A tick has passed, whether or not rooms may move on. */
  tick(serverTick: number): void;
}

/** Clock, random source, and other parts that a caller may replace. */
export interface Surroundings {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly modes?: readonly ModeRules[];
  /** The key that the API signs tickets with; by default none, so that nobody can be identified. */
  readonly key?: Buffer | null;
  /** Keeps the matches of rooms that fail; by default they are not kept. */
  readonly failedMatches?: FailedMatches;
  /** Keeps the matches that end; by default they are not kept. */
  readonly replays?: KeptReplays | null;
  /** Keeps them for the API; by default they are not handed over. */
  readonly matchOutbox?: MatchOutbox | null;
  readonly newMatchId?: () => string;
  /** Keeps sessions and rooms beyond the process; by default nothing is kept. */
  readonly journal?: Journal;
  /** Asks the API; by default there is none, so that nobody can play ranked matches. */
  readonly askApi?: AskApi | null;
  /** By default this server is alone. Its journal takes the place of `journal`. */
  readonly node?: CoreNode | null;
  /** The rooms of other nodes; by default there are none. */
  readonly otherRooms?: OtherRooms;
  /** Their chat, likewise. */
  readonly otherChat?: OtherChat;
  /** Their queues, likewise. */
  readonly otherQueues?: OtherQueues;
  /** For a server whose clock waits for its players. */
  readonly silenceMsMax?: SessionParts['silenceMsMax'];
  readonly heard?: SessionParts['heard'];
  readonly refused?: SessionParts['refused'];
}

export interface Core {
  readonly metrics: Metrics;
  readonly outbox: Outbox;
  readonly stalls: Stalls;
  readonly lobby: Lobby;
  readonly sessions: Sessions;
  readonly callers: Callers;
  /** Lines of an operator to everybody. */
  readonly announcements: Delivery<Session>;
  /** Takes what players of other nodes say. */
  readonly chat: Chat;
  readonly otherChat: OtherChat;
  /** Takes what happens in the queues of other nodes. */
  readonly contests: ContestPlay;
  /** What is known of accounts. */
  readonly directory: Directory;
  /** Takes new connections. */
  readonly greetings: Greetings;
  /** The current totals, without connections. */
  readonly held: () => Omit<Present, keyof Connected>;
  /** Connected sessions, by what drives them. */
  readonly connectedCounts: () => { readonly players: number; readonly bots: number };
  /** Writes everything that is open into a journal. */
  readonly journalSource: RoomSource;
  /** Goes on with the sessions and rooms of an earlier process, before any client is connected. */
  recover(records: Iterable<JournalRecord>): Recovered;
  /**
   * Goes on with a room of another node, and the sessions of its members, while clients are connected.
   * @param records as its stream has them
   * @param history all records of the room since its match began, or later ones
   * @throws if it cannot go on here
   */
  takeIn(code: string, records: Iterable<JournalRecord>, history: () => AsyncIterable<JournalRecord>): void;
  /**
   * Goes on with a room that another node hands over: nothing waits for its members, who are about to connect.
   * @param records as its stream has them @param connected the ids of the members who were connected there
   * @returns null, after a line in the log, if it cannot go on here; then nothing of it is here
   */
  receive(code: string, records: readonly JournalRecord[], connected: ReadonlySet<number>): Room | null;
  /** Completes the logs of the matches that go on, for their replays. @returns how many are complete now */
  completeLogs(history: AsyncIterable<JournalRecord>): Promise<number>;
  /**
   * The process ends: clients are to connect again to the one that goes on with their sessions, if there can be one.
   * @returns whether there can
   */
  end(reason: string): boolean;
  /** Begins to tick. @param sweep is called every `sweepIntervalTicks`, to check deadlines, but not soon after a stall. */
  startTicking(sweep: (nowMs: number) => void): Ticker<Room>;
}

/** For a node whose rooms stand still. */
const NO_ROOMS: readonly Room[] = [];

export function createCore(
  config: GameServerConfig,
  log: Logger,
  {
    clock,
    rng,
    key = null,
    modes = MODES,
    failedMatches,
    replays = null,
    node = null,
    journal = node?.journal ?? NO_JOURNAL,
    matchOutbox = null,
    newMatchId = randomMatchId,
    askApi = null,
    otherRooms = NO_OTHER_ROOMS,
    otherChat = NO_OTHER_CHAT,
    otherQueues = NO_OTHER_QUEUES,
    ...ofSessions
  }: Surroundings,
  connected: () => Connected,
): Core {
  const others = node?.others ?? null;
  const metrics = new Metrics(() => ({ ...held(), ...connected() }));
  metrics.watchReplays(replays ?? undefined);
  const ticks: ServerTicks = { now: 0 };
  const callers = new Callers(config);
  const directory = new Directory();
  const { bans } = directory;
  const identification = new Identification({ key, directory, clock, others });
  const names = new Names(rng, directory);
  const offer: Offer = { modes, frightTable: config.frightTable };
  const dataOf = (session: Session) => sessions.dataOf(session);
  const recorder = new Recorder(journal, clock, ticks, () => ({
    ...{ sessions, dataOf },
    ...{ rooms: lobby.rooms, room: (code) => lobby.room(code), sessionOf: (player) => sessions.named(player.name) },
  }));
  const outbox = new Outbox(recorder);
  const contests: Contests = {
    begins: (player, rules, match, discount) => contestPlay.begins(player, rules, match, discount),
    wouldCount: (player, rules) => contestPlay.wouldCount(player, rules),
    left: (code, player, leave) => contestPlay.left(code, player, leave),
  };
  const lobby = new Lobby({
    ...{ config, clock, ticks, rng, metrics, outbox, log, offer, contests },
    failedMatches: failedMatches ?? null,
    records: recorder,
    ...{ replays, matchOutbox, newMatchId, isShared: node !== null, others: otherRooms },
  });
  const figures = new RankedFigures();
  metrics.watchRanked(figures);
  const lookups = new Lookups(askApi, clock);
  const contestPlay = new ContestPlay({
    ...{ clock, rng, lobby, offer, lookups, figures, matchOutbox, newMatchId },
    others: otherQueues,
  });
  const roomList = new RoomList(lobby, otherRooms, clock);
  const lobbyChat = new LobbyChat();
  const announcements = new Delivery<Session>(({ isConnected }) => isConnected);
  const stalls = new Stalls(clock.now());
  const parts = {
    config,
    clock,
    rng,
    metrics,
    outbox,
    stalls,
    log,
    callers,
    names,
    bans,
    lobby,
    roomList,
    records: recorder,
  };
  const sessions: Sessions = new Sessions({
    ...parts,
    ...ofSessions,
    ...{ identification, others },
    contests: contestPlay,
    renamed: (oldKey, key) => otherChat.renamed(oldKey, key),
    handle: (message, from) => requests.handle(message, from),
    firstId: node?.firstSessionId ?? 0,
  });
  const announce = (frame: Buffer) => {
    if (!announcements.isFull) announcements.add(frame, [...sessions]);
  };
  const chat = new Chat({ clock, callers, lobbyChat, announce, sessions, others: otherChat });
  const requests = new Requests({ lobby, roomList, chat, emotes: new Emotes(ticks), contests: contestPlay });
  const greetings = new Greetings({ ...parts, sessions });
  let restored: readonly RestoredMatch[] = [];
  const recoveryParts = { clock, log, offer, callers, newMatchId };
  /** Before matches that were restored end a second time. */
  const reopen = (matches: readonly RestoredMatch[]) => {
    const open = matches.filter(({ match }) => match.handOver !== 'done').map(({ match }) => match.key.id);
    matchOutbox?.removeOpen(new Set(open));
    for (const { room } of matches) lobby.room(room)?.keepRestored();
  };
  const complete = async (history: AsyncIterable<JournalRecord>, matches: readonly RestoredMatch[]) => {
    try {
      return await completeLogs(history, matches);
    } finally {
      for (const { match } of matches) match.logRead();
    }
  };
  const held = () => ({
    rooms: lobby.roomCount,
    sessions: sessions.count,
    disconnected: sessions.disconnectedCount,
    names: names.count,
    tokens: sessions.tokenCount,
    readers: roomList.readerCount,
    callers: callers.count,
  });
  return {
    ...{
      metrics,
      outbox,
      stalls,
      lobby,
      sessions,
      callers,
      directory,
      announcements,
      greetings,
      held,
      chat,
      otherChat,
    },
    contests: contestPlay,
    connectedCounts() {
      let players = 0;
      let bots = 0;
      for (const { isConnected, kind } of sessions) {
        if (!isConnected) continue;
        if (kind === 'bot') bots++;
        else players++;
      }
      return { players, bots };
    },
    journalSource: recorder,
    recover(records) {
      const { recovered, matches } = recover(records, { ...recoveryParts, sessions, lobby });
      restored = matches;
      reopen(matches);
      return recovered;
    },
    takeIn(code, records, history) {
      const match = takeIn(code, records, { ...recoveryParts, sessions, lobby });
      reopen([match]);
      void complete(history(), [match]).catch((error: unknown) => {
        log.warn({ err: error, room: code }, 'the log of a match from another node is incomplete, it gets no replay');
      });
    },
    receive(code, records, connected) {
      try {
        const received = takeIn(code, records, { ...recoveryParts, sessions, lobby }, 'move');
        reopen([received]);
        received.match.logRead();
        const room = lobby.room(code)!;
        room.expect([...room.members].filter(({ id }) => connected.has(id)));
        return room;
      } catch (error) {
        log.error({ err: error, room: code }, 'a room that moves here cannot go on');
        for (const record of records) {
          const session = record.kind === 'session' ? sessions.withId(record.session) : null;
          if (session !== null && session.room === null) sessions.letGo(session, null);
        }
        return null;
      }
    },
    completeLogs: (history) => complete(history, restored),
    end(reason) {
      greetings.end(reason);
      const isKept = recorder.stop() && sessions.count > 0;
      if (isKept) sessions.suspend();
      else sessions.end(reason);
      return isKept;
    },
    startTicking(sweep) {
      return new Ticker<Room>({
        ...{ clock, ticks, config, metrics, outbox },
        sweep(nowMs) {
          callers.sweep(nowMs);
          stalls.runs(nowMs);
          if (stalls.mayJudge(nowMs)) sweep(nowMs);
        },
        rooms() {
          if (node === null || node.mayRun) return lobby.rooms;
          for (const room of lobby.rooms) room.missTick();
          return NO_ROOMS;
        },
        roomFailed: (room, error) => lobby.fail(room, error),
        ticked(serverTick) {
          sessions.tick(serverTick);
          contestPlay.tick(serverTick);
          otherRooms.tick(serverTick);
          roomList.tick(serverTick);
          lobbyChat.tick();
          announcements.tick();
          recorder.tick(serverTick);
          node?.tick(serverTick);
        },
      });
    },
  };
}
