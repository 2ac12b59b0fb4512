// Runs the examples in the worker's wasm, and prints the numbers of the functions that they call.
//
// node used.mjs GLUE WASM PROGRAMS: the module that wasm-bindgen has written, wasm that calls `split.used(number)`,
// and a folder of Python programs.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const N_BATCHES = 12;
const N_TICKS = 5;
const [glue, wasm, programs] = process.argv.slice(2);

// What the worker finds around it in a browser.
const timers = new Set();
const heard = [];
globalThis.self = globalThis;
globalThis.postMessage = (messages) => heard.push(...messages);
globalThis.setInterval = (callback) => {
    timers.add(callback);
    return callback;
};
globalThis.clearInterval = (callback) => timers.delete(callback);

const used = new Set();
const { Instance } = WebAssembly;
WebAssembly.Instance = class {
    constructor(module, imports) {
        return new Instance(module, { ...imports, split: { used: (number) => used.add(number) } });
    }
};
const { initSync } = await import(pathToFileURL(glue));
initSync({ module: new WebAssembly.Module(readFileSync(wasm)) });

const say = (data) => globalThis.onmessage({ data });
const tick = () => {
    for (let i = 0; i < N_TICKS; i += 1) {
        [...timers].forEach((callback) => callback());
    }
};

// As the page sends it: every field, maps as maps.
const documentOf = (program, sources = []) => ({
    program,
    sources: new Map(sources),
    settings: {
        cores: 2,
        hash: "SipHash13",
        start_time_ms: 1704067200000,
        speed: { Times: 1 },
        argv: ["localhost", "9999"],
        seed: 1,
    },
    view: { pinned: undefined, node: undefined, panel: "Output" },
});
const timed = [{ at_ms: 0, text: "a b" }, { at_ms: 1500, text: "b" }];
const SOURCES = [
    [],
    [["localhost:9999", { Simulated: { template: "{#} {0..5} {a|b|c}\nline", rate: 20.5, seed: 11 } }]],
    [["localhost:9999", { Lines: timed }]],
];

// What a reader does who runs an example and opens every panel.
let rev = 0;
for (const file of readdirSync(programs).filter((name) => name.endsWith(".py"))) {
    const program = readFileSync(join(programs, file), "utf8");
    for (const sources of SOURCES) {
        rev += 1;
        say({ SetDocument: { rev, document: documentOf(program, sources) } });
        say({ Seek: { batch: 0 } });
        say("Start");
        tick();
        say("Stop");
    }
    heard.length = 0;
    rev += 1;
    say({ SetDocument: { rev, document: documentOf(program) } });
    const plan = heard.find((message) => message.Planned)?.Planned.plan;
    for (let i = 0; i < N_BATCHES; i += 1) {
        say("Step");
        tick();
    }
    const n_batches = heard.flatMap((message) => message.Batches?.batches ?? []).length;
    if (!plan || n_batches < N_BATCHES) {
        throw new Error(`${file} does not run: ${JSON.stringify(heard.at(-1))}`);
    }
    for (const { id: node } of plan.nodes) {
        for (const batch of [0, N_BATCHES - 1]) {
            say({ Inspect: { node, batch, partition: 0, first: 0, n_rows: 50 } });
            for (const sort of ["Engine", "ChangedFirst", "Key", "Value"]) {
                for (const find of ["", "a"]) {
                    const query = { find, sort, first: 0, n_rows: 50 };
                    say({ State: { node, batch, query } });
                    say({ Window: { node, batch, query } });
                }
            }
        }
    }
    say("Start");
    tick();
    for (const speed of [{ Times: 20 }, "Max"]) {
        say({ SetSpeed: { speed } });
        tick();
    }
    say("Pause");
    say({ Seek: { batch: N_BATCHES + 2 } });
    tick();
    say({ Push: { address: "localhost:9999", lines: ["a b"] } });
    // The reader types: a text that is no program, and one that fails.
    for (const text of [`${program}\nfor (`, `${program}\nmissing`]) {
        rev += 1;
        say({ SetDocument: { rev, document: documentOf(text) } });
        tick();
    }
    say("Stop");
}
console.log(JSON.stringify([...used].sort((a, b) => a - b)));
