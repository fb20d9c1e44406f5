// For tests: ports for programs that must be told theirs, and ports on which nobody listens.

export { freePort } from '../../load/cluster/free-port.ts';
