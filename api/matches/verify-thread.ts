// The thread in which matches are played again: makes the replay file of what was handed over, and plays it by the rules
// that it names. It runs with limits of memory and time, which verifier.ts sets.

import { gunzipSync, gzipSync } from 'node:zlib';
import { parentPort } from 'node:worker_threads';
import { decodeFinishedMatch } from '#handover';
import { replayHead, replayText, type ProvenResult } from '#simulation';
import { claimOf, differenceOf, offlineClaimOf, UNKNOWN_RULES, type Claim } from './proof.ts';

export interface VerifyTask {
  /** The bytes are those of a finished match, or a gzipped replay file of a page. */
  readonly form: 'finished' | 'replay';
  readonly bytes: Uint8Array;
  /** The module of the rules, as a URL; null if there is none. */
  readonly rules: string | null;
}

export interface VerifyAnswer {
  /** The replay file, gzipped; null if the bytes are none of their form. */
  readonly replay: Uint8Array | null;
  /** Null if the match was not found true. */
  readonly proven: ProvenResult | null;
  /** Why not, '' if it was. */
  readonly failure: string;
}

/** What a module of rules has of what is used here. */
interface RulesModule {
  provenResult(data: unknown, taken: readonly number[]): ProvenResult;
}

/** The text of a replay of the longest match has some ten megabytes. */
const TEXT_BYTES_MAX = 96 * 1024 * 1024;

parentPort?.on('message', (task: VerifyTask) => {
  void answerTo(task).then((answer) => parentPort!.postMessage(answer));
});

async function answerTo({ form, bytes, rules }: VerifyTask): Promise<VerifyAnswer> {
  let replay: Uint8Array | null = null;
  try {
    const { text, claim } = read(form, bytes);
    replay = form === 'replay' ? bytes : gzipSync(text);
    if (rules === null) return { replay, proven: null, failure: UNKNOWN_RULES };
    const { provenResult } = (await import(rules)) as RulesModule;
    const taken = claim.seats.filter(({ place }) => place > 0).map(({ seat }) => seat);
    const proven = provenResult(JSON.parse(text), taken);
    const difference = differenceOf(claim, proven);
    return difference === null ? { replay, proven, failure: '' } : { replay, proven: null, failure: difference };
  } catch (error) {
    return { replay, proven: null, failure: (error as Error).message || String(error) };
  }
}

function read(form: VerifyTask['form'], bytes: Uint8Array): { readonly text: string; readonly claim: Claim } {
  if (form === 'finished') {
    const match = decodeFinishedMatch(bytes);
    return { text: [...replayText(match.recorded)].join(''), claim: claimOf(match) };
  }
  const text = gunzipSync(bytes, { maxOutputLength: TEXT_BYTES_MAX }).toString('utf8');
  return { text, claim: offlineClaimOf(replayHead(JSON.parse(text))) };
}
