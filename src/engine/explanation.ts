import type { ExplainFactor, ExplainMetric } from "./explain-step.js";

/** A change and its parts, in the unit of the explanation: the five factors and the residual add up to `total`. */
export interface ExplainColumns extends Record<ExplainFactor, number> {
  total: number;
  /** From the move of the underlying: of its spot, and of the forward at which its options trade. */
  spot: number;
  /** From the change of the strike's volatility, quoted or filled in. */
  volatility: number;
  /** From the hours that passed on the session clock. */
  time: number;
  /** From trades, by what they changed in the position that the engine's conventions derive from them. */
  trades: number;
  /** From another settled open interest; 0 in a session, whose open interest is settled before the open. */
  open_interest: number;
  /** What none of the five explains. */
  residual: number;
}

/** One strike of {@link explain}. */
export interface ExplainRow extends ExplainColumns {
  strike: number;
  /** Strike against spot at the end of the stretch, percent: + is above. NaN when the spot is unknown. */
  distance_pct: number;
  /** |total| as a part of `gross`, 0 to 1; NaN when that is 0. */
  share: number;
  /** Of `spot`, and counted there: what the forward's move against the spot did. */
  basis: number;
  /** Of `volatility`, and counted there: what came of marks that were filled in from other strikes, not quoted. */
  filled: number;
}

/**
 * One step in time of {@link explain}, all strikes that are explained together. Where the level of one of them is unknown at
 * an end of the step, total and residual are NaN, and the factors are those of the others: what that strike did meanwhile
 * is in its own residual.
 */
export interface ExplainBarRow extends ExplainColumns {
  /** Start of the step, epoch milliseconds UTC: of a minute, that of its bar. */
  t: number;
  /** The same in New York, HH:MM. */
  time_of_day: string;
}

/** One factor of {@link explain}, all strikes together; the last row is the residual. */
export interface ExplainFactorRow {
  factor: ExplainFactor | "residual";
  /** Sum over strikes; the values of all rows add up to `total`. */
  value: number;
  /** Value as a part of the total: it adds up to 1; NaN when the total is 0. */
  net_share: number;
  /** Sum over strikes of the magnitudes. */
  gross: number;
  /** Gross as a part of that of all rows, 0 to 1; NaN when that is 0. */
  share: number;
}

/** How an exposure came from one instant to another; the answer of {@link explain}. */
export interface Explanation {
  symbol: string;
  metric: ExplainMetric;
  unit: string;
  /** Ends of the minutes whose levels are compared, epoch milliseconds UTC. */
  from: number;
  to: number;
  /** The same in New York, HH:MM. */
  from_time: string;
  to_time: string;
  /** Sum of the totals of all strikes. */
  total: number;
  /** Sum of their magnitudes. */
  gross: number;
  /** Sum of the residuals of all strikes. */
  residual: number;
  /** Sum of their magnitudes as a part of `gross`; NaN when that is 0. */
  residual_share: number;
  /**
   * Of what spot and forward did, in magnitude, the part of the forward's move against the spot, 0 to 1: quotes that are wide
   * or old make it large. NaN when both did nothing.
   */
  basis_share: number;
  /** Of what volatility did, in magnitude, the part of marks filled in from other strikes, 0 to 1; NaN when it did nothing. */
  filled_share: number;
  /** How many strikes were left out, since their level is unknown at one of the ends. */
  unknown_strikes: number;
  factors: ExplainFactorRow[];
  /** Largest |total| first, equal ones by strike. */
  strikes: ExplainRow[];
  /** Ascending in time. */
  bars: ExplainBarRow[];
}
