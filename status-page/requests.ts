// Asks the bridge. All addresses are relative to that of the page.

import type { StatusSnapshot } from '../bridge/status/answers.ts';
import { WORDS } from './words.ts';

const TIMEOUT_MS = 10_000;

export class StatusError extends Error {
  override readonly name = 'StatusError';
  /** `offline` where there was no answer. */
  readonly code: string;

  constructor(code: string, text: string) {
    super(text);
    this.code = code;
  }
}

/** @throws {StatusError} */
export async function getSessions(query: Readonly<Record<string, string>>): Promise<StatusSnapshot> {
  const parameters = new URLSearchParams(query).toString();
  return (await (await ask(`sessions?${parameters}`, {})).json()) as StatusSnapshot;
}

/** With the header that no other site can set. @throws {StatusError} */
export async function post(path: 'login' | 'logout' | 'end', body: Readonly<Record<string, string>>): Promise<void> {
  const headers = { 'content-type': 'application/json', 'x-requested-with': 'status-page' };
  await ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch {
    throw new StatusError('offline', WORDS.offline);
  }
  if (response.ok) return response;
  const answer = (await response.json().catch(() => ({}))) as { error?: string; text?: string };
  throw new StatusError(answer.error ?? 'failed', answer.text ?? WORDS.failed(response.status));
}
