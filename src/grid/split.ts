import type { Snapshot, SnapshotStrike } from "../api/snapshot-types.js";
import { MINUTE, sessionOn, toInstant } from "../session.js";
import type { StrikeGridData } from "./grid-data.js";

/** The exposures of which a snapshot tells the calls' part and the puts' part. */
export type SplitField = "gex" | "dex" | "oi";

/** One field's two legs; {@link StrikeGrid.split}. */
export interface Legs<G> {
  readonly calls: G;
  readonly puts: G;
}

const FIELDS_OF_LEGS: readonly SplitField[] = ["gex", "dex", "oi"];

/** The two grids of {@link StrikeGrid.split}. */
export function legsOf(snapshot: Snapshot, field: SplitField): Legs<StrikeGridData<"level">> {
  if (!FIELDS_OF_LEGS.includes(field))
    throw new RangeError(`a snapshot splits ${FIELDS_OF_LEGS.join(", ")} into calls and puts, not "${String(field)}"`);
  const { symbol, expiration, underlying_price, data_origin: origin, strikes: rows } = snapshot;
  if (!Array.isArray(rows))
    throw new TypeError(
      `this answer about ${symbol} has no strikes to split: only a snapshot has calls and puts by strike, ` +
        `and none is given outside the session (ask isSnapshot); heatmap and strike-flow answer their sum`,
    );

  // The bar whose end the levels are those of: the one that holds the instant, or just ended at it.
  const at = Math.min(toInstant(snapshot.as_of), sessionOn(expiration)?.close ?? Infinity);
  const t = (Math.ceil(at / MINUTE) - 1) * MINUTE;
  const axes = {
    symbol,
    expiration,
    field,
    kind: "level" as const,
    origin,
    barMs: MINUTE,
    strikes: Float64Array.from(rows, (row) => row.strike),
    times: Float64Array.of(t),
    spot: Float64Array.of(underlying_price ?? NaN),
    partial: at < t + MINUTE ? Uint8Array.of(1) : undefined,
  };
  const leg = (side: "call" | "put"): StrikeGridData<"level"> => {
    const name = `${side}_${field}` as const;
    const values = Float64Array.from(rows, (row: SnapshotStrike) => row[name] ?? NaN);
    return { ...axes, label: `${field} of ${side}s`, values };
  };
  return { calls: leg("call"), puts: leg("put") };
}
