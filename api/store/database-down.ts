// Which errors of queries say that the database cannot be used for now, which that its settings are wrong, and which that a
// value in the query is.

/** Of the connection, and those with which PostgreSQL ends or refuses one for now (its manual, appendix A). */
const DOWN_CODES = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT', 'EAI_AGAIN'],
  ...['57P01', '57P02', '57P03', '53300', '53100', '57014', '25P03'],
]);
const DOWN_CLASS = '08';
/** `SQLITE_BUSY`, `IOERR`, `FULL`, `CANTOPEN` and `READONLY`. */
const SQLITE_DOWN_CODES = new Set([5, 10, 13, 14, 8]);
/** What `pg` says without a code. */
const DOWN_TEXT = /connection terminated|timeout exceeded|read timeout|not queryable|connection error/i;

/** A wrong password or user, a missing database, a name that is no host. */
const WRONG_SETTINGS_CODES = new Set(['28P01', '28000', '3D000', 'ENOTFOUND', '42501']);

/** Whether a query failed because the database is not there, is full, or does not answer: another one may succeed later. */
export function isDatabaseDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isDatabaseDown);
  const { code, sqliteCode } = error as { code?: string; sqliteCode?: number };
  if (sqliteCode !== undefined) return SQLITE_DOWN_CODES.has(sqliteCode & 0xff);
  if (code !== undefined) return DOWN_CODES.has(code) || code.startsWith(DOWN_CLASS);
  return DOWN_TEXT.test(error.message);
}

/** A text with a NUL, a number that no column holds, and texts that are no numbers (PostgreSQL's manual, appendix A). */
const VALUE_CODES = new Set(['22021', '22003', '22P02', '22P05']);

/** Whether a query failed because of a value in it that no row can have. SQLite takes all values. */
export function isValueWrong(error: unknown): boolean {
  return VALUE_CODES.has((error as { code?: string }).code ?? '');
}

/** Whether no later try with the same address can succeed. */
export function areSettingsWrong(error: unknown): boolean {
  return WRONG_SETTINGS_CODES.has((error as { code?: string }).code ?? '');
}

/** Why a query failed, in one line. An error of several addresses has no text of its own. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message.replaceAll(/\s*\n\s*/g, ' ') : String(error);
}
