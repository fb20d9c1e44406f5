// Fenced blocks of documents, so that what they show is what tests run.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/**
 * The only fenced block with this info string, such as `nginx` or `nginx tls`.
 * @param document path from the root
 * @throws Error when there is none, or more than one
 */
export function blockOf(document: string, info: string): string {
  const blocks = [...readFileSync(join(ROOT, document), 'utf8').matchAll(/^```(.*)\n([^]*?)^```$/gm)];
  const found = blocks.filter(([, name]) => name === info).map(([, , text]) => text!);
  if (found.length !== 1) throw new Error(`${document} has ${found.length} blocks \`${info}\``);
  return found[0]!;
}
