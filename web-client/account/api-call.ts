// Requests to the API: an answer, or why there is none as a code. Nothing throws.

const TIMEOUT_MS = 15_000;
/** State-changing requests of another site's page cannot have a header of their own. */
const OWN_REQUEST = { 'x-packetman': '1' } as const;
const DEVICE_HEADER = 'x-packetman-device';

export interface Refusal {
  /** A code of the API, or `unreachable`: no answer, or one that is not the API's. */
  readonly code: string;
  /** The field of the request that is wrong; '' for none. */
  readonly field: string;
  /** When to try again; 0 where the API does not say. */
  readonly retryAfterS: number;
}

export type Answer<Value> = { readonly value: Value } | { readonly refusal: Refusal };

export const UNREACHABLE: Refusal = { code: 'unreachable', field: '', retryAfterS: 0 };

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** The secret of the device; '' for none. */
  readonly device?: string;
}

/** @returns the JSON of the answer, undefined for an answer without content */
export async function callApi<Value>(
  { method = 'GET', path, body, device = '' }: Call,
  request = fetch,
): Promise<Answer<Value>> {
  try {
    const response = await request(path, {
      method,
      headers: {
        accept: 'application/json',
        ...(device === '' ? {} : { [DEVICE_HEADER]: device }),
        ...(method === 'GET' ? {} : OWN_REQUEST),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status === 204) return { value: undefined as Value };
    // A page that is served without the API gets its own index page, or the text of a proxy.
    if (!(response.headers.get('content-type') ?? '').includes('json')) return { refusal: UNREACHABLE };
    const answer: unknown = await response.json();
    return response.ok ? { value: answer as Value } : { refusal: refusalOf(answer, response.headers) };
  } catch {
    return { refusal: UNREACHABLE };
  }
}

function refusalOf(answer: unknown, headers: Headers): Refusal {
  const { error, field } = (answer ?? {}) as { readonly error?: unknown; readonly field?: unknown };
  const seconds = Number(headers.get('retry-after') ?? 0);
  return {
    code: typeof error === 'string' ? error : 'unreachable',
    field: typeof field === 'string' ? field : '',
    retryAfterS: seconds > 0 ? seconds : 0,
  };
}
