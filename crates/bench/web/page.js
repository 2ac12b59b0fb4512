// The page under measurement: it hands a request to the worker and keeps what comes back until it is fetched.

const NOTHING = { result: null, failure: null, exhausted: false };
const news = { lines: [], ...NOTHING };
let worker = null;

/** Starts measuring in a new worker, with memory of its own; `request` goes to it as it is. */
window.startBench = (request) => {
  worker?.terminate();
  Object.assign(news, NOTHING);
  worker = new Worker("worker.js", { type: "module" });
  worker.onerror = (event) => { news.failure = event.message ?? "the worker cannot be loaded"; };
  worker.onmessage = ({ data }) => {
    if (data.line !== undefined) news.lines.push(data.line);
    else Object.assign(news, data);
  };
  worker.postMessage(request);
};

/** What has come since the last call. */
window.takeNews = () => ({ ...news, lines: news.lines.splice(0) });
