// What an operator's program may ask of a game server: requests to its admin port, with the bearer of an internal request.
// GETs change nothing. Every answer is JSON; a refusal is `ControlRefusal` with a status of 400 and above.
//
//   GET  /control/figures                          Figures
//   GET  /control/rooms?after=CODE&limit=N         ControlRooms
//   GET  /control/rooms/CODE                       ControlRoom with its members
//   GET  /control/rooms/CODE/picture?maze=N        RoomPicture
//   GET  /control/sessions?search=&room=&after=ID&limit=N   ControlSessions
//   GET  /control/log?after=NUMBER&limit=N         LogTail
//   POST /control/kick      Kick                   Kicked
//   POST /control/close     CloseRoom              {}
//   POST /control/announce  Announce               Announced
//   POST /control/drain     {}                     {}
//   POST /control/move      MoveRooms              MovedRooms, when they have moved

import type { DelayCounts, ErrorCode, ListedRoom, WireSeat } from '#protocol';

/** All control requests begin with it. */
export const CONTROL_PREFIX = '/control/';
/** Rows of one page of a list. */
export const CONTROL_PAGE_MAX = 200;
/** Bytes of the body of a request. */
export const CONTROL_BODY_BYTES_MAX = 4096;
/** Characters of a reason that a player is shown. */
export const REASON_LENGTH_MAX = 120;
/** Rooms that one request moves: an answer is waited for. */
export const ROOMS_MOVED_MAX = 50;

export type ControlErrorCode =
  | 'unauthorized'
  | 'not-found'
  | 'bad-request'
  | 'too-fast'
  | 'no-such-room'
  | 'no-such-session'
  | 'method-not-allowed';

export interface ControlRefusal {
  readonly error: ControlErrorCode;
  readonly text: string;
}

/** Counters since `startId`, and what is there now. A reader takes the difference of two answers with one `startId`. */
export interface Figures {
  readonly startId: string;
  readonly uptimeSeconds: number;
  readonly ticks: number;
  readonly ticksDropped: number;
  readonly tickMs: DelayCounts;
  readonly latenessMs: DelayCounts;
  readonly inputToWireMs: DelayCounts;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly roomsFailed: number;
  /** Errors sent to clients, without the codes that were never sent. */
  readonly errors: Readonly<Partial<Record<ErrorCode, number>>>;
  readonly rooms: number;
  /** Sessions that are connected: of humans, and of bots. */
  readonly players: number;
  readonly bots: number;
  readonly disconnected: number;
  readonly connections: number;
  readonly queuedBytes: number;
  readonly cpuSeconds: number;
  readonly rssBytes: number;
  /** Null for a server without one. */
  readonly journal: { readonly isOn: boolean; readonly size: number; readonly failures: number } | null;
  /** Finished matches that wait for the API. Null for a server that hands none over. */
  readonly outbox: OutboxFigures | null;
  readonly logLinesDropped: number;
  /** Whether it refuses new connections and is about to end. */
  readonly isDraining: boolean;
  /** Null for a server that is not one of several. */
  readonly node: NodeFigures | null;
}

/** A game server as one of several that share a Redis. */
export interface NodeFigures {
  readonly id: string;
  /** Whether Redis takes what it writes. */
  readonly hasRedis: boolean;
  /** False while its rooms stand still, because other nodes may have taken them. */
  readonly mayRun: boolean;
  /** Other nodes that it knows to be alive. */
  readonly others: number;
  /** Rooms that it can still carry. */
  readonly free: number;
  readonly rules: number;
  readonly appends: number;
  readonly keyframes: number;
  readonly appendFailures: number;
  /** Rooms that another node has taken from it. */
  readonly fenced: number;
  /** Ticks that were shown before Redis had them. */
  readonly ticksUnreplicated: number;
  /** Rooms of other nodes that it has taken over, and those of them that could not be restored. */
  readonly roomsTaken: number;
  readonly roomsLost: number;
  /** Rooms that it has handed over to other nodes, and those that could not leave. */
  readonly roomsMoved: number;
  readonly roomsStayed: number;
  /** The longest time for which a room stood still here before another node had it, in milliseconds. */
  readonly moveStillMsMax: number;
}

