// The game servers that `packetman start` runs: one, or with a Redis several nodes of one server, each with a name and
// ports of its own. The data folder is the same for all: a node keeps its files in `nodes/NAME` below it.
import type { Command } from 'commander';
import type { ServerSettings } from '../game-server/settings.ts';
import type { GivenSettings } from './server-settings.ts';

/** As many as a client is told of. */
export const NODES_MAX = 32;
/** From the ports of one node to those of the next, so that bots and firewalls know them. */
const PORT_STEP = 10;
const PORT_MAX = 65_535;
const NAME_PREFIX = 'node';

/** The ports of a node that are given as numbers; others are picked. */
const PORTS = {
  port: 'port',
  adminPort: 'admin-port',
  publicPort: 'public-port',
  nodePort: 'node-port',
  nodeLinkPort: 'node-link-port',
} as const;
type PortName = keyof typeof PORTS;

export interface StartedNode {
  /** As log lines name it. */
  readonly name: string;
  /** Whether it is one of several. */
  readonly isNode: boolean;
  readonly settings: ServerSettings;
  /** What it is given beside the flags of all nodes. */
  readonly flags: readonly string[];
}

/** @param count undefined for one game server, which is a node if there is a Redis */
export function nodesOf(
  command: Command,
  count: number | undefined,
  { settings, placeOf }: GivenSettings,
): readonly StartedNode[] {
  if (count === undefined) return [{ name: 'game server', isNode: false, settings, flags: [] }];
  if (settings.redisUrl === null) {
    command.error('error: --nodes needs the address of a Redis in the variable REDIS_URL');
  }
  const prefix = settings.node ?? NAME_PREFIX;
  const taken = new Map<number, string>();
  return Array.from({ length: count }, (_, index) => {
    const name = `${prefix}-${index + 1}`;
    const ports: Partial<Record<PortName, number>> = {};
    for (const key of Object.keys(PORTS) as PortName[]) {
      const port = portOf(settings[key], index);
      if (port === null) continue;
      if (port > PORT_MAX)
        command.error(`error: ${placeOf(key) ?? key}: ${name} would have port ${port}, above ${PORT_MAX}`);
      const use = `${PORTS[key]} of ${name}`;
      if (taken.has(port)) command.error(`error: ${taken.get(port)} and ${use} are both ${port}`);
      taken.set(port, use);
      ports[key] = port;
    }
    const flags = (Object.keys(ports) as PortName[]).map((key) => `--${PORTS[key]}=${ports[key]}`);
    return { name, isNode: true, settings: { ...settings, ...ports }, flags: [`--node=${name}`, ...flags] };
  });
}

/** @returns null for one that is picked, and for none */
function portOf(first: number | null, index: number): number | null {
  return first === null || first === 0 ? null : first + index * PORT_STEP;
}
