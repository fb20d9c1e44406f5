// A text of a catalogue by its name.

/**
 * @param name as `area.text`
 * @throws Error when no text has this name: then page and catalogue do not match
 */
export function textNamed(catalogue: object, name: string): string {
  const found = name.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown>)?.[key], catalogue);
  if (typeof found !== 'string') throw new Error(`no words are named ${name}`);
  return found;
}
