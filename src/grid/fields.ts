import type { HeatmapMetric, HeatmapMode, StrikeFlowField } from "../api/types.js";

/** Every layer that a {@link StrikeGrid} can hold, in the wire's words. */
export type GridField = HeatmapMetric | StrikeFlowField;

/** A level can be differenced and not summed over time; an increment can be cumulated. */
export type GridKind = "level" | "increment";

/** What a heatmap of this metric and mode holds: the first difference of a level is an increment. */
export type HeatmapKind<M extends HeatmapMetric, D extends HeatmapMode> = D extends "delta"
  ? "increment"
  : M extends "signed_flow"
    ? "increment"
    : "level";

/** What a field is in a sentence, its unit, whether it is a level, and whether it has a sign. */
export interface FieldDescription {
  readonly title: string;
  readonly unit: string;
  readonly kind: GridKind;
  readonly signed: boolean;
}

/** The fields with their units; signs and formulas stand in `api/types.ts`. */
export const FIELDS: Readonly<Record<GridField, FieldDescription>> = {
  gex: { title: "Gamma exposure", unit: "USD per 1 % move", kind: "level", signed: true },
  dex: { title: "Delta exposure", unit: "USD", kind: "level", signed: true },
  vex: { title: "Vanna exposure", unit: "USD per vol point", kind: "level", signed: true },
  chex: { title: "Charm exposure", unit: "USD per hour", kind: "level", signed: true },
  oi: { title: "Effective open interest", unit: "contracts", kind: "level", signed: false },
  signed_flow: { title: "Signed flow", unit: "USD", kind: "increment", signed: true },
  signed_delta_dollars: { title: "Signed delta-dollars", unit: "USD", kind: "increment", signed: true },
  signed_gamma_dollars: { title: "Signed gamma-dollars", unit: "USD per 1 % move", kind: "increment", signed: true },
  contracts: { title: "Net contracts", unit: "contracts", kind: "increment", signed: true },
};
