// Composition root of the game server: parts, listen, tick, drain. The CLI handles signals and flags.

import { frightTableName, frightTableText } from '#simulation';
import { HANDOVER_KEY_VARIABLE, handoverKey, type Figures } from '#handover';
import { descriptorLimit, DescriptorWatch, freeDescriptors, logLinesDropped, recentLinesOf } from '#process';
import { Admin } from './ops/admin.ts';
import { systemRng, systemClock, type Clock } from './clock.ts';
import { gameServerConfig, type GameServerConfig } from './config.ts';
import { type NodeFolder, openNodeFolder, useLeftFolders } from './cluster/node-folder.ts';
import { createCore, type Core, type Surroundings } from './core.ts';
import { FeedReader } from './directory/feed-reader.ts';
import { FolderInUseError } from './journal/folder-lock.ts';
import { openJournal } from './journal/open-journal.ts';
import { descriptorBudget } from './limits/descriptor-budget.ts';
import { Listener } from './net/listener.ts';
import { Control } from './ops/control.ts';
import { MatchOutbox } from './outbox/match-outbox.ts';
import { hasRecords, outboxFolder } from './outbox/outbox-files.ts';
import { Sender } from './outbox/sender.ts';
import { FailedMatches } from './ops/failed-matches.ts';
import { apiAsker } from './ranked/ask-api.ts';
import { KeptReplays } from './replays/kept-replays.ts';
import { replayFolder } from './replays/replay-files.ts';
import { PublicHttp } from './ops/public-http.ts';
import type { Lobby } from './rooms/lobby.ts';
import type { Logger } from './ops/log.ts';
import { cpuSeconds, residentBytes, type Present } from './ops/metrics.ts';

export interface GameServer {
  readonly port: number;
  readonly adminPort: number;
  /** Null without such a listener. */
  readonly publicPort: number | null;
  /** For programs that run the server in their own process, such as tests. */
  readonly lobby: Lobby;
  /** The current totals. */
  readonly present: () => Present;
  /**
   * Refuses new connections, and stops when the last connection has closed. Clients are asked to resume if there is a
   * journal from which another process can go on, otherwise they get `bye`. A second call waits for the same end.
   */
  drain(): Promise<void>;
  /** What is called when an operator asks for a drain; by default `drain`. */
  onDrainAsked(call: () => void): void;
}

const STOPPING = 'the server is shutting down';

