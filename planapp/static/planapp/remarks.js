// A remark of a supporting unit goes into the narrative of the entry form at the press of its button;
// without this file its text is selected and copied by hand.
"use strict";

(() => {
  const narrative = document.querySelector("#entry-form [name=narrative]");
  if (!narrative) return;
  for (const button of document.querySelectorAll("[data-take-over]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const text = document.getElementById(button.dataset.takeOver).innerText.trim();
      narrative.value = [narrative.value.trimEnd(), text].filter(Boolean).join("\n");
      narrative.dispatchEvent(new Event("input", { bubbles: true })); // the draft saves itself
      narrative.focus();
      button.disabled = true;
      button.textContent = "已写入进展情况";
    });
  }
})();
