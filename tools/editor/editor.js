// The code editor of the page: CodeMirror 6 behind a small API, built into ONE module, vendor/editor.js.
//
// Load it without a bundler, by a dynamic import, so that the page paints before the editor has arrived:
//
//   #[wasm_bindgen(inline_js = "export const import_module = (url) => import(new URL(url, document.baseURI));")]
//   extern "C" {
//       #[wasm_bindgen(catch)]
//       async fn import_module(url: &str) -> Result<JsValue, JsValue>;   // "vendor/editor.js" → its namespace
//   }
//   #[wasm_bindgen]
//   extern "C" {
//       type EditorModule;                                                // the namespace, by `unchecked_into`
//       #[wasm_bindgen(method)] fn create(this: &EditorModule, parent: &Element, text: &str, options: &JsValue) -> Editor;
//       type Editor;
//       #[wasm_bindgen(method, js_name = setText)] fn set_text(this: &Editor, text: &str);
//       …
//   }
//
// Offsets everywhere are UTF-16 code units from the start of the text (Python's character offsets differ outside the
// BMP). Line breaks are "\n": pass text without "\r"; pasted text is converted.
// Places out of range are clamped, never an exception.
//
// create(parent, text, options) → Editor. Every option may be missing:
//   label        accessible name of the text field ("Program" if absent)
//   dark         true, false; see setDark
//   readOnly     true: the text can be read, selected, searched, not changed
//   wrap         true: long lines wrap (small screens)
//   onChange     (text) => …              after an edit by the reader (typing, paste, completion, undo and redo);
//                                         NOT after setText and applyEdits, so that a store can write back freely
//   onCursor     ({from, to, head, line, column}) => …   the selection moved; line and column count from 1
//   onRun        () => …                  Ctrl/Cmd+Enter
//   onCard       (pos) => …               Ctrl/Cmd+. or F12 at this place: the reader wants to see the step that is there
//   onHistory    (canUndo, canRedo) => …  what undo and redo could do has changed
//   onBlur       () => …                  the focus left the editor
//   completions  (text, pos, explicit) => null | {from, options} | a promise of it
//                options: [{label, detail?, info?, type?, apply?, boost?}]; `type` gives the icon: "function", "method",
//                "class", "variable", "keyword", "constant"; `apply` is what is inserted if it is not the label
//   hover        (text, pos) => null | {from, to, title, text, example?} | a promise of it: help shown beside a name
//   signature    (text, pos) => null | {from, name, params, current, summary}: the call whose arguments are typed, shown
//                above it (signature.js); Escape closes it, Ctrl/Cmd+Shift+Space shows it
//
// Editor:
//   text()                       the whole text
//   setText(text)                replaces it with the smallest change: cursor, marks and undo history stay; one undo step
//   applyEdits([{from, to, insert}]) → string | null
//                                several replacements, all places in the text as it is now, as one undo step; gives the
//                                new text, or null and changes nothing if two of them overlap
//   setDiagnostics([{from, to, severity, message, help?, code?}])
//                                squiggles, gutter marks and hover text; severity "error", "warning", "info" or "hint";
//                                the list replaces the one before; an empty range marks the character there
//   setHighlights([{from, to, kind?}])
//                                soft background (a step's place); kind "" (accent), "stream", "state", "window", "error";
//                                follows the text when it is edited; [] clears
//   select(from, to)             selects, scrolls there, takes the focus
//   revealLine(line)             scrolls line (from 1) into the middle, focus stays where it is
//   reveal(from)                 scrolls a place into view
//   focus(), hasFocus()
//   selection() → {from, to, head, line, column}
//   undo(), redo() → bool;  canUndo(), canRedo()
//   forgetHistory()              empties the undo history (another document was opened)
//   openSearch()                 the find panel
//   setDark(bool), setReadOnly(bool), setWrap(bool)
//   destroy()
//
// Keys: Tab and Shift+Tab indent; Escape, then Tab leaves the field (and Ctrl+M switches Tab between both for good).
// Ctrl/Cmd+S and others that the editor does not use reach the page.
// Colours come from the custom properties in tokens.css only (theme.js), so that both themes follow the page.

import { autocompletion, acceptCompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, indentMore, isolateHistory, redo, redoDepth, undo, undoDepth } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorState, Prec, StateEffect, StateField } from "@codemirror/state";
import { crosshairCursor, Decoration, drawSelection, dropCursor, EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, hoverTooltip, keymap, lineNumbers, rectangularSelection } from "@codemirror/view";
import { signatureHelp } from "./signature.js";
import { theme, darkness } from "./theme.js";

/** On transactions that the page made, not the reader. */
const fromPage = Annotation.define();

const replaceHighlights = StateEffect.define();

