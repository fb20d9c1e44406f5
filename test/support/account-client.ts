// A browser as far as accounts go: cookies, the secret of its device, and the header against forged requests.

import { randomBytes } from 'node:crypto';

export interface Answer {
  readonly status: number;
  /** Tests read what they expect, and fail where it is something else. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
  readonly headers: Headers;
}

interface BrowserParts {
  /** The secret of its device; null for a program without one. */
  readonly device?: string | null;
  /** Headers of each request, such as `x-forwarded-for`. */
  readonly extra?: Readonly<Record<string, string>>;
}

export class AccountClient {
  readonly device: string | null;
  cookie = '';
  private readonly url: string;
  private readonly extra: Readonly<Record<string, string>>;

  constructor(url: string, { device = newDevice(), extra = {} }: BrowserParts = {}) {
    this.url = url;
    this.device = device;
    this.extra = extra;
  }

  get(path: string): Promise<Answer> {
    return this.ask('GET', path);
  }

  post(path: string, body?: object): Promise<Answer> {
    return this.ask('POST', path, body);
  }

  put(path: string, body?: object): Promise<Answer> {
    return this.ask('PUT', path, body);
  }

  delete(path: string, body?: object): Promise<Answer> {
    return this.ask('DELETE', path, body);
  }

  async ask(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(method !== 'GET' && { 'x-packetman': '1' }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(this.device !== null && { 'x-packetman-device': this.device }),
        ...(this.cookie !== '' && { cookie: this.cookie }),
        ...this.extra,
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const [set] = response.headers.getSetCookie();
    if (set !== undefined) this.cookie = set.includes('Max-Age=0') ? '' : set.split(';')[0]!;
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text), headers: response.headers };
  }
}

export function newDevice(): string {
  return randomBytes(16).toString('base64url');
}
