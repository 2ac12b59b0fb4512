// The few things that a page does more easily in JavaScript.

/** Loads a module of the built folder. */
export const importModule = (url) => import(new URL(url, document.baseURI));

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
