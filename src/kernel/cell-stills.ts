import { randomUUID } from "node:crypto";
import { PLOTLY_MIME, type Figure } from "../figures/figure.js";
import type { Publish } from "./kernel-server.js";
import type { MimeBundle } from "./mime-bundle.js";
import { stillImages, stillMetadata, withStill } from "./still-image.js";

/** Adds a still image to each figure that cells show, for whoever opens the notebook without running it. */
export interface CellStills {
  /** What a cell shall publish by, so that its figures are known and can be replaced. */
  through(publish: Publish): Publish;
  /** Draws the figures that were shown since, in one start of the browser, and replaces each by itself with its image. */
  draw(publish: Publish): Promise<void>;
  /** Gives up what is being drawn: those figures stay as they are. */
  interrupt(): void;
}

/** What is shown, in Jupyter's words. */
interface Shown {
  data: MimeBundle;
  metadata: object;
  transient?: { display_id?: string };
}

/**
 * Still images for a kernel's cells. Where there are none, one line on stderr says why, once in a kernel, and figures keep
 * the text that they have without scripts. A browser that fails is not started again.
 *
 * @param chromium what draws them; undefined: none was found
 * @param hide takes out of a figure, as JSON, what nobody may see: in an image it could not be found any more
 */
export function cellStills(chromium: string | undefined, hide: (json: string) => string): CellStills {
  /** The latest state of what has no image yet, by its display id. */
  const waiting = new Map<string, Shown>();
  let browser = chromium;
  let drawing: AbortController | undefined;
  let said = false;
  const say = (publish: Publish, reason: string): void => {
    if (!said) publish("stream", { name: "stderr", text: `no still images of figures: ${reason}\n` });
    said = true;
  };

  function through(publish: Publish): Publish {
    return (type, content) => {
      const { data, metadata, transient = {} } = content as Partial<Shown>;
      if (!data) return publish(type, content);
      const id = transient.display_id ?? randomUUID();
      waiting.delete(id);
      if (!(PLOTLY_MIME in data) || "image/png" in data) return publish(type, content);
      const shown = { data, metadata: metadata ?? {}, transient: { ...transient, display_id: id } };
      waiting.set(id, shown);
      if (browser === undefined) return publish(type, content);
      // A result has a number and no id by which JupyterLab could find it again.
      publish(type === "execute_result" ? "display_data" : type, shown);
    };
  }

  async function draw(publish: Publish): Promise<void> {
    const shown = [...waiting.values()];
    waiting.clear();
    if (shown.length === 0) return;
    if (browser === undefined) return say(publish, "there is no Chromium or Chrome, on PATH or named by CHROME_PATH");
    drawing = new AbortController();
    const { signal } = drawing;
    try {
      const figures = shown.map(({ data }) => JSON.parse(hide(JSON.stringify(data[PLOTLY_MIME]))) as Figure);
      const stills = await stillImages(figures, browser, signal);
      for (const [i, { data, metadata, transient }] of shown.entries()) {
        const still = stills[i];
        if (still instanceof Error) say(publish, still.message);
        else {
          const drawn = { data: withStill(data, still), metadata: { ...metadata, ...stillMetadata(still) }, transient };
          publish("update_display_data", drawn);
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      browser = undefined;
      say(publish, (error as Error).message);
    } finally {
      drawing = undefined;
    }
  }

  return { through, draw, interrupt: () => drawing?.abort() };
}
