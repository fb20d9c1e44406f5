// All that other folders may use.

export { callerReader } from './caller.ts';
export { hostName, isHostPattern, isLocalName } from './host-name.ts';
export { HourlyWarnings } from './hourly-warnings.ts';
export {
  closeNow,
  createSmallHttpServer,
  hasTooManyHeaders,
  listenOn,
  PROGRAM_HEADERS,
  UNREAD_STATUSES,
  YOUNG_FACTOR,
} from './http-server.ts';
export { addressBytes, isLoopback, networkOf, plainAddress, siteOf } from './ip-address.ts';
export { LateRequests } from './late-requests.ts';
export { isNetwork, networkTest } from './networks.ts';
export { encodeProxyHeaderV1, encodeProxyHeaderV2, type Endpoint } from './proxy-header.ts';
export { RequestLimits } from './request-limits.ts';
export { listenOverStale } from './stale-socket.ts';
export { TokenBucket } from './token-bucket.ts';
export { PROXY_HEADER_BYTES_MAX, readProxyHeader, startsLikeProxyHeader } from './proxy-reader.ts';
