// The page docs/server-settings.md, made from the table that the program reads.
// `npm run docs` writes it, and a test compares it.
import type { Setting } from '#process/setting-kinds';
import { SERVER_SECTIONS } from '../game-server/settings.ts';
import { flagOf } from './server-settings.ts';
import { allowed } from './setting-values.ts';
import { variableOf } from './variables.ts';

const SERVER_INTRODUCTION = `# Settings of the game server

<!-- Made by \`npm run docs\` from game-server/settings.ts: change that file, not this one. -->

A setting can be given in three ways. A flag wins over its environment variable, the variable over the file, and the file
over the default.

- A flag: \`packetman server --port 2000\`. \`packetman start\` takes the same flags.
- An environment variable: \`PACKETMAN_SERVER_PORT=2000\`. Commas separate the values of a list.
- A JSON file: \`packetman server --config server.json\`, or \`PACKETMAN_SERVER_CONFIG=server.json\`. Its keys are the names in the
  first column:

      {
        "port": 2000,
        "proxyNetworks": ["10.0.0.5"],
        "connectionsMax": 2000
      }

A value that is not allowed, a key that does not exist and a key that is there twice are errors: one line on standard
error that names the setting and where it was given, and exit code 2. Paths are relative to the folder in which the program
was started. The file is read once, at the start; SIGHUP does not read it again.

\`packetman server --print-config\` prints all settings in force, in the form of such a file.
`;

/** The whole page about the game server. */
export function serverDocument(): string {
  const sections = Object.entries(SERVER_SECTIONS).map(
    ([heading, rows]) => `## ${heading}\n\n${markdownTable(SERVER_COLUMNS, Object.entries(rows).map(serverRow))}`,
  );
  return [SERVER_INTRODUCTION, ...sections].join('\n');
}

const SERVER_COLUMNS = ['setting', 'what it is', 'default', 'allowed', 'flag and variable'];

function serverRow([name, setting]: [string, Setting]): string[] {
  const flag = flagOf(name, setting);
  const ways = `\`--${flag}\`<br>\`${variableOf('server', flag)}\``;
  return [`\`${name}\``, setting.about, defaultOf(setting), allowedIn(setting), ways];
}

function defaultOf(setting: Setting): string {
  if (setting.kind === 'integer' || setting.kind === 'number') return `${setting.default} ${setting.unit}`.trim();
  if (setting.kind === 'networks') return setting.default.map((network) => `\`${network}\``).join(', ');
  if (setting.kind === 'folder') return setting.preset;
  return setting.default === null ? 'none' : `\`${setting.default}\``;
}

/** What a file may say; how a flag says the same where that differs. */
function allowedIn(setting: Setting): string {
  switch (setting.kind) {
    case 'integer':
    case 'number':
      return setting.range.join(' to ');
    case 'networks':
      return `a list; each: ${allowed(setting)}. The flag may be repeated, \`none\` is an empty list`;
    case 'port':
      return `${allowed(setting)}; 0 picks a free one`;
    case 'optional-port':
      return `${allowed(setting)} (\`null\` in the file); 0 picks a free one`;
    case 'switch':
      return `${allowed(setting)} in the file; the flag has no value`;
    case 'fright-table':
    case 'folder':
      return `${allowed(setting)}, or \`null\` in the file`;
    default:
      return allowed(setting);
  }
}

/** A table in Markdown; a bar in a cell is escaped. */
export function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return line(columns) + line(columns.map(() => '---')) + rows.map(line).join('');
}
