// The API in a process of its own, as it runs in use.

import { join } from 'node:path';
import { end, message, SERVER_CORE, start } from '../server/processes.ts';

const PACKETMAN = join(import.meta.dirname, '../../../cli/main.js');

export interface ApiProcess {
  readonly url: string;
  readonly internalUrl: string;
  /** CPU time since it started. */
  cpuSeconds(): Promise<number>;
  end(): Promise<void>;
}

export async function startApi(data: string): Promise<ApiProcess> {
  const flags = ['--port', '0', '--admin-port', '0', '--data', data, '--log-level', 'warn'];
  // All requests come from one address.
  const limits = ['--requests-per-second', '1000000', '--requests-burst', '1000000'];
  const child = start(SERVER_CORE, PACKETMAN, ['api', ...flags, ...limits]);
  const { listening } = (await message(child)) as { listening: { port: number; adminPort: number } };
  const internalUrl = `http://127.0.0.1:${listening.adminPort}`;
  return {
    url: `http://127.0.0.1:${listening.port}`,
    internalUrl,
    async cpuSeconds() {
      const metrics = await (await fetch(`${internalUrl}/metrics`)).text();
      return Number(/^process_cpu_seconds_total (\S+)/m.exec(metrics)?.[1]);
    },
    end: () => end(child),
  };
}
