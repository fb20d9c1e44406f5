// All that other folders may use of the ratings.

export { RatingPool, type Place, type Standing } from './rating-pool.ts';
export { poolName, rateContests, type Contest, type DriverKind, type RatedPool } from './contests.ts';
