// A Sentinel of a test's own that watches a RedisServer under the name `game`.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { KeptProcess } from './kept-process.ts';
import { requireProgram, type RedisServer } from './redis-server.ts';

/** After this silence a primary counts as dead. */
const DOWN_MS = 1000;

export class RedisSentinel {
  readonly port: number;
  private readonly folder: string;
  private readonly process: KeptProcess;

  private constructor(port: number, folder: string, process: KeptProcess) {
    this.port = port;
    this.folder = folder;
    this.process = process;
  }

  /** It alone decides about a failover. */
  static async start(primary: RedisServer): Promise<RedisSentinel> {
    requireProgram('redis-sentinel');
    const folder = mkdtempSync(join(tmpdir(), 'packetman-sentinel-'));
    const port = await freePort();
    const file = join(folder, 'sentinel.conf');
    // It writes down in this file what it finds out.
    writeFileSync(
      file,
      `port ${port}
bind 127.0.0.1
dir ${folder}
sentinel monitor game 127.0.0.1 ${primary.port} 1
sentinel down-after-milliseconds game ${DOWN_MS}
sentinel failover-timeout game 5000
`,
    );
    const process = await KeptProcess.start(['redis-sentinel', file], {
      ready: '+monitor',
      failed: 'Failed listening',
    });
    if (process !== null) return new RedisSentinel(port, folder, process);
    rmSync(folder, { recursive: true });
    throw new Error('redis-sentinel does not start');
  }

  get url(): string {
    return `redis+sentinel://127.0.0.1:${this.port}/game/0`;
  }

  async stop(): Promise<void> {
    await this.process.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
