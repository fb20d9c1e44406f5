// All steps of the schema, oldest first. The version of a database is the number of steps that it has had.

import { first } from './001-first.ts';
import type { Migration } from './migration.ts';

export const MIGRATIONS: readonly Migration[] = [first];
