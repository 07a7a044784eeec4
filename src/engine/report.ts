/**
 * An estimate beside the truth. All rows have one shape, so that they make one table; NaN stands where a column does not
 * apply or there is no number.
 *
 *   measure                                  estimate, truth and error are
 *   customer_side                            share of classified trades whose side is the customer's; 1; estimate - truth
 *   customer_side_contracts                  the same, weighted with contracts
 *   aggressor_side, aggressor_side_contracts the same against who crossed the spread
 *   open_interest                            contracts
 *   settled_open_interest                    contracts: what a position rule has to beat
 *   dealer_sign                              share of open contracts whose estimated dealer position has the true sign; 1
 *   net_gex                                  USD of delta per 1 % move
 *   gamma_flip_repriced, call_wall, ...      USD: the names of {@link Levels}
 *   rank_correlation                         Spearman's correlation of a board with the true one; 1
 */
export interface ReportRow {
  /** A name, or empty for a board of all. */
  symbol: string;
  measure: string;
  /**
   * Of a side: `all` or one of {@link TRADE_PARTS}. Of open interest: `total`, its `mean_absolute` error by contract in
   * contracts, or the sum of absolute errors `relative` to the true total. Of a board: its metric. Else `all`.
   */
  part: string;
  estimate: number;
  truth: number;
  error: number;
  /** Share of trades or contracts for which there is an estimate at all, 0 to 1. */
  coverage: number;
  /** Number of trades that the row is about. */
  trades: number;
}
