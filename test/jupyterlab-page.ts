import { build, type Plugin } from "esbuild";
import type { Browser } from "playwright-core";
import type { Lab } from "./jupyterlab-front-end.js";
import { openPage, type OpenedPage } from "./page.js";

declare const lab: Lab;

/** The values of JupyterLab's own themes, as far as outputs use them. */
const THEMES = {
  light: {
    "content-font-color1": "rgba(0, 0, 0, 0.87)",
    "ui-font-color1": "rgba(0, 0, 0, 0.87)",
    "layout-color0": "white",
    "layout-color1": "white",
    "layout-color2": "#eee",
    "border-color1": "#bdbdbd",
    "border-color2": "#e0e0e0",
    "rendermime-error-background": "#fdd",
    "rendermime-table-row-background": "#f5f5f5",
    "rendermime-table-row-hover-background": "#e1f5fe",
  },
  dark: {
    "content-font-color1": "rgba(255, 255, 255, 1)",
    "ui-font-color1": "rgba(255, 255, 255, 0.87)",
    "layout-color0": "#111",
    "layout-color1": "#212121",
    "layout-color2": "#424242",
    "border-color1": "#616161",
    "border-color2": "#424242",
    "rendermime-error-background": "rgba(244, 67, 54, 0.28)",
    "rendermime-table-row-background": "#212121",
    "rendermime-table-row-hover-background": "rgba(3, 169, 244, 0.2)",
  },
};

const BOTH = {
  "border-width": "1px",
  "cell-outprompt-font-color": "#bf5b3d",
  "cell-prompt-font-family": "menlo, consolas, 'DejaVu Sans Mono', monospace",
  "cell-prompt-letter-spacing": "0",
  "cell-prompt-opacity": "1",
  "cell-prompt-width": "64px",
  "code-font-family": "menlo, consolas, 'DejaVu Sans Mono', monospace",
  "code-font-size": "13px",
  "code-line-height": "1.3077",
  "code-padding": "5px",
  "content-font-family": "system-ui, -apple-system, 'Segoe UI', helvetica, arial, sans-serif",
  "content-font-size1": "14px",
  "content-line-height": "1.6",
  "ui-font-size1": "13px",
};

/** Which theme a page of JupyterLab is in. */
export type Theme = keyof typeof THEMES;

/** Its style sheets name those of other packages with a tilde. */
const packageStyles: Plugin = {
  name: "package-styles",
  setup: (build) =>
    build.onResolve({ filter: /^~/ }, ({ path, kind, resolveDir, importer }) =>
      build.resolve(path.slice(1), { kind, resolveDir, importer }),
    ),
};

let bundle: Promise<{ script: string; style: string }> | undefined;

/** JupyterLab's renderers for a page, with what they import. */
async function frontEnd(): Promise<{ script: string; style: string }> {
  const { outputFiles } = await build({
    entryPoints: ["./jupyterlab-front-end.ts", "../node_modules/@jupyterlab/outputarea/style/index.css"].map(
      (file) => new URL(file, import.meta.url).pathname,
    ),
    outdir: new URL("../out/", import.meta.url).pathname,
    bundle: true,
    write: false,
    minify: true,
    loader: { ".svg": "text" },
    plugins: [packageStyles],
    // Buttons of toolbars, which outputs have not; they import a package that nothing installs.
    alias: { "@jupyter/web-components": "data:text/javascript," },
    define: { "process.env.NODE_ENV": '"production"', global: "window" },
  });
  const [script = "", style = ""] = [".js", ".css"].map(
    (end) => outputFiles.find(({ path }) => path.endsWith(end))?.text,
  );
  return { script, style };
}

/** A page of JupyterLab's output areas, and all that should not happen on it. */
export interface LabPage extends OpenedPage {
  /** Switches the theme, as its reader does in the menu. */
  setTheme: (theme: Theme) => Promise<void>;
}

/** Opens an empty one from the disk, with the network off. `window.lab` is {@link Lab}. */
export async function openLabPage(browser: Browser, theme: Theme = "light"): Promise<LabPage> {
  const { script, style } = await (bundle ??= frontEnd());
  // A body like its notebook panel.
  const around = `body { margin: 0; padding: 10px 24px 10px 0; background: var(--jp-layout-color0); color: var(--jp-ui-font-color1);
    font: var(--jp-ui-font-size1) var(--jp-content-font-family); } .jp-OutputArea { margin: 10px 0; }`;
  const html =
    `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><style>${style}${around}</style><style id="theme"></style>` +
    `<body class="jp-ThemedContainer"><script>${script.replaceAll("</script", "<\\/script")}</script>`;
  const { page, complaints } = await openPage(browser, html, "jupyterlab", { width: 1000 });
  const setTheme = async (next: Theme): Promise<void> => {
    const variables = Object.entries({ ...BOTH, ...THEMES[next] }).map(([name, value]) => `--jp-${name}: ${value};`);
    const scheme = `:root { ${variables.join(" ")} }`;
    await page.evaluate(([text, light]) => lab.theme(text, light), [scheme, next === "light"] as const);
  };
  await setTheme(theme);
  return { page, complaints, setTheme };
}
