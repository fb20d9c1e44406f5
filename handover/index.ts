// All that other folders may use of this one.

export { handoverKey, internalBearer, isInternalBearer, openHandoverKey } from './handover-key.ts';
