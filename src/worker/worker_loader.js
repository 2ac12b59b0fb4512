// Starts the engine. Its wasm comes in two parts when `cargo xtask page` has split it: the first holds what the
// examples use; the rest is loaded a little later, or at once when something needs it.
import init from "./worker.js";

const FIRST = new URL("worker_bg.wasm", import.meta.url);
const REST = new URL("worker_rest.wasm", import.meta.url);
/** Until then, the reader's first batches have the processor and the network to themselves. */
const REST_AFTER_MS = 1500;
/** A part that takes longer to arrive counts as lost. */
const PATIENCE_MS = 120_000;

let imports;
let first;

function link(module) {
    if (first.$linked.value === 0) {
        new WebAssembly.Instance(module, { ...imports, first });
        first.$linked.value = 1;
    }
}

/** Ends the engine's work, and tells the page why. */
function fail(status) {
    postMessage([{ NotLoaded: { status } }]);
    throw new Error(`a part of the engine could not be loaded (status ${status})`);
}

/** Called in the middle of a function that the first part does not have: waits, as nothing else can happen here. */
function load() {
    postMessage(["Loading"]);
    const request = new XMLHttpRequest();
    request.open("GET", REST, false);
    request.responseType = "arraybuffer";
    request.timeout = PATIENCE_MS;
    let module;
    try {
        request.send();
        module = request.status === 200 ? new WebAssembly.Module(request.response) : undefined;
    } catch {
        // Unreachable or silent: there is no status then. Or it is not wasm.
    }
    if (!module) {
        fail(request.status);
    }
    link(module);
}

async function compiled(address) {
    const response = await fetch(address);
    if (!response.ok) {
        throw Object.assign(new Error(`status ${response.status}`), { status: response.status });
    }
    // Servers that do not know wasm call it something else.
    return response.headers.get("content-type") === "application/wasm"
        ? WebAssembly.compileStreaming(response)
        : WebAssembly.compile(await response.arrayBuffer());
}

const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (module, given) => {
    imports = { ...given, rest: { load } };
    const instance = await instantiate(module, imports);
    first = instance.exports;
    return instance;
};
await init({ module_or_path: await compiled(FIRST).catch((error) => fail(error.status ?? 0)) });
WebAssembly.instantiate = instantiate;

// A worker that was built in one part has no such export.
if (first.$linked) {
    // Not there, because the page is offline: asked for again when it is needed.
    setTimeout(() => compiled(REST).then(link, () => {}), REST_AFTER_MS);
}
