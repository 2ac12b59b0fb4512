// Runs the measurements beside the page, as the playground's worker runs the engine.
import init, { grow, last_panic, measure } from "./bench_worker.js";
import { openGuests } from "./guests.js";

self.onmessage = async ({ data }) => {
  try {
    await init();
    const tell = (line) => self.postMessage({ line });
    const result = data.growth ? grow(tell) : measure(JSON.stringify(data), await openGuests(), tell);
    self.postMessage({ result });
  } catch (error) {
    // After a panic, the error is a trap, which says nothing of the reason. Without one, no memory was left.
    const panic = last_panic();
    const exhausted = error instanceof WebAssembly.RuntimeError && panic === "";
    self.postMessage({ failure: [panic, error.message ?? String(error)].filter(Boolean).join("\n"), exhausted });
  }
};
