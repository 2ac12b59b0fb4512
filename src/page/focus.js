// Never lost: when what has the focus goes away, is hidden or disabled, what stands nearest takes it.

/** What goes away as a whole and was opened from elsewhere: the focus goes back there. */
const BOXES = "dialog, [role=dialog], [role=menu], .notice";
const CAN_TAKE_IT = "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]";

/** How many of the elements that had the focus are remembered. */
const LONGEST_TRAIL = 32;
/** Rows that were scrolled out of sight must not be brought back, in milliseconds. */
const SCROLLING_MS = 300;

/** What had the focus, the last one last: the element, its box if it was in one, and where it stood. */
const trail = [];
let isDue = false;
let scrolledAt = -Infinity;
/** Whether the reader's last doing was by a key: what scrolls then is the page itself. */
let isByKey = false;

/** Begins to watch; once for a page. */
export function keepFocus() {
  document.addEventListener("focusin", ({ target }) => remember(target));
  // Where things stand just before what may take them away.
  for (const event of ["keydown", "pointerdown", "click"]) document.addEventListener(event, () => remember(document.activeElement), true);
  for (const event of ["keydown", "pointerdown", "wheel"]) document.addEventListener(event, () => (isByKey = event === "keydown"), { capture: true, passive: true });
  document.addEventListener("scroll", () => (scrolledAt = isByKey ? -Infinity : performance.now()), { capture: true, passive: true });
  document.addEventListener("focusout", look);
  window.addEventListener("resize", look);
  const attributeFilter = ["disabled", "hidden", "open", "data-narrow"];
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter });
}

function remember(element) {
  if (!element || element === document.body || element === document.documentElement) return;
  const known = trail.findIndex((entry) => entry.element === element);
  if (known >= 0) trail.splice(known, 1);
  if (trail.length >= LONGEST_TRAIL) trail.shift();
  trail.push({ element, id: element.id, box: element.closest(BOXES), levels: levels(element) });
}

/** For the element and all that it is in: the parent, and what stands beside it. */
function levels(element) {
  const found = [];
  for (let child = element; child.parentElement; child = child.parentElement) {
    found.push({ parent: child.parentElement, before: child.previousElementSibling, after: child.nextElementSibling });
  }
  return found;
}

/** Looks after the next frame: by then those who know better where the focus belongs have put it there. */
function look() {
  if (isDue || trail.length === 0) return;
  isDue = true;
  requestAnimationFrame(() => setTimeout(mend));
}

function mend() {
  isDue = false;
  const active = document.activeElement;
  const lost = trail.at(-1);
  if (!lost || (active && active !== document.body && canTake(active))) return;
  if (canTake(lost.element)) {
    trail.length = 0; // The reader has pressed where nothing takes the focus.
    return;
  }
  const isScrolling = performance.now() - scrolledAt < SCROLLING_MS;
  heir(lost)?.focus({ preventScroll: isScrolling });
}

function heir({ id, box, levels }) {
  const same = id && document.getElementById(id);
  if (same && canTake(same)) return same;
  if (box && !canBeSeen(box)) {
    const opener = trail.findLast((entry) => entry.box !== box && canTake(entry.element));
    if (opener) return opener.element;
  }
  return nearest(levels);
}

/** What stands nearest to a place, in the innermost element around it that is still there. */
function nearest(levels) {
  for (const { parent, before, after } of levels) {
    if (!canBeSeen(parent)) continue;
    const isThere = (sibling) => sibling?.parentElement === parent;
    const next = isThere(after) ? after : isThere(before) ? before.nextElementSibling : parent.firstElementChild;
    for (let sibling = next; sibling; sibling = sibling.nextElementSibling) {
      const found = firstIn(sibling);
      if (found) return found;
    }
    for (let sibling = next ? next.previousElementSibling : parent.lastElementChild; sibling; sibling = sibling.previousElementSibling) {
      const found = firstIn(sibling);
      if (found) return found;
    }
    if (isStop(parent)) return parent;
  }
  return null;
}

function firstIn(element) {
  return isStop(element) ? element : [...element.querySelectorAll(CAN_TAKE_IT)].find(isStop);
}

/** Whether Tab stops there. */
function isStop(element) {
  return element.matches(CAN_TAKE_IT) && element.tabIndex >= 0 && canTake(element);
}

function canTake(element) {
  const modal = document.querySelector("dialog:modal");
  return !element.matches(":disabled") && canBeSeen(element) && (!modal || modal.contains(element));
}

function canBeSeen(element) {
  return element.isConnected && element.checkVisibility({ visibilityProperty: true });
}
