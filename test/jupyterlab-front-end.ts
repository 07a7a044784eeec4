import { OutputArea, OutputAreaModel } from "@jupyterlab/outputarea";
import { RenderMimeRegistry, standardRendererFactories } from "@jupyterlab/rendermime";
import { Widget } from "@lumino/widgets";

/*
 * What of JupyterLab shows outputs, for the page of test/jupyterlab-page.ts: its own output areas, models, renderers and
 * sanitizer. It runs in the browser.
 */

/** A message of a kernel on its way to a cell. */
interface Message {
  header: { msg_type: string };
  content: object;
}

type OnMessage = (message: Message) => void;

const areas: { area: OutputArea; onMessage: OnMessage }[] = [];

function addArea(outputs: object[], trusted: boolean): number {
  const rendermime = new RenderMimeRegistry({ initialFactories: standardRendererFactories });
  const model = new OutputAreaModel({ values: outputs as never, trusted });
  const area = new OutputArea({ model, rendermime });
  Widget.attach(area, document.body);
  return areas.push({ area, onMessage: () => {} }) - 1;
}

const lab = {
  /** Opens a saved cell's outputs. A notebook that comes from elsewhere is not trusted. */
  open: (outputs: object[], trusted: boolean): void => void addArea(outputs, trusted),

  /** Runs a cell: an area without outputs that listens to the kernel. What a reader runs is trusted. */
  run: (): number => {
    const place = addArea([], true);
    const { area } = areas[place];
    const future = {
      done: new Promise(() => {}),
      dispose: () => {},
      set onIOPub(listen: OnMessage) {
        areas[place].onMessage = listen;
      },
    };
    area.future = future as unknown as OutputArea["future"];
    return place;
  },

  /** What the kernel says of a cell that runs. */
  tell: (place: number, msg_type: string, content: object): void =>
    areas[place].onMessage({ header: { msg_type }, content }),

  /** The outputs of each cell as JupyterLab writes them into the file. */
  saved: (): object[][] => areas.map(({ area }) => area.model.toJSON()),

  /** As JupyterLab does it: the theme's style sheet first, then the mark on the body. */
  theme: (style: string, light: boolean): void => {
    const sheet = document.getElementById("theme");
    if (sheet) sheet.textContent = style;
    document.body.dataset.jpThemeLight = String(light);
  },
};

export type Lab = typeof lab;

(window as unknown as { lab: Lab }).lab = lab;
