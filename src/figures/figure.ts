/**
 * Plotly's own objects, kept as open records on purpose: a figure is plain data that the user may edit
 * (`figure.layout.title.text = "…"`), and Plotly, not this library, is the judge of its attributes.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type PlotlyObject = Record<string, any>;

/** What Plotly draws: `Plotly.newPlot(element, figure.data, figure.layout, figure.config)`. */
export interface Figure {
  data: PlotlyObject[];
  layout: PlotlyObject;
  config: PlotlyObject;
}
