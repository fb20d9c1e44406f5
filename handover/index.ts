// All that other folders may use of this one.

export {
  dailyOf,
  DAILY_CHANGES,
  DAILY_MODES,
  isDailyMode,
  utcDateOf,
  type Daily,
  type DailyChange,
  type DailyMode,
} from './daily.ts';
export { internalBearer, isInternalBearer, openHandoverKey } from './handover-key.ts';
export { skeleton } from './look-alikes.ts';
export { nameKey } from './name-key.ts';
export { AI_NAMES, isReserved, RESERVED_WORDS } from './reserved-names.ts';
