// `npm run mutate`: runs tools/mutate/main.ts from its source, since what it tests need not be built.
import { runnerImport } from 'vite';

/** @type {{ module: typeof import('./mutate/main.ts') }} */
const { module } = await runnerImport(new URL('mutate/main.ts', import.meta.url).pathname, { configFile: false });
await module.mutate(process.cwd(), process.argv.slice(2));