const highlights = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    let result = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(replaceHighlights)) result = effect.value;
    }
    return result;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** The smallest single replacement that turns `before` into `after`; it never splits a surrogate pair. */
export function smallestChange(before, after) {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start--;
  let tail = 0;
  while (tail < shorter - start && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail++;
  if (tail > 0 && isLowSurrogate(before.charCodeAt(before.length - tail))) tail--;
  return { from: start, to: before.length - tail, insert: after.slice(start, after.length - tail) };
}

function isHighSurrogate(unit) {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit) {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function selectionOf(state) {
  const { from, to, head } = state.selection.main;
  const line = state.doc.lineAt(head);
  return { from, to, head, line: line.number, column: head - line.from + 1 };
}

function clamped(doc, at) {
  return Math.max(0, Math.min(doc.length, Math.trunc(at) || 0));
}

/** A range with its ends in order and inside the text. */
function placed(doc, { from, to }) {
  const start = clamped(doc, from);
  return { from: start, to: Math.max(start, clamped(doc, to ?? from)) };
}

function completionSource(ask) {
  return async (context) => {
    const answer = await ask(context.state.doc.toString(), context.pos, context.explicit);
    return answer ? { validFor: /^\w*$/, ...answer } : null;
  };
}

function hoverHelp(ask) {
  return hoverTooltip(async (view, pos) => {
    const help = await ask(view.state.doc.toString(), pos);
    if (!help) return null;
    return { pos: help.from, end: help.to, above: true, create: () => ({ dom: helpBox(help) }) };
  });
}

function helpBox({ title, text, example }) {
  const box = document.createElement("div");
  box.className = "cm-help";
  box.append(element("strong", title), element("p", text));
  if (example) box.append(element("code", example));
  return box;
}

function element(name, text) {
  const node = document.createElement(name);
  node.textContent = text ?? "";
  return node;
}

function diagnosticBox({ message, help }) {
  const box = document.createElement("div");
  box.append(element("div", message));
  if (help) {
    const hint = element("div", help);
    hint.className = "cm-diagnostic-help";
    box.append(hint);
  }
  return box;
}

/** Read-only text keeps its place in the tab order, so that it can be read and selected by keyboard. */
const readOnlyParts = (readOnly) =>
  readOnly ? [EditorState.readOnly.of(true), EditorView.editable.of(false), EditorView.contentAttributes.of({ tabindex: "0", "aria-readonly": "true" })] : [];
const wrapParts = (wrap) => (wrap ? EditorView.lineWrapping : []);

/** Tells of what undo and redo could do, when that has changed. */
function historyTeller(options) {
  let told = null;
  return (state) => {
    const now = [undoDepth(state) > 0, redoDepth(state) > 0];
    if (told && told[0] === now[0] && told[1] === now[1]) return;
    told = now;
    options.onHistory?.(...now);
  };
}

function listeners(options) {
  const tellHistory = historyTeller(options);
  return EditorView.updateListener.of((update) => {
    if (update.docChanged && !update.transactions.every((t) => !t.docChanged || t.annotation(fromPage))) {
      options.onChange?.(update.state.doc.toString());
    }
    if (update.docChanged || update.transactions.some((t) => t.reconfigured)) tellHistory(update.state);
    if (update.selectionSet || update.docChanged) options.onCursor?.(selectionOf(update.state));
    if (update.focusChanged && !update.view.hasFocus) options.onBlur?.();
  });
}

function keys(options) {
  const run = () => {
    options.onRun?.();
    return true;
  };
  const card = (view) => {
    options.onCard?.(view.state.selection.main.head);
    return Boolean(options.onCard);
  };
  return [
    Prec.highest(keymap.of([{ key: "Mod-Enter", run, preventDefault: true }, { key: "Mod-.", run: card }, { key: "F12", run: card }])),
    keymap.of([
      { key: "Tab", run: acceptCompletion },
      { key: "Tab", run: indentMore, shift: indentLess },
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...completionKeymap,
      ...lintKeymap,
    ]),
  ];
}

function extensions(options, parts) {
  const completions = options.completions && { override: [completionSource(options.completions)] };
  return [
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightActiveLine(),
    highlightSpecialChars(),
    parts.history.of(history()),
    drawSelection(),
    dropCursor(),
    rectangularSelection(),
    crosshairCursor(),
    EditorState.allowMultipleSelections.of(true),
    EditorState.tabSize.of(4),
    indentUnit.of("    "),
    // Only "\n" ends a line, so that offsets are those of the string that the page holds.
    EditorState.lineSeparator.of("\n"),
    EditorView.clipboardInputFilter.of((text) => text.replace(/\r\n?/g, "\n")),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    python(),
    autocompletion({ ...completions, icons: true }),
    search({ top: true }),
    highlightSelectionMatches(),
    lintGutter(),
    highlights,
    options.hover ? hoverHelp(options.hover) : [],
    options.signature ? signatureHelp(options.signature) : [],
    keys(options),
    listeners(options),
    theme,
    EditorView.contentAttributes.of({ "aria-label": options.label ?? "Program", tabindex: "0" }),
    parts.dark.of(darkness(Boolean(options.dark))),
    parts.readOnly.of(readOnlyParts(Boolean(options.readOnly))),
    parts.wrap.of(wrapParts(Boolean(options.wrap))),
  ];
}


class Editor {
  #view;
  #parts = { history: new Compartment(), dark: new Compartment(), readOnly: new Compartment(), wrap: new Compartment() };

  constructor(parent, text, options) {
    const state = EditorState.create({ doc: text, extensions: extensions(options, this.#parts) });
    this.#view = new EditorView({ state, parent });
  }

  text() {
    return this.#view.state.doc.toString();
  }

  setText(text) {
    const change = smallestChange(this.text(), text);
    if (change.from === change.to && change.insert === "") return;
    this.#change([change]);
  }

  applyEdits(edits) {
    const changes = edits.map((edit) => ({ ...placed(this.#view.state.doc, edit), insert: edit.insert ?? "" }));
    changes.sort((a, b) => a.from - b.from || a.to - b.to);
    if (changes.some((change, i) => i > 0 && change.from < changes[i - 1].to)) return null;
    if (changes.length > 0) this.#change(changes);
    return this.text();
  }

  #change(changes) {
    this.#view.dispatch({ changes, annotations: [fromPage.of(true), isolateHistory.of("full")] });
  }

  setDiagnostics(diagnostics) {
    const { state } = this.#view;
    const placedOnes = diagnostics.map(({ from, to, severity, message, help, code }) => ({
      ...placed(state.doc, { from, to }),
      severity,
      message: help ? `${message}\n${help}` : message,
      source: code,
      renderMessage: () => diagnosticBox({ message, help }),
    }));
    this.#view.dispatch(setDiagnostics(state, placedOnes));
  }

  setHighlights(spans) {
    const marks = spans
      .map((span) => ({ ...placed(this.#view.state.doc, span), kind: span.kind || "accent" }))
      .filter(({ from, to }) => from < to)
      .map(({ from, to, kind }) => Decoration.mark({ class: `cm-place cm-place-${kind}` }).range(from, to));
    this.#view.dispatch({ effects: replaceHighlights.of(Decoration.set(marks, true)) });
  }

  select(from, to) {
    const range = placed(this.#view.state.doc, { from, to });
    this.#view.dispatch({ selection: { anchor: range.from, head: range.to }, scrollIntoView: true });
    this.#view.focus();
  }

  revealLine(line) {
    const { doc } = this.#view.state;
    const number = Math.max(1, Math.min(doc.lines, Math.trunc(line) || 1));
    this.#view.dispatch({ effects: EditorView.scrollIntoView(doc.line(number).from, { y: "center" }) });
  }

  reveal(from) {
    this.#view.dispatch({ effects: EditorView.scrollIntoView(clamped(this.#view.state.doc, from), { y: "nearest", yMargin: 40 }) });
  }

  focus() {
    this.#view.focus();
  }

  hasFocus() {
    return this.#view.hasFocus;
  }

  selection() {
    return selectionOf(this.#view.state);
  }

  undo() {
    return undo(this.#view);
  }

  redo() {
    return redo(this.#view);
  }

  canUndo() {
    return undoDepth(this.#view.state) > 0;
  }

  canRedo() {
    return redoDepth(this.#view.state) > 0;
  }

  forgetHistory() {
    // A new history needs the old one's field gone first.
    this.#view.dispatch({ effects: this.#parts.history.reconfigure([]) });
    this.#view.dispatch({ effects: this.#parts.history.reconfigure(history()) });
  }

  openSearch() {
    openSearchPanel(this.#view);
  }

  setDark(dark) {
    this.#view.dispatch({ effects: this.#parts.dark.reconfigure(darkness(dark)) });
  }

  setReadOnly(readOnly) {
    this.#view.dispatch({ effects: this.#parts.readOnly.reconfigure(readOnlyParts(readOnly)) });
  }

  setWrap(wrap) {
    this.#view.dispatch({ effects: this.#parts.wrap.reconfigure(wrapParts(wrap)) });
  }

  destroy() {
    this.#view.destroy();
  }
}

/** Puts an editor that shows `text` into `parent`. */
export function create(parent, text, options) {
  return new Editor(parent, text, options ?? {});
}
