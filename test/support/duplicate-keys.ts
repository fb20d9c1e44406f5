// JSON.parse keeps the last of two equal keys and says nothing: this finds them.

/** The paths of keys that an object in a text of JSON has twice. The text must be JSON. */
export function duplicateKeysIn(text: string): string[] {
  const found: string[] = [];
  /** Of each object or list that is open: the keys seen, and the one whose value is being read. */
  const open: { readonly keys: Set<string>; key: string }[] = [];
  for (const [token, string] of text.matchAll(/("(?:[^"\\]|\\.)*")|[{}[\]:]/g)) {
    const last = open.at(-1);
    if (token === '{' || token === '[') open.push({ keys: new Set(), key: '' });
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':' && last !== undefined) {
      const path = open.map(({ key }) => key).filter((key) => key !== '');
      if (last.keys.has(last.key)) found.push(path.join('.'));
      last.keys.add(last.key);
    } else if (string !== undefined && last !== undefined) last.key = JSON.parse(string) as string;
  }
  return found;
}
