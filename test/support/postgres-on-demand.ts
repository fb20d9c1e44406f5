// For all test files of a run: a PostgreSQL server that starts when the first of them asks for its address, and ends with
// the run. `DATABASE_URL` names another one, whose user may create schemas.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { PostgresServer } from './postgres-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** GET it on 127.0.0.1: the address of the server, or why there is none. */
    readonly postgresPort: number;
  }
}

/** Runs before the first test file. @returns what runs after the last */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<PostgresServer> | null = null;
  const server = createServer((_, response) => {
    urlOf().then(
      (url) => response.end(url),
      (error: unknown) => response.writeHead(500).end((error as Error).message),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  project.provide('postgresPort', (server.address() as AddressInfo).port);

  async function urlOf(): Promise<string> {
    const given = process.env['DATABASE_URL'];
    return given ?? (await (started ??= PostgresServer.start())).url();
  }

  return async () => {
    server.close();
    server.closeAllConnections();
    await (await started?.catch(() => null))?.stop();
  };
}
