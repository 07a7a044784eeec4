import { FIELDS, type GridField } from "../grid/fields.js";
import { chainExposures, exposuresAt, type ChainExposures, type LayerName } from "./exposures.js";
import { SAMPLES_PER_MINUTE } from "./sample-clock.js";
import { addKnown } from "./session-totals.js";
import type { SessionView } from "./session-view.js";

/**
 * Fields of single minutes, all of whose samples are closed, at the given strikes, positions in the history: levels at the
 * minute's end, flow summed over its samples as far as it is known, as in the totals. Room is made when the first is read.
 *
 * @returns reads a minute: by field and strike, in columns that the next minute is read into
 */
export function minuteReader(
  { history, conventions }: Pick<SessionView, "history" | "conventions">,
  fields: readonly GridField[],
  strikes: readonly number[],
): (minute: number) => readonly Float64Array[] {
  const flows = fields.map((field) => FIELDS[field].kind === "increment");
  const some = flows.includes(true);
  let chain: ChainExposures | undefined;
  let layers: Float64Array[] = [];
  let rows: Float64Array[] = [];
  return (minute) => {
    if (chain === undefined) {
      const made = (chain = chainExposures(history.strikes.length));
      layers = fields.map((field) => made[field === "signed_flow" ? "signed_delta_dollars" : (field as LayerName)]);
      rows = fields.map(() => new Float64Array(strikes.length));
    }
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
    return rows;
  };
}