/** Listens and ticks. @throws if a port cannot be opened, or if another process uses the data folder. */
export async function startGameServer(
  asked: GameServerConfig,
  log: Logger,
  surroundings: Surroundings = { clock: systemClock, rng: systemRng, failedMatches: new FailedMatches() },
): Promise<GameServer> {
  const { clock } = surroundings;
  const budget = descriptorBudget(descriptorLimit(), freeDescriptors(), asked);
  if (budget.connectionsMax < asked.connectionsMax) log.warn(budget, 'fewer connections: the limit of open files');
  const config = gameServerConfig({ ...asked, ...budget });
  const nodeFolder = openedNodeFolder(config, log);
  const node = config.redisUrl === null ? null : await openNode(config.redisUrl, config, log, surroundings);
  // A node goes on with nothing from files: other nodes may have taken it.
  const keepsFiles = config.journal && config.data !== null && node === null;
  const opened = keepsFiles ? openJournal(config.data, clock, log) : null;
  const replays = keptReplays(config, log, surroundings);
  const key = sharedKey(config, log);
  const own = { ...config, data: nodeFolder?.folder ?? config.data };
  const handOver = openHandOver(own, config.data, key, log, surroundings);
  const matchOutbox = handOver?.outbox ?? null;
  const askApi = config.apiUrl === null || key === null ? null : apiAsker(config.apiUrl, key);
  const core = createCore(
    config,
    log,
    { key, askApi, ...surroundings, ...opened, node, ...node?.shared.surroundings, replays, matchOutbox },
    () => listener.connected,
  );
  if (node !== null) {
    core.metrics.watchMoves(() => node.moveFigures);
    core.metrics.watchNodeCounts(() => node.counts);
  }
  const descriptors = new DescriptorWatch(log);
  core.metrics.watchProcess(() => ({ linesDropped: logLinesDropped(log), exhausted: descriptors.exhausted }));
  const { greetings, lobby, metrics, outbox, stalls } = core;
  if (opened !== null) {
    metrics.watchJournal(opened.journal);
    const recovered = core.recover(opened.contents.records());
    metrics.watchRecovery(recovered);
    log.info(recovered, 'journal read');
    opened.journal.begin(core.journalSource);
    void core.completeLogs(opened.contents.history()).catch((error: unknown) => {
      log.warn({ err: error }, 'journal: the logs of restored matches are incomplete, they get no replays');
    });
  }
  // What goes on after a restart was taken out of the outbox by now.
  const sender = handOver?.begin();
  const feed = openFeed(own, key, core, log, clock);
  metrics.watchOutbox(matchOutbox ?? undefined, sender);
  if (node !== null) metrics.watchNode(node, node.journal.appendTimes);
  const listener = new Listener({ config, clock, metrics, outbox, stalls }, greetings, log);
  const present = () => ({ ...core.held(), ...listener.connected });
  let isDraining = false;
  let drainAsked = (): void => void drainOnce();
  const figures = async (): Promise<Figures> => {
    const { rooms, disconnected, connections, queuedBytes } = present();
    return {
      ...(await metrics.figures()),
      ...core.connectedCounts(),
      ...{ rooms, disconnected, connections, queuedBytes, isDraining },
      journal: opened?.journal.figures ?? null,
      outbox: matchOutbox === null ? null : outboxFigures(matchOutbox, sender),
      node: node?.figures ?? null,
      logLinesDropped: logLinesDropped(log),
      ...{ cpuSeconds: cpuSeconds(), rssBytes: residentBytes(), uptimeSeconds: process.uptime() },
    };
  };
  const control =
    key === null
      ? null
      : new Control({
          ...{ key, clock, lobby, outbox, log, figures },
          ...{
            sessions: core.sessions,
            announcements: core.announcements,
            otherChat: core.otherChat,
            lines: recentLinesOf(log),
          },
          drain: () => drainAsked(),
          moveRooms: node === null ? null : (count, to) => node.moveSome(count, to),
        });
  const connectionsMax = config.adminConnectionsMax;
  const admin = new Admin({ lobby, metrics, log, present, control, connectionsMax, isReady: () => !isDraining });
  const publicHttp = new PublicHttp({ config, clock, lobby, replays });

  const listen = async () => {
    const port = await listener.listen();
    const [adminPort, publicPort] = await Promise.all([
      admin.listen(config.adminHost, config.adminPort),
      config.publicPort === null ? null : publicHttp.listen(config.publicHost, config.publicPort),
    ]);
    await node?.begin(core, { port, adminPort });
    return { port, adminPort, publicPort };
  };
  const { port, adminPort, publicPort } = await listen().catch(async (error: unknown) => {
    await Promise.all([
      listener.close(),
      admin.close(),
      publicHttp.close(),
      replays?.close(),
      sender?.stop(),
      feed?.stop(),
      node?.leave(),
    ]);
    opened?.release();
    nodeFolder?.release();
    throw error;
  });
  const ticker = core.startTicking((nowMs) => listener.sweep(nowMs));
  const frightTable = frightTableText(frightTableName(config.frightTable));
  const shown = { ...config, frightTable, redisUrl: config.redisUrl === null ? null : 'set' };
  log.info({ port, adminPort, publicPort, config: shown }, 'game server listening');

  const drain = async (): Promise<void> => {
    isDraining = true;
    // Clients that connect meanwhile are served: a player may have lost the connection.
    await node?.drain();
    const drained = listener.drain();
    const isKept = core.end(STOPPING);
    await drained;
    ticker.stop();
    await node?.leave();
    descriptors.stop();
    await Promise.all([admin.close(), publicHttp.close(), replays?.close(), sender?.stop(), feed?.stop()]);
    await (isKept ? opened?.release() : opened?.finish());
    nodeFolder?.release();
    log.info('game server stopped');
  };
  let drained: Promise<void> | null = null;
  const drainOnce = () => (drained ??= drain());
  const onDrainAsked = (call: () => void) => void (drainAsked = call);
  return { port, adminPort, publicPort, lobby, present, drain: drainOnce, onDrainAsked };
}

