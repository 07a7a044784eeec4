import { watch, type FSWatcher } from "node:fs";
import { basename, dirname } from "node:path";

/** How long a file must rest before it is taken as written, milliseconds. */
const REST = 150;

/** Files under watch. */
export interface WatchedFiles {
  /** Resolves with the files that have changed since the last call, at once if there are some; empty: the watch has ended. */
  changed: () => Promise<string[]>;
  end: () => void;
}

/** Watches files. Their folders are watched, for editors put a new file in the place of the old one. */
export function watchFiles(paths: readonly string[]): WatchedFiles {
  const changed = new Set<string>();
  let ended = false;
  let wake = (): void => {};
  let timer: NodeJS.Timeout | undefined;
  const folders = new Set(paths.map((path) => dirname(path)));
  const watchers: FSWatcher[] = [...folders].map((folder) =>
    watch(folder, (_, name) => {
      const path = paths.find((each) => dirname(each) === folder && basename(each) === name);
      if (path === undefined) return;
      changed.add(path);
      clearTimeout(timer);
      timer = setTimeout(() => wake(), REST);
    }),
  );
  return {
    changed: async () => {
      if (changed.size === 0 && !ended) await new Promise<void>((resolve) => (wake = resolve));
      const paths = ended ? [] : [...changed];
      changed.clear();
      return paths;
    },
    end: () => {
      ended = true;
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
      wake();
    },
  };
}
