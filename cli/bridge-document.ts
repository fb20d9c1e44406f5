// The page docs/bridge-settings.md. Names, types and ranges come from the schema that checks the settings, defaults from a
// configuration, flags from the command, and what a setting is from its comment in the sources of the bridge.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bridgeConfig, settingsSchema } from '../bridge/config.ts';
import { bridgeFlags } from './bridge-options.ts';
import { markdownTable } from './settings-document.ts';
import { variableOf } from './variables.ts';

const INTRODUCTION = `# Settings of the bridge

<!-- Made by \`npm run docs\` from the settings in bridge/ and their comments: change those, not this page. -->

A setting can be given in three ways. A flag or argument wins over its environment variable, the variable over the file, and
the file over the default.

- A flag: \`packetman bridge --heartbeat 10 8080 127.0.0.1:5900\`. \`packetman start\` takes most of them too. Some flags have
  another unit than the setting: the help names it.
- An environment variable: \`PACKETMAN_BRIDGE_HEARTBEAT=10\`. Commas separate the values of a list. The arguments \`listen\` and
  \`target\` are \`PACKETMAN_BRIDGE_LISTEN\` and \`PACKETMAN_BRIDGE_TARGET\`.
- A JSON file: \`packetman bridge --config bridge.json\`, or \`PACKETMAN_BRIDGE_CONFIG=bridge.json\`:

      {
        "listen": "8080",
        "target": "127.0.0.1:5900",
        "pingEveryMs": 10000
      }

A value that is not allowed, a key that does not exist and a key that is there twice are errors: one line on standard
error that names the setting and where it was given, and exit code 2. Paths are relative to the folder in which the program
was started. A list with one entry may be written as that entry. An address is \`[host:]port\`, with an IPv6 address in
brackets. The file is read again when it changes and at SIGHUP; where the bridge listens and whether it uses TLS changes
only with a new start.

\`packetman bridge --print-config\` prints all settings in force, in the form of such a file. Passwords in
addresses of Redis are printed as \`***\`.
`;

/**
 * The texts of the sources in which settings of the bridge are declared.
 * @param root of the repository
 */
export function settingsSources(root: string): string[] {
  const folder = join(root, 'bridge');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const declaring = files.filter((name) => name === 'config.ts' || name.endsWith('-settings.ts'));
  return declaring.toSorted().map((name) => readFileSync(join(folder, name), 'utf8'));
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly additionalProperties?: Schema | boolean;
}

type Defaults = Readonly<Record<string, unknown>>;

/**
 * The whole page.
 * @param sources what `settingsSources` gives: their comments say what the settings are
 * @throws {Error} for a setting without a comment
 */
export function bridgeDocument(sources: readonly string[]): string {
  const comments = commentsIn(sources);
  const root = settingsSchema() as Schema;
  const { routes, ...defaults } = bridgeConfig({ listen: '1', target: '1' });
  const routeDefaults = routes[0] as unknown as Defaults;
  const route = Object.keys(routeDefaults);
  const top = propertiesOf(root);
  const rowsOf = (path: string, schema: Schema, values: Defaults, names = Object.keys(propertiesOf(schema))) =>
    names.map((name) => {
      const property = propertiesOf(schema)[name]!;
      const [key, setting] = [`${path}${name}`, property.default ?? values[name]];
      return [`\`${key}\``, aboutOf(name, comments), defaultOf(setting), typeOf(property), waysOf(key)];
    });
  const own = Object.keys(top).filter((name) => !route.includes(name));
  const ofRoute = Object.keys(propertiesOf(top['routes']!.items!));
  const sections = {
    Settings: rowsOf('', root, { ...defaults, listen: undefined }, own),
    'Of each route': rowsOf(
      '',
      top['routes']!.items!,
      { ...routeDefaults, name: undefined, target: undefined },
      ofRoute,
    ),
    'TLS to the target': rowsOf('targetTls.', top['targetTls']!, {}),
    'Health checks': rowsOf('healthCheck.', top['healthCheck']!, {}),
    Logins: rowsOf('auth.', top['auth']!, {}),
    'TLS to browsers': rowsOf('tls.', top['tls']!, {}),
  };
  const notes: Readonly<Record<string, string>> = {
    'Of each route':
      'They may also stand beside the other settings, without `routes`: then there is one route, for every handshake.\n\n',
  };
  const tables = Object.entries(sections).map(
    ([heading, rows]) => `## ${heading}\n\n${notes[heading] ?? ''}${markdownTable(COLUMNS, rows)}`,
  );
  return [INTRODUCTION, ...tables].join('\n');
}

const COLUMNS = ['setting', 'what it is', 'default', 'allowed', 'flag and variable'];

