import { FIELDS, type GridField } from "../grid/fields.js";
import { chainExposures, exposuresAt, type ChainExposures, type LayerName } from "./exposures.js";
import { SAMPLES_PER_MINUTE } from "./sample-clock.js";
import { addKnown } from "./session-totals.js";
import type { SessionView } from "./session-view.js";

/** Reads minutes of a session: see {@link minuteRows}. */
export interface MinuteRows {
  /** By field and strike: what the last read minute says. */
  readonly rows: readonly Float64Array[];
  /** Reads a minute, all of whose samples are closed. */
  read(minute: number): void;
}

/**
 * Fields of one minute after another at the given strikes, positions in the history: levels at the minute's end, flow
 * summed over its samples as far as it is known, as in the totals.
 */
export function minuteRows(
  { history, conventions }: Pick<SessionView, "history" | "conventions">,
  fields: readonly GridField[],
  strikes: readonly number[],
): MinuteRows {
  const chain: ChainExposures = chainExposures(history.strikes.length);
  const flows = fields.map((field) => FIELDS[field].kind === "increment");
  const layers = fields.map((field) => chain[field === "signed_flow" ? "signed_delta_dollars" : (field as LayerName)]);
  const rows = fields.map(() => new Float64Array(strikes.length));
  const some = flows.includes(true);
  return {
    rows,
    read(minute) {
      const end = (minute + 1) * SAMPLES_PER_MINUTE;
      const start = end - SAMPLES_PER_MINUTE;
      for (let sample = some ? start : end - 1; sample < end; sample++) {
        exposuresAt(chain, history, sample, conventions);
        for (let i = 0; i < fields.length; i++) {
          const layer = layers[i];
          const row = rows[i];
          const adds = flows[i] && sample > start;
          for (let k = 0; k < strikes.length; k++)
            row[k] = adds ? addKnown(row[k], layer[strikes[k]]) : layer[strikes[k]];
        }
      }
    },
  };
}
