// `--fright-table`: the turns of frightened ghosts from a file. The arcade's own table is part of its program and cannot
// be shipped; who owns the program can give its first 8192 bytes.
import { InvalidArgumentError, type Option } from 'commander';
import { readBoundedFile } from '../tools/bounded-file.ts';
import { option } from './options.ts';

/** Named again here, so that `--help` need not load the rules. */
const TABLE_BYTES = 8192;

/** Its value is the table: 8192 directions 0..3, the lowest two bits of each byte of the file. */
export function frightTableOption(): Option {
  return option(
    '--fright-table <file>',
    'file of 8192 bytes with the turns of frightened ghosts, in the lowest two bits of each',
  ).argParser(readFrightTable);
}

/** @throws {InvalidArgumentError} when the file cannot be read or has another length */
export function readFrightTable(path: string): Uint8Array {
  let bytes: Buffer;
  try {
    bytes = readBoundedFile(path, TABLE_BYTES);
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`);
  }
  if (bytes.length !== TABLE_BYTES) {
    throw new InvalidArgumentError(`It must have ${TABLE_BYTES} bytes, not ${bytes.length}.`);
  }
  return Uint8Array.from(bytes, (byte) => byte & 3);
}
