// Several game servers and the Redis that they share, for one test: real processes on free ports, which end with the test.
// When the test fails, the end of their logs is printed.

import { join } from 'node:path';
import { onTestFailed, onTestFinished } from 'vitest';
import { Cluster } from '../../load/cluster/cluster.ts';
import type { Namespaces } from '../../tools/cluster/namespaces.ts';
import { newFolder } from './new-folder.ts';
import { RedisServer } from './redis-server.ts';

/** The command as it was built: call `ensureBuilt` of tools/set-up.js before. */
const MAIN = join(import.meta.dirname, '../../dist/cli/main.js');

export interface StartedCluster {
  readonly cluster: Cluster;
  readonly redis: RedisServer;
}

interface StartOptions {
  /** Whether Redis has its data again after a restart. */
  readonly isDurable?: boolean;
  /** One for each node; without them all are on 127.0.0.1. */
  readonly namespaces?: Namespaces;
  /** Further flags of all nodes. */
  readonly flags?: readonly string[];
}

/** Resolves when Redis and all nodes listen. */
export async function startCluster(nodes: number, options: StartOptions = {}): Promise<StartedCluster> {
  const { isDurable = false, namespaces, flags = [] } = options;
  const listen =
    namespaces === undefined ? [] : ['--bind', '127.0.0.1', namespaces.redisHost, '--protected-mode', 'no'];
  const redis = await RedisServer.start({ isDurable, args: listen });
  onTestFinished(() => redis.stop());
  const cluster = await Cluster.start({
    ...{ main: MAIN, folder: newFolder(), redisUrl: redis.url, nodes, flags },
    ...(namespaces === undefined ? {} : { placeOf: (index: number) => namespaces.place(index, redis.port) }),
  });
  onTestFinished(() => cluster.end());
  onTestFailed(() => console.error(cluster.logs));
  return { cluster, redis };
}
