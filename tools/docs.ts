// `npm run docs`: writes the pages of docs/ that are made from tables and comments of the programs.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bridgeDocument, settingsSources } from '../cli/bridge-document.ts';
import { apiDocument, serverDocument } from '../cli/settings-document.ts';

/** It runs from dist/tools. */
const ROOT = join(import.meta.dirname, '..', '..');

writeFileSync(join(ROOT, 'docs', 'server-settings.md'), serverDocument());
writeFileSync(join(ROOT, 'docs', 'api-settings.md'), apiDocument());
writeFileSync(join(ROOT, 'docs', 'bridge-settings.md'), bridgeDocument(settingsSources(ROOT)));
