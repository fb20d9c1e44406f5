// The file of a backup: JSON, one value a line, compressed by gzip. It is the same whatever the database.
//
//     { "packetman": "backup", "schema": 1, "madeMs": ... }
//     { "table": "user", "columns": ["id", "kind", ...] }        then a list of values for each row
//     { "table": ... }
//     { "rows": 4711 }                                           the end: a file without it is not whole

import { z } from 'zod';
import { StoreError } from './store.ts';

/** Bytes are an object, which no other value is. */
const value = z.union([z.null(), z.number(), z.string(), z.strictObject({ base64: z.base64() })]);

const line = z.union([
  z.strictObject({ packetman: z.literal('backup'), schema: z.int().min(1), madeMs: z.int() }),
  z.strictObject({ table: z.string(), columns: z.array(z.string()).min(1) }),
  z.array(value),
  z.strictObject({ rows: z.int() }),
]);

export type BackupLine = z.output<typeof line>;

/** A value as databases have it. */
export type Stored = null | number | string | Uint8Array;

/** @throws {StoreError} */
export function parseLine(text: string, number: number): BackupLine {
  try {
    return line.parse(JSON.parse(text));
  } catch {
    throw new StoreError(`line ${number} of the backup is not one of a backup`);
  }
}

export function rowLine(row: Readonly<Record<string, unknown>>, columns: readonly string[]): string {
  const values = columns.map((column) => {
    const stored = row[column];
    return stored instanceof Uint8Array ? { base64: Buffer.from(stored).toString('base64') } : stored;
  });
  return JSON.stringify(values);
}

export function storedOf(written: z.output<typeof value>): Stored {
  return typeof written === 'object' && written !== null ? Buffer.from(written.base64, 'base64') : written;
}
