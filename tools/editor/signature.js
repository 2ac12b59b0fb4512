// While the arguments of a call are typed: its parameters above it, the one that is written in bold.

import { Prec, StateEffect, StateField } from "@codemirror/state";
import { EditorView, keymap, showTooltip } from "@codemirror/view";

const hide = StateEffect.define();
const show = StateEffect.define();

/**
 * `ask(text, pos)` gives null, or {from, name, params, current, summary}: where the call's name begins, its
 * parameters as texts, the position of the one that is written (null if there is none), and a sentence about it.
 */
export function signatureHelp(ask) {
  const field = StateField.define({
    create: () => ({ shown: null, isClosed: false }),
    update(now, transaction) {
      if (transaction.effects.some((effect) => effect.is(hide))) return { shown: null, isClosed: true };
      const isAsked = transaction.effects.some((effect) => effect.is(show));
      const isTyped = transaction.docChanged && transaction.isUserEvent("input");
      const isFollowed = now.shown && (transaction.docChanged || transaction.selection);
      if (!isAsked && !isTyped && !isFollowed) return now;
      // What the reader has closed comes back with the next bracket or comma.
      if (now.isClosed && !isAsked && !opensAgain(transaction)) return now;
      const { main } = transaction.state.selection;
      const shown = main.empty ? ask(transaction.state.doc.toString(), main.head) : null;
      return { shown, isClosed: false };
    },
    provide: (field) =>
      showTooltip.from(field, ({ shown }) => shown && { pos: shown.from, above: true, create: () => ({ dom: box(shown) }) }),
  });
  const leave = (view) => {
    if (view.state.field(field).shown) view.dispatch({ effects: hide.of(null) });
    return false; // Escape goes on to what else it does.
  };
  return [
    field,
    Prec.high(keymap.of([{ key: "Escape", run: leave }])),
    keymap.of([{ key: "Mod-Shift-Space", run: (view) => (view.dispatch({ effects: show.of(null) }), true) }]),
    EditorView.domEventHandlers({ blur: (_, view) => void setTimeout(() => view.dom.isConnected && leave(view)) }),
    EditorView.updateListener.of(({ startState, state, view }) => {
      const [before, now] = [startState, state].map((state) => said(state.field(field, false)?.shown));
      if (now && now !== before) setTimeout(() => view.dispatch({ effects: EditorView.announce.of(now) }));
    }),
  ];
}

function opensAgain(transaction) {
  let opens = false;
  transaction.changes.iterChanges((_a, _b, _c, _d, inserted) => (opens ||= /[(,]/.test(inserted.toString())));
  return opens;
}

/** For who cannot see it. */
function said(shown) {
  if (!shown) return "";
  const param = shown.params[shown.current];
  return `${shown.name}${param ? `, ${param}` : ""}: ${shown.summary}`;
}

function box({ name, params, current, summary }) {
  const node = document.createElement("div");
  node.className = "cm-signature";
  node.setAttribute("role", "tooltip");
  const call = document.createElement("code");
  call.append(`${name}(`);
  params.forEach((param, position) => {
    const part = document.createElement(position === current ? "b" : "span");
    part.textContent = param;
    call.append(position > 0 ? ", " : "", part);
  });
  call.append(")");
  const text = document.createElement("p");
  text.textContent = summary;
  node.append(call, text);
  return node;
}
