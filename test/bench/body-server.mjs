import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import process from "node:process";

/*
 * `node body-server.mjs FILE`: answers every question with the bytes of a file as JSON, and tells its port. It ends with its
 * input, so that it does not outlive who started it.
 */
const body = readFileSync(process.argv[2]);
const headers = { "Content-Type": "application/json", "Content-Length": body.length };
const server = createServer((_, response) => response.writeHead(200, headers).end(body));
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit()).resume();
