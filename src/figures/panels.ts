/** Plotly's name of the axis of a panel: `x`, `x2`, `x3`, or `xaxis`, `xaxis2` in a layout. */
export function axisName(axis: string, panel: number): string {
  return panel === 0 ? axis : `${axis}${panel + 1}`;
}

/** Equal stretches of 0 to 1 for panels side by side, `gap` apart. */
export function panelDomains(panels: number, gap: number): [number, number][] {
  const width = (1 - gap * (panels - 1)) / panels;
  return Array.from({ length: panels }, (_, i) => [i * (width + gap), i * (width + gap) + width]);
}
