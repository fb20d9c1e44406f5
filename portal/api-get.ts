// Asks the API for JSON.

const TIMEOUT_MS = 8000;

/** @returns null where there is no such thing, or the API does not answer */
export async function apiGet<Answer>(path: string, get = fetch): Promise<Answer | null> {
  try {
    const headers = { accept: 'application/json' };
    const response = await get(path, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return response.ok && isJson ? ((await response.json()) as Answer) : null;
  } catch {
    return null;
  }
}
