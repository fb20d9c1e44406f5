// Several game servers and the Redis that they share, for one test: real processes on free ports, which end with the test.
// When the test fails, the end of their logs is printed.

import { join } from 'node:path';
import { onTestFailed, onTestFinished } from 'vitest';
import { Cluster, type ClusterOptions } from '../../load/cluster/cluster.ts';
import { newFolder } from './new-folder.ts';
import { RedisServer } from './redis-server.ts';

/** The command as it was built: call `ensureBuilt` of tools/set-up.js before. */
const MAIN = join(import.meta.dirname, '../../dist/cli/main.js');

export interface StartedCluster {
  readonly cluster: Cluster;
  readonly redis: RedisServer;
}

/** Resolves when Redis and all nodes listen. */
export async function startCluster(
  nodes: number,
  options: Partial<Pick<ClusterOptions, 'flags' | 'placeOf'>> & { readonly isDurable?: boolean } = {},
): Promise<StartedCluster> {
  const { isDurable = false, ...rest } = options;
  const redis = await RedisServer.start({ isDurable });
  onTestFinished(() => redis.stop());
  const cluster = await Cluster.start({ main: MAIN, folder: newFolder(), redisUrl: redis.url, nodes, ...rest });
  onTestFinished(() => cluster.end());
  onTestFailed(() => console.error(cluster.logs));
  return { cluster, redis };
}
