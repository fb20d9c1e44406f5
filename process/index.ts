// All that other folders may use: what a program needs of the system it runs on.

export {
  DescriptorLimitError,
  descriptorLimit,
  DescriptorWatch,
  freeDescriptors,
  openDescriptors,
} from './descriptors.ts';
export { readBytes, readText, readTextLater } from './file.ts';
export { LogDestination } from './log-destination.ts';
export {
  closeLog,
  createLog,
  logFatal,
  logLinesDropped,
  recentLinesOf,
  reopenLog,
  type Logger,
  type LogLevel,
} from './log.ts';
export { PatientTimeout } from './patient-timeout.ts';
export { RECENT_LINES_MAX, RecentLines } from './recent-lines.ts';
export { duplicateKeysIn, readSettingsFile } from './settings-file.ts';
export { stateFolder } from './state-folder.ts';
