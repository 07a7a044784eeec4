import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { attribute } from "../../src/analytics/attribute.js";
import { plot } from "../../src/figures/index.js";
import { escapeText } from "../../src/figures/look.js";
import { around, sampleGrid } from "./sample.js";

const EVIL = `<img src=x onerror=alert(1)></script><b>&amp;`;

describe("the look of all figures", () => {
  const flow = { symbol: EVIL, field: "signed_flow", kind: "increment" } as const;
  const grid = sampleGrid([5900, 5905], [[1], [-2]], flow);
  const board = { metric: "heat", n: 1, as_of: "2026-06-05T18:44:00Z", market_open: true } as const;
  const figures = {
    leaderboard: plot.leaderboard({ ...board, entries: [{ rank: 1, symbol: EVIL, value: 1 }] }),
    heatmap: plot.heatmap(grid, { levels: { [EVIL]: 5902 } }),
    profile: plot.profile(grid),
    attribution: plot.attribution(attribute(grid), { symbol: EVIL, title: EVIL }),
    flips: plot.flips([], { grid }),
    "empty heatmap": plot.heatmap(sampleGrid([], [], flow)),
  };

  it.each(Object.entries(figures))("keeps markup from outside out of the %s", (_, figure) => {
    const json = JSON.stringify(figure);
    expect(json).toContain("&lt;img src=x onerror=alert(1)&gt;&lt;/script&gt;&lt;b&gt;&amp;amp;");
    expect(json).not.toMatch(/<(?!\/?(b|span|extra|br)\b)/);
  });

  it.each(Object.entries(figures))(
    "leaves colours and font to the page, and names a height for the %s",
    (_, figure) => {
      expect(figure.layout).not.toHaveProperty("font");
      expect(figure.layout).not.toHaveProperty("paper_bgcolor");
      expect(figure.layout).not.toHaveProperty("title.font.color");
      expect(figure.layout.height).toBeGreaterThan(100);
    },
  );

  it("says of every figure that its numbers are simulated, if they are", () => {
    const origin = "simulated market, seed 7";
    const simulated = sampleGrid([5900, 5905], [[1], [-2]], { ...flow, symbol: "SPX", origin });
    const shown = [
      plot.leaderboard({ ...board, data_origin: origin, entries: [{ rank: 1, symbol: "SPX", value: 1 }] }),
      plot.leaderboard({ ...board, data_origin: origin, entries: [] }),
      plot.heatmap(simulated),
      plot.heatmap(sampleGrid([], [], { origin })),
      plot.profile(simulated),
      plot.attribution(attribute(simulated), { grid: simulated }),
      plot.attribution([], { grid: simulated }),
      plot.flips([], { grid: simulated }),
    ];
    for (const figure of shown) {
      expect(around(figure).title).toMatch(/ET \u00b7 simulated market, seed 7$|05 \u00b7 simulated market, seed 7$/);
      expect(inspect(figure)).toMatch(/ \(simulated market, seed 7\)$/);
    }
  });

  it("reads dollar signs as dollars where a page has MathJax, and sends nothing to a cloud", () => {
    expect(figures.heatmap.config).toMatchObject({ typesetMath: false, showSendToCloud: false });
  });

  it("escapes text so that Plotly shows it as it is, on one line", () => {
    expect(escapeText("a < b > c & d\n&lt;")).toBe("a &lt; b &gt; c &amp; d &amp;lt;");
  });
});
