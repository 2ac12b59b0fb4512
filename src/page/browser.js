// The few things that a page does more easily in JavaScript.

/** Loads a module of the built folder. */
export const importModule = (url) => import(new URL(url, document.baseURI));

/** A worker of the engine: for the first caller the one that `index.html` has started, for others a new one. */
export function startEngine(address) {
  const { engine } = window;
  delete window.engine;
  if (!engine) return new Worker(address, { type: "module" });
  engine.onmessage = engine.onerror = null;
  return engine;
}

/** Tells the listeners of a worker what it said before there were any: at most that it is ready, or that it failed. */
export function repeatSaid(worker) {
  const said = worker.said ?? [];
  delete worker.said;
  said.forEach((event) => worker.dispatchEvent(new event.constructor(event.type, event)));
}

/** Has the browser save bytes as a file. */
export function saveFile(name, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content.slice()], { type: "application/octet-stream" }));
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Covers the page after an error that it cannot go on from; needs nothing of the page's own code. */
export function offerRestart(message) {
  if (document.getElementById("page-crash")) return;
  const make = (name, text) => Object.assign(document.createElement(name), { textContent: text });
  const box = make("div", "");
  box.id = "page-crash";
  box.className = "crash";
  box.setAttribute("role", "alertdialog");
  box.setAttribute("aria-label", "The page stopped");
  const restart = make("button", "Restart the page");
  restart.className = "button primary";
  restart.addEventListener("click", () => location.reload());
  const details = make("details", "");
  details.append(make("summary", "Details"), make("pre", message));
  const card = make("div", "");
  card.append(
    make("h2", "The page hit an error of its own"),
    make("p", "This is a fault of DStream Playground, not of your program. What you typed is stored and will be there again."),
    restart,
    details,
  );
  box.append(card);
  document.body.append(box);
  restart.focus();
}
