import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder that goes with the test. A program that was killed at its end may still be in the middle of a write. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'packetman-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
  return folder;
}
