// Streamlit runs the page again at a single `r`, and its `c` opens a dialog, wherever the focus is. No setting of version
// 1.67 switches that off. Here both keys stop before Streamlit hears of them, unless something is being written.
const LETTERS = new Set(["r", "c", "KeyR", "KeyC"])
const WRITTEN_IN = 'textarea, [contenteditable]:not([contenteditable="false"]), input:not([type=range], [type=checkbox], [type=radio])'

const isWriting = (event) => event.composedPath()[0]?.matches?.(WRITTEN_IN)

const isShortcut = (event) =>
  !event.ctrlKey && !event.metaKey && !event.altKey && (LETTERS.has(event.key?.toLowerCase()) || LETTERS.has(event.code))

if (!window.seeItLearnKeys) {
  window.seeItLearnKeys = true
  window.addEventListener("keydown", (event) => isShortcut(event) && !isWriting(event) && event.stopImmediatePropagation(), true)
}
