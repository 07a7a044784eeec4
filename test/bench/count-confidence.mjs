// Counts again the tables of src/engine/simulated-confidence.ts, from the build: node test/bench/count-confidence.mjs
import { calibrate, LITERATURE_1995, LITERATURE_2021, simulatedMarket, simulateSession } from "../../dist/index.js";

function* sessions(knobs) {
  for (let seed = 101; seed <= 108; seed++) {
    const market = simulatedMarket({ seed, ...knobs });
    for (const name of market.names) yield simulateSession(name, market);
  }
}

for (const [name, knobs] of Object.entries({ SIMULATED: {}, LITERATURE_1995, LITERATURE_2021 })) {
  console.log(`${name}_CONFIDENCE`);
  for (const row of calibrate(sessions(knobs)))
    console.log(JSON.stringify({ ...row, dispersion: Math.round(100 * row.dispersion) / 100 }));
}
