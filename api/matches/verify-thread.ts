// The thread in which matches are played again: makes the replay file of what was handed over, and plays it by the rules
// that it names. It runs with limits of memory and time, which verifier.ts sets.

import { gunzipSync, gzipSync } from 'node:zlib';
import { parentPort } from 'node:worker_threads';
import { decodeFinishedMatch } from '#handover';
import { replayText, type ProvenResult } from '#simulation';

/** What is played: the bytes of a finished match, or a gzipped replay file. */
export interface VerifyTask {
  readonly form: 'finished' | 'replay';
  readonly bytes: Uint8Array;
  /** Seats that have a place. */
  readonly taken: readonly number[];
  /** The module of the rules, as a URL. */
  readonly rules: string;
}

export interface VerifyAnswer {
  /** The replay file, gzipped. */
  readonly replay: Uint8Array;
  /** Null if it could not be played. */
  readonly proven: ProvenResult | null;
  /** Why not. */
  readonly error: string;
}

/** What a module of rules has of what is used here. */
interface RulesModule {
  provenResult(data: unknown, taken: readonly number[]): ProvenResult;
}

/** A replay of the longest match has some megabytes. */
const TEXT_BYTES_MAX = 128 * 1024 * 1024;

parentPort!.on('message', (task: VerifyTask) => {
  void answerTo(task).then((answer) => parentPort!.postMessage(answer));
});

async function answerTo({ form, bytes, taken, rules }: VerifyTask): Promise<VerifyAnswer> {
  const text = textOf(form, bytes);
  const replay = form === 'replay' ? bytes : gzipSync(text);
  try {
    const { provenResult } = (await import(rules)) as RulesModule;
    return { replay, proven: provenResult(JSON.parse(text), taken), error: '' };
  } catch (error) {
    return { replay, proven: null, error: (error as Error).message };
  }
}

function textOf(form: VerifyTask['form'], bytes: Uint8Array): string {
  if (form === 'replay') return gunzipSync(bytes, { maxOutputLength: TEXT_BYTES_MAX }).toString('utf8');
  return [...replayText(decodeFinishedMatch(bytes).recorded)].join('');
}
