// How the value of a setting is written in a flag or variable, and what is allowed in it, there and in a file.
import { createRequire } from 'node:module';
import { isIP } from 'node:net';
import { InvalidArgumentError } from 'commander';
import type * as Zod from 'zod';
import { isNetwork } from '#net';
import type { Setting } from '#process/setting-kinds';
import { collect } from './options.ts';

/** What it takes to write null or an empty list as text. */
const NONE = 'none';
/** Labels of at most 63 characters, 253 in all. */
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;
const PORT_MAX = 65_535;

/** Which values are allowed, as the end of "It must be ...". */
export function allowed(setting: Setting): string {
  switch (setting.kind) {
    case 'integer':
      return `a whole number from ${setting.range.join(' to ')}`;
    case 'number':
      return `a number from ${setting.range.join(' to ')}`;
    case 'host':
    case 'optional-host':
      return 'an IP address or host name, without a port';
    case 'name':
      return `1 to ${setting.lengthMax} lower case letters, digits and hyphens`;
    case 'port':
      return `a whole number from 0 to ${PORT_MAX}`;
    case 'optional-port':
      return `a whole number from 0 to ${PORT_MAX}, or none`;
    case 'networks':
      return 'an IP address, or a network such as 10.0.0.0/8';
    case 'origins':
      return 'an origin such as https://stats.example, or *';
    case 'secret':
      return 'text';
    case 'fright-table':
      return 'the path of a file';
    case 'folder':
      return 'the path of a folder';
    case 'url':
      return 'a URL such as http://127.0.0.1:1983';
    case 'switch':
      return 'true or false';
    case 'choice':
      return `one of ${setting.choices.join(', ')}`;
  }
}

/**
 * Reads a value from text, checked.
 * @param previous what earlier flags of a setting that may be repeated gave
 * @throws {InvalidArgumentError} that says what is allowed
 */
export function parseValue(setting: Setting, text: string, previous?: unknown): unknown {
  const value =
    setting.kind === 'networks' || setting.kind === 'origins'
      ? parseList(text, previous as string[] | undefined)
      : raw(setting, text);
  // commander takes null for a flag without a value.
  if (schemaOf(setting).safeParse(value).success) return value ?? NONE;
  throw new InvalidArgumentError(`It must be ${allowed(setting)}.`);
}

/** The value that a flag or variable gave, as `parseValue` has returned it. */
export function givenValue(setting: Setting, value: unknown): unknown {
  return setting.kind === 'optional-port' && value === NONE ? null : value;
}

/** A text that is no value of this kind stays as it is: the schema refuses it. */
function raw(setting: Setting, text: string): string | number | null {
  switch (setting.kind) {
    case 'integer':
    case 'port':
      return /^\d+$/.test(text) ? Number(text) : text;
    case 'number':
      return /^\d+(\.\d+)?$/.test(text) ? Number(text) : text;
    case 'optional-port':
      if (text === NONE) return null;
      return /^\d+$/.test(text) ? Number(text) : text;
    default:
      return text;
  }
}

/** The values take the place of the default ones. `none` stands for no value, and only alone. */
function parseList(text: string, previous?: string[]): string[] {
  const named = collect(text, previous);
  // Nothing is left of an earlier `none`: an empty list stands for it.
  if (previous?.length === 0 || (named.length > 1 && named.includes(NONE))) {
    throw new InvalidArgumentError(`"${NONE}" stands alone.`);
  }
  return named.filter((value) => value !== NONE);
}

/** Loaded when there is something to check: it takes longer than all the rest of `--help`. */
const zod = () => createRequire(import.meta.url)('zod') as typeof Zod;

/** What a setting may be in a file, where numbers are numbers and lists are lists. */
export function schemaOf(setting: Setting): Zod.ZodType {
  const { z } = zod();
  switch (setting.kind) {
    case 'integer':
      return z.int().min(setting.range[0]).max(setting.range[1]);
    case 'number':
      return z.number().min(setting.range[0]).max(setting.range[1]);
    case 'host':
      return z.string().refine(isHost);
    case 'optional-host':
      return z.string().refine(isHost).nullable();
    case 'name':
      return z
        .string()
        .max(setting.lengthMax)
        .regex(/^[a-z0-9-]+$/)
        .nullable();
    case 'port':
      return z.int().min(0).max(PORT_MAX);
    case 'optional-port':
      return z.int().min(0).max(PORT_MAX).nullable();
    case 'networks':
      return z.array(z.string().refine(isNetwork));
    case 'origins':
      return z.array(z.string().refine(isOrigin));
    case 'switch':
      return z.boolean();
    case 'secret':
    case 'fright-table':
    case 'folder':
      return z
        .string()
        .refine((text) => text.trim() !== '')
        .nullable();
    case 'url':
      return z
        .string()
        .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text))
        .nullable();
    case 'choice':
      return z.enum(setting.choices);
  }
}

function isHost(text: string): boolean {
  return isIP(text) !== 0 || HOST_NAME.test(text);
}

/** An origin as browsers send it. */
function isOrigin(text: string): boolean {
  return text === '*' || (URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text);
}
