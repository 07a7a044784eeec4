/** Hours of a full session. */
export const FULL_SESSION_HOURS = 6.5;

/** Sessions of a year. */
export const SESSIONS_PER_YEAR = 252;

/** Session hours of a year: the clock of annual volatilities. */
export const SESSION_HOURS_PER_YEAR: number = FULL_SESSION_HOURS * SESSIONS_PER_YEAR;
