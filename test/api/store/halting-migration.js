// Takes a step of a migration, says so, and stays in the middle of it until it is killed.
const DIST = new URL('../../../dist/api/store/', import.meta.url);
const { migrate } = await import(`${DIST.href}migrate.js`);
const { MIGRATIONS } = await import(`${DIST.href}migrations/index.js`);
const { withUnlimitedStore } = await import(`${DIST.href}open-store.js`);

const halting = {
  name: 'halting',
  /** @param {any} db @param {{ text: string }} types */
  async up(db, { text }) {
    await db.schema.alterTable('user').addColumn('colour', text).execute();
    process.stdout.write('in the middle\n');
    setInterval(() => {}, 1000);
    await new Promise(() => {});
  },
};

await withUnlimitedStore(JSON.parse(process.argv[2] ?? ''), (/** @type {unknown} */ store) =>
  migrate(store, [...MIGRATIONS, halting]),
);
