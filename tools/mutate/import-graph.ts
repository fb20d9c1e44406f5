// Which files a file imports, and how far a test is from the sources that it loads.
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync, type ESTree } from 'vite';
import { walk } from './syntax-tree.ts';

const SOURCE = /\.(ts|js)$/;

/** Paths are relative to `root`, with forward slashes. Imports of types and of packages are no edges. */
export class ImportGraph {
  readonly #root: string;
  readonly #folders: Record<string, string>;
  readonly #imports = new Map<string, string[]>();

  constructor(root: string) {
    this.#root = root;
    this.#folders = ownPackages(root);
  }

  /** The files that `file` loads, itself included, with the number of imports on the shortest way to each. */
  distancesFrom(file: string): Map<string, number> {
    const distances = new Map([[file, 0]]);
    for (const [from, distance] of distances) {
      for (const to of this.#importsOf(from)) if (!distances.has(to)) distances.set(to, distance + 1);
    }
    return distances;
  }

  #importsOf(file: string): string[] {
    let imports = this.#imports.get(file);
    if (!imports) {
      imports = SOURCE.test(file) ? specifiersIn(file, readFileSync(join(this.#root, file), 'utf8')) : [];
      imports = imports.map((specifier) => this.#resolve(file, specifier)).filter((path) => path !== null);
      this.#imports.set(file, imports);
    }
    return imports;
  }

  #resolve(file: string, specifier: string): string | null {
    const path = specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : this.#folders[specifier];
    return path && existsSync(join(this.#root, path)) ? path : null;
  }
}

function specifiersIn(file: string, source: string): string[] {
  const { module, program } = parseSync(file, source);
  const statics = module.staticImports
    .filter(({ entries }) => entries.length === 0 || entries.some((entry) => !entry.isType))
    .map(({ moduleRequest }) => moduleRequest.value);
  const reexports = module.staticExports
    .flatMap(({ entries }) => entries.filter((entry) => !entry.isType))
    .flatMap(({ moduleRequest }) => moduleRequest?.value ?? []);
  return [...statics, ...reexports, ...dynamicImports(program)];
}

function dynamicImports(program: ESTree.Program): string[] {
  const specifiers: string[] = [];
  walk(program, (node) => {
    if (node.type !== 'ImportExpression' || node.source.type !== 'Literal') return;
    if (typeof node.source.value === 'string') specifiers.push(node.source.value);
  });
  return specifiers;
}

/** `imports` of package.json: `#protocol` to `protocol/index.ts`. */
function ownPackages(root: string): Record<string, string> {
  const path = join(root, 'package.json');
  if (!existsSync(path)) return {};
  const { imports = {} } = JSON.parse(readFileSync(path, 'utf8')) as { imports?: Record<string, { source: string }> };
  return Object.fromEntries(Object.entries(imports).map(([name, { source }]) => [name, posix.normalize(source)]));
}
