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
