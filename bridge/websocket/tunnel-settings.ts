/** The settings that all tunnels share: which clients may open one, how many, and what each may use. */
import { isHostPattern, isNetwork } from '#net';
import { check, duration, folder, isOriginPattern, listOf, positive, z } from '../setting-values.ts';

/** As with `--message-bytes`: a frame is held in one buffer. */
const MESSAGE_BYTES_MAX = 1024 * 1024 * 1024;

export const tunnelFields = {
  /** Pages that may connect besides our own: exact origins, `https://*.example.com`, `null` (sandboxed pages), `*`. */
  origins: listOf(
    check(isOriginPattern, 'expected http(s)://host, http(s)://host:port, http(s)://*.host, null or *'),
  ).default(Object.freeze([])),
  /** Names under which browsers may reach us, besides local ones: `game.example`, `*.example`, `*`. See hosts.ts. */
  hostNames: listOf(check(isHostPattern, 'expected a host name without a port, *.name or *')).default(
    Object.freeze([]),
  ),
  /** Whether programs without an Origin header may connect. */
  originless: z.boolean().default(true),
  /** Whether pages of the bridge's own host may connect without being in `origins`. */
  ownOrigin: z.boolean().default(true),
  /** Proxies in front of the bridge that are trusted to name the client: addresses, `address/prefix`, or `unix`. */
  trust: listOf(check((text) => text === 'unix' || isNetwork(text), 'expected address or address/prefix')).default(
    Object.freeze([]),
  ),
  /** The header in which those proxies name the client: a client could have written the other one. */
  forwardedHeader: z.enum(['x-forwarded-for', 'forwarded']).default('x-forwarded-for'),
  /**
   * What becomes of text messages: `forward` relays their UTF-8 bytes and `refuse` closes the tunnel; both send only binary
   * messages. `mirror` relays them, and sends what the target answers as text if the last message of the browser was text.
   */
  text: z.enum(['forward', 'refuse', 'mirror']).default('forward'),
  /** Tunnels at once. Each takes two descriptors: the default stays below the 10,240 that macOS allows. */
  tunnelsMax: positive.default(4096),
  /** Tunnels at once from one IPv4 address or IPv6 /64: a school or an office behind one address fits. */
  tunnelsPerAddressMax: positive.default(32),
  /** Handshakes a second from one IPv4 address or IPv6 /64. */
  handshakesPerSecondMax: positive.default(30),
  /** The largest message of a browser, and the largest frame of a target. */
  messageBytesMax: positive.max(MESSAGE_BYTES_MAX).default(8 * 1024 * 1024),
  /**
   * High-water mark of each direction of a tunnel: with more queued than this, its source is no longer read. At least that of
   * Node, which is 16 KiB, and 64 KiB from Node 22 on.
   */
  queuedBytesMax: positive.default(1024 * 1024),
  /** How long a side may leave its queue above that mark. */
  fullQueueTimeoutMs: duration.default(30_000),
  /** Look-ups of targets that have not answered yet: see routes/look-up.ts. */
  lookUpsMax: positive.default(256),
  /** The time that a look-up of a target may take; a Redis that takes longer to answer is away. */
  lookUpTimeoutMs: duration.default(5_000),
  /** The target must have accepted within this time. */
  connectTimeoutMs: duration.default(10_000),
  /** Time between two pings. The strictest proxies and address translators drop a connection that is silent for 30 s. */
  pingEveryMs: duration.default(25_000),
  /** A tunnel without a message for this long is closed; null for no limit. */
  idleTimeoutMs: duration.nullable().default(null),
  /** How long the target may take to close its side after we have closed ours. */
  lingerMs: duration.default(10_000),
  /** How long tunnels may go on during a drain, before they are closed. */
  drainGraceMs: z.literal(0).or(duration).default(0),
  /** Folder for recordings, one file with all bytes of each tunnel, or null. */
  record: folder.nullable().default(null),
  /** The most bytes of one tunnel that are recorded. */
  recordBytesMax: positive.default(16 * 1024 * 1024),
  /** The most bytes of all tunnels of one run that are recorded. */
  recordTotalBytesMax: positive.default(1024 * 1024 * 1024),
};
