// The page under measurement: it hands a request to the worker and keeps what comes back until it is fetched.

const news = { lines: [], result: null, error: null };

/** Starts measuring; `request` goes to the worker as it is. */
window.startBench = (request) => {
  const worker = new Worker("worker.js", { type: "module" });
  worker.onerror = (event) => { news.error = event.message ?? "the worker cannot be loaded"; };
  worker.onmessage = ({ data }) => {
    if (data.line !== undefined) news.lines.push(data.line);
    else Object.assign(news, data);
  };
  worker.postMessage(request);
};

/** What has come since the last call. */
window.takeNews = () => ({ ...news, lines: news.lines.splice(0) });
