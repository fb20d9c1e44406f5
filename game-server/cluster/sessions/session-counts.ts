/** What is counted of sessions between nodes, since the start of this one. */
export class SessionCounts {
  /** Clients that were sent to other nodes, those of rooms that moved left out. */
  redirects = 0;
  /** Tickets of other nodes that led to a session. */
  ticketsTaken = 0;
  /** Those that did not: used or too late, made up, or for another node. */
  ticketsRefused = 0;
  /** Sessions of other nodes that go on here, those that came with a room left out. */
  claimed = 0;
  /** Claims of sessions that another node has won. */
  claimsLost = 0;
}
