// All that other folders may use of this one.

export { internalBearer, isInternalBearer, openHandoverKey } from './handover-key.ts';
