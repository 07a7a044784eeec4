import { Buffer } from "node:buffer";
import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { get } from "node:http";
import { createRequire } from "node:module";
import process from "node:process";
import { text } from "node:stream/consumers";
import { fileURLToPath, URL } from "node:url";
import { promisify } from "node:util";
import { gunzipSync, gzipSync } from "node:zlib";
import { median, row } from "../compare.mjs";
import { numbers } from "../random.mjs";
import { hasPeer } from "../require-peer.mjs";

const require = createRequire(import.meta.url);
const { bodyOfParts } = require("../../../dist/api/answer-body.js");
const { STRIKE_FLOW_FIELDS } = require("../../../dist/api/endpoints.js");
const { writeStrikeBar } = require("../../../dist/engine/answer-bytes.js");
const { barStore } = require("../../../dist/engine/bar-store.js");
const { SAMPLES_PER_MINUTE } = require("../../../dist/engine/sample-clock.js");
const { sessionOn, toIso } = require("../../../dist/session.js");

const BARS = 390;
const STRIKES = 500;

/** A day of strike-flow in columns, in whole dollars or with all digits; and its answer, as bytes and as objects. */
function day(whole) {
  const random = numbers(15);
  const session = sessionOn("2026-06-05");
  const spot = Float64Array.from(
    { length: BARS * SAMPLES_PER_MINUTE },
    () => Math.round(60_000 + 100 * random()) / 100,
  );
  // Most strikes trade little, as at both ends of a chain.
  const cell = (size) => (random() - 0.5) * size * 10 ** (-3 * random());
  const column = (size, rounded) =>
    Float64Array.from({ length: STRIKES }, () => (rounded ? Math.round(cell(size)) + 0 : cell(size)));
  const columns = Array.from({ length: BARS }, () => [column(1e4, whole), column(1e3, whole), column(10, true)]);
  const minutes = [...columns.keys()];
  const write = (out, minute) => writeStrikeBar(out, { session, spot }, minute, STRIKE_FLOW_FIELDS, columns[minute]);
  const bodyIn = (store) =>
    bodyOfParts({ head: '{"bars":[', bars: store.take("SPX", "flow", minutes, write), tail: "]}" });
  const objects = () => ({
    bars: columns.map((rows, minute) => ({
      t: toIso(session.open + minute * 60_000),
      spot: spot[(minute + 1) * SAMPLES_PER_MINUTE - 1],
      ...Object.fromEntries(STRIKE_FLOW_FIELDS.map((field, i) => [field, Array.from(rows[i])])),
    })),
  });
  return { bodyIn, stringified: () => Buffer.from(JSON.stringify(objects())) };
}

/** A kept answer is given again and again; once alone would mostly time code that is not compiled yet. */
function tenTimes(make) {
  for (let i = 0; i < 9; i++) make();
  return make();
}

const equal = (ours, theirs) => ours.equals(theirs);

/** First built, against the same from objects. */
function firstBuild(whole, must) {
  const { bodyIn, stringified } = day(whole);
  return {
    ours: () => Buffer.concat(bodyIn(barStore()).plain()),
    peers: [{ peer: "JSON.stringify of objects", theirs: stringified, same: equal, ...must }],
  };
}

export const rows = [
  { name: "strike-flow of 390 x 500 in whole dollars to bytes", setUp: () => firstBuild(true, { atMost: 0.45 }) },
  { name: "the same with all digits", setUp: () => firstBuild(false, {}) },
  {
    name: "in whole dollars, ten times, its bars kept",
    setUp() {
      const { bodyIn, stringified } = day(true);
      const store = barStore();
      return {
        ours: () => tenTimes(() => bodyIn(store).plain()),
        peers: [
          {
            peer: "JSON.stringify of objects",
            theirs: () => tenTimes(stringified),
            same: (ours, theirs) => Buffer.concat(ours).equals(theirs),
            atMost: 0.06,
          },
        ],
      };
    },
  },
  {
    name: "the same as gzip",
    setUp() {
      const { bodyIn, stringified } = day(true);
      const store = barStore();
      const plain = stringified();
      return {
        ours: () => tenTimes(() => bodyIn(store).gzip()),
        peers: [
          {
            peer: "gzipSync, level 1",
            theirs: () => tenTimes(() => gzipSync(plain, { level: 1 })),
            same: (ours, theirs) => gunzipSync(Buffer.concat(ours)).equals(gunzipSync(theirs)),
            atMost: 0.05,
          },
        ],
      };
    },
  },
  {
    name: "the length of that gzip, kB for ms",
    setUp() {
      const ours = Buffer.concat(day(true).bodyIn(barStore()).gzip());
      const theirs = gzipSync(gunzipSync(ours), { level: 6 });
      const must = { peer: "gzipSync, level 6", atMost: 1.15 };
      return [row("the length of that gzip, kB for ms", must, ours.length / 1000, theirs.length / 1000)];
    },
  },
  {
    name: "a thousand requests of a board of 50 names",
    setUp: () => raced("a thousand requests of a board of 50 names"),
  },
];

const QUESTION = "/v1/flow/zero-dte/leaderboard?n=50";

/** Requests that wrk gets answered by servers in processes of their own, in turns of a second. */
async function raced(name) {
  const peers = [
    { peer: "bare node:http, the same bytes", kind: "node", atLeast: 0.7 },
    { peer: "express and res.json", kind: "express", atLeast: 3 },
  ];
  const skipped = (peer, why) => ({ ...row(name, peer, NaN, NaN), verdict: `skipped: ${why}` });
  if (spawnSync("wrk", ["-v"]).error !== undefined) return peers.map((peer) => skipped(peer, "no wrk"));
  const present = peers.filter(({ kind }) => kind !== "express" || hasPeer("express"));
  const servers = [];
  try {
    for (const kind of ["zerodte", ...present.map((peer) => peer.kind)]) servers.push(await started(kind));
    const bodies = await Promise.all(servers.map(({ url }) => bodyAt(url)));
    if (!bodies.every((body) => body === bodies[0])) throw new Error(`${name}: the servers give different answers`);
    const times = servers.map(() => []);
    for (let round = 0; round < 9; round++)
      for (let i = 0; i < servers.length; i++) times[i].push(await thousand(servers[i].url));
    const [ours, ...theirs] = times.map((each) => median(each.slice(2)));
    return peers.map((peer) => {
      const i = present.indexOf(peer);
      return i < 0 ? skipped(peer, "no express, see require-peer.mjs") : row(name, peer, ours, theirs[i]);
    });
  } finally {
    for (const { child } of servers) child.stdin.end();
  }
}

async function started(kind) {
  const file = fileURLToPath(new URL("../board-server.mjs", import.meta.url));
  const child = spawn(process.execPath, [file, kind], { stdio: ["pipe", "pipe", "inherit"] });
  const [port] = await once(child.stdout, "data");
  return { child, url: `http://127.0.0.1:${Number(port)}${QUESTION}` };
}

function bodyAt(url) {
  return new Promise((resolve, reject) => {
    get(url, (response) => resolve(text(response))).on("error", reject);
  });
}

/** Milliseconds for a thousand answers, of a second in which sixteen are under way. */
async function thousand(url) {
  const { stdout } = await promisify(execFile)("wrk", ["-t1", "-c16", "-d1s", url]);
  if (/Non-2xx/.test(stdout)) throw new Error(`${url} answers with errors`);
  return 1e6 / Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1]);
}
