// A real API beside a real game server, and an operator who asks it.

import { onTestFinished } from 'vitest';
import { pino } from 'pino';
import { apiConfig } from '../../api/config.ts';
import { type Api, startApi } from '../../api/main.ts';
import type { Logger } from '../../process/log.ts';
import { newFolder } from './new-folder.ts';
import { startTestServer, type TestServer } from './test-server.ts';

export const DESK_TOKEN = 'a token of sixteen or more';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

export class DeskClient {
  cookie = '';
  private readonly origin: string;

  constructor(origin: string) {
    this.origin = origin;
  }

  async ask(path: string, body?: object | string, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await this.fetch(path, body, headers);
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
  }

  async signIn(token = DESK_TOKEN): Promise<Answer> {
    const answer = await this.ask('login', { token });
    this.cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0]!;
    return answer;
  }

  /** The events of a stream, up to the first one that fits. */
  async events(
    path: string,
    isLast: (event: string) => boolean,
  ): Promise<{ readonly event: string; readonly data: unknown }[]> {
    const response = await this.fetch(path);
    const events: { event: string; data: unknown }[] = [];
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const [, event = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
        events.push({ event, data: JSON.parse(data) });
        text = text.slice(end + 2);
        if (isLast(event)) return events;
      }
    }
    return events;
  }

  private fetch(path: string, body?: object | string, headers: Record<string, string> = {}): Promise<Response> {
    const text = typeof body === 'object' ? JSON.stringify(body) : body;
    const post = text === undefined ? {} : { method: 'POST', body: text };
    const usual = text === undefined ? {} : { 'x-packetman': '1', 'content-type': 'application/json' };
    return fetch(`${this.origin}/api/desk/${path}`, {
      ...post,
      headers: { cookie: this.cookie, ...usual, ...headers },
    });
  }
}

export interface DeskStack {
  readonly server: TestServer;
  readonly api: Api;
  readonly desk: DeskClient;
}

/** An API that asks the admin port `adminPort`, on SQLite unless it gets an address; it ends with the test. */
export async function startDeskApi(
  data: string,
  adminPort: number,
  databaseUrl: string | null = null,
  log: Logger = pino({ enabled: false }),
  ownAdminPort = 0,
  redisUrl: string | null = null,
): Promise<Api> {
  const config = {
    data,
    databaseUrl,
    port: 0,
    adminPort: ownAdminPort,
    gameServerAdminPort: adminPort,
    redisUrl,
    deskToken: DESK_TOKEN,
  };
  const api = await startApi(apiConfig({ ...config, requestsBurst: 1000 }), log);
  onTestFinished(() => api.drain());
  await api.ready;
  return api;
}

/** Both programs, with an operator who is signed in. */
export async function startDesk(databaseUrl: string | null = null): Promise<DeskStack> {
  const data = newFolder();
  const server = await startTestServer({ data });
  const api = await startDeskApi(data, server.adminPort, databaseUrl);
  const desk = new DeskClient(`http://127.0.0.1:${api.port}`);
  await desk.signIn();
  return { server, api, desk };
}
