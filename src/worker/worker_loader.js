// Starts the engine. Its wasm comes in two parts when `cargo xtask page` has split it: the first holds what the
// examples use; the rest is loaded a little later, or at once when something needs it.
import init from "./worker.js";

const FIRST = new URL("worker_bg.wasm", import.meta.url);
const REST = new URL("worker_rest.wasm", import.meta.url);
/** Until then, the reader's first batches have the processor and the network to themselves. */
const REST_AFTER_MS = 1500;

let imports;
let first;

function link(module) {
    if (first.$linked.value === 0) {
        new WebAssembly.Instance(module, { ...imports, first });
        first.$linked.value = 1;
    }
}

/** Called in the middle of a function that the first part does not have: waits, as nothing else can happen here. */
function load() {
    postMessage(["Loading"]);
    const request = new XMLHttpRequest();
    request.open("GET", REST, false);
    request.responseType = "arraybuffer";
    try {
        request.send();
    } catch {
        // Unreachable: there is no status then.
    }
    if (request.status !== 200) {
        throw new Error(`a part of the engine could not be loaded (status ${request.status})`);
    }
    link(new WebAssembly.Module(request.response));
}

async function compiled(address) {
    const response = await fetch(address);
    if (!response.ok) {
        throw new Error(`the engine could not be loaded (status ${response.status})`);
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
await init({ module_or_path: await compiled(FIRST) });
WebAssembly.instantiate = instantiate;

// A worker that was built in one part has no such export.
if (first.$linked) {
    // Not there, because the page is offline: asked for again when it is needed.
    setTimeout(() => compiled(REST).then(link, () => {}), REST_AFTER_MS);
}
