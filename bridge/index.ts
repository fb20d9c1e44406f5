// `packetman/bridge`: the bridge in another Node program, on its HTTP server or on one of the bridge's own.

export { attach, type AttachedBridge, type AttachedRoutes, type AttachOptions } from './attach.ts';
export { bridgeConfig, type BridgeConfig, type BridgeSettings } from './config.ts';
export { startBridge, type Bridge } from './main.ts';
export type { LookUp, LookUpAnswer, LookUpDetails } from './routes/route-settings.ts';
export { BridgeConfigError } from './target/address.ts';
