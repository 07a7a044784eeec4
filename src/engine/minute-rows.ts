import { FIELDS, type GridField } from "../grid/fields.js";
import { addFlowEstimates, roundEstimates } from "./flow-estimates.js";
import { chainExposures, exposuresAt, type ChainExposures, type LayerName } from "./exposures.js";
import { SAMPLES_PER_MINUTE } from "./sample-clock.js";
import { addKnown } from "./session-totals.js";
import type { SessionView } from "./session-view.js";

/**
 * Fields of single minutes, all of whose samples are closed, at the given strikes, positions in the history: levels at the
 * minute's end, flow summed over its samples as far as it is known, as in the totals. Room is made when the first is read.
 *
 * @param estimates whether two columns more shall tell what flow is expected to be and its standard deviation, whole USD
 * @returns reads a minute: by field and strike, in columns that the next minute is read into
 */
export function minuteReader(
  { history, conventions }: Pick<SessionView, "history" | "conventions">,
  fields: readonly GridField[],
  strikes: readonly number[],
  estimates: boolean = false,
): (minute: number) => readonly Float64Array[] {
  const flows = fields.map((field) => FIELDS[field].kind === "increment");
  const some = estimates || flows.includes(true);
  let chain: ChainExposures | undefined;
  let layers: Float64Array[] = [];
  let rows: Float64Array[] = [];
  const expected = new Float64Array(estimates ? strikes.length : 0);
  const variance = new Float64Array(estimates ? strikes.length : 0);
  return (minute) => {
    if (chain === undefined) {
      const made = (chain = chainExposures(history.strikes.length));
      layers = fields.map((field) => made[field === "signed_flow" ? "signed_delta_dollars" : (field as LayerName)]);
      rows = fields.map(() => new Float64Array(strikes.length));
      if (estimates) rows.push(expected, variance);
    }
    const end = (minute + 1) * SAMPLES_PER_MINUTE;
    const start = end - SAMPLES_PER_MINUTE;
    expected.fill(0);
    variance.fill(0);
    for (let sample = some ? start : end - 1; sample < end; sample++) {
      exposuresAt(chain, history, sample, conventions);
      for (let i = 0; i < fields.length; i++) {
        const layer = layers[i];
        const row = rows[i];
        const adds = flows[i] && sample > start;
        for (let k = 0; k < strikes.length; k++)
          row[k] = adds ? addKnown(row[k], layer[strikes[k]]) : layer[strikes[k]];
      }
      if (estimates) addFlowEstimates({ expected, variance }, chain, history, sample, strikes);
    }
    if (estimates) roundEstimates({ expected, variance });
    return rows;
  };
}
