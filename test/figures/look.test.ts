import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { attribute } from "../../src/analytics/attribute.js";
import { signFlips } from "../../src/analytics/flips.js";
import { levelsOverTime } from "../../src/analytics/levels-over-time.js";
import type { HedgeFlow } from "../../src/api/types.js";
import { plot } from "../../src/figures/index.js";
import { draw, escapeText } from "../../src/figures/look.js";
import { around, sampleGrid } from "./sample.js";

const EVIL = `<img src=x onerror=alert(1)></script><b>&amp;`;

describe("the look of all figures", () => {
  const flow = { symbol: EVIL, field: "signed_flow", kind: "increment" } as const;
  const grid = sampleGrid([5900, 5905], [[1], [-2]], flow);
  const board = { metric: "heat", n: 1, as_of: "2026-06-05T18:44:00Z", market_open: true } as const;
  const gex = sampleGrid(
    [5900, 5905],
    [
      [1, -1],
      [-2, -2],
    ],
    { symbol: EVIL },
  );
  const change = { strike: 1, total: 1, spot: 1, volatility: 0, time: 0, trades: 0, open_interest: 0, residual: 0 };
  const closed = { symbol: "SPX", session_closed: true, last_session: null, message: "The session is over." } as const;
  const asked: HedgeFlow = {
    symbol: "SPX",
    expiration: "2026-06-05",
    as_of: "2026-06-05T18:44:00Z",
    side: "all",
    bar_size: "1m",
    bars: [{ t: "2026-06-05T18:43:00Z", bar: 1, cumulative: 1 }],
  };
  const figures = {
    leaderboard: plot.leaderboard({ ...board, entries: [{ rank: 1, symbol: EVIL, value: 1 }] }),
    heatmap: plot.heatmap(grid, { levels: { [EVIL]: 5902 } }),
    profile: plot.profile(grid),
    attribution: plot.attribution(attribute(grid), { symbol: EVIL, title: EVIL }),
    flips: plot.flips([], { grid }),
    boards: plot.boards([{ ...board, entries: [{ rank: 1, symbol: EVIL, value: 1 }] }]),
    "heatmap with levels over time": plot.heatmap(gex, { over: levelsOverTime(gex), events: signFlips(gex) }),
    cumulative: plot.cumulative([{ ...asked, symbol: EVIL }]),
    explanation: plot.explanation([change], { symbol: EVIL }),
    "flip ledger": plot.flipLedger(signFlips(gex), { grid: gex }),
    migrations: plot.migrations(levelsOverTime(gex), { grid: gex }),
    pin: plot.pin({ ...closed, symbol: EVIL }),
    multiples: plot.multiples([grid, grid]),
    scrubber: plot.scrubber(grid),
    "empty heatmap": plot.heatmap(sampleGrid([], [], flow)),
  };

  it.each(Object.entries(figures))("keeps markup from outside out of the %s", (_, figure) => {
    const json = JSON.stringify(figure);
    expect(json.replaceAll("<br>", " ")).toContain(
      "&lt;img src=x onerror=alert(1)&gt;&lt;/script&gt;&lt;b&gt;&amp;amp;",
    );
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
      plot.boards([{ ...board, data_origin: origin, entries: [{ rank: 1, symbol: "SPX", value: 1 }] }]),
      plot.cumulative([{ ...asked, data_origin: origin }]),
      plot.explanation([change], { grid: simulated }),
      plot.flipLedger(signFlips(simulated), { grid: simulated }),
      plot.migrations([], { grid: simulated }),
      plot.multiples([simulated]),
      plot.scrubber(simulated),
    ];
    for (const figure of shown) {
      expect(around(figure).title).toMatch(/ET \u00b7 simulated market, seed 7$|05 \u00b7 simulated market, seed 7$/);
      expect(inspect(figure)).toMatch(/ \(simulated market, seed 7\)$/);
    }
  });

  it("reads dollar signs as dollars where a page has MathJax, and sends nothing to a cloud", () => {
    expect(figures.heatmap.config).toMatchObject({ typesetMath: false, showSendToCloud: false });
  });

  it("breaks titles and notes that are wider than 390 pixels", () => {
    const heading = (what: string, notes: string[]) =>
      draw([], {}, { what, when: "2026-06-05 09:30–15:59 ET", notes, text: "" });
    const short = heading("SPX gamma exposure", ["one", "two"]);
    const long = heading("SPX gamma exposure change per 5 minutes & more", [
      `${"y".repeat(30)} ${"y".repeat(30)}`,
      "z".repeat(40),
      "<b>w</b>",
    ]);
    const title = ({ layout }: typeof long) => (layout.title as { text: string }).text;
    expect(title(short)).toMatch(/^<b>SPX gamma exposure<\/b><br><span [^>]*>2026-06-05 09:30–15:59 ET<\/span>$/);
    expect(title(long)).toMatch(/^<b>SPX gamma exposure change per 5<br>minutes &amp; more<\/b><br>/);
    const lines = ({ layout }: typeof long) => (layout.annotations as { text: string }[])[0].text.split("<br>");
    expect(lines(short)).toEqual(["one\u2002·\u2002two"]);
    expect(lines(long)).toEqual(["y".repeat(30), "y".repeat(30), `${"z".repeat(40)}\u2002·\u2002<b>w</b>`]);
    const top = ({ layout }: typeof long) => (layout.margin as { t: number }).t;
    expect(top(long) - top(short)).toBe(21 + 2 * 16);
  });

  it("begins title and notes at the left edge, whatever the labels of the axis need", () => {
    const { layout } = draw(
      [],
      { yaxis: { ticktext: ["a long name of a row"] } },
      { what: "", notes: ["one"], text: "" },
    );
    const left = (layout.margin as { l: number }).l;
    expect(left).toBeGreaterThan(140);
    expect(layout.annotations).toMatchObject([{ xref: "paper", x: 0, xshift: 8 - left - 2 }]);
    expect(layout.title).toMatchObject({ xref: "container", x: 0, pad: { l: 8 } });
  });

  it("escapes text so that Plotly shows it as it is, on one line", () => {
    expect(escapeText("a < b > c & d\n&lt;")).toBe("a &lt; b &gt; c &amp; d &amp;lt;");
  });
});
