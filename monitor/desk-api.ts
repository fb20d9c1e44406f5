// Asks the API. Requests that change something carry the header that no other site can set.

const BASE = '/api/desk/';
const TIMEOUT_MS = 10_000;

export class DeskError extends Error {
  override readonly name = 'DeskError';
  /** `offline` where there was no answer. */
  readonly code: string;

  constructor(code: string, text: string) {
    super(text);
    this.code = code;
  }
}

/** Called when the login has ended. */
let ended: () => void = () => {};

export function onLoginEnded(call: () => void): void {
  ended = call;
}

type Query = Readonly<Record<string, string | number | null | undefined>>;

/** @throws {DeskError} */
export async function get<Answer>(path: string, query: Query = {}): Promise<Answer> {
  return (await ask(pathWith(path, query), {})).json() as Promise<Answer>;
}

/** @throws {DeskError} */
export async function post<Answer>(path: string, body: object = {}): Promise<Answer> {
  const headers = { 'content-type': 'application/json', 'x-packetman': '1' };
  return (await ask(path, { method: 'POST', headers, body: JSON.stringify(body) })).json() as Promise<Answer>;
}

/** @throws {DeskError} */
export async function getBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await ask(path, {})).arrayBuffer());
}

/** Listens to a stream, whose connection is made again when it is lost. @returns what ends it */
export function listen(
  path: string,
  query: Query,
  events: Readonly<Record<string, (data: never) => void>>,
  lost: () => void = () => {},
): () => void {
  const source = new EventSource(BASE + pathWith(path, query));
  for (const [name, call] of Object.entries(events)) {
    source.addEventListener(name, (event) => call(JSON.parse((event as MessageEvent<string>).data) as never));
  }
  source.addEventListener('error', () => {
    lost();
    // The browser does not try again after an error status, such as that of a login that has ended.
    if (source.readyState === EventSource.CLOSED) void get('me').catch(() => {});
  });
  return () => source.close();
}

function pathWith(path: string, query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? path : `${path}?${text}`;
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(BASE + path, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch {
    throw new DeskError('offline', 'The API does not answer.');
  }
  if (response.ok) return response;
  const { error = 'failed', text = `The API answers with ${response.status}.` } = (await response
    .json()
    .catch(() => ({}))) as { error?: string; text?: string };
  if (error === 'not-signed-in' && path !== 'login') ended();
  throw new DeskError(error, text);
}