/** Rooms that are to go to other nodes. */
export interface MoveRooms {
  /** How many: 1 to `ROOMS_MOVED_MAX`, those with most players first. */
  readonly rooms: number;
  /** The node that takes them; '' for those with most room. */
  readonly to: string;
}

export interface MovedRooms {
  readonly moved: number;
}

export interface OutboxFigures {
  readonly count: number;
  readonly bytes: number;
  /** Age of the oldest one, 0 for none. */
  readonly oldestMs: number;
  readonly failures: number;
  readonly dropped: number;
}

/** A room of the list. */
export interface ControlRoom extends ListedRoom {
  readonly listed: boolean;
  readonly maze: string;
  /** Address or session in whose limits it counts. */
  readonly openedBy: string;
  /** Ticks of its match. */
  readonly tick: number;
  readonly members: number;
}

export interface ControlRooms {
  readonly rooms: readonly ControlRoom[];
  readonly total: number;
  /** For the next page; null for the last one. */
  readonly after: string | null;
}

export interface RoomWithMembers {
  readonly room: ControlRoom;
  readonly seats: readonly WireSeat[];
  readonly members: readonly ControlSession[];
}

/** A session: who is where. */
export interface ControlSession {
  readonly id: number;
  readonly name: string;
  readonly kind: 'human' | 'bot';
  /** `device:HASH` or `user:ID`, '' for none. */
  readonly identity: string;
  readonly address: string;
  /** The code of its room, '' in the lobby. */
  readonly room: string;
  readonly isConnected: boolean;
  /** The least delay of its reports in this match; null while it is not known. */
  readonly roundTripMs: number | null;
  /** Of its present connection. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Milliseconds since 1970. */
  readonly sinceMs: number;
}

export interface ControlSessions {
  readonly sessions: readonly ControlSession[];
  /** How many there are that match the search. */
  readonly total: number;
  readonly after: number | null;
}

/** One maze of a room as it was stepped last, up to a quarter of a second ago. */
export interface RoomPicture {
  readonly code: string;
  readonly mode: string;
  readonly state: string;
  readonly maze: string;
  /** Which of the mazes of the match. */
  readonly mazeIndex: number;
  readonly mazeCount: number;
  /** The lines of the maze, as in `joined`. */
  readonly lines: readonly string[];
  readonly tick: number;
  readonly level: number;
  /** Lives or returns left; 0 where the mode has none. */
  readonly lives: number;
  /** Bit n of a line: its column n has a dot or energizer. */
  readonly dots: readonly number[];
  readonly hasFruit: boolean;
  readonly pacs: readonly PicturedPac[];
  readonly ghosts: readonly PicturedGhost[];
  /** By seat. */
  readonly scores: readonly number[];
  readonly seats: readonly WireSeat[];
}

export interface PicturedPac {
  readonly x: number;
  readonly y: number;
  /** 0 right, 1 down, 2 left, 3 up, 4 not set off yet. */
  readonly travel: number;
  readonly isInMaze: boolean;
  /** -1 for none. */
  readonly seat: number;
}

export interface PicturedGhost {
  readonly x: number;
  readonly y: number;
  readonly travel: number;
  readonly look: 'normal' | 'frightened' | 'eyes';
}

export interface LogTail {
  /** Oldest first. */
  readonly lines: readonly NumberedLine[];
  /** The number of the newest line there is; the cursor of the next request where all lines fit. */
  readonly newest: number;
  /** New with each start of the program: numbers of another one mean nothing. */
  readonly startId: string;
}

/** A line of the log as it was written, cut where it is very long: then it is no JSON any more. */
export interface NumberedLine {
  readonly number: number;
  readonly text: string;
}

export interface Kick {
  readonly session: number;
  /** Shown to the player; '' for none. */
  readonly reason: string;
}

export interface Kicked {
  readonly name: string;
  readonly address: string;
}

export interface CloseRoom {
  readonly code: string;
  /** Shown to the members; '' for none. */
  readonly reason: string;
}

export interface Announce {
  /** 1 to 120 characters, as a line of chat. */
  readonly text: string;
}

export interface Announced {
  /** Sessions that it was sent to. */
  readonly sessions: number;
}
