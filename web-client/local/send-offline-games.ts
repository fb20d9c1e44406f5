// Sends games that were played in the page to the API, one after the other, until one does not arrive.

import type { OfflineGame, OfflineGames } from './offline-games.ts';

const PATH = '/api/offline-matches';
const TIMEOUT_MS = 15_000;
/** Another tab of the page may send at the same time. The API takes a game once; this saves the second request. */
const LOCK = 'packetman.offlineGames';

/**
 * @param device the secret of this device, '' for none: then nothing is sent, since nobody would have the score
 * @returns how many games the API has taken now
 */
export async function sendOfflineGames(games: OfflineGames, device: string, request = fetch): Promise<number> {
  if (device === '' || games.all.length === 0) return 0;
  const send = async (): Promise<number> => {
    let taken = 0;
    for (const game of games.all) {
      const outcome = await sendGame(game, device, request);
      if (outcome === 'later') return taken;
      games.drop(game.id);
      if (outcome === 'taken') taken += 1;
    }
    return taken;
  };
  const locks = globalThis.navigator?.locks;
  if (locks === undefined) return send();
  return locks.request(LOCK, { ifAvailable: true }, (lock) => (lock === null ? 0 : send()));
}

/** `refused`: the API will never take it. */
type Outcome = 'taken' | 'refused' | 'later';

async function sendGame(game: OfflineGame, device: string, request: typeof fetch): Promise<Outcome> {
  try {
    const response = await request(PATH, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-packetman': '1', 'x-packetman-device': device },
      body: JSON.stringify({ replay: game.data }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return outcomeOf(response);
  } catch {
    return 'later';
  }
}

/** An answer that is not the API's is that of a page without one, or of a proxy. */
function outcomeOf({ ok, status, headers }: Response): Outcome {
  if (ok) return 'taken';
  const isApi = (headers.get('content-type') ?? '').includes('json');
  return isApi && REFUSED.includes(status) ? 'refused' : 'later';
}

/** No game, one of rules that are gone, one that is there under this id already, or too large. */
const REFUSED = [400, 409, 410, 413, 415, 422];
