// The page of an API, from the doc comments of its sources: TypeScript 7 has no compiler to ask, and these sources are formatted.

/** A member of a class or an interface, or the declaration itself. */
export interface Documented {
  /** As in the source, in one line, without body and value. */
  readonly signature: string;
  /** The text of its doc comment, empty without one. */
  readonly text: string;
}

export interface Declaration extends Documented {
  readonly name: string;
  readonly members: readonly Documented[];
}

/** The exported class, interface or type of this name. @throws if the source has none */
export function declarationOf(source: string, name: string): Declaration {
  const comment = String.raw`((?:/\*\*(?:(?!\*/)[^])*\*/\n)?)`;
  const ends = String.raw`(?:(type) ${name}\b[^]*?;$|(class|interface) ${name}\b[^]*?^\})`;
  const pattern = new RegExp(`${comment}^export ${ends}`, 'm');
  const found = pattern.exec(source);
  if (found === null) throw new Error(`no ${name}`);
  const [whole, text = '', type, kind = type] = found;
  const body = kind === type ? '' : whole.slice(text.length);
  return { name, signature: `${kind} ${name}`, text: textOf(text), members: membersOf(body) };
}

/** All that is indented once, is not private, and is no constructor. */
function membersOf(body: string): Documented[] {
  const pattern =
    /((?:^ {2}\/\*\*(?:(?!\*\/)[^])*\*\/\n)?)^ {2}(?=[a-z])(?!private|constructor|override)([^]*?)(?: \{\n|;\n)/gm;
  return [...body.matchAll(pattern)].map(([, comment = '', signature = '']) => ({
    signature: signature
      .replaceAll(/\s+/g, ' ')
      .replaceAll('( ', '(')
      .replaceAll(/,? \)/g, ')')
      .replace(/^(readonly |async )/, '')
      .replace('static async', 'static')
      .replace(/^get (\w+)\(\)/, '$1')
      .replace(/(?<=^\w+) = \d+$/, ': number')
      .replace(/(?<=^[^(]*) = .*/, ''),
    text: textOf(comment),
  }));
}

/** The text of a doc comment in one line; its tags become sentences. */
function textOf(comment: string): string {
  const line = comment
    .replaceAll(/\/\*\*|\*\/|^ *\* /gm, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const [first = '', ...tags] = line.split(/ ?@(?=param|returns|throws)/);
  const sentences = tags.map((tag) =>
    tag
      .replace(/^param (\w+) /, '`$1`: ')
      .replace(/^returns /, 'Returns ')
      .replace(/^throws /, 'Throws '),
  );
  return [first, ...sentences]
    .filter((sentence) => sentence !== '')
    .map((sentence) => sentence.replace(/(?<![.:])$/, '.'))
    .join(' ');
}

/** A page of Markdown. */
export function apiPage(declarations: readonly Declaration[]): string {
  return declarations
    .map(({ name, text, members }) =>
      [`### ${name}\n\n${text}\n`, ...members.map((member) => `- \`${member.signature}\`: ${member.text}\n`)].join(
        members.length > 0 ? '\n' : '',
      ),
    )
    .join('\n')
    .replaceAll(/^(- .*)\n\n(?=- )/gm, '$1\n');
}
