// <button data-copy="ID"> copies the words of that element; where the browser forbids it, selects them.
"use strict";

(() => {
  const select = (place) => {
    const range = document.createRange();
    range.selectNodeContents(place);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };

  const say = (button, words) => {
    button.dataset.label ??= button.textContent;
    button.textContent = words;
    setTimeout(() => { button.textContent = button.dataset.label; }, 2500);
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const place = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(place.textContent.trim());
      say(button, "已复制");
    } catch {
      select(place);
      say(button, document.execCommand("copy") ? "已复制" : "已选中，请按 Ctrl+C");
    }
  });
})();
