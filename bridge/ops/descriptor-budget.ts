/** Divides the limit of open files between tunnels, other HTTP connections, and the admin listener. */
import { YOUNG_FACTOR } from '#net';
import { DescriptorLimitError } from '#process';
import type { BridgeConfig } from '../config.ts';
import { LOOK_UP_DESCRIPTORS } from '../routes/token-http.ts';
import { CHECKS_AT_ONCE_MAX } from '../target/health-checks.ts';

/** Connections that are not tunnels: page loads, API calls, handshakes under way. */
export const HTTP_CONNECTIONS_MAX = 1024;
/** Each may have a file open, or be passed on. */
const DESCRIPTORS_PER_HTTP_CONNECTION = 2;
/** The part of what is left that they may take, but never fewer connections than these. */
const HTTP_PARTS = 8;
const HTTP_CONNECTIONS_MIN = 4;

/** Scrapes and probes at once; with the few more that there may be for a moment they take such a part. */
const ADMIN_CONNECTIONS_MAX = 32;
const ADMIN_PARTS = 16 * YOUNG_FACTOR;
const ADMIN_CONNECTIONS_MIN = 1;

export interface DescriptorBudget {
  readonly tunnelsMax: number;
  readonly httpConnectionsMax: number;
  readonly adminConnectionsMax: number;
}

/**
 * @param free how many files may still be opened, null for no limit
 * @throws {DescriptorLimitError} when not one tunnel is left
 */
export function descriptorBudget(
  free: number | null,
  asked: Pick<BridgeConfig, 'tunnelsMax' | 'record' | 'listen' | 'admin' | 'routes'>,
): DescriptorBudget {
  const { tunnelsMax, record, listen, admin, routes } = asked;
  const httpConnectionsMax = part(free, HTTP_PARTS, HTTP_CONNECTIONS_MIN, HTTP_CONNECTIONS_MAX);
  const adminConnectionsMax = part(free, ADMIN_PARTS, ADMIN_CONNECTIONS_MIN, ADMIN_CONNECTIONS_MAX);
  if (free === null) return { tunnelsMax, httpConnectionsMax, adminConnectionsMax };
  const others =
    listen.length +
    httpConnectionsMax * DESCRIPTORS_PER_HTTP_CONNECTION +
    (admin === null ? 0 : 1 + adminConnectionsMax * YOUNG_FACTOR) +
    ofRoutes(routes);
  // One of each side, and the file in which the tunnel is recorded.
  const each = record === null ? 2 : 3;
  const left = free - others;
  if (left < each) throw new DescriptorLimitError(each - left);
  return { tunnelsMax: Math.min(tunnelsMax, Math.floor(left / each)), httpConnectionsMax, adminConnectionsMax };
}

/** Connections that do not belong to one tunnel: health checks, Redis, and servers that are asked about tokens. */
function ofRoutes(routes: BridgeConfig['routes']): number {
  const checked = routes.flatMap(({ target, healthCheck }) => (healthCheck === null ? [] : (target ?? [])));
  const redis = new Set(routes.flatMap(({ tokenRedis }) => tokenRedis ?? []));
  const lookUps = routes.filter(({ tokenUrl }) => tokenUrl !== undefined).length;
  return Math.min(checked.length, CHECKS_AT_ONCE_MAX) + redis.size + lookUps * LOOK_UP_DESCRIPTORS;
}

function part(free: number | null, parts: number, min: number, max: number): number {
  return free === null ? max : Math.min(max, Math.max(min, Math.floor(free / parts)));
}
