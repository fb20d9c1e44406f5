// `packetman/bot`: what a program that plays needs. The client keeps the session and the world, the program steers.

export type { MatchModel } from '#client';
export type { StreamRate } from '#protocol';
export { BotClient, type BotHandlers, type BotOptions, type EnterMessage } from './bot-client.ts';
export { BotError, type BotFault } from './bot-error.ts';
export type { Brain, CreateBrain } from './brains/brain.ts';
export { Pilot } from './brains/pilot.ts';
export type { ServerAddress } from './server-socket.ts';