/** The properties of an object, or of one that may be null. A property of an empty schema cannot stand in a file. */
function propertiesOf(schema: Schema): Readonly<Record<string, Schema>> {
  const own = Object.entries(schema.properties ?? {}).filter(([, property]) => Object.keys(property).length > 0);
  if (own.length > 0) return Object.fromEntries(own);
  return schema.anyOf?.map(propertiesOf).find((each) => Object.keys(each).length > 0) ?? {};
}

/** Comments of properties by name. In the rare case of two with one name they mean the same. */
function commentsIn(sources: readonly string[]): ReadonlyMap<string, string> {
  const comments = new Map<string, string>();
  for (const source of sources) {
    for (const [, text, name] of source.matchAll(/\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s+(\w+)(?=[:,])/g)) {
      const plain = text!.replaceAll(/\s*\n\s*\*?\s*/g, ' ').trim();
      if (!comments.has(name!))
        comments.set(name!, plain.replace(/[,:]? ?[Ss]ee [\w./-]+\.ts\.$/, '').replace(/(?<![.])$/, '.'));
    }
  }
  return comments;
}

/** Names that say it all. */
const PLAIN: Readonly<Record<string, string>> = {
  auth: 'Logins that clients need, see below.',
  ca: 'A file of authorities in PEM that the certificate of the target must be signed by.',
  cert: 'A certificate in PEM.',
  key: 'Its key in PEM.',
  minVersion: 'The oldest TLS version that is accepted.',
  jwtIssuer: 'The issuer that tokens must name.',
  jwtAudience: 'The audience that tokens must name.',
  serverName: 'The name that the certificate of the target must have.',
  verify: 'Whether the certificate of the target is checked.',
};

function aboutOf(name: string, comments: ReadonlyMap<string, string>): string {
  const about = comments.get(name) ?? PLAIN[name];
  if (about === undefined) throw new Error(`the setting ${name} of the bridge has no comment`);
  return about;
}

function defaultOf(value: unknown): string {
  if (value === undefined) return '';
  if (value === null) return 'none';
  const isEmpty = typeof value === 'object' && Object.keys(value).length === 0;
  if (isEmpty) return 'none';
  if (Array.isArray(value)) return value.map((each) => `\`${String(each)}\``).join(', ');
  return `\`${JSON.stringify(value).replaceAll('"', '')}\``;
}

const NAMES: Readonly<Record<string, string>> = { string: 'text', integer: 'whole number', number: 'number' };

function typeOf(schema: Schema): string {
  const { type, anyOf, items, properties, additionalProperties } = schema;
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${word}\``).join(', ');
  if ('const' in schema) return `\`${String(schema.const)}\``;
  if (anyOf !== undefined) {
    // A list with one entry may be written as that entry, which need not be said each time.
    const list = anyOf.find((each) => each.type === 'array');
    const members = list === undefined ? anyOf.map(typeOf) : [typeOf(list)];
    return [...new Set(members.filter((text) => text !== ''))].join(' or ');
  }
  if (type === 'array') return `list of ${items?.properties === undefined ? typeOf(items ?? {}) : objectsOf(items)}`;
  if (properties !== undefined) return 'object, see below';
  if (typeof additionalProperties === 'object') return `object of ${typeOf(additionalProperties)}`;
  if (Array.isArray(type))
    return type.map((name: string) => (name === 'null' ? '`null`' : (NAMES[name] ?? name))).join(' or ');
  if (type === 'boolean') return '`true`, `false`';
  if (type === 'null') return '`null`';
  if (type === 'integer') return `whole number${rangeOf(schema)}`;
  return NAMES[type as string] ?? '';
}

/** Objects with few fields are described where they are. */
function objectsOf({ properties = {} }: Schema): string {
  const names = Object.keys(properties).map((name) => `\`${name}\``);
  return names.length > FIELDS_SHOWN_MAX ? 'objects, see below' : `objects with ${names.join(', ')}`;
}

const FIELDS_SHOWN_MAX = 4;

function rangeOf({ minimum, exclusiveMinimum, maximum }: Schema): string {
  const min = minimum ?? (exclusiveMinimum === undefined ? undefined : exclusiveMinimum + 1);
  const hasMax = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  if (min === undefined) return '';
  return hasMax ? ` from ${min} to ${maximum}` : ` from ${min}`;
}

function waysOf(setting: string): string {
  const flags = bridgeFlags().filter((each) => each.setting === setting);
  return flags
    .map(({ option }) => `\`${option.long}\`<br>\`${variableOf('bridge', option.name())}\``)
    .concat(['listen', 'target'].includes(setting) ? [`argument<br>\`${variableOf('bridge', setting)}\``] : [])
    .join('<br>');
}
