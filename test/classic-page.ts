import type { Browser, Locator, Page } from "playwright-core";
import { shoot } from "./page.js";

/** A notebook that is open in Jupyter's classic page, worked by its menus, buttons and keys. */
export interface ClassicPage {
  page: Page;
  /** The cell of this number, from 0. */
  cell(index: number): Locator;
  /** What a cell shows below its source. */
  output(index: number): Locator;
  /** What stands before each code cell: its execution count, `*` while it waits or runs, "" if it never ran. */
  counts(): Promise<string[]>;
  /** Chooses an entry of a menu. */
  choose(menu: string, entry: string): Promise<void>;
  /** Presses a button of the toolbar, by what it says when the mouse rests on it. */
  press(title: string): Promise<void>;
  /** Puts the cursor behind the last character of a cell. */
  enter(index: number): Promise<void>;
  /** Runs one cell by Ctrl-Enter. */
  begin(index: number): Promise<void>;
  /** Restarts the kernel by the menu and its question, and waits until there is a fresh one. */
  restart(): Promise<void>;
  /** Waits until the kernel has nothing to do and no cell waits for it. */
  idle(): Promise<void>;
  /** Saves by Ctrl-S, and waits until the server has it. */
  save(): Promise<void>;
  /** Opens the notebook anew, as it was saved. */
  reopen(): Promise<void>;
  /** Leaves a screenshot of the whole notebook in `out/`. */
  picture(name: string): Promise<void>;
  /** Exceptions of the page, and requests to others than the server, which are refused. */
  complaints: string[];
}

/** Opens a notebook of the server and waits for its kernel. */
export async function openClassicPage(browser: Browser, server: string, path: string): Promise<ClassicPage> {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 } });
  const complaints: string[] = [];
  await context.route(
    (url) => !url.href.startsWith(server),
    async (route) => {
      complaints.push(`asked for ${route.request().url()}`);
      await route.abort();
    },
  );
  const page = await context.newPage();
  page.setDefaultTimeout(50_000);
  page.on("pageerror", (error) => complaints.push(error.message));
  const cell = (index: number): Locator => page.locator(".cell").nth(index);
  const counts = async (): Promise<string[]> => {
    const prompts = await page.locator(".code_cell .input_prompt").allTextContents();
    return prompts.map((prompt) => /\[(.*)\]/.exec(prompt)?.[1].trim() ?? prompt);
  };
  const idle = async (): Promise<void> => {
    await page.waitForFunction(
      `document.querySelector("#kernel_indicator_icon.kernel_idle_icon") !== null && ` +
        `![...document.querySelectorAll(".input_prompt")].some((prompt) => prompt.textContent.includes("[*]"))`,
    );
  };
  const open = async (): Promise<void> => {
    await page.goto(`${server}notebooks/${path}`);
    await page.waitForFunction(`globalThis.Jupyter?.notebook?.kernel?.is_connected() === true`);
    await idle();
  };
  const choose = async (menu: string, entry: string): Promise<void> => {
    await page.locator("#menubar").getByText(menu, { exact: true }).click();
    await page.locator("#menubar").getByText(entry, { exact: true }).click();
  };
  const enter = async (index: number): Promise<void> => {
    await cell(index).locator(".CodeMirror").click();
    await page.keyboard.press("Control+End");
  };
  await open();
  return {
    page,
    cell,
    output: (index) => cell(index).locator(".output"),
    counts,
    choose,
    press: (title) => page.locator("#maintoolbar").getByTitle(title).click(),
    enter,
    begin: async (index) => {
      await enter(index);
      await page.keyboard.press("Control+Enter");
    },
    restart: async () => {
      await page.evaluate(
        `void (globalThis.fresh = new Promise((ready) => Jupyter.notebook.events.one("kernel_ready.Kernel", () => ready())))`,
      );
      await choose("Kernel", "Restart");
      await page.locator(".modal-footer").getByText("Restart", { exact: true }).click();
      await page.evaluate("globalThis.fresh");
      await idle();
    },
    idle,
    save: async () => {
      const saved = page.waitForResponse((answer) => answer.request().method() === "PUT" && answer.ok());
      await page.keyboard.press("Control+s");
      await saved;
    },
    reopen: open,
    picture: async (name) => {
      // The page scrolls inside of itself.
      const height = await page.evaluate(`document.querySelector("#notebook").scrollHeight`);
      await page.setViewportSize({ width: 1100, height: Number(height) + 150 });
      await shoot(page, name, false);
      await page.setViewportSize({ width: 1100, height: 900 });
    },
    complaints,
  };
}
