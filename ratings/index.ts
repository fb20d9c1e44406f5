// All that other folders may use of the ratings.

export {
  newStrength,
  rated,
  RatingPool,
  uncertaintyOf,
  type Place,
  type Standing,
  type Strength,
} from './rating-pool.ts';
export { poolName, rateContests, type Contest, type DriverKind, type RatedPool } from './contests.ts';
