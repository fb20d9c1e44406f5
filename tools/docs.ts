// `npm run docs`: writes the pages of docs/ that are made from tables of the program.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverDocument } from '../cli/settings-document.ts';

/** It runs from dist/tools. */
const DOCS = join(import.meta.dirname, '..', '..', 'docs');

writeFileSync(join(DOCS, 'server-settings.md'), serverDocument());
