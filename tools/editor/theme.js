// How the editor looks: every colour, font and radius is a custom property of the page's tokens.css,
// also where CodeMirror brings colours of its own (squiggles, tooltips, search panel).

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const soft = (colour, share) => `color-mix(in srgb, var(${colour}) ${share}%, transparent)`;

const squiggle = (colour) => ({
  backgroundImage: "none",
  textDecoration: `underline wavy var(${colour}) 1.25px`,
  textUnderlineOffset: "3px",
  textDecorationSkipInk: "none",
});

const severities = { error: "--removed", warning: "--window", info: "--accent", hint: "--ink-3" };

function forEachSeverity(styles) {
  return Object.assign({}, ...Object.entries(severities).map(([severity, colour]) => styles(severity, colour)));
}

const diagnostics = forEachSeverity((severity, colour) => ({
  [`.cm-lintRange-${severity}`]: squiggle(colour),
  [`.cm-diagnostic-${severity}`]: { borderLeft: `3px solid var(${colour})` },
  [`.cm-lintPoint-${severity}:after`]: { borderBottomColor: `var(${colour})` },
  [`.cm-lint-marker-${severity}`]: { content: "none", display: "block" },
  [`.cm-gutter-lint .cm-lint-marker-${severity}`]: { background: `var(${colour})` },
}));

const places = Object.assign(
  {},
  ...[["accent", "--accent"], ["stream", "--stream"], ["state", "--state"], ["window", "--window"], ["error", "--removed"]].map(
    ([kind, colour]) => ({ [`.cm-place-${kind}`]: { backgroundColor: soft(colour, 18) } }),
  ),
);

const rules = {
  "&": { color: "var(--ink)", backgroundColor: "var(--surface)", fontSize: "var(--text-m)", height: "100%" },
  "&.cm-focused": { outline: "none" },
  // Over all that is in it, the line numbers as well.
  "&.cm-focused::after": { content: "''", position: "absolute", inset: "0", zIndex: "400", pointerEvents: "none", outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--font-code)", lineHeight: "1.55", overflow: "auto" },
  ".cm-content": { caretColor: "var(--accent)", padding: "var(--space-2) 0" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, .cm-content ::selection": {
    background: soft("--accent", 24),
  },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--ink-3)", border: "none" },
  ".cm-activeLine": { backgroundColor: soft("--ink-3", 8) },
  ".cm-activeLineGutter": { backgroundColor: soft("--ink-3", 8), color: "var(--ink)" },
  ".cm-specialChar": { color: "var(--removed)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: soft("--accent", 20), outline: "none" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: soft("--removed", 20) },
  ".cm-selectionMatch": { backgroundColor: soft("--ink-3", 18) },
  ".cm-searchMatch": { backgroundColor: soft("--window", 28) },
  ".cm-searchMatch-selected": { backgroundColor: soft("--window", 55) },
  ".cm-place": { borderRadius: "var(--radius-s)" },
  ".cm-gutter-lint": { width: "14px" },
  ".cm-gutter-lint .cm-lint-marker": { width: "8px", height: "8px", borderRadius: "50%", margin: "6px auto 0" },
  ".cm-lintRange": { paddingBottom: "0" },
  ".cm-lintRange-active": { backgroundColor: soft("--removed", 14) },
  ".cm-tooltip": {
    background: "var(--surface)",
    color: "var(--ink)",
    border: "1px solid var(--line)",
    borderRadius: "var(--radius-m)",
    boxShadow: "var(--shadow)",
    fontFamily: "var(--font-ui)",
    fontSize: "var(--text-s)",
    overflow: "hidden",
    maxWidth: "min(440px, 90vw)",
  },
  ".cm-diagnostic": { padding: "var(--space-2) var(--space-3)", margin: "0" },
  ".cm-diagnostic-help": { color: "var(--ink-2)", marginTop: "2px" },
  ".cm-help": { padding: "var(--space-2) var(--space-3)" },
  ".cm-help p": { margin: "2px 0 0", color: "var(--ink-2)", whiteSpace: "pre-wrap" },
  ".cm-help code": { display: "block", marginTop: "4px", padding: "2px 6px", borderRadius: "var(--radius-s)", background: "var(--surface-2)", fontFamily: "var(--font-code)", fontSize: "var(--text-s)" },
  ".cm-signature": { padding: "6px var(--space-3)" },
  ".cm-signature code": { fontFamily: "var(--font-code)", fontSize: "var(--text-s)", color: "var(--ink-2)", overflowWrap: "anywhere" },
  ".cm-signature b": { color: "var(--accent)", fontWeight: "700" },
  ".cm-signature p": { margin: "2px 0 0", color: "var(--ink-2)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--font-code)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px var(--space-2)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--accent-soft)", color: "var(--ink)" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700", color: "var(--accent)" },
  ".cm-completionDetail": { color: "var(--ink-3)", fontStyle: "normal" },
  ".cm-tooltip.cm-completionInfo": { padding: "var(--space-2) var(--space-3)" },
  ".cm-panels": { backgroundColor: "var(--surface-2)", color: "var(--ink)" },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-textfield": { backgroundColor: "var(--bg)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: "var(--radius-s)" },
  ".cm-button": { backgroundImage: "none", backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: "var(--radius-s)" },
  ".cm-panel.cm-panel-lint ul [aria-selected]": { backgroundColor: "var(--accent-soft)", color: "var(--ink)" },
};

const pythonColours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword], color: "var(--state)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--added)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--window)" },
  { tag: [tags.comment], color: "var(--ink-3)", fontStyle: "italic" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: "var(--stream)" },
  { tag: [tags.definition(tags.variableName), tags.variableName, tags.propertyName], color: "var(--ink)" },
  { tag: [tags.className, tags.meta], color: "var(--shuffle)" },
  { tag: [tags.operator, tags.punctuation, tags.bracket, tags.separator], color: "var(--ink-2)" },
  { tag: tags.invalid, color: "var(--removed)" },
]);

export const theme = [EditorView.theme({ ...rules, ...diagnostics, ...places }), syntaxHighlighting(pythonColours)];

/** Tells CodeMirror which of its own base styles to use where the theme leaves one. */
export const darkness = (dark) => EditorView.theme({}, { dark });