/** Null for a server that is no node, and where it cannot be used: that is logged. @throws {FolderInUseError} */
function openedNodeFolder({ data, redisUrl, node }: GameServerConfig, log: Logger): NodeFolder | null {
  if (data === null || redisUrl === null) return null;
  try {
    return openNodeFolder(data, node);
  } catch (error) {
    if (error instanceof FolderInUseError) throw error;
    log.error({ err: error, data }, 'the folder of this node cannot be used');
    return null;
  }
}

/** The key of the data folder. Null without one, and where it cannot be read or made: then there are no accounts, and no desk. */
function sharedKey({ data }: GameServerConfig, log: Logger): Buffer | null {
  if (data === null) return null;
  try {
    return handoverKey(data);
  } catch (error) {
    // A key that was given is a wrong setting.
    if (process.env[HANDOVER_KEY_VARIABLE] !== undefined) throw error;
    log.error(
      { err: error, data },
      'without the key of the data folder there are no accounts, and matches are not handed over',
    );
    return null;
  }
}

/** Null for a server without an API. */
function openFeed(
  { data, apiUrl: url }: GameServerConfig,
  key: Buffer | null,
  { directory, sessions }: Pick<Core, 'directory' | 'sessions'>,
  log: Logger,
  clock: Clock,
): FeedReader | null {
  if (data === null || key === null || url === null) return null;
  return new FeedReader({ directory, data, url, key, clock, log, bansChanged: () => sessions.endBanned() });
}

/**
 * The outbox, and what begins to send from it. Null if no matches are handed over.
 * @param shared the data folder, in which other servers may have left an outbox
 */
function openHandOver(
  { data, apiUrl: url, outboxBytesMax: bytesMax }: GameServerConfig,
  shared: string | null,
  key: Buffer | null,
  log: Logger,
  { clock, rng }: Surroundings,
): { readonly outbox: MatchOutbox; begin(): Sender } | null {
  if (data === null || key === null || url === null) return null;
  const folder = outboxFolder(data);
  const outbox = new MatchOutbox({ folder, bytesMax, clock, log });
  try {
    const hasLeft = (other: string): boolean => hasRecords(outboxFolder(other));
    useLeftFolders(shared ?? data, data, hasLeft, (other) => {
      log.info({ folder: other, count: outbox.takeOver(outboxFolder(other)) }, 'records of a server that does not run');
    });
  } catch (error) {
    log.warn({ err: error }, 'records that other servers have left in the data folder are not sent');
  }
  return { outbox, begin: () => new Sender({ outbox, folder, url, key, clock, rng, log }) };
}

function outboxFigures({ totals, oldestAgeMs, droppedCounts }: MatchOutbox, sender?: Sender): Figures['outbox'] {
  const dropped = droppedCounts.disk + droppedCounts.full + droppedCounts.log;
  return { ...totals, oldestMs: oldestAgeMs, failures: sender?.failedCount ?? 0, dropped };
}

/** What talks with Redis is loaded only where there is one. @throws NodeStartError */
async function openNode(url: string, config: GameServerConfig, log: Logger, { clock, rng }: Surroundings) {
  const { openNode: open } = await import('./cluster/node.ts');
  return open({ config, url, clock, rng, log });
}

/** Null if no replays are to be kept. */
function keptReplays(config: GameServerConfig, log: Logger, { clock, rng }: Surroundings): KeptReplays | null {
  if (config.data === null || config.keepReplays === 0) return null;
  const isShared = config.redisUrl !== null;
  return new KeptReplays({ folder: replayFolder(config.data), isShared, config, clock, rng, log });
}
