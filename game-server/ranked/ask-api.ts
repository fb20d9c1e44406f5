// Requests to the internal port of the API.

import { internalBearer, limitedText } from '#handover';
import { ANSWER_MS_MAX, type AskApi } from './lookups.ts';

/** A longer answer is none of the API's. */
const ANSWER_BYTES_MAX = 10_000;

/** @param url of the internal port @param key of `openHandoverKey` */
export function apiAsker(url: string, key: Buffer): AskApi {
  const headers = { authorization: internalBearer(key) };
  return async (path) => {
    const response = await fetch(new URL(path, url), { headers, signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    if (!response.ok) throw new Error(`the API answers ${response.status}`);
    return JSON.parse(await limitedText(response, ANSWER_BYTES_MAX)) as unknown;
  };
}
