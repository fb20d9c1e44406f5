// The pages docs/server-settings.md and docs/api-settings.md, made from the tables that the programs read.
// `npm run docs` writes them, and a test compares them.
import type { Setting } from '#process/setting-kinds';
import { API_SECTIONS } from '../api/settings.ts';
import { SERVER_SECTIONS } from '../game-server/settings.ts';
import { flagOf, variableOfSetting } from './program-settings.ts';
import { allowed } from './setting-values.ts';
import { type ProgramName, variableOf } from './variables.ts';

interface Page {
  readonly program: ProgramName;
  /** What the program is called. */
  readonly title: string;
  readonly table: string;
  readonly sections: Readonly<Record<string, Readonly<Record<string, Setting>>>>;
  /** Whether `packetman start` has the same flags. */
  readonly isOfStart: boolean;
  /** The flag that is the example, and its value. */
  readonly example: { readonly flag: string; readonly value: string };
  /** The content of the file that is the example. */
  readonly file: string;
}

const SERVER_PAGE: Page = {
  ...{ program: 'server', title: 'game server', table: 'game-server/settings.ts', sections: SERVER_SECTIONS },
  isOfStart: true,
  example: { flag: 'port', value: '2000' },
  file: `{
        "port": 2000,
        "proxyNetworks": ["10.0.0.5"],
        "connectionsMax": 2000
      }`,
};

const API_PAGE: Page = {
  ...{ program: 'api', title: 'API', table: 'api/settings.ts', sections: API_SECTIONS },
  isOfStart: false,
  example: { flag: 'requests-per-second', value: '20' },
  file: `{
        "requestsPerSecond": 20,
        "corsOrigins": ["https://stats.example"],
        "data": "/var/lib/packetman"
      }`,
};

/** The whole page about the game server. */
export function serverDocument(): string {
  return document(SERVER_PAGE);
}

/** The whole page about the API. */
export function apiDocument(): string {
  return document(API_PAGE);
}

function document(page: Page): string {
  const sections = Object.entries(page.sections).map(([heading, rows]) => {
    const cells = Object.entries(rows).map(([name, setting]) => row(page.program, name, setting));
    return `## ${heading}\n\n${markdownTable(COLUMNS, cells)}`;
  });
  return [introduction(page), ...sections].join('\n');
}

function introduction({ program, title, table, isOfStart, example, file }: Page): string {
  const ofStart = isOfStart
    ? '`packetman start` takes the same flags.'
    : `\`packetman start\` takes the variables, and the file with \`--${program}-config\`.`;
  return `# Settings of the ${title}

<!-- Made by \`npm run docs\` from ${table}: change that file, not this one. -->

A setting can be given in three ways. A flag wins over its environment variable, the variable over the file, and the file
over the default.

- A flag: \`packetman ${program} --${example.flag} ${example.value}\`. ${ofStart}
- An environment variable: \`${variableOf(program, example.flag)}=${example.value}\`. Commas separate the values of a list.
- A JSON file: \`packetman ${program} --config ${program}.json\`, or \`${variableOf(program, 'config')}=${program}.json\`. Its keys are the names in the
  first column:

      ${file}

A value that is not allowed, a key that does not exist and a key that is there twice are errors: one line on standard
error that names the setting and where it was given, and exit code 2. Paths are relative to the folder in which the program
was started. The file is read once, at the start; SIGHUP does not read it again.

\`packetman ${program} --print-config\` prints all settings in force, in the form of such a file. It leaves out
those that contain a password.
`;
}

const COLUMNS = ['setting', 'what it is', 'default', 'allowed', 'flag and variable'];

function row(program: string, name: string, setting: Setting): string[] {
  const ways = `\`--${flagOf(name, setting)}\`<br>\`${variableOfSetting(program, name, setting)}\``;
  return [`\`${name}\``, setting.about, defaultOf(setting), allowedIn(setting), ways];
}

function defaultOf(setting: Setting): string {
  if (setting.kind === 'folder' || setting.kind === 'name') return setting.preset;
  if (setting.kind === 'integer' || setting.kind === 'number') return `${setting.default} ${setting.unit}`.trim();
  if (setting.kind === 'origins' || setting.default === null) return 'none';
  if (setting.kind === 'networks') return setting.default.map((network) => `\`${network}\``).join(', ');
  return `\`${setting.default}\``;
}

/** What a file may say; how a flag says the same where that differs. */
function allowedIn(setting: Setting): string {
  switch (setting.kind) {
    case 'integer':
    case 'number':
      return setting.range.join(' to ');
    case 'networks':
    case 'origins':
      return `a list; each: ${allowed(setting)}. The flag may be repeated, \`none\` is an empty list`;
    case 'port':
      return `${allowed(setting)}; 0 picks a free one`;
    case 'optional-port':
      return `${allowed(setting)} (\`null\` in the file); 0 picks a free one`;
    case 'switch':
      return `${allowed(setting)} in the file; the flag has no value`;
    case 'secret':
    case 'fright-table':
    case 'url':
    case 'folder':
    case 'optional-host':
    case 'name':
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
